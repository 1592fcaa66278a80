"""What a reader asks of a collection, and what there is to ask at each step.

Choices are made in one order: party, speaker, area, measure, days, ratio, series. Each offers only
what exists for the choices before it, and a choice that no longer exists is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis.collection.alternatives import cap_of
from analysis.collection.collection import Collection, load_collection
from analysis.collection.compare import series_found
from analysis.ratios.catalogue import read_catalogue
from analysis.ratios.derived import SERIES
from analysis.ratios.operands import sides_of

SEPARATOR = "|"

Choices = dict[str, str]
"""From key to what a reader sees, in the order shown."""


@dataclass(frozen=True)
class Reading:
    """How figures are read: the switches beside the question.

    Parameters
    ----------
    inferred_days : bool
        Whether claims whose day is inferred stay in.
    words : str
        A key of `alternatives.WORDS`.
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
        The series that is drawn in full: a key of `series_offered`.
    mark : str
        Day of the mark whose receipt is shown, YYYY-MM-DD.
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

    @property
    def span(self) -> tuple[str, str]:
        """First and last day; empty for no limit."""
        return self.first, self.last


@dataclass(frozen=True)
class Offer:
    """What exists at each step for the choices before it."""

    parties: Choices
    speakers: Choices
    scopes: Choices
    measures: Choices
    days: tuple[str, ...]
    ratios: Choices
    series: Choices


def offered(held: Collection, question: Question) -> tuple[Offer, Question]:
    """Say what may be chosen, and return the question without what does not exist.

    Parameters
    ----------
    held : Collection
    question : Question

    Returns
    -------
    Offer, Question
        The days of the question lie within those offered; ratio and series are filled in, empty
        only where there is none.
    """
    words, claims = held.words, held.claims
    parties = _labels(claims["party"], words.parties)
    question = _narrowed(question, "parties", parties)
    claims = _chosen(claims, "party", question.parties)
    speakers = _labels(claims["speaker"], words.speakers)
    question = _narrowed(question, "speakers", speakers)
    claims = _chosen(claims, "speaker", question.speakers)
    scopes = _labels(claims["scope"], words.scopes)
    question = replace(question, scope=question.scope if question.scope in scopes else "")
    claims = _chosen(claims, "scope", (question.scope,) if question.scope else ())
    measures = _labels(claims["measure"], words.measures)
    question = _narrowed(question, "measures", measures)
    days = tuple(sorted({f"{day:%Y-%m-%d}" for day in claims["stated_on"].dropna().unique()}))
    question = _within(question, days)
    ratios = ratios_offered(held, question)
    question = replace(question, ratio=_kept(question.ratio, ratios))
    series = series_offered(held, question)
    question = replace(question, series=_kept(question.series, series))
    return Offer(parties, speakers, scopes, measures, days, ratios, series), question


def claims_asked_for(held: Collection, question: Question) -> pd.DataFrame:
    """Return the claims of a question; those without a day only if no days were chosen."""
    claims = held.claims
    columns = {"party": question.parties, "speaker": question.speakers}
    columns |= {"measure": question.measures}
    columns |= {"scope": (question.scope,) if question.scope else ()}
    for column, keys in columns.items():
        claims = _chosen(claims, column, keys)
    return claims[_in_days(claims["stated_on"], question)].reset_index(drop=True)


def ratios_asked_for(held: Collection, question: Question) -> pd.DataFrame:
    """Return the rows of the ratios table, refusals included, that a question is about."""
    rows = _of_question(held.ratios, question)
    return rows[rows["ratio"] == question.ratio].reset_index(drop=True)


def ratios_offered(held: Collection, question: Question) -> Choices:
    """List the pairings with a row for the question, those that come out on most days first."""
    rows = _of_question(held.ratios, question)
    pairings = [entry for entry in read_catalogue().values() if entry.is_pairing]
    if question.measures:
        asked = set(question.measures)
        pairings = [
            entry
            for entry in pairings
            if asked.issuperset(measure for side in sides_of(entry) for measure in side.measures)
        ]
    there = set(rows.loc[rows["status"] != "missing", "ratio"])
    return {entry.name: entry.label for entry in pairings if entry.name in there}


def series_offered(held: Collection, question: Question) -> Choices:
    """List the series of the ratio within the question, the one with most days first."""
    rows = _of_question(held.ratios, question)
    found = series_found(rows[rows["ratio"] == question.ratio])
    found = found[found["days_paired"] > 0]
    found = found.sort_values("days_paired", ascending=False, kind="stable")
    if question.subject in set(found["subject"]):
        found = found[found["subject"] == question.subject]
    label = {name: getattr(held.words, name)["label"] for name in ("speakers", "forces", "scopes")}
    return {
        SEPARATOR.join((row.speaker, row.subject, row.scope)): (
            f"{label['speakers'][row.speaker]} about {_subject(row.subject, label['forces'])}, "
            f"{label['scopes'][row.scope]}: {row.days_paired} "
            f"{'day' if row.days_paired == 1 else 'days'}"
        )
        for row in found.itertuples()
    }


def key_of_series(question: Question) -> dict[str, str]:
    """Return the keyword arguments that name the series of a question."""
    return dict(zip(SERIES[1:], question.series.split(SEPARATOR), strict=True))


def _subject(key: str, labels: pd.Series) -> str:
    return labels.get(key, key.replace("_", " "))


def _of_question(ratios: pd.DataFrame, question: Question) -> pd.DataFrame:
    rows = _chosen(ratios, "party", question.parties)
    rows = _chosen(rows, "speaker", question.speakers)
    rows = _chosen(rows, "scope", (question.scope,) if question.scope else ())
    return rows[_in_days(rows["stated_on"], question)]


def _in_days(days: pd.Series, question: Question) -> pd.Series:
    kept = pd.Series(True, index=days.index)
    if question.first:
        kept &= days >= pd.Timestamp(question.first)
    return kept & (days <= pd.Timestamp(question.last)) if question.last else kept


def _labels(keys: pd.Series, table: pd.DataFrame) -> Choices:
    counted = keys.value_counts(sort=True)
    named = {key: (table.at[key, "label"], n) for key, n in counted.items() if key in table.index}
    return {key: f"{label} ({n})" for key, (label, n) in named.items()}


def _chosen(table: pd.DataFrame, column: str, keys: tuple[str, ...]) -> pd.DataFrame:
    return table[table[column].isin(keys)] if keys else table


def _narrowed(question: Question, name: str, there: Choices) -> Question:
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
