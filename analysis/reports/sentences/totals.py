"""Running totals in words: what was located of them, how they fell, where mirrors differ."""

from __future__ import annotations

import pandas as pd

from analysis.collection.totals.found import Totals
from analysis.collection.totals.revisions import LOOKS
from analysis.ratios.catalogue import read_catalogue
from analysis.reports.receipts.recipes import recipe
from analysis.text.marking import Quantity
from analysis.text.say import Day, Said, counted, quantity, say

NOT_REPORTED = "No running total was located in this collection."


def total_in_words(
    found: Totals, *, speaker: str, measure: str, scope: str, subject: str = ""
) -> Said:
    """Say the first and last total of a line, and on how many days it was located."""
    line = found.line_of(speaker=speaker, measure=measure, scope=scope, subject=subject)
    if line is None:
        return say(NOT_REPORTED)
    words, row = found.collection.words, found.lines.loc[line]
    made = recipe("line", *line)
    rows = found.of_line(found.rows, line)
    said = say(
        "{who} put the {measure} of {subject} for {scope} at {first} in all by {first_day}, and at "
        "{last} by {last_day}.",
        who=words.speakers.at[speaker, "label"],
        measure=words.measures.at[measure, "label"],
        subject=words.forces.at[rows["subject"].iloc[0], "label"] or "no side named",
        scope=words.scopes.at[scope, "label"],
        first=_reported(rows.iloc[0]),
        first_day=Day(row["first"]),
        last=_reported(rows.iloc[-1]),
        last_day=Day(row["last"]),
    )
    said += say(
        "The total was located on {days} of {period}.",
        days=quantity(row["days"], made),
        period=counted((row["last"] - row["first"]).days + 1, "day", made),
    )
    return said + _gaps(row, made)


def _gaps(row: pd.Series, made: str) -> Said:
    """Say how many days are missing between the located ones, and the longest stretch of them."""
    if not row["gaps"]:
        return say("No day between them is missing.")
    return say(
        "{gaps} out {missing}; the longest is of {longest}.",
        gaps=counted(row["gaps"], "gap leaves", made, plural="gaps leave"),
        missing=counted(row["missing"], "day", made),
        longest=counted(row["longest_gap"], "day", made),
    )


def _reported(row: pd.Series) -> Quantity:
    return Quantity(row["reported"], recipe("claim", row["claim_id"]))


def steps_in_words(
    found: Totals, *, speaker: str, measure: str, scope: str, subject: str = ""
) -> Said:
    """Say how many days the steps of a line cover; that they make up the total was checked."""
    line = found.line_of(speaker=speaker, measure=measure, scope=scope, subject=subject)
    steps = found.steps.iloc[:0] if line is None else found.of_line(found.steps, line)
    if steps.empty:
        return say("There is no step between days, for fewer than two days were located.")
    made = recipe("line", *line)
    return say(
        "{n} from the first day to the last, {single} over one day and {several} over several; "
        "the longest is over {longest}. On every located day the steps up to it make up the total.",
        n=counted(len(steps), "step leads", made, plural="steps lead"),
        single=quantity(int((steps["days"] == 1).sum()), made),
        several=quantity(int((steps["days"] > 1).sum()), made),
        longest=counted(steps["days"].max(), "day", made),
    )


def falls_in_words(found: Totals) -> Said:
    """Say how many totals fell, and what the falls look like."""
    made = recipe("count", "totals")
    looks = found.revisions["look"].value_counts()
    if looks.empty:
        return say("No running total of this collection fell.")
    parts = [
        say("{n} as a {look}", n=quantity(looks[look], made), look=told.split(":")[0])
        for look, told in LOOKS.items()
        if look in looks.index
    ]
    return say(
        "In {n} a total stands lower than before: {parts}. Each is told apart by its "
        "neighbours alone; why it was made is not known.",
        n=counted(len(found.revisions), "place", made),
        parts=parts,
    )


def mirrors_in_words(found: Totals) -> Said:
    """Say in how many figures the mirrors differ, on how many days, and how many were resolved."""
    made, ledger = recipe("count", "totals"), found.disagreements
    if found.cells.empty:
        return say("This collection has no second copy of a series, so no mirrors are compared.")
    resolved = int(ledger["resolved"].sum()) if len(ledger) else 0
    return say(
        "For {cells} two mirrors give a value for the same day; in {differing} of them, on {days}, "
        "they differ. That makes {n}, of which {resolved} resolved when a later day agreed.",
        cells=counted(len(found.cells), "figure", made),
        differing=quantity(len(found.differing), made),
        days=counted(found.differing["day"].nunique(), "day", made),
        n=counted(len(ledger), "disagreement", made),
        resolved=counted(resolved, "was", made, plural="were"),
    )


def carried_in_words(found: Totals) -> Said:
    """Say how many totals were carried forward from an earlier record."""
    count = int(found.collection.claims["flags"].str.contains("stale").sum())
    if not count:
        return say("No record repeats the one before it in all its totals.")
    return say(
        "{n} in records that repeat the one before in every figure; what is so carried forward is "
        "flagged, and enters no ratio once it is too old.",
        n=counted(count, "total stands", recipe("count", "totals"), plural="totals stand"),
    )


def not_divided(found: Totals) -> Said:
    """Name the running totals that no ratio of the catalogue takes, with what they count."""
    measures = found.collection.words.measures
    entries = read_catalogue().values()
    taken = {name for entry in entries for name in (*entry.numerator, *entry.denominator)}
    alone = [name for name in dict.fromkeys(found.rows["measure"]) if name not in taken]
    if not alone:
        return say("Each of these totals counts something of which a ratio could be made.")
    named = [_counted(measures.loc[name]) for name in alone]
    return say(
        "No ratio is made of these, for what they count is neither killed nor wounded alone, nor "
        "an event: {named}.",
        named=named,
    )


def _counted(measure: pd.Series) -> str:
    return f"{measure['label']} ({measure['counts']})" if measure["counts"] else measure["label"]
