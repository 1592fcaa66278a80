"""Choices: a day, a scope and a speaker mean something only in a collection."""

import ast
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import (
    brief,
    combinations,
    execute,
    load_collection,
    publish,
    select_series,
    totals_of,
)
from analysis.collection.choices import check_choices, check_fixed
from analysis.collection.collection import OPTIONS
from analysis.data.vocabulary import Vocabulary
from analysis.errors import ParameterError
from analysis.execute.parameters import read_parameters, suite
from analysis.store.columns import Indexed
from analysis.terms import KINDS, MEANINGS

CLAIMS = pd.DataFrame(
    [
        ("2023-03-17", "serhii_cherevatyi", "bakhmut_direction"),
        ("2023-03-18", "serhii_cherevatyi", "bakhmut_direction"),
        ("2023-03-18", "serhii_cherevatyi", "bakhmut_direction"),
        ("2023-03-18", "isw", "bakhmut_city"),
        (None, "isw", "soledar"),
    ],
    columns=["stated_on", "speaker", "scope"],
).astype({"stated_on": "datetime64[s]"})


def labels(kind: str, **names: str) -> pd.DataFrame:
    return pd.DataFrame({"label": names}).rename_axis(kind)


WORDS = Vocabulary(
    scopes=labels(
        "scope",
        bakhmut_city="the city",
        bakhmut_direction="the Bakhmut direction",
        soledar="Soledar",
    ),
    measures=labels("measure"),
    parties=labels("party"),
    forces=labels("subject"),
    speakers=labels("speaker", serhii_cherevatyi="Serhii Cherevatyi", isw="Institute"),
    aliases=pd.DataFrame(
        [("speaker", "Serhiy Cherevaty", "serhii_cherevatyi"), ("speaker", "ISW", "isw")],
        columns=["kind", "written", "key"],
    ),
)


class Few(SimpleNamespace, Indexed):
    """As much of a collection as choices look at."""


COLLECTION = Few(name="bakhmut-2023", claims=CLAIMS, words=WORDS)


def refusal_of(**values: object) -> str:
    with pytest.raises(ParameterError) as refusal:
        check_choices(COLLECTION, **values)
    return str(refusal.value)


def test_any_spelling_becomes_the_key_and_other_names_pass():
    """A reader may write the name as in the news; the notebook gets the key."""
    assert check_choices(
        COLLECTION,
        collection="bakhmut-2023",
        stated_on="2023-03-18",
        speaker="serhiy  CHEREVATY",
        scope="The Bakhmut Direction",
        cap=0.2,
    ) == {
        "collection": "bakhmut-2023",
        "stated_on": "2023-03-18",
        "speaker": "serhii_cherevatyi",
        "scope": "bakhmut_direction",
        "cap": 0.2,
    }


@pytest.mark.parametrize("written", ["18.3.2023", "2023-3-18", "20230318", "2023-02-30"])
def test_a_day_is_written_one_way(written):
    """Year, month, day; a day that no calendar has is none."""
    assert refusal_of(stated_on=written) == (
        f"stated_on is {written!r}, not a day as in 2023-03-18"
    )


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("2023-03-16", "2023-03-17 after it"),
        ("2023-03-19", "2023-03-18 before it"),
    ],
)
def test_a_day_without_claims_is_answered_with_the_nearest(written, nearest):
    """Before the first day there is one after it, after the last one before it."""
    assert refusal_of(stated_on=written) == (
        f"stated_on {written}: bakhmut-2023 has no claims of that day; the nearest days with "
        f"claims are {nearest}"
    )


def test_a_day_in_a_gap_is_answered_with_the_days_on_both_sides():
    """The reader chooses which; we do not move the day."""
    gap = Few(name="x", claims=CLAIMS.iloc[[0, 1]], words=WORDS)
    gap.claims = gap.claims.assign(stated_on=pd.to_datetime(["2023-03-10", "2023-03-18"]))

    with pytest.raises(ParameterError, match="2023-03-10 before it and 2023-03-18 after it"):
        check_choices(gap, stated_on="2023-03-12")


def test_an_unknown_scope_and_speaker_are_answered_with_the_nearest_keys():
    """Both faults are told at once."""
    assert refusal_of(scope="bakhmut_directon", speaker="Cherevati").splitlines() == [
        "scope 'bakhmut_directon' is not known; the nearest: bakhmut_direction, bakhmut_city",
        "speaker 'Cherevati' is not known; the nearest: serhii_cherevatyi",
    ]


def test_a_name_like_no_other_is_answered_with_all():
    """There is always something to choose from, and none of it is called near."""
    assert refusal_of(scope="zzz") == (
        "scope 'zzz' is not known; none is near; there are bakhmut_city, bakhmut_direction, soledar"
    )


