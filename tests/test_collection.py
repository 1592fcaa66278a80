"""One collection: read, checked, cleaned and put through the gate."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from tiny_claims import claim, raw
from tiny_collection import change, write_collection

from analysis.claims import clean_claims, group_origins
from analysis.collection.collection import KEY, collection_names, load_collection
from analysis.collection.comparison import series_found
from analysis.data import places
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.ratios import gate
from analysis.ratios.division import compute_ratios
from analysis.reports.holdings import in_words
from analysis.reports.wars import speakers_divided, speakers_rows
from analysis.terms import LEAD


@pytest.fixture
def home(tmp_path):
    """The folder of a collection of three claims, and its vocabulary beside it."""
    return write_collection(tmp_path)


def load(home, **options):
    return load_collection("tiny", folder=home.parent, **options)


def faults(home):
    """Return the faults that loading ends with."""
    with pytest.raises(RawDataError) as refusal:
        load(home)
    return refusal.value.faults


def test_a_collection_holds_claims_ledger_sources_and_what_it_declares(home):
    """Three rows: two figures, and one set aside."""
    tiny = load(home)

    assert tiny.claims["claim_id"].tolist() == ["c1", "c2"]
    assert tiny.set_aside["claim_id"].tolist() == ["c3"]
    assert tiny.rows_in == 3
    assert tiny.sources.index.tolist() == ["page_1"]
    assert tiny.title == "Three claims"
    assert (tiny.calendar[0], tiny.calendar[-1]) == tuple(
        pd.to_datetime(["2023-03-01", "2023-03-31"])
    )
    assert len(tiny.calendar) == 31


def test_pages_without_a_language_are_not_said_to_be_in_one(home):
    """Of two pages one is noted to be in English; once both are, the sentence is short."""
    rows = raw(claim("killed", "190"), claim("wounded", "199", source_id="page_2"))
    rows.to_csv(home / "claims.csv", index=False)
    pages = home / "sources.csv"
    noted = pages.read_text() + "page_2,,UAWire,,2023-03-19,\n"
    pages.write_text(noted)
    assert "read on 2 pages (1 noted to be in 1 language), stated" in str(in_words(load(home)))

    pages.write_text(f"{noted.rstrip()}en\n")
    assert "read on 2 pages in 1 language, stated" in str(in_words(load(home)))


def test_the_ratios_of_a_small_collection_are_those_of_its_two_claims(home):
    """Three ratios of two figures, and what is read off one of them."""
    found = load(home).ratios

    assert found["ratio"].value_counts().to_dict() == {
        **dict.fromkeys(("killed_per_wounded", "wounded_per_killed", "killed_share"), 1),
        **{"implied_other_term": 6, "band_multiple": 3, "coverage": 3, "within_speaker_rank": 1},
    }
    assert found.loc[0, ["numerator_low", "numerator_high", "denominator"]].tolist() == [
        185,
        195,
        199,
    ]


def test_the_published_collection_is_what_the_modules_make_of_its_tables(collection):
    """715 rows of 445 pages, 181 days, each area and speaker with its label."""
    assert collection.rows_in == 715
    assert len(collection.sources) == 445
    assert len(collection.calendar) == 181
    assert collection.scopes.at["bakhmut_direction", "label"] == "the Bakhmut direction"
    assert collection.speakers.at["isw", "label"] == "Institute for the Study of War"
    assert len(collection.data_version) == 12


def test_an_unknown_collection_is_refused_with_the_nearest():
    """Else with all there are."""
    with pytest.raises(ParameterError, match="no collection 'bakhmut' in data/raw; nearest: bakh"):
        load_collection("bakhmut")
    with pytest.raises(
        ParameterError, match="no collection 'x' in data/raw; nearest: bakhmut-2023"
    ):
        load_collection("x")


def test_an_unknown_collection_is_told_with_every_folder_that_was_looked_in(tmp_path, monkeypatch):
    """The message named data/raw alone, and the table lay in the other."""
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path))
    with pytest.raises(ParameterError, match=f"in data/raw or {tmp_path.resolve()}; nearest: "):
        load_collection("x")
    with pytest.raises(ParameterError, match=f"in {tmp_path}; nearest: there is none"):
        load_collection("x", folder=tmp_path)


def test_collections_are_the_folders_with_claims(home):
    """References, control shares and test vectors are none."""
    (home.parent / "reference").mkdir()

    assert collection_names(home.parent) == ["tiny"]
    assert collection_names() == ["bakhmut-2023"]


def test_every_problem_of_every_table_comes_at_once(home):
    """A column gone, a misspelt area, a page not listed, a reading of nothing, no publisher."""
    change(home / "sources.csv", "title", "titel")
    change(home / "sources.csv", "UAWire", "")
    change(home / "claims.csv", ",bakhmut_direction,", ",bakhmut_dirction,")
    change(home / "claims.csv", "c2,page_1", "c2,page_2")
    (home / "readings.csv").write_text("claim_id,column,reading,reason\nc9,part,a,b\n")

    assert faults(home) == [
        "sources.csv line 1: column title is missing; "
        "the file has source_id, url, publisher, titel, published, language",
        "claims.csv line 2, column scope: 'bakhmut_dirction' is not a known scope; "
        "nearest: bakhmut_direction, bakhmut_tactical_direction, bakhmut_city",
        "claims.csv line 3, column source_id: 'page_2' is not listed in the sources; "
        "nearest: page_1",
        "sources.csv line 2, column publisher: '' is empty",
        "readings.csv line 2, column claim_id: 'c9' is not a claim of the collection",
    ]


def test_a_damaged_table_does_not_hide_what_is_wrong_with_the_others(home):
    """The list of sources is in another encoding: the claims are checked all the same."""
    path = home / "sources.csv"
    path.write_bytes(path.read_bytes().replace(b"UAWire", b"UA\xffire"))
    change(home / "claims.csv", ",persons,", ",parsons,")

    assert faults(home) == [
        "sources.csv line 2: byte 0xff is not UTF-8; save the file as UTF-8",
        "claims.csv line 2, column unit: 'parsons' is not a known unit; nearest: persons",
        "claims.csv line 2, column unit: 'parsons' is not a unit of killed; nearest: persons",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "measure,",
            "mesure,",
            "claims.csv line 1: column measure is missing; the file has claim_id, so",
        ),
        (
            "2023-03-18",
            "18/3/2023",
            "claims.csv line 2, column stated_on: '18/3/2023' is not a day",
        ),
        (
            ",killed,",
            ",kiled,",
            "claims.csv line 2, column measure: 'kiled' is not a known measure",
        ),
        (
            "c2,",
            "c1,",
            "claims.csv line 3, column claim_id: 'c1' stands on an earlier line already",
        ),
    ],
    ids=["column", "day", "measure", "id"],
)
def test_a_broken_table_of_claims_is_refused(home, old, new, fault):
    """Nothing is computed from it."""
    change(home / "claims.csv", old, new)

    assert faults(home)[0].startswith(fault)


def test_a_table_that_is_cut_off_is_refused_with_its_line(home):
    """The last line has no end."""
    path = home / "claims.csv"
    path.write_bytes(path.read_bytes()[:-40])

    assert faults(home) == ["claims.csv line 4: the file stops in the middle of a line (cut off?)"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, ["collection.toml: there is no such file in tiny/"]),
        ("title = ", ["collection.toml: Invalid value (at end of document)"]),
        (
            'first_day = "1 March"\n',
            [
                "collection.toml: title is missing",
                "collection.toml line 1, first_day: '1 March' is not a day YYYY-MM-DD",
            ],
        ),
        (
            'title = "x"\nfirst_day = 2023-03-31\nlast_day = 2023-03-01\n',
            ["collection.toml line 3, last_day: the last day comes before the first"],
        ),
    ],
    ids=["absent", "broken", "incomplete", "backwards"],
)
def test_what_a_collection_declares_is_checked(home, content, expected):
    """Coverage is counted over the declared days."""
    path = home / "collection.toml"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert faults(home) == expected


def test_a_collection_without_an_origin_is_refused(home):
    """Nobody could say who compiled it."""
    (home / "claims.origin.yml").unlink()

    assert faults(home) == ["claims.csv: no origin file claims.origin.yml beside it"]


def test_inferred_days_can_be_left_out(collection, home):
    """Every row is still a claim or in the ledger; no claim is left whose day is not firm."""
    strict = load_collection("bakhmut-2023", inferred_days=False)

    assert strict.rows_in == collection.rows_in
    assert set(strict.claims["date_basis"]) == {"stated", "announced"}
    assert len(strict.claims) < len(collection.claims)
    assert load(home, inferred_days=False).claims["claim_id"].tolist() == ["c2"]


def test_the_cap_of_hedged_figures_is_a_choice(home):
    """ "About 190" is 185 to 195, and under a cap of 1 % 188.1 to 191.9."""
    assert load(home, cap=0.01).claims.loc[0, ["low", "high"]].tolist() == pytest.approx(
        [188.1, 191.9]
    )


def test_a_collection_is_read_anew_only_if_a_table_changed(home):
    """The version is that of the bytes, the vocabulary's included."""
    first = load(home)
    assert load(home) is first

    change(home / "claims.csv", "199", "200")
    second = load(home)
    change(home.parent / "scopes.csv", "the city of Bakhmut", "Bakhmut itself")
    third = load(home)

    assert second.claims["value"].tolist() == [190, 200]
    assert third.scopes.at["bakhmut_city", "label"] == "Bakhmut itself"
    assert len({found.data_version for found in (first, second, third)}) == 3


