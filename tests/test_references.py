"""Killed and wounded in other wars, and the reference bands."""

import math
import shutil

import pandas as pd
import pytest
from tiny_claims import claim, ratios

from analysis import brief
from analysis.errors import RatioError, RawDataError
from analysis.paths import RAW
from analysis.ratios import references as module
from analysis.ratios.references import FROM_WOUNDED_PER_KILLED, read_bands, read_references
from analysis.terms import LEAD

FOLDER = RAW / "reference"


@pytest.fixture(scope="module")
def references():
    return read_references()


def test_every_row_is_read_with_its_numbers(references):
    """59 rows; the first in numbers, with a range that is open below."""
    first = references.iloc[0]

    assert len(references) == 59
    assert first[["reference_id", "killed", "wounded", "value", "high"]].tolist() == [
        "WWI_BRITISH_EMPIRE",
        851117,
        2067442,
        0.4117,
        0.4804,
    ]
    assert references["low"].isna().iloc[0]
    assert first["kind"] == "official"


def test_the_stated_ratio_is_that_of_the_two_figures(references):
    """Where a source gives both figures, to the four digits written down."""
    both = references.dropna(subset=["killed", "wounded", "value"])
    off = (both["killed"] / both["wounded"] - both["value"]).abs()

    assert len(both) > 30
    assert both.loc[off > 6e-4, "reference_id"].tolist() == []


MIDDLES = {
    "OEF_US": 0.09,
    "WWII_GERMAN_KURSK": 0.2073,
    "DONBAS_UA_FORCES": 0.4078,
    "DONBAS_ARMED_GROUPS": 0.4361,
}
"""What the methods take for the land forces whose sources give a range alone."""


def test_the_land_set_is_that_of_the_table_of_wars(references):
    """Methods 1.3: 27 series, 19 in the inner band and 24 in the outer; median and quartiles."""
    land = references[references["in_land_set"]].set_index("reference_id")
    values = land["value"].fillna(pd.Series(MIDDLES))

    assert set(land.index[land["value"].isna()]) == set(MIDDLES)
    assert len(values) == 27
    assert values.between(1 / 4, 1 / 2).sum() == 19
    assert values.between(1 / 13, 1 / 2).sum() == 24
    assert values.median() == pytest.approx(0.3315, abs=5e-5)
    assert values.quantile([0.25, 0.75]).tolist() == pytest.approx([0.2791, 0.4179], abs=5e-5)


def test_a_reference_row_has_a_value_where_a_claim_of_its_words_has_one(references):
    """One rule for both: words that exclude their number, two bounds and ranges give none."""
    grounds = pd.read_csv(FOLDER / "grounds.csv", keep_default_na=False).set_index("reference_id")
    worded = grounds[(grounds["killed_words"] != "") & (grounds["wounded_words"] != "")]
    given = references.set_index("reference_id").loc[worded.index, "value"].notna()
    claimed = []
    for row in worded.itertuples():
        said = claim("killed", row.killed_words), claim("wounded", row.wounded_words)
        claimed.append(ratios(LEAD, *said)["value"].notna().all())

    assert given.tolist() == claimed
    assert given.any() and not given.all()


@pytest.mark.parametrize(
    ("killed", "wounded", "ends"),
    [
        ("more than 1800", "20000", (1801 / 20000, 1899 / 20000)),
        ("1800", "fewer than 20000", (1800 / 19999, 1800 / 10001)),
        ("almost 1800", "about 20000", (1750 / 22000, 1799 / 18000)),
        ("1800", "18000-22000", (1800 / 22000, 1800 / 18000)),
        ("at least 1800", "up to 20000", (1800 / 20000, 1899 / 10001)),
    ],
)
def test_words_that_give_no_value_give_a_reference_row_a_range_alone(
    tmp_path, killed, wounded, ends
):
    """Though 0.09 lies within the range."""
    folder = shutil.copytree(FOLDER, tmp_path / "reference")
    path = folder / "grounds.csv"
    told = path.read_text(encoding="utf-8")
    words = told.replace("more than 1800,about 20000", f"{killed},{wounded}", 1)
    path.write_text(words, encoding="utf-8")

    row = read_references(folder).set_index("reference_id").loc["OEF_US"]

    assert math.isnan(row["value"])
    assert (row["low"], row["high"]) == pytest.approx(ends)


def test_no_middle_of_a_range_stands_in_its_place(references):
    """A value is that of two figures, or a ratio that the source states."""
    text = references[["definition", "note"]].agg(" ".join, axis=1)
    both = references[["killed", "wounded"]].notna().all(axis=1)

    assert not text.str.contains("midpoint|mid-value").any()
    assert (both | (references["stated_as"] == "ratio"))[references["value"].notna()].all()


