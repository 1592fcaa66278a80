"""What a reader asks of a collection, and what there is to ask at each step.

Choices are made in one order: party, speaker, area, measure, days, ratio, series. Each offers only
what leaves a figure to draw after the choices before it, with the days that it leaves, and a choice
that no longer exists is dropped. The claims can be searched in their own table whatever is offered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis.collection.collection import Collection, load_collection
from analysis.collection.specification import cap_of
from analysis.data.names import LESS, label_of
from analysis.ratios.gate import Entry, read_catalogue, sides_of
from analysis.ratios.references import SERIES, has_both
from analysis.store.reads import remembered
from analysis.text import several

SEPARATOR = "|"

NOTHING = {"parties": (), "speakers": (), "scope": "", "measures": (), "first": "", "last": ""}
"""The choices in their order, and what each is where nothing is chosen."""
MANY = {"parties": "party", "speakers": "speaker", "measures": "measure"}
"""Choices of several keys, and their column in the claims."""

Choices = dict[str, str]
"""From key to what a reader sees, in the order shown."""


@dataclass(frozen=True)
class Switches:
    """How figures are read: the switches beside the question.

    Parameters
    ----------
    inferred_days : bool
        Whether claims whose day is inferred stay in.
    words : str
        A key of `specification.WORDS`.
    counting_noise : bool
        Whether the yardstick for chance counts is drawn.
    as_of : str
        YYYY-MM-DD: what was not known by that day is left out; empty = nothing.
    """

    inferred_days: bool = True
    words: str = "drawn"
    counting_noise: bool = False
    as_of: str = ""

    def collection(self, name: str) -> Collection:
        """Return a collection, cleaned as this reading asks for."""
        return load_collection(
            name, cap=cap_of(self.words), inferred_days=self.inferred_days, as_of=self.as_of
        )


@dataclass(frozen=True)
class Question:
    """What is chosen; an empty choice takes all there is, and an empty ratio or series the first.

    Parameters
    ----------
    parties, speakers, measures : tuple of str
        Keys.
    scope, subject : str
        Keys of an area and of the people counted.
    first, last : str
        Days, YYYY-MM-DD, both included.
    ratio : str
        A pairing of the catalogue.
    series : str
        The series that is drawn in full: a key of those offered for the ratio.
    mark : str
        Day of the mark whose receipt is shown, YYYY-MM-DD.
    beside : str
        A second series of the ratio, drawn beside the first; empty for none.
    """

    parties: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    scope: str = ""
    subject: str = ""
    measures: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    ratio: str = ""
    series: str = ""
    mark: str = ""
    beside: str = ""

    @property
    def span(self) -> tuple[str, str]:
        """First and last day; empty for no limit."""
        return self.first, self.last

    @property
    def areas(self) -> tuple[str, ...]:
        """Where its claims lie: of an area less one in it, both; empty for all."""
        return tuple(self.scope.split(LESS)) if self.scope else ()

    @property
    def key(self) -> dict[str, str]:
        """The keyword arguments that name its series."""
        return dict(zip(SERIES[1:], self.series.split(SEPARATOR), strict=True))


@dataclass(frozen=True)
class Choosable:
    """What leaves a figure to draw at each step, for the choices before it."""

    parties: Choices
    speakers: Choices
    scopes: Choices
    measures: Choices
    days: dict[str, int]
    ratios: Choices
    series: Choices
    beside: Choices


def offered(held: Collection, question: Question) -> tuple[Choosable, Question]:
    """Say what may be chosen, and return the question without what does not exist.

    Returns
    -------
    Choosable, Question
        The days of the question lie within those offered; ratio and series are filled in, empty
        only where there is none.
    """
    rows, claims, catalogue = drawable(held), held.claims, read_catalogue()
    labels: dict[str, Choices] = {}
    for name in ("parties", "speakers"):
        question = _of_claims(question, name, claims)
        keys = getattr(question, name)
        labels[name] = _labels(rows[MANY[name]], getattr(held.words, name), keys)
        claims, rows = (_chosen(table, MANY[name], keys) for table in (claims, rows))
    is_there = question.scope in {*claims["scope"], *rows["scope"]}
    question = question if is_there else replace(question, scope="")
    area = (question.scope,) if is_there else ()
    scopes = _labels(rows["scope"], held.words.scopes, area)
    rows = _chosen(rows, "scope", area)
    question = _of_claims(question, "measures", _chosen(claims, "scope", question.areas))
    made_of = {name: _measures(catalogue[name]) for name in rows["ratio"].unique()}
    # Each row stands once for each measure that it is made of.
    measured = rows["ratio"].map({name: sorted(of) for name, of in made_of.items()}).explode()
    labels["measures"] = _labels(measured, held.words.measures, question.measures)
    kept = [
        name
        for name, of in made_of.items()
        if catalogue[name].is_pairing and (not question.measures or of & {*question.measures})
    ]
    rows = rows[rows["ratio"].isin(kept)]
    counted = rows["stated_on"].value_counts().sort_index()
    days = {f"{day:%Y-%m-%d}": n for day, n in counted.items()}
    question = _within(question, tuple(days))
    rows = rows[_in_days(rows["stated_on"], question)]
    ratios = _ratios_offered(rows, {*question.measures})
    question = replace(question, ratio=_kept(question.ratio, ratios))
    series = _series_offered(held, rows[rows["ratio"] == question.ratio], question.subject)
    question = replace(question, series=_kept(question.series, series))
    others = drawable(held)
    others = others[_in_days(others["stated_on"], question) & (others["ratio"] == question.ratio)]
    beside = _series_offered(held, others)
    beside.pop(question.series, None)
    question = replace(question, beside=question.beside if question.beside in beside else "")
    more = {"scopes": scopes, "days": days, "ratios": ratios, "series": series, "beside": beside}
    return Choosable(**labels, **more), question


def drawing(held: Collection, question: Question, before: Question) -> Question:
    """Drop choices until something is drawn, those first that come after the one just made.

    Parameters
    ----------
    held : Collection
    question, before : Question
        As chosen, and as it was until then.
    """
    names = list(NOTHING)
    moved = [getattr(question, name) != getattr(before, name) for name in names]
    later = names[moved.index(True) + 1 :] if any(moved) else []
    for name in reversed(later):
        if offered(held, question)[1].series:
            break
        question = replace(question, **{name: NOTHING[name]})
    return question


@remembered()
def drawable(held: Collection) -> pd.DataFrame:
    """Return a row for each day of each series that a figure draws.

    Days with several statements that nothing tells apart, and nought over nought, are left out,
    as they are of the series (`comparison.select_series`).
    """
    summed = [e.name for e in read_catalogue().values() if e.aggregate == "ratio_of_sums"]
    rows = held.ratios
    rows = rows[rows["ratio"].isin(summed) & has_both(rows) & (rows["period_kind"] == "day")]
    rows = rows[rows["stated_on"].notna()]
    rows = rows.drop_duplicates([*SERIES, "stated_on", "numerator_claims", "denominator_claims"])
    rows = rows[~rows.duplicated([*SERIES, "stated_on"], keep=False)]
    drawn = rows["status"] != "undefined_zero_zero"
    return rows.loc[drawn, [*SERIES, "party", "stated_on"]].reset_index(drop=True)


@remembered()
def not_offered(held: Collection) -> str:
    """Say how many speakers are not offered, of which parties all, and why; empty if all are."""
    claims, drawn = held.claims, drawable(held)
    apart = claims[~claims["speaker"].isin(drawn["speaker"])]
    if apart.empty:
        return ""
    parties = set(apart["party"]) - set(drawn["party"])
    labels = [label for party, label in held.words.parties["label"].items() if party in parties]
    among = f" (all of: {', '.join(labels)})" if labels else ""
    speakers = several(claims["speaker"].nunique(), "speaker")
    return (
        f"Not offered: {apart['speaker'].nunique()} of {speakers}{among}, for no two figures of "
        "theirs of one day may be divided and joined over days; their claims stand under Claims "
        "while no speaker is chosen."
    )


def claims_asked_for(held: Collection, question: Question) -> pd.DataFrame:
    """Return the claims of a question; those without a day only if no days were chosen."""
    claims = _chosen(held.claims, "measure", question.measures)
    return _of_question(claims, question, question.areas).reset_index(drop=True)


def ratios_asked_for(held: Collection, question: Question) -> pd.DataFrame:
    """Return the rows of the ratios table, refusals included, of a question, of any ratio."""
    return _of_question(held.ratios, question, (question.scope,) if question.scope else ())


def _of_question(table: pd.DataFrame, question: Question, areas: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows that lie in a question's parties, speakers and days, and in areas."""
    columns = {"party": question.parties, "speaker": question.speakers, "scope": areas}
    for column, keys in columns.items():
        table = _chosen(table, column, keys)
    return table[_in_days(table["stated_on"], question)]