def test_the_claims_behind_a_number_are_found_in_their_order(collection):
    """193 and 199, the other way round; nothing is behind an empty cell."""
    assert collection.claims_behind("a0215;a0214")["reported"].tolist() == ["199", "193"]
    assert collection.claims_behind("").empty


def test_every_number_of_the_ratios_has_its_claims(collection):
    """Each id of each cell is a point of the collection."""
    cells = collection.ratios[["numerator_claims", "denominator_claims"]].to_numpy().ravel()
    named = {claim_id for cell in cells for claim_id in cell.split(";") if claim_id}

    assert named <= set(collection.points["claim_id"])
    assert len(named) > 200


def test_claims_in_another_order_are_the_same_claims(collection, home, words):
    """The tiny table backwards: same figures, same origins."""
    raw = pd.read_csv(home / "claims.csv", dtype=str, keep_default_na=False)
    readings = pd.read_csv(home / "readings.csv", dtype=str, keep_default_na=False)
    forwards, backwards = (
        group_origins(clean_claims(rows.reset_index(drop=True), words, readings)[0])
        .sort_values("claim_id")
        .reset_index(drop=True)
        for rows in (raw, raw[::-1])
    )

    assert_frame_equal(forwards, backwards)


def test_days_that_are_not_declared_are_those_of_the_claims(home):
    """A collection that grows need not say beforehand which days it will cover."""
    (home / "collection.toml").write_text('title = "x"\n', encoding="utf-8")
    calendar = load_collection("tiny", folder=home.parent).calendar

    assert [f"{day:%Y-%m-%d}" for day in (calendar[0], calendar[-1])] == ["2023-03-18"] * 2


