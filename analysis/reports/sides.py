"""What speakers of both sides stated for the same days."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.comparison import opposing_days
from analysis.collection.labels import labelled, side_of_speaker, source_line
from analysis.collection.overview import most_first
from analysis.errors import AnalysisError, offering
from analysis.figures.figure import Figure
from analysis.figures.plots.counts import paired
from analysis.reports import receipts
from analysis.reports.receipts import doubts_in, drawn_point, or_not_reported
from analysis.store.reads import remembered
from analysis.text import Passage, Table, counted, quantity, say, several, table

__dir__, __getattr__ = offering(__name__)

NO_DAY = "There is no day on which both sides stated the other's losses."
Series = tuple[str, str, str, str]
"""Speaker, measure, area and subject of figures over days."""
SIDE = ["label", "side", "value", "low", "high"]
"""What a side of paired figures needs."""


def in_words(collection: Collection) -> Passage:
    """Say on how many days both sides stated the other's losses."""
    days = opposing_days(collection.points, collection.words)
    if days.empty:
        return say(NO_DAY)
    labels, made = collection.words.parties["label"], receipts.of_count("both sides")
    parts = [
        say("{label} {n}", label=labels[party], n=quantity(n, made))
        for party, n in most_first(days["party"].value_counts()).items()
    ]
    silent = [
        labels[party]
        for party in sorted(collection.words.parties.index)
        if party in set(collection.claims["party"])
        and party in collection.words.side_of
        and party not in set(days["party"])
    ]
    parts += [say("{label} none", label=label) for label in silent]
    return say(
        "On {days} speakers of both sides stated the other side's losses over one day, in "
        "{figures} ({parts}). Each side speaks of the other's people, so "
        "none is divided by another.",
        days=counted(days["stated_on"].nunique(), "day", made),
        figures=counted(len(days), "figure", made),
        parts=parts,
    )


def title(collection: Collection) -> str:
    """Head the figures of the two speakers who share the most days."""
    if opposing_days(collection.points, collection.words).empty:
        return "What speakers of both sides stated for the same days"
    first, second = most_shared_days(collection)
    label, days = collection.words.spoken, len(shared_days(collection))
    both = f"{label[first[0]]} and {label[second[0]]}"
    return f"On {several(days, 'day', none='no')} {both} each stated the other side's losses"


def shared_days(collection: Collection) -> pd.DataFrame:
    """Lay the two series that share the most days out for `plots.paired`; empty if none does."""
    return _shared_days(collection).copy()


@remembered()
def _shared_days(collection: Collection) -> pd.DataFrame:
    if opposing_days(collection.points, collection.words).empty:
        return pd.DataFrame(columns=["day"])
    return paired_rows(collection, *most_shared_days(collection))


def paired_rows(collection: Collection, left: Series, right: Series) -> pd.DataFrame:
    """Lay the figures of two speakers for the same days out for `plots.paired`.

    Parameters
    ----------
    left, right : tuple of str
        Speaker, measure, scope and subject of each side.

    Returns
    -------
    pandas.DataFrame
        One row a day for which both were stated.
    """
    daily = collection.points[
        (collection.points["period_kind"] == "day") & (collection.points["stance"] == "claim")
    ]
    sides = [_side(daily, chosen, collection) for chosen in (left, right)]
    both = sides[0].merge(
        sides[1], left_index=True, right_index=True, suffixes=("_l", "_r"), validate="1:1"
    )
    ids = both.pop("claim_id_l") + ";" + both.pop("claim_id_r")
    both.columns = [f"{side}_{name}" for side in ("left", "right") for name in SIDE]
    made = list(receipts.of_claims(collection, ids))
    return both.assign(receipt=made).reset_index(names="day")


def _side(daily: pd.DataFrame, chosen: Series, collection: Collection) -> pd.DataFrame:
    speaker, measure, scope, _ = chosen
    rows = daily[(daily[["speaker", "measure", "scope", "subject"]] == list(chosen)).all(axis=1)]
    rows = (
        rows.sort_values("claim_id")
        .drop_duplicates("stated_on")
        .set_index("stated_on")
        .sort_index()
    )
    words = collection.words
    subject = rows["subject"].map(words.forces["label"]).iloc[:1]
    label = (
        f"{words.speakers.at[speaker, 'label']}: {words.measures.at[measure, 'label']}, "
        f"{''.join(subject)}, {words.scopes.at[scope, 'label']}"
    )
    ends = rows[["low", "high", "claim_id"]].assign(
        label=label, side=side_of_speaker(speaker, collection), value=drawn_point(rows)
    )
    return ends[[*SIDE, "claim_id"]]


@remembered()
def most_shared_days(collection: Collection) -> tuple[Series, Series]:
    """Find the two series of opposing sides that share the most days, of one measure if any do.

    Returns
    -------
    tuple
        Speaker, measure, area and subject of each; in the order of the table of parties.

    Raises
    ------
    AnalysisError
        If no day has figures of both sides.
    """
    days = opposing_days(collection.points, collection.words)
    key = ["speaker", "measure", "scope", "subject"]
    place = {side: number for number, side in enumerate(collection.words.parties.index)}
    days = days.assign(
        against=days["subject"].map(collection.words.side_of_force), _place=days["side"].map(place)
    )
    both = days.merge(days, on="stated_on", suffixes=("_1", "_2"))
    answers = (both["side_1"] == both["against_2"]) & (both["side_2"] == both["against_1"])
    both = both[answers & (both["_place_1"] < both["_place_2"])]
    if both.empty:
        raise AnalysisError("no day has figures of both sides about the other's losses")
    keys = [f"{name}_{side}" for side in (1, 2) for name in key]
    shared = both.groupby(keys, sort=False)["stated_on"].nunique()
    most = shared.index[shared == shared.max()]
    chosen = next((keys for keys in most if keys[1] == keys[5]), most[0])
    return chosen[:4], chosen[4:]


def opposing_rows(collection: Collection) -> pd.DataFrame:
    """List both sides' daily figures about the other's losses, on the days that have both."""
    return labelled(opposing_days(collection.points, collection.words), collection)


def figures_table(held: Collection) -> Table:
    """List both sides' daily figures about the other's losses, on the days that have both."""
    rows = opposing_rows(held)
    return table(
        rows,
        {
            "stated_on": "day",
            "speaker": "speaker",
            "subject": "about",
            "measure": "measure",
            "scope": "area",
            "reported": "as reported",
            **doubts_in(rows),
        },
        caption="Both sides' figures about the other's losses, on days that have both",
        receipts=receipts.of_claims(held, rows["claim_id"]),
        figures=("reported",),
    ).or_say(NO_DAY)


def figure(collection: Collection) -> Figure | Passage:
    """Draw the two series of opposing sides that share the most days."""
    return or_not_reported(
        paired,
        shared_days(collection),
        nothing="",
        title=title(collection),
        source=source_line(collection),
    )
