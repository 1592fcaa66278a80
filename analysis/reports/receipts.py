"""What all topics of reports share: receipts, names of who speaks and of whom, figures as reported.

An analyst's own number, table and drawing are made here too, so that a page tells which of them
have a receipt.

>>> from analysis import load_collection, say, select_series
>>> held = load_collection("bakhmut-2023")
>>> where = {"speaker": "serhii_cherevatyi", "scope": "bakhmut_direction"}
>>> days = select_series(held, "killed_per_wounded", **where)
>>> say("The median of the days is {median}.", median=number_of(days, "median"))
The median of the days is 0.771.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.comparison import Briefing, enters_sum
from analysis.collection.labels import TOLD_BESIDE, WAYS, allowed, figures_named, reported, unlike
from analysis.data.names import belonging, in_sentence, label_of, unknown
from analysis.errors import AnalysisError, ParameterError, RatioError
from analysis.figures.figure import Figure
from analysis.ratios.gate import entry
from analysis.ratios.references import has_both, read_bands
from analysis.ratios.series import SeriesRatio
from analysis.store.reads import fact
from analysis.terms import LEAD, STATUS_WORDS
from analysis.text import (
    Passage,
    Quantity,
    Receipt,
    Table,
    cell,
    claims_of,
    day,
    grouped,
    listed,
    named,
    number,
    quantity,
    say,
    span,
)
from analysis.wording.intervals import Interval

SINGLE = " with a single value"
"""Which days are meant where others give a range alone."""
RATIO_KEY = ["ratio", "variant", "numerator_claims", "denominator_claims"]
"""What tells the rows of a ratios table apart."""
COMPUTED = {
    "part": "first over the sum of both",
    "odds": "first over what is left of the second",
    "gap": "first less second",
    "change": "first less second",
    "days": "days between",
}
"""What was done with two figures, by the form of a ratio; else they were divided."""


def of_claim(collection: Collection, claim_ids: str) -> Receipt:
    """Tell how claims are worded, and what the words allow.

    Parameters
    ----------
    claim_ids : str
        One id, or several with semicolons between them.
    """
    made, ids = ("claim", claim_ids), tuple(claim_ids.split(";"))
    return Receipt(made, _how_read(collection, claim_ids), ids)


def of_claims(collection: Collection, claim_ids: Iterable[str]) -> Iterator[Receipt]:
    """Give the receipt of each of several figures."""
    return (of_claim(collection, ids) for ids in claim_ids)


@fact
def _how_read(collection: Collection, claim_ids: str) -> tuple[str, ...]:
    ids = claim_ids.split(";")
    if collection.sums.get(ids[0]) == claim_ids:
        return ("The rows of the table are events of their own, and were added up.",)
    rows = (collection.records[claim_id] for claim_id in ids)
    return tuple(
        f"As reported: “{row['reported']}”; the words allow "
        f"{allowed(row['low'], row['high']) or 'no number'}."
        for row in rows
    )


def of_ratio(row: pd.Series) -> Receipt:
    """Tell how one row of a ratios table was paired and computed, and what became of it."""
    return _of_ratio(*(row[name] for name in (*RATIO_KEY, "status", "reason")))


def of_ratios(rows: pd.DataFrame) -> list[Receipt]:
    """Give the receipt of each row of a ratios table."""
    told = rows[[*RATIO_KEY, "status", "reason"]]
    return [_of_ratio(*row) for row in told.itertuples(index=False, name=None)]


def _of_ratio(ratio: str, variant: str, first: str, second: str, *ending: str) -> Receipt:
    declared, (status, reason) = entry(ratio), ending
    became = f"Status: {STATUS_WORDS[status]}"
    steps = (
        f"Paired as {declared.label}: {declared.read_as}.",
        f"{became}; {reason}." if reason else f"{became}.",
        f"Computed as {COMPUTED.get(declared.form, 'first over second')}.",
    )
    return Receipt(("ratio", ratio, variant, first, second), steps, named(first, second))


def of_series(days: pd.DataFrame, found: SeriesRatio) -> Receipt | None:
    """Tell which days of a series were added up, and how; None if there is no day.

    Where no day has a single value, the ranges of all of them are.

    Parameters
    ----------
    days : pandas.DataFrame
        As `comparison.select_series` returns them.
    found : SeriesRatio
        The same days together.
    """
    if days.empty:
        return None
    key = tuple(days.iloc[0][["ratio", "speaker", "scope", "subject"]])
    both, summed = days[has_both(days)], days[enters_sum(days)]
    taken = summed if summed[["numerator", "denominator"]].any(axis=None) else both
    apart = listed(day(moment) for moment in both.drop(taken.index)["stated_on"])
    steps = (
        f"Days with both figures of {entry(key[0]).label} were added up: sum over sum.",
        *([f"Not in the sum, for the words give a range alone: {apart}."] if apart else []),
        f"Between days: {found.between_day_method or 'no interval'}; {found.between_day_note}.",
    )
    return Receipt(("series", *key), steps, claims_of(taken))


def of_count(what: str, *key: str) -> Receipt:
    """Tell what was counted.

    >>> of_count("party", "russia").steps
    ('Counted in the tables of the collection: the rows of this party.',)
    """
    which = f": the rows of this {what}" if key else ""
    return Receipt(("count", what, *key), (f"Counted in the tables of the collection{which}.",))


def of_band(name: str) -> Receipt:
    """Tell where a reference band comes from, and that it was turned round."""
    published = read_bands("wounded_per_killed", norms=True).set_index("name").loc[name]
    step = f"Published as wounded for each killed: {published['definition']}; turned round."
    return Receipt(("band", name), (step, f"Source: {published['source']}."))


def ends_of_band(name: str) -> tuple[Quantity, Quantity]:
    """Give the ends of a band as published, wounded for each killed."""
    low, high = read_bands("wounded_per_killed").set_index("name").loc[name, ["low", "high"]]
    return quantity(low, of_band(name)), quantity(high, of_band(name))


def speaker_of(briefing: Briefing) -> str:
    """Name the speaker of a briefing."""
    return briefing.collection.words.spoken[briefing.speaker]


def least_to_most(low: float, high: float, digits: int = 3) -> str:
    least, most = number(low, digits), number(high, digits)
    return least if least == most else f"{least} to {most}"


def name_of(speaker: str, held: Collection) -> str:
    """Return a speaker as named in a sentence; the empty key of a collection without any stays so.

    >>> from analysis.collection.collection import load_collection
    >>> name_of("serhii_cherevatyi", load_collection("bakhmut-2023"))
    'Serhii Cherevatyi'
    """
    return held.words.spoken.get(speaker, speaker)


def area_of(scope: str, collection: Collection) -> str:
    """Name an area; a collection without any has none to choose."""
    return label_of(scope, collection.scopes["label"]) or "no area"


def about_whom(collection: Collection, speaker: str, subject: str) -> str:
    """Say about whom, if the speaker spoke of several groups of people."""
    if not subject or len(subjects_of(collection, speaker)) < 2:
        return ""
    label = collection.words.forces["label"].get(subject, subject.replace("_", " "))
    label = in_sentence(label)
    return f" about {label}"


def figures_of(held: Collection, speaker: str, subject: str, noun: str = "figures") -> str:
    """Name what a speaker gave, and about whom if the speaker spoke of several groups."""
    return f"{belonging(name_of(speaker, held), noun)}{about_whom(held, speaker, subject)}"


def about_others(collection: Collection, speaker: str, scope: str, subject: str) -> str:
    """Say about whom, if for the area the speaker's killed and wounded of others may meet, too.

    A sentence about all statements of a speaker is untrue if those about others are left out.
    """
    others = set(_compared(collection, speaker, scope)) - {subject}
    return about_whom(collection, speaker, subject) if others else ""


def about_of_day(briefing: Briefing) -> str:
    """Say about whom the ratio of a briefing is, as `about_others` does."""
    held = briefing.collection
    return about_others(held, briefing.speaker, briefing.scope, briefing.about or "")


@fact
def _compared(collection: Collection, speaker: str, scope: str) -> list[str]:
    """List the groups of people whose killed and wounded a speaker gave for an area."""
    rows = collection.rows_of(LEAD)
    rows = rows[(rows["speaker"] == speaker) & (rows["scope"] == scope)]
    return sorted(set(rows.loc[has_both(rows), "subject"]))


@fact
def subjects_of(collection: Collection, speaker: str) -> list[str]:
    """List the groups of people whom a speaker gave figures about."""
    mine = collection.points.loc[collection.points["speaker"] == speaker, "subject"]
    return sorted(set(mine) - {"none"})


HEADINGS = {
    "label": "ratio",
    "stated_on": "day",
    "scope": "area",
    "subject": "about",
    "period": "over",
    "reported": "as reported",
    "allowed": "words allow",
    "status_words": "status",
    "reason": "why not",
}
"""What stands over a column in every table that does not say otherwise."""


def headings(*columns: str, **others: str) -> dict[str, str]:
    """Return what stands over columns, in order; a name without words of its own stands itself.

    >>> headings("scope", "longest_gap", value="gap, points")
    {'scope': 'area', 'longest_gap': 'longest gap', 'value': 'gap, points'}
    """
    return {name: HEADINGS.get(name, name.replace("_", " ")) for name in columns} | others


def doubts_in(claims: pd.DataFrame) -> dict[str, str]:
    """Name the column with the reasons of doubts, if there are any, and its heading."""
    return {"doubt": "doubted, because"} if (claims["doubt"] != "").any() else {}


def as_reported(briefing: Briefing, ids: str) -> list[Quantity]:
    """Give the figures behind one side of a ratio as their pages word them."""
    held = briefing.collection
    return [
        Quantity(grouped(reported(held, name)), of_claim(held, name))
        for name in figures_named(held, ids)
    ]


def value_or_span(row: pd.Series | None) -> Quantity | str:
    """Write a ratio: its value, else the range that its words allow, else that there is none."""
    if row is None:
        return "no ratio of"
    if pd.isna(row["value"]):
        return span(interval_of(row), of_ratio(row)) if pd.notna(row["low"]) else "an open range of"
    return quantity(row["value"], of_ratio(row))


def interval_of(row: pd.Series, reading: str = "") -> Interval:
    """Return what the words of a ratio allow, under a reading such as `versions_`: of all pages."""
    low, high = row[f"{reading}low"], row[f"{reading}high"]
    return Interval(low, float("inf") if pd.isna(high) else high)


def interval_around(rows: pd.DataFrame) -> Interval:
    """Return the least and the most that the words of several ratios allow, an open end too."""
    return Interval(rows["low"].min(), rows["high"].fillna(float("inf")).max())


def drawn_point(rows: pd.DataFrame) -> pd.Series:
    """Keep the value as stated where the words allow it: "more than 50" is drawn as a bar alone.

    >>> drawn_point(pd.DataFrame({"value": [50, 50], "low": [51, 45], "high": [59, 55]})).tolist()
    [nan, 50.0]
    """
    value = rows["value"].astype(float)
    allowed = (value >= rows["low"]) & ~(value > rows["high"])
    return value.where(allowed | np.isinf(value))


def of_other_days(briefing: Briefing) -> Receipt:
    """Tell how a day was ranked among the other days of its speaker."""
    key = (LEAD, briefing.speaker, briefing.scope, briefing.keys[0], str(briefing.about))
    step = f"The speaker's other located days of {entry(LEAD).label} were ranked, highest first."
    return Receipt(("other days", *key), (step,), claims_of(briefing.history))


NOTHING_DRAWN = "There is nothing to draw here, for no figure of this kind was located."


def or_not_reported(
    draw: Callable[..., Figure],
    rows: pd.DataFrame,
    *more,
    of: Iterable[str] = (),
    nothing: str = NOTHING_DRAWN,
    **words,
) -> object:
    """Draw a figure, or say in a sentence that there is nothing to draw; nothing if it is empty.

    Its name is that of the plot, with the keys `of` whose figures it draws.
    """
    if rows.empty:
        return say(nothing)
    return draw(rows, *more, **words).called(draw.__name__, *of)


AMOUNT = re.compile(r"\D?\d[\d.,]*(\s?[^\W\d]+|\s?%)?")
"""A cell that is a number, perhaps with its unit."""
OWN_MARKS = "Its marks are the author's own drawing and have no receipts."
"""Said under a drawing of one's own, of which nothing is looked up."""


