"""What several topics use: names, figures as reported, what is drawn of a figure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.collection.briefing import Briefing
from analysis.collection.collection import Collection
from analysis.collection.labels import figures_named, reported
from analysis.data.names import in_sentence
from analysis.figures.figure import Figure
from analysis.ratios.catalogue import entry
from analysis.reports import receipts
from analysis.store.reads import fact
from analysis.terms import LEAD
from analysis.text.readable import grouped, number
from analysis.text.receipt import Quantity, Receipt, claims_of
from analysis.text.say import quantity, say, span
from analysis.wording.intervals import Interval


def speaker_of(briefing: Briefing) -> str:
    """Name the speaker of a briefing."""
    return briefing.collection.words.spoken[briefing.speaker]


def least_to_most(low: float, high: float, digits: int = 3) -> str:
    least, most = number(low, digits), number(high, digits)
    return least if least == most else f"{least} to {most}"


def days_in_words(count: int) -> str:
    return f"{count or 'no'} day{'' if count == 1 else 's'}"


def name_of(speaker: str, held: Collection) -> str:
    """Return a speaker as named in a sentence; the empty key of a collection without any stays so.

    >>> from analysis.collection.collection import load_collection
    >>> name_of("serhii_cherevatyi", load_collection("bakhmut-2023"))
    'Serhii Cherevatyi'
    """
    return held.words.spoken.get(speaker, speaker)


def area_of(scope: str, collection: Collection) -> str:
    """Name an area; a collection without any has none to choose."""
    return collection.scopes["label"].get(scope, "no area")


def about_whom(collection: Collection, speaker: str, subject: str) -> str:
    """Say about whom, if the speaker spoke of several groups of people."""
    if not subject or len(subjects_of(collection, speaker)) < 2:
        return ""
    label = collection.words.forces["label"].get(subject, subject.replace("_", " "))
    label = in_sentence(label)
    return f" about {label}"


@fact
def subjects_of(collection: Collection, speaker: str) -> list[str]:
    """List the groups of people whom a speaker gave figures about."""
    mine = collection.points.loc[collection.points["speaker"] == speaker, "subject"]
    return sorted(set(mine) - {"none"})


def party_named(collection: Collection, party: str) -> str:
    """Name a party, the side on which it fights if that is another's, or the one it supports."""
    words, labels = collection.words, collection.words.parties["label"]
    side, supported = words.side_of.get(party, party), words.supported_by.get(party, "")
    if side != party:
        return f"{labels[party]} (on the side of {labels[side]})"
    return f"{labels[party]} (supporting {labels[supported]})" if supported else labels[party]


def doubts_in(claims: pd.DataFrame) -> dict[str, str]:
    """Name the column with the reasons of doubts, if there are any, and its heading."""
    return {"doubt": "doubted, because"} if (claims["doubt"] != "").any() else {}


def as_reported(briefing: Briefing, ids: str) -> list[Quantity]:
    """Give the figures behind one side of a ratio as their pages word them."""
    held = briefing.collection
    return [
        Quantity(grouped(reported(held, name)), receipts.of_claim(held, name))
        for name in figures_named(held, ids)
    ]


def value_or_span(row: pd.Series | None) -> Quantity | str:
    """Write a ratio: its value, else the range that its words allow, else that there is none."""
    if row is None:
        return "no ratio of"
    if pd.isna(row["value"]):
        return (
            span(interval_of(row), receipts.of_ratio(row))
            if pd.notna(row["low"])
            else "an open range of"
        )
    return quantity(row["value"], receipts.of_ratio(row))


def interval_of(row: pd.Series) -> Interval:
    """Return what the words of a ratio allow."""
    return Interval(row["low"], float("inf") if pd.isna(row["high"]) else row["high"])


def drawn_point(rows: pd.DataFrame) -> pd.Series:
    """Keep the value as stated where the words allow it: "more than 50" is drawn as a bar alone.

    >>> drawn_point(pd.DataFrame({"value": [50, 50], "low": [51, 45], "high": [59, 55]})).tolist()
    [nan, 50.0]
    """
    value = rows["value"].astype(float)
    allowed = (value >= rows["low"]) & ~(value > rows["high"])
    return value.where(allowed | np.isinf(value))


def receipt_of_other_days(briefing: Briefing) -> Receipt:
    """Tell how a day was ranked among the other days of its speaker."""
    key = (LEAD, briefing.speaker, briefing.scope, briefing.keys[0], str(briefing.about))
    step = f"The speaker's other located days of {entry(LEAD).label} were ranked, highest first."
    return Receipt(("other days", *key), (step,), claims_of(briefing.history))


NOTHING_DRAWN = "There is nothing to draw here, for no figure of this kind was located."


def or_not_reported(
    draw: Callable[..., Figure],
    rows: pd.DataFrame,
    *more,
    nothing: str = NOTHING_DRAWN,
    **words,
) -> object:
    """Draw a figure, or say in a sentence that there is nothing to draw; nothing if it is empty."""
    if rows.empty:
        return say(nothing)
    return draw(rows, *more, **words)