def test_a_collection_without_a_claim_says_what_to_do(home):
    """One that was begun and in which no draft was accepted yet."""
    path = home / "claims.csv"
    path.write_text(path.read_text().splitlines()[0] + "\n", encoding="utf-8")

    with pytest.raises(ParameterError, match="tiny holds no claim yet; `reportedly review tiny`"):
        load_collection("tiny", folder=home.parent)


@pytest.mark.parametrize("table", ["claims", "points", "ratios", "coded", "sources", "set_aside"])
def test_what_is_handed_out_cannot_be_changed_behind_the_collection(home, table):
    """Whole columns, single cells and changes in place are refused, with the way out."""
    held = load(home)
    rows = getattr(held, table)
    before, column = rows.copy(), rows.columns[0]

    def set_a_column():
        rows[column] = "9999"

    def set_a_cell():
        rows.iloc[0, 0] = "9999"

    def name_the_columns():
        rows.columns = rows.columns[::-1]

    for change_it in (set_a_column, set_a_cell, name_the_columns):
        with pytest.raises(AnalysisError, match="is the collection's"):
            change_it()
    assert_frame_equal(pd.DataFrame(getattr(load(home), table)), before)


def test_a_copy_is_ones_own(home):
    """What is made of a table of the collection is a plain table, and changes nothing there."""
    held = load(home)
    mine = held.claims.copy()
    mine["value"] *= 10

    assert type(held.claims[held.claims["value"] > 0]) is pd.DataFrame
    assert mine["value"].tolist() == [1900.0, 1990.0]
    assert held.claims["value"].tolist() == [190.0, 199.0]
    with pytest.raises(TypeError):
        held.records["c1"]["value"] = 9999.0


@pytest.mark.parametrize("ratio", ["killed_per_wounded", "killed_share", "assessment_age_days"])
def test_a_ratio_divided_alone_is_as_among_the_others(ratio):
    """For whoever needs no other, as the choices of a sensitivity do."""
    held = load_collection("bakhmut-2023")
    alone = compute_ratios(held.points, held.words, held.refused, ratio)
    among = held.rows_of(ratio).reset_index(drop=True)

    assert len(among)
    assert_frame_equal(alone, pd.DataFrame(among), check_exact=True)


def test_pairs_that_are_judged_in_blocks_are_judged_as_they_would_be_together(monkeypatch):
    """A pair is wide, and of a million claims there are millions of them."""
    held = load_collection("bakhmut-2023")
    together = compute_ratios(held.points, held.words, held.refused)
    monkeypatch.setattr(gate, "MOST_PAIRS", 500)

    assert len(together) > 1000
    assert_frame_equal(compute_ratios(held.points, held.words, held.refused), together)


def test_the_rows_of_a_ratio_are_no_copy_and_each_is_found():
    """A table of ratios may be large: the rows of one lie in one piece of it."""
    held = load_collection("bakhmut-2023")
    rows = held.rows_of("killed_per_wounded")
    for number, key in zip(rows.index, rows[KEY].itertuples(index=False, name=None), strict=True):
        assert held.ratio_row("killed_per_wounded", *key).name == number
    with pytest.raises(KeyError):
        held.ratio_row("killed_per_wounded", "", "a0", "a1")

    assert np.shares_memory(rows["value"].to_numpy(), held.ratios["value"].to_numpy())


def test_a_speaker_whose_only_day_has_two_statements_is_no_row_beside_other_wars(home):
    """Two statements of one figure, of different pages and days: of such none is chosen."""
    rows = raw(
        claim("killed", "190"),
        claim("wounded", "199"),
        claim("wounded", "250", date_basis="announced", claim_group="g1"),
    )
    rows.to_csv(home / "claims.csv", index=False)
    held = load(home)

    assert series_found(held.rows_of(LEAD))["days_paired"].tolist() == [1]
    assert speakers_rows(held).empty
    assert str(speakers_divided(held)) == (
        "2 pairs that may be divided stand in no row (Serhii Cherevatyi): the day has several "
        "statements, or lies outside the days of the collection."
    )