def number_of(rows: pd.DataFrame, way: str, column: str = "value") -> Quantity:
    """Work one number out of claims or ratios, with a receipt that follows it back to them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of `claims`, or of `ratios`, as they stand in the collection.
    way : str
        mean, median, least, most or count; rows without a number are left out, and the receipt
        counts them.
    column : str
        Of which the numbers are taken.

    Returns
    -------
    Quantity
        For `say`; three digits.

    Raises
    ------
    ParameterError
        If there is no such way, with the nearest.
    RatioError
        If the rows are of several speakers, subjects, areas, measures or ratios, of which nothing
        is averaged, or none has a number.
    AnalysisError
        If the rows are neither claims nor ratios, or lack the column.

    Examples
    --------
    >>> from analysis import load_collection
    >>> claims = load_collection("bakhmut-2023").claims
    >>> str(number_of(claims[claims["claim_id"].isin(["a0214", "a0215"])], "mean"))
    Traceback (most recent call last):
    ...
    analysis.errors.RatioError: no mean of rows of several measures: killed, wounded
    """
    if way not in WAYS:
        raise ParameterError(unknown("way", way, WAYS))
    if column not in rows or (not {"claim_id"} <= {*rows} and not {*RATIO_KEY} <= {*rows}):
        raise AnalysisError(f"rows of claims or of ratios, with a column {column!r}, are needed")
    if way != "count":
        for name, found in unlike(rows).items():
            what = f"{name.replace('_', ' ')}s"
            raise RatioError(f"no {way} of rows of several {what}: {', '.join(found)}")
    number = WAYS[way](rows[column].astype("float64").dropna())
    if pd.isna(number):
        raise RatioError(f"no row has a number in {column!r}, so there is no {way}")
    return quantity(number, _of_own(rows, way, column))