def test_the_land_set_holds_one_account_of_a_force_and_no_claim_about_an_opponent(references):
    """A second account of the same armies would count them twice."""
    land = references[references["in_land_set"]]

    assert {"WWI_BRITISH_ISLES", "VIETNAM_US_GOLDBERG", "OIF_US_PRESURGE"}.isdisjoint(
        land["reference_id"]
    )
    assert "opponent" not in set(land["kind"])


def test_who_counted_is_told_by_the_tag_of_the_note(references):
    """A row without a tag is an estimate of its source; a claim says about whom."""
    kinds = dict(zip(references["reference_id"], references["kind"], strict=True))
    tagged = references[references["note"].str.contains("opponent", regex=False)]

    assert set(kinds.values()) == {"official", "estimate", "claim", "opponent"}
    assert (tagged["kind"] == "opponent").all()
    assert kinds["WWI_FRANCE"] == "estimate"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            ",851117,",
            ",851 117,",
            "reference_ratios.csv line 2, column killed: '851 117' is not a number",
        ),
        (
            ",1920,high,",
            ",1920,hihg,",
            "reference_ratios.csv line 2, column reliability: 'hihg' is not a known reliability; "
            "nearest: high",
        ),
    ],
)
def test_a_number_or_a_reliability_that_cannot_be_read_is_refused(tmp_path, old, new, fault):
    """With its line, column and value."""
    folder = shutil.copytree(FOLDER, tmp_path / "reference")
    path = folder / "reference_ratios.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RawDataError) as refusal:
        read_references(folder)

    assert refusal.value.faults == [fault]


@pytest.mark.parametrize(
    ("ratio", "outer", "inner", "norm"),
    [
        ("killed_per_wounded", (1 / 13, 1 / 2), (1 / 4, 1 / 2), 1 / 3),
        ("wounded_per_killed", (2, 13), (2, 4), 3),
        ("killed_share", (1 / 14, 1 / 3), (1 / 5, 1 / 3), 1 / 4),
    ],
)
def test_bands_are_turned_to_the_direction_of_the_ratio(ratio, outer, inner, norm):
    """Methods 1.2 and 4: 2 to 13, 2 to 4 and 3 wounded for each killed, three ways."""
    bands = read_bands(ratio, norms=True).set_index("name")

    assert bands.index.tolist() == ["outer", "inner", "norm"]
    assert bands[["low", "high"]].to_numpy().ravel().tolist() == pytest.approx(
        [*outer, *inner, norm, norm]
    )
    assert set(bands["ratio"]) == {ratio}


def test_a_norm_is_no_band_unless_asked_for():
    """Three to one is a single value."""
    assert read_bands()["name"].tolist() == ["outer", "inner"]


def test_every_band_names_what_its_wounded_includes():
    """A band is never drawn without its definition and source."""
    bands = read_bands(norms=True)

    assert bands["source"].ne("").all()
    assert bands["definition"].str.contains("wounded").all()


def test_no_band_is_made_up_for_another_ratio():
    """Clashes have none; the ratios that have are named."""
    with pytest.raises(RatioError, match="no reference band exists for killed_per_clash; bands ex"):
        read_bands("killed_per_clash")


@pytest.mark.parametrize(
    ("ratio", "value"),
    [
        ("killed_per_wounded", 193 / 199),
        ("wounded_per_killed", 199 / 193),
        ("killed_share", 193 / 392),
    ],
)
def test_one_relation_is_written_in_three_ways(ratio, value):
    """The figures of 18 March 2023 turned from wounded per killed."""
    assert FROM_WOUNDED_PER_KILLED[ratio](199 / 193) == pytest.approx(value)


def test_bands_are_parsed_once_as_long_as_their_file_is_the_same(tmp_path, monkeypatch):
    """Whoever changes the table that was given changes no other; a file that changed is read."""
    path, parsed = tmp_path / "bands.csv", []
    path.write_text((FOLDER / "bands.csv").read_text(encoding="utf-8"), encoding="utf-8")
    read = module.read_raw
    monkeypatch.setattr(module, "read_raw", lambda *given: parsed.append(given) or read(*given))
    for _ in range(2):
        bands = read_bands(path=path)
        assert bands["high"].tolist() == [0.5, 0.5]
        bands["high"] = 1.0
    assert len(parsed) == 1

    path.write_text(path.read_text(encoding="utf-8").replace(",2,", ",4,"), encoding="utf-8")
    assert read_bands(path=path)["high"].max() == 0.25


def test_a_ratio_of_a_day_is_looked_for_once_and_given_as_a_copy(collection):
    """A page asks for it at every figure; whoever changes what was given changes no other."""
    chosen = {"stated_on": "2023-03-18", "scope": "bakhmut_direction"}
    day = brief(collection, **chosen, speaker="serhii_cherevatyi")
    first = day.ratio("killed_per_wounded")
    value, first["value"] = first["value"], 9999.0

    assert day.ratio("killed_per_wounded")["value"] == value
    assert len(day._ratios) == 1
