"""The tables of words: every key means something, every row is reached, faults are named."""

import re

import pytest

from analysis.data.vocabulary import read_vocabulary
from analysis.errors import RawDataError
from analysis.reading.nouns import EQUIPMENT, EVENTS, PERSONS, STRIKES
from analysis.wording import languages as words
from analysis.wording.reading import read_wording

ROWS = words.read_rows()
KINDS = {
    row.strip("| `").split("`")[0]
    for row in (words.TABLES / "README.md").read_text(encoding="utf-8").splitlines()
    if row.startswith("| `")
}
KNOWN = read_vocabulary()
TABLES = {"speaker": KNOWN.speakers, "place": KNOWN.scopes, "office": KNOWN.parties}
EXTENTS = {"length", "square", "percent", "part", "person", "prisoner"}
FURTHER = {
    *("casualty", "loss", "body", "ratio", "hostage", "refugee", "target", "area", "building"),
    *("car", "position", "settlement", "company", "battalion", "brigade"),
}
NOUNS = {*PERSONS, *EVENTS, *EQUIPMENT, *EXTENTS, *FURTHER}


def of(kind):
    return [row for row in ROWS if row.kind == kind and row.key != words.NOTHING]


def test_every_kind_is_explained():
    """The README beside the tables lists them."""
    assert {row.kind for row in ROWS} <= KINDS


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_names_stand_for_keys_of_the_vocabulary(kind):
    """Speakers, scopes and parties; an office may have no party."""
    keys = {row.key for row in of(kind)} - {"", "@city"}

    assert keys <= set(TABLES[kind].index)


def test_sides_are_forces_or_point_to_one():
    """The enemy and our own are those of the speaker."""
    keys = {row.key for row in of("side")}

    assert keys - {"@opponent", "@own", "?"} <= set(KNOWN.forces.index)


def test_frames_lead_to_measures_of_the_vocabulary():
    """A noun and an action that words stand for, and a measure that exists."""
    nouns = {row.key for row in of("noun")} | EXTENTS
    actions = {row.key for row in of("action")}
    for (noun, action), measure in words.frames().items():
        assert measure in KNOWN.measures.index
        assert noun in nouns, noun
        assert action == "*" or action in actions, action
    assert set(STRIKES.values()) <= set(KNOWN.measures.index)


def test_nouns_are_those_that_the_reader_knows():
    """A key with a typing error would never count anything."""
    assert {row.key for row in of("noun")} <= NOUNS


def test_numbers_are_numbers():
    """Also scales, factors, months, days of the week and of the report."""
    for kind in ("number", "scale", "factor", "month", "weekday", "day"):
        assert all(re.fullmatch(r"-?\d+(\.\d+)?", row.key) for row in of(kind)), kind


@pytest.mark.parametrize("kind", ["vague", "part"])
def test_amounts_in_words_are_wordings(kind):
    """`read_wording` reads each key."""
    for key in {row.key for row in of(kind)}:
        assert read_wording(key).strict is not None, key


def test_hedges_are_wordings_before_a_number():
    """Each but the plain ones moves the interval of a number."""
    for kind in ("hedge", "hedge_after"):
        for key in {row.key.rstrip("?") for row in of(kind)} - {"plain"}:
            assert read_wording(f"{key} 100").wording not in ("", "exact"), key


def test_forms_are_written_as_they_are_looked_for():
    """Lower case, straight apostrophes, no letter yo, no empty form."""
    for row in ROWS:
        if row.kind == "format":
            continue
        assert row.form == row.form.lower().strip(), row
        assert row.form and "’" not in row.form and "ё" not in row.form, row


@pytest.mark.parametrize("language", words.languages())
def test_every_language_has_what_the_reader_asks_of_it(language):
    """The kinds that no briefing does without."""
    kinds = {row.kind for row in ROWS if row.language == language}

    assert {
        *("mark", "format", "number", "scale", "hedge", "unit", "noun", "action", "side", "say"),
        *("period", "month", "weekday", "trap", "war", "civil", "and", "including"),
    } <= kinds


def test_the_longest_form_wins_and_a_dash_means_nothing(monkeypatch):
    """A tanker is no tank, and a bank is neither."""
    rows = (words.Row("xx", "noun", "tank", "tank*"), words.Row("xx", "noun", "-", "tanker*"))
    monkeypatch.setattr(words, "read_rows", lambda: rows)
    lexicon = words.Lexicon("xx")

    assert [form.key for form in lexicon.of("tankers")] == [words.NOTHING]
    assert [form.key for form in lexicon.of("tanks")] == ["tank"]
    assert lexicon.of("banks") == ()


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("kind,key,form\n", "xx.csv: the first columns are not language, kind, key, form"),
        ("language,kind,key,form\nxx,noun,tank,\n", "xx.csv, line 2: a cell is empty"),
    ],
)
def test_faults_of_a_table_are_named_with_file_and_line(tmp_path, table, fault):
    """All of them at once."""
    (tmp_path / "xx.csv").write_text(table, encoding="utf-8")

    with pytest.raises(RawDataError) as refusal:
        words.read_rows(tmp_path)
    assert refusal.value.faults[0].startswith(fault)