def table(frame: pd.DataFrame, headings: Mapping[str, str] | None = None, *, caption: str) -> Table:
    """Show a table of one's own; rows of claims or ratios keep their receipts.

    Parameters
    ----------
    headings : mapping, optional
        From column to spoken heading, in the order shown; all columns under their names if there
        is none.
    caption : str
        What the table lists, and who says so.

    Raises
    ------
    AnalysisError
        If a column is not there, or the caption is empty.

    Examples
    --------
    >>> table(pd.DataFrame({"who": ["a"], "days": [3]}), caption="Days, counted by hand")
    Days, counted by hand
    who | days
    a | 3
    """
    named = headings or {name: str(name).replace("_", " ") for name in frame.columns}
    absent = [column for column in named if column not in frame]
    if absent or not caption.strip():
        raise AnalysisError(f"a table needs a caption and its columns; absent: {absent}")
    shown = frame[list(named)].set_axis(list(named.values()), axis=1)
    figures = tuple(heading for column, heading in named.items() if _has_figures(frame[column]))
    return Table(shown, caption, receipts=tuple(_of_own_rows(frame, named)), figures=figures)


def figure(
    drawn: Any,
    *,
    title: str,
    alt: str,
    caption: str | Passage = "",
    source: str = "",
    values: Table | None = None,
) -> Figure:
    """Publish a drawing of one's own, by matplotlib, pandas or seaborn.

    Parameters
    ----------
    drawn : matplotlib Axes or Figure, or a seaborn grid
    title, alt, caption, source : str
        As for `Figure`: the alt text says the chart in words, with its extreme values. The caption
        ends in the sentence that the marks have no receipts.
    values : Table, optional
        The rows as drawn, as `table` shows them; folded away under the figure.

    Raises
    ------
    AnalysisError
        If title or alt text is empty.

    Examples
    --------
    >>> from matplotlib.figure import Figure as Drawing
    >>> figure(Drawing().add_subplot(), title="Days of a speaker", alt="An empty chart")
    An empty chart
    """
    whole = getattr(drawn, "figure", drawn)
    is_passage = isinstance(caption, Passage)
    told = caption + say(OWN_MARKS) if is_passage else f"{caption} {OWN_MARKS}".strip()
    rows = {"table": values.frame, "receipts": values.receipts} if values else {}
    return Figure(whole, title=title, alt=alt, caption=told, source=source, **rows)


