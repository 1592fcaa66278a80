"""What is typed after --each: values, ranges, all that the collection holds; and their pages."""

import pytest
from inside import executed
from tiny_sweep import write_notebook, write_sweep_project

from analysis.collection.choices import existing
from analysis.collection.collection import load_collection
from analysis.collection.comparison import brief
from analysis.errors import ParameterError
from analysis.paths import NOTEBOOKS
from analysis.publish.plan import LONGEST, MOST, Task, page_name, parse_each, sweep_of
from analysis.publish.report import prepare
from analysis.reports import series

BRIEFING = NOTEBOOKS / "briefing.ipynb"
COMPARISON = NOTEBOOKS / "04_comparison.ipynb"
WARS = NOTEBOOKS / "03_reference.ipynb"
HOSTILE = (
    *("../../etc/passwd", "/etc/passwd", "..", ".", "~", "a/b", "a\\b", "C:\\x", "con", "index"),
    *("schemas", "claims.csv", "<script>alert(1)</script>", '" onclick="', "%2e%2e", "$(id)"),
    *(
        "A",
        "a",
        "ä",
        "a--b",
        "a b",
        " ",
        "-",
        "--force",
        "x" * 500,
        "\u202e",
        "🙂",
        "a~0123456789ab",
    ),
)


def swept(source, *each, **given):
    """Return the swept values of each report, in order, and what does not exist."""
    found = sweep_of(source, given, parse_each(each))
    return [tuple(found.swept(report).values()) for report in found.reports], list(found.absent)


def test_values_stand_between_commas():
    """Each is a report; the other parameters keep their defaults."""
    assert swept(BRIEFING, "stated_on=2023-03-11,2023-03-12") == (
        [("2023-03-11",), ("2023-03-12",)],
        [],
    )


def test_a_range_of_days_has_both_ends_and_leaves_out_what_does_not_exist():
    """Days on which the speaker was not located about the area are named, and are no failure."""
    assert swept(BRIEFING, "stated_on=2023-03-10..2023-03-12") == (
        [("2023-03-11",), ("2023-03-12",)],
        [{"stated_on": "2023-03-10"}],
    )


def test_all_is_what_the_collection_holds_given_the_other_values():
    """Two days with a figure of the spokesman about the city, one with both areas."""
    assert swept(BRIEFING, "stated_on=2023-03-10,2023-03-11", "scope=all") == (
        [
            ("2023-03-10", "bakhmut_city"),
            ("2023-03-11", "bakhmut_city"),
            ("2023-03-11", "bakhmut_direction"),
        ],
        [],
    )


@pytest.mark.slow
def test_all_of_everything_is_every_combination_that_a_claim_has_and_no_other(collection):
    """In order, each once."""
    found, absent = swept(BRIEFING, "stated_on=all", "scope=all", "speaker=all")

    assert found == existing(collection, ["stated_on", "scope", "speaker"])
    assert len(found) == len(set(found)) and absent == []


def test_what_is_swept_is_what_the_check_of_choices_lets_through():
    """Every fortieth report is prepared as if its values were typed, and comes out the same."""
    found = sweep_of(BRIEFING, {}, parse_each(["stated_on=all", "scope=all", "speaker=all"]))

    for report in found.reports[::40]:
        assert prepare(report.source, report.values) == report


def test_what_is_absent_is_what_the_check_of_choices_refuses():
    """And nothing that it would let through."""
    _, absent = swept(BRIEFING, "stated_on=2023-03-10..2023-03-16", "scope=front,bakhmut_city")

    assert absent
    for values in absent:
        with pytest.raises(ParameterError):
            prepare(BRIEFING, values)


def test_two_spellings_of_one_key_are_one_report():
    """Under its key."""
    assert swept(BRIEFING, 'scope=bakhmut_direction,"Bakhmut direction"') == (
        [("bakhmut_direction",)],
        [],
    )


def test_yes_and_no_grades_and_areas_can_all_be_taken():
    """What no collection decides is known from the parameter itself."""
    assert swept(WARS, "min_reliability=all")[0] == [
        ("high",),
        ("medium",),
        ("low",),
        ("unverified",),
    ]
    assert swept(COMPARISON, "area=bakhmut_city", "inferred_days=all")[0] == [
        ("bakhmut_city", False),
        ("bakhmut_city", True),
    ]


def test_whole_numbers_have_ranges(tmp_path):
    """Both ends belong to it."""
    project = write_sweep_project(tmp_path / "project")
    notebook = project / "notebooks" / "day.ipynb"
    text = notebook.read_text().replace('collection: str = \\"tiny\\"', 'place: str = \\"tiny\\"')
    notebook.write_text(text)

    assert swept(notebook, "limit=3..5,9")[0] == [(3,), (4,), (5,), (9,)]