def _ratios_offered(rows: pd.DataFrame, asked: set[str]) -> Choices:
    """List the ratios of drawable rows with their days; those of all chosen measures come first."""
    counted = rows["ratio"].value_counts()
    pairings = [entry for name, entry in read_catalogue().items() if name in counted.index]
    if asked:
        made_of = {pairing.name: _measures(pairing) for pairing in pairings}
        pairings.sort(key=lambda p: (len(asked - made_of[p.name]), len(made_of[p.name] - asked)))
    return {
        entry.name: f"{entry.label} ({several(counted[entry.name], 'day')})" for entry in pairings
    }


def _series_offered(held: Collection, rows: pd.DataFrame, subject: str = "") -> Choices:
    """List the series of drawable rows of one ratio, the one with most days first.

    Those about a subject alone, if one is named and has any.
    """
    if subject in set(rows["subject"]):
        rows = rows[rows["subject"] == subject]
    counted = rows.groupby(list(SERIES[1:]), sort=False).size()
    counted = counted.sort_values(ascending=False, kind="stable")
    label = {name: getattr(held.words, name)["label"] for name in ("speakers", "forces", "scopes")}
    return {
        SEPARATOR.join(key): (
            f"{label['speakers'][key[0]]} about {label_of(key[1], label['forces'])}, "
            f"{label_of(key[2], label['scopes'])} ({several(n, 'day')})"
        )
        for key, n in counted.items()
    }