def test_values_that_no_claim_has_together_are_answered_with_what_that_day_has():
    """Each stands by itself, but the institute said nothing of the direction that day."""
    assert refusal_of(stated_on="2023-03-18", speaker="isw", scope="bakhmut_direction") == (
        "no claim has stated_on 2023-03-18 and speaker isw and scope bakhmut_direction together; "
        "with stated_on 2023-03-18 there is serhii_cherevatyi, bakhmut_direction (2 claims); "
        "isw, bakhmut_city (1 claim)"
    )


def test_without_a_day_what_the_speaker_has_is_listed():
    """The part that comes first and stands is kept, the rest is offered."""
    assert refusal_of(speaker="isw", scope="bakhmut_direction") == (
        "no claim has speaker isw and scope bakhmut_direction together; with speaker isw there is "
        "bakhmut_city (1 claim); soledar (1 claim)"
    )


def test_a_scope_without_any_claim_is_refused():
    """It is in the vocabulary, but nobody spoke of it."""
    nothing = Few(name="x", claims=CLAIMS.iloc[:2], words=WORDS)

    with pytest.raises(ParameterError, match="scope soledar: x has no claim of it"):
        check_choices(nothing, scope="soledar")


def test_a_second_area_is_a_scope_of_its_own():
    """It need not go together with the day and the speaker."""
    chosen = check_choices(COLLECTION, stated_on="2023-03-17", area="the city")

    assert chosen == {"stated_on": "2023-03-17", "area": "bakhmut_city"}
    assert refusal_of(area="the town").startswith("area 'the town' is not known")


def test_every_parameter_of_the_suite_has_a_meaning():
    """Said once, for all reports that declare it; and nothing is said of names that none has."""
    declared = {parameter.name for path in suite() for parameter in read_parameters(path)}

    assert declared == set(MEANINGS)
    assert {meaning.kind for meaning in MEANINGS.values()} == set(KINDS)
    assert {name for name, of in MEANINGS.items() if of.kind == "option"} <= set(OPTIONS)


def test_no_parameter_is_named_where_values_are_checked_planned_and_printed():
    """What one means is a line of `MEANINGS`; code that handles values of reports asks there.

    A site as a whole is of one collection, as of one day, and `text` is a word of notebooks too.
    """
    ours = {*MEANINGS} - {"collection", "as_of", "text"}
    named = [
        (path.name, node.value)
        for folder in (execute, publish)
        for path in sorted(Path(folder.__file__).parent.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in ours
    ]

    assert named == []


def test_the_faults_of_values_name_the_parameter_whatever_it_is_called(monkeypatch):
    """A name that a report gives a second day, area or pairing is checked as the first is."""
    another = {
        "another_day": replace(MEANINGS["stated_on"], name="another_day"),
        "place": replace(MEANINGS["scope"], name="place"),
        "quotient": replace(MEANINGS["ratio"], name="quotient"),
    }
    for name, meaning in another.items():
        monkeypatch.setitem(MEANINGS, name, meaning)

    assert check_choices(COLLECTION, place="the city") == {"place": "bakhmut_city"}
    assert refusal_of(another_day="18.3.2023").startswith("another_day is '18.3.2023', not a day")
    assert refusal_of(place="zzz").startswith("place 'zzz' is not known")
    with pytest.raises(ParameterError, match="quotient 'killed' is no pairing; the nearest: "):
        check_fixed({"quotient": "killed"})
    with pytest.raises(ParameterError, match="'zzz' is no pairing; none is near; there are, among"):
        check_fixed({"quotient": "zzz"})


@pytest.mark.parametrize("empty", ["", None])
def test_a_key_left_empty_is_refused_with_those_there_are(collection, empty):
    """By each function that takes keys; where a collection has none to choose, it stays empty."""
    pair, where = "killed_per_wounded", {"speaker": "serhii_cherevatyi", "scope": "bakhmut_city"}
    for name in where:
        keys = where | {name: empty}
        for ask in (
            lambda keys=keys: select_series(collection, pair, **keys),
            lambda keys=keys: brief(collection, stated_on="2023-03-18", **keys),
            lambda keys=keys: combinations("bakhmut-2023", pair, **keys),
        ):
            with pytest.raises(ParameterError, match=rf"^{name} is empty; one of \w+, \w+"):
                ask()
    with pytest.raises(ParameterError, match=r"^ratio is empty; one of killed_per_wounded, "):
        select_series(collection, empty, **where)
    with pytest.raises(ParameterError, match=r"^stated_on is empty; one of 2023-0"):
        brief(collection, stated_on=empty, **where)
    with pytest.raises(ParameterError, match=f"no collection {empty!r} in data/raw; nearest: bakh"):
        load_collection(empty)
    without = {"speaker": "hanna_maliar", "scope": "bakhmut_city", "measure": empty}
    assert totals_of(collection).line_of(**without) is None