def _has_figures(column: pd.Series) -> bool:
    """Say whether the numerals of a column are figures, as words too, and not those of a name."""
    if pd.api.types.is_numeric_dtype(column) or column.name == "reported":
        return True
    if str(column.name).endswith(("_id", "_claims")):
        return False
    return any(AMOUNT.fullmatch(value) for value in column if isinstance(value, str))


def _of_own_rows(rows: pd.DataFrame, shown: Iterable[str]) -> Iterable[Receipt]:
    """Give the receipts of claims, with what rows show of whose they are, or of ratios."""
    if {*RATIO_KEY, "status", "reason"} <= {*rows}:
        return of_ratios(rows)
    if "claim_id" not in rows:
        return ()
    step = "A row of the author's table names this claim."
    beside = [column for column in TOLD_BESIDE if column in shown]
    said = [
        [f"{column}={cell(value)}" for column, value in zip(beside, row, strict=True)]
        for row in rows[beside].itertuples(index=False, name=None)
    ]
    named = zip(rows["claim_id"], said, strict=True)
    return [Receipt(("own claim", key, *told), (step,), (key,)) for key, told in named]


def _of_own(rows: pd.DataFrame, way: str, column: str) -> Receipt | None:
    """Tell of which rows a number was worked out; None if there are none."""
    if rows.empty:
        return None
    if "claim_id" in rows:
        ids = tuple(rows["claim_id"])
        made, what, claims = ("own claims", way, column, *ids), "claims", ids
    else:
        sides = zip(rows["numerator_claims"], rows["denominator_claims"], strict=True)
        pairs = (f"{first}/{second}" for first, second in sides)
        ratio, variant = rows[["ratio", "variant"]].iloc[0]
        made = ("own ratios", way, column, ratio, variant, *pairs)
        what, claims = f"rows of {ratio.replace('_', ' ')}", claims_of(rows)
    steps = [
        f"The author of this page took the {way} of {len(rows)} {what}, of the column {column}."
    ]
    if missing := int(rows[column].isna().sum()):
        steps.append(f"{missing} of them name no number, and were left out.")
    return Receipt(made, tuple(steps), claims)