@pytest.mark.parametrize(
    ("each", "words"),
    [
        ("stated_on=2023-03-12..2023-03-10", "ends before it begins"),
        ("stated_on=2023-03-1..2023-03-10", "'2023-03-1' is not a day"),
        ("stated_on=0001-01-01..9999-12-31", f"more than {MOST:,} values"),
        ("stated_on=2023-02-30", "'2023-02-30', not a day"),
        ("stated_on=$(id)", "not a day"),
        ("scope=bakhmut_dirction", "the nearest: bakhmut_direction"),
        ("scope=../../etc/passwd", "is not known"),
        ("collection=all", "a site is of one collection"),
        ("counting_noise=perhaps", "not true or false"),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(each, words):
    """Before anything runs."""
    with pytest.raises(ParameterError, match=None) as refusal:
        swept(BRIEFING, each)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("each", "words"),
    [
        (["stated_on"], "not of the form"),
        (["=x"], "not of the form"),
        (["a b=x"], "not of the form"),
        (["scope="], "an empty value"),
        (["scope=a,,b"], "an empty value"),
        (["scope=all,front"], "'all' stands alone"),
        (["scope=a", "scope=b"], "given twice"),
        (["scope=a\nb"], "cannot be shown"),
        (["scope=\u202efront"], "cannot be shown"),
        (['scope="front'], "no list of values"),
    ],
)
def test_what_is_no_list_of_values_is_refused(each, words):
    """Also signs that would deceive who reads the refusal."""
    with pytest.raises(ParameterError) as refusal:
        parse_each(each)
    assert words in str(refusal.value)


def test_a_parameter_is_fixed_or_swept():
    """Not both."""
    with pytest.raises(ParameterError, match="both by -p and by --each"):
        swept(BRIEFING, "scope=all", scope="bakhmut_city")


def test_a_page_is_named_by_its_values():
    """As they stand, where they are plain."""
    assert page_name({"stated_on": "2023-03-10", "on": True, "cap": 0.5, "n": -3}) != page_name(
        {"stated_on": "2023-03-10", "on": True, "cap": 0.5, "n": 3}
    )
    assert page_name({"stated_on": "2023-03-10", "on": True, "cap": 0.5}) == "2023-03-10--true--0.5"


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_leads_out_of_the_folder_or_takes_the_place_of_a_file(value):
    """Small letters, digits and few signs; never the index, a device or a hidden file."""
    name = page_name({"note": value})

    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.~-")
    assert not name.startswith((".", "-", "~")) and len(name) <= LONGEST + 20
    assert name not in ("index", "schemas", "con", "claims.csv")


def test_no_two_values_share_a_page():
    """Also where letters differ by case alone, and some disk would not tell them apart."""
    pairs = [{"one": a, "two": b} for a in HOSTILE for b in HOSTILE]
    names = [page_name({"note": value}) for value in HOSTILE] + [page_name(pair) for pair in pairs]

    assert len({name.lower() for name in names}) == len(HOSTILE) + len(pairs)


def test_a_combination_without_a_claim_of_an_area_is_absent(monkeypatch, tmp_path):
    """An area stands by itself: it need not be the day's or the speaker's."""
    project = write_sweep_project(tmp_path / "project")
    raw = project / "data" / "raw"
    monkeypatch.setattr(
        "analysis.collection.collection.load_collection",
        lambda name, **options: load_collection(name, folder=raw, **options),
    )
    write_notebook(project)
    notebook = project / "notebooks" / "day.ipynb"
    notebook.write_text(notebook.read_text().replace("limit: int = 400", 'area: str = \\"front\\"'))

    assert swept(notebook, "area=bakhmut_direction,bakhmut_city")[0] == [("bakhmut_direction",)]
    assert swept(notebook, "area=bakhmut_city")[1] == [{"area": "bakhmut_city"}]


def test_a_day_without_both_figures_has_no_series_to_sum_up():
    """So a sentence stands where its timeline would, and the briefing does not fail."""
    held = load_collection("bakhmut-2023")
    day = brief(held, stated_on="2023-02-16", scope="front", speaker="nato_intelligence")

    assert day.series is None
    assert series.day_figure(day).text.startswith("There is nothing to draw here")


@pytest.mark.parametrize(
    ("day", "scope", "speaker", "words"),
    [
        (
            "2023-02-16",
            "front",
            "nato_intelligence",
            "No figure of people or of events was located",
        ),
        ("2023-05-20", "bakhmut_direction", "third_assault_brigade", "more than 40"),
    ],
    ids=["no counts", "more than"],
)
def test_a_day_of_unusual_words_has_a_briefing_too(day, scope, speaker, words):
    """One without counts to draw, and one whose figure stands outside of what its words allow."""
    report = prepare(BRIEFING, {"stated_on": day, "scope": scope, "speaker": speaker})
    notebook = executed(Task(report.source, report.values))

    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any(words in output["data"].get("text/plain", "") for output in outputs)