def _measures(pairing: Entry) -> set[str]:
    return {measure for side in sides_of(pairing) for measure in side.measures}


def _in_days(days: pd.Series, question: Question) -> pd.Series:
    kept = pd.Series(True, index=days.index)
    if question.first:
        kept &= days >= pd.Timestamp(question.first)
    return kept & (days <= pd.Timestamp(question.last)) if question.last else kept


def _labels(keys: pd.Series, table: pd.DataFrame, chosen: tuple[str, ...]) -> Choices:
    """Label keys with the days that they leave to draw, the most first; chosen ones stay."""
    counted = keys.value_counts(sort=True).to_dict()
    named = counted | {key: 0 for key in chosen if key not in counted}
    return {key: f"{label_of(key, table['label'])} ({n})" for key, n in named.items()}


def _chosen(table: pd.DataFrame, column: str, keys: tuple[str, ...]) -> pd.DataFrame:
    return table[table[column].isin(keys)] if keys else table


def _of_claims(question: Question, name: str, claims: pd.DataFrame) -> Question:
    """Drop the chosen keys that no claim has."""
    there = set(claims[MANY[name]])
    kept = tuple(key for key in getattr(question, name) if key in there)
    return replace(question, **{name: kept})


def _within(question: Question, days: tuple[str, ...]) -> Question:
    """Move the chosen days to days that exist; a choice of all days stays one of all."""
    if not days:
        return replace(question, first="", last="")
    first = next((day for day in days if day >= question.first), "") if question.first else ""
    last = next((day for day in days[::-1] if day <= question.last), "") if question.last else ""
    if first and last and first > last:
        first = last = ""
    return replace(
        question,
        first="" if first == days[0] else first,
        last="" if last == days[-1] else last,
    )


def _kept(chosen: str, there: Choices) -> str:
    return chosen if chosen in there else next(iter(there), "")
