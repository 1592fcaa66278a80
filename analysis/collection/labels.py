"""Readers' words for keys, figures and intervals, and the source line of a figure."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.data.names import isolated
from analysis.data.sources import read_origin
from analysis.paths import RAW
from analysis.store.reads import fact
from analysis.text.readable import day as day_words
from analysis.text.readable import number
from analysis.wording.intervals import Interval


def source_line(collection: Collection) -> str:
    """Write the line under every figure: whose table it rests on, and which versions."""
    told = [isolated(collection.origin.producer), collection.origin.licence]
    brackets = f" ({', '.join(filter(None, told))})" if any(told) else ""
    return (
        f"Data: {isolated(collection.origin.title) or 'of an unnamed source'}{brackets}, "
        f"data version {collection.printed_version}, rules {rules_of(collection)}."
    )


@fact
def rules_of(collection: Collection) -> str:
    """Return the version of the rules that the claims were read by; empty if there are none."""
    return "".join(collection.claims["rule_version"].iloc[:1])


def reference_source() -> str:
    """Write the line under figures of reference rows."""
    origin = read_origin(RAW / "reference" / "reference_ratios.csv")
    return (
        f"Each source counts by its own definition. Data: {origin.title} ({origin.producer}, "
        f"{origin.licence})."
    )


def labelled(table: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    """Put labels in place of the keys of speakers, scopes, subjects, parties and measures.

    Columns that the table does not have are passed over.
    """
    words = collection.words
    tables = {
        "speaker": words.speakers,
        "denominator_speaker": words.speakers,
        "scope": words.scopes,
        "denominator_scope": words.scopes,
        "subject": words.forces,
        "party": words.parties,
        "measure": words.measures,
    }
    labels = {
        column: table[column].map(source["label"]).fillna("")
        for column, source in tables.items()
        if column in table
    }
    return table.assign(**labels)


def kinds_of(claims: pd.DataFrame, collection: Collection) -> pd.Series:
    """Say how each claim is drawn.

    An assessment is that of an independent body, supporter a figure of a government that supports
    a side, unattributed one of a source without a name; what a side says is opponent about the
    other side, and claim about all else.
    """
    words = collection.words
    counted = claims["subject"].map(words.side_of_force).fillna("")
    own = claims["party"].map(words.side_of).fillna("")
    about_other = (own != "") & (counted != "") & (counted != own)
    kinds = about_other.map({True: "opponent", False: "claim"})
    kinds = kinds.mask(claims["stance"] == "estimate", "supporter")
    kinds = kinds.mask(claims["stance"] == "unattributed", "unattributed")
    return kinds.mask(claims["stance"] == "assessment", "assessment")


def told_apart(claims: pd.DataFrame) -> list[str]:
    """Name what a reader must be told of each figure beside measure and area.

    The subject where the figures shown are about several, the period unless all are of one day.

    >>> told_apart(pd.DataFrame({"subject": ["a", "b", "none"], "period": ["day"] * 3}))
    ['subject']
    """
    subjects = claims.loc[claims["subject"] != "none", "subject"].nunique()
    periods = set(claims["period"])
    return ["subject"] * (subjects > 1) + ["period"] * bool(periods - {"day"})


def time_in_words(row: pd.Series) -> str:
    """Say over what time a figure counts, with its day: "since 6 March up to 12 March 2023".

    >>> time_in_words(pd.Series({"period": "to_date", "stated_on": pd.Timestamp("2023-05-24")}))
    'up to 24 May 2023'
    """
    day, period = day_words(row["stated_on"]), str(row["period"])
    if period == "to_date":
        return f"up to {day}"
    if period.startswith("since "):
        start = pd.to_datetime(period.removeprefix("since "))
        return f"since {day_words(start)}, up to {day}"
    named = {"day": "one day", "day_average": "an average day", "moment": "as of that day"}
    return f"{named.get(period, period.replace('_', ' '))}, stated {day}"


def worded(ids: str, collection: Collection, *, less: bool = False) -> str:
    """Write the figures behind one side of a ratio as reported: "193", "352 + 4", "27 − 16"."""
    words = [reported(collection, name) for name in figures_named(collection, ids)]
    return (" − " if less else " + ").join(words)


@fact
def figures_named(collection: Collection, ids: str) -> tuple[str, ...]:
    """Return each figure that ids of claims name, once; events that were added are one figure.

    Of such a figure, the ids of all its events, as in `Collection.points`.
    """
    figures = (collection.sums.get(name, name) for name in ids.split(";") if name)
    return tuple(dict.fromkeys(figures))


@fact
def reported(collection: Collection, claim_ids: str) -> str:
    """Return a figure as its page words it; of events that were added, their sum."""
    if ";" not in claim_ids:
        return collection.records[claim_ids]["reported"]
    rows = collection.points.take(collection.rows_with("points", claim_id=[claim_ids]))
    return rows["reported"].iloc[0]


def allowed(low: float | Interval | None, high: float | None = None) -> str:
    """Write an interval for a table: one number, two, or an open end; empty for none.

    >>> allowed(5.0, 24.75), allowed(301, float("nan")), allowed(None)
    ('5 to 24.75', '301 or more', '')
    """
    if isinstance(low, Interval):
        low, high = low.low, low.high
    if low is None or pd.isna(low):
        return ""
    first = number(low, 4)
    if high is None or pd.isna(high) or high == float("inf"):
        return f"{first} or more"
    return first if low == high else f"{first} to {number(high, 4)}"
