"""Running totals: what was located of them, their steps and falls, where mirrors differ.

A total is named by its speaker, measure and scope, and by a subject where there are several; the
longest line of these is meant.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.collection.labels import labelled, reported, side_of_speaker, source_line
from analysis.collection.totals import LINE, LOOKS, Totals, totals_of
from analysis.data.names import belonging, in_sentence
from analysis.errors import offering
from analysis.figures.figure import Figure
from analysis.figures.plots.totals import daily_steps, differing_days, running_total
from analysis.ratios.gate import read_catalogue
from analysis.reports import receipts
from analysis.reports.receipts import about_whom, headings, least_to_most, or_not_reported
from analysis.text import (
    Citation,
    Day,
    Passage,
    Quantity,
    Receipt,
    Table,
    counted,
    grouped,
    how_many,
    number,
    of_them,
    quantity,
    say,
    several,
    table,
)
from analysis.text import day as day_words

__dir__, __getattr__ = offering(__name__)

NOT_REPORTED = "No running total was located in this collection."
NO_MIRRORS = "This collection has no second copy of a series, so no mirrors are compared."
AGREE = "The mirrors agree in all figures that both of them give."
MIRRORS_APART = (
    "What the second mirror gives less what the first gives, on the days that both have."
)
LINE_NAMES = ("speaker", "measure", "scope", "subject")
"""What names a running total."""
NO_TOTALS = pd.DataFrame(columns=["day", "value", "segment", "look"])


@keyed
def in_words(found: Totals, **key: str) -> Passage:
    """Say the first and last total of a line, and on how many days it was located."""
    line = found.line_of(**key)
    if line is None:
        return say(NOT_REPORTED)
    words, row = found.collection.words, found.lines.loc[line]
    made, rows = _of_line(found, line), found.of_line(found.rows, line)
    first, last = (
        Quantity(grouped(end["reported"]), receipts.of_claim(found.collection, end["claim_id"]))
        for _, end in rows.iloc[[0, -1]].iterrows()
    )
    said = say(
        "{who} put the {measure} of {subject} for {scope} at {first} in all by {first_day}, and at "
        "{last} by {last_day}{doubts}.",
        who=words.spoken[key["speaker"]],
        measure=words.measures.at[key["measure"], "label"],
        subject=in_sentence(words.forces.at[rows["subject"].iloc[0], "label"]) or "no side named",
        scope=words.scopes.at[key["scope"], "label"],
        first=first,
        first_day=Day(row["first"]),
        last=last,
        last_day=Day(row["last"]),
        doubts=_doubts(found.collection.claims_behind(";".join(rows["claim_id"])), made),
    ) + say(
        "The total was located on {days} of {period}.",
        days=quantity(row["days"], made),
        period=counted((row["last"] - row["first"]).days + 1, "day", made),
    )
    if not row["gaps"]:
        return said + say("No day between them is missing.")
    return said + say(
        "{gaps} out {missing}; the longest is of {longest}.",
        gaps=counted(row["gaps"], "gap leaves", made, plural="gaps leave"),
        missing=counted(row["missing"], "day", made),
        longest=counted(row["longest_gap"], "day", made),
    )


def _doubts(behind: pd.DataFrame, made: Receipt) -> Passage | str:
    """Say who doubts totals of a line, how many and why, in the sentence that indexes quote."""
    doubted = behind[behind["doubted_by"] != ""]
    if doubted.empty:
        return ""
    return say(
        "; {who} doubt {n} of the totals located: {why}",
        who=list(dict.fromkeys(doubted["doubted_by"])),
        n=quantity(len(doubted), made),
        why=Citation("; ".join(dict.fromkeys(doubted["doubt"]))),
    )


@keyed
def steps_in_words(found: Totals, **key: str) -> Passage:
    """Say how many days the steps of a line cover; that they make up the total was checked."""
    line, steps = _steps(found, **key)
    if steps.empty:
        return say("There is no step between days, for fewer than two days were located.")
    made = _of_line(found, line)
    return say(
        "{n} from the first day to the last, {single} over one day and {several} over several; "
        "the longest is over {longest}. On every located day the steps up to it make up the total.",
        n=counted(len(steps), "step leads", made, plural="steps lead"),
        single=how_many(int((steps["days"] == 1).sum()), made),
        several=how_many(int((steps["days"] > 1).sum()), made),
        longest=counted(steps["days"].max(), "day", made),
    )


def _steps(found: Totals, **key: str) -> tuple[tuple[str, ...] | None, pd.DataFrame]:
    """Return a line and its steps, of which there are none without a line."""
    line = found.line_of(**key)
    return line, found.steps.iloc[:0] if line is None else found.of_line(found.steps, line)


def falls_in_words(found: Totals) -> Passage:
    """Say how many totals fell, and what the falls look like."""
    made = receipts.of_count("totals")
    looks = found.revisions["look"].value_counts()
    if looks.empty:
        return say("No running total of this collection fell.")
    parts = [
        say("{n} as a {look}", n=quantity(looks[look], made), look=told.split(":")[0])
        for look, told in LOOKS.items()
        if look in looks.index
    ]
    return say(
        "In {n} a total stands lower than before: {parts}. What each looks like follows from "
        "its neighbours alone; why it was made is not known.",
        n=counted(len(found.revisions), "place", made),
        parts=parts,
    )


def mirrors_in_words(found: Totals) -> Passage:
    """Say in how many figures the mirrors differ, on how many days, and how many were resolved."""
    made, ledger = receipts.of_count("totals"), found.disagreements
    if found.cells.empty:
        return say(NO_MIRRORS)
    cells = counted(len(found.cells), "figure", made)
    if found.differing.empty:
        return say(
            "For {cells} two mirrors give a value for the same day, and nowhere they differ.",
            cells=cells,
        )
    resolved = int(ledger["resolved"].sum()) if len(ledger) else 0
    return say(
        "For {cells} two mirrors give a value for the same day; in {differing} of them, on {days}, "
        "they differ. That makes {n}, of which {resolved} resolved when a later day agreed.",
        cells=cells,
        differing=quantity(len(found.differing), made),
        days=counted(found.differing["day"].nunique(), "day", made),
        n=counted(len(ledger), "disagreement", made),
        resolved=of_them(resolved, "was", made, plural="were"),
    )


def carried_in_words(found: Totals) -> Passage:
    """Say how many totals were carried forward from an earlier record."""
    count = int(found.collection.claims["flags"].str.contains("stale").sum())
    if not count:
        return say("No record repeats the one before it in all its figures.")
    return say(
        "{n} in records that repeat the one before in every figure; what is so carried forward is "
        "flagged, and enters no ratio once it is too old.",
        n=counted(count, "total stands", receipts.of_count("totals"), plural="totals stand"),
    )


def not_divided(found: Totals) -> Passage:
    """Name the running totals that no ratio of the catalogue takes, with what they count."""
    measures = found.collection.words.measures
    entries = read_catalogue().values()
    taken = {name for entry in entries for name in (*entry.numerator, *entry.denominator)}
    alone = [name for name in dict.fromkeys(found.rows["measure"]) if name not in taken]
    if not alone:
        return say("What each total of this page counts stands in a ratio of the catalogue.")
    rows = measures.loc[alone].itertuples()
    named = [f"{row.label} ({row.counts})" if row.counts else row.label for row in rows]
    return say(
        "No ratio is made of these, for what they count is neither killed nor wounded alone, nor "
        "an event: {named}.",
        named=named,
    )


@keyed
def title(collection: Collection, **key: str) -> str:
    """Head a running total with its first and its last value."""
    found = totals_of(collection)
    line = found.line_of(**key)
    if line is None:
        return "Running totals"
    ends = found.of_line(found.rows, line).iloc[[0, -1]]
    first, last = (
        f"{grouped(reported(collection, row['claim_id']))} by {day_words(row['day'])}"
        for _, row in ends.iterrows()
    )
    name = collection.words.spoken[key["speaker"]]
    return f"{name} put the total of {_what(collection, **key)} at {first} and at {last}"


@keyed
def steps_title(collection: Collection, **key: str) -> str:
    """Head the steps of a running total with the least and the most that it moved a day.

    Of totals that are hedged or bounds, with what their words allow.
    """
    _, steps = _steps(totals_of(collection), **key)
    ends = steps[["low", "high"]].div(steps["days"], axis=0).dropna(how="all")
    # An end that is open for one step is open for all of them.
    low, high = ends["low"].min(skipna=False), ends["high"].max(skipna=False)
    if ends.empty or (pd.isna(low) and pd.isna(high)):
        return "Steps of running totals"
    if pd.isna(high):
        spread = f"{number(low)} or more"
    else:
        spread = f"{number(high)} or less" if pd.isna(low) else least_to_most(low, high)
    total = belonging(collection.words.spoken[key["speaker"]], "total")
    moved = "moved" if (ends["low"] == ends["high"]).all() else "may have moved"
    return f"{total} of {_what(collection, **key)} {moved} by {spread} a day"


def _what(
    collection: Collection, *, speaker: str, measure: str, scope: str, subject: str = ""
) -> str:
    words = collection.words
    counted, area = words.measures.at[measure, "label"], words.scopes.at[scope, "label"]
    about = about_whom(collection, speaker, subject if subject != "none" else "")
    return f"{counted}{about} for {area}"


@keyed
def unit_of(held: Collection, *, measure: str) -> str:
    """Say in words what a measure is counted in; "figures" where none is chosen."""
    if not measure:
        return "figures"
    known = held.words.measures.loc[measure]
    return f"{known['label']} ({known['unit'].replace('_', ' ')})"


@keyed
def total_rows(found: Totals, **key: str) -> pd.DataFrame:
    """Lay a running total out for `plots.running_total`; empty if there is none."""
    line = found.line_of(**key)
    if line is None:
        return NO_TOTALS
    rows = found.of_line(found.rows, line)
    made = list(receipts.of_claims(found.collection, rows["claim_id"]))
    shown = rows[["day", "value", "segment"]]
    return _beside(found, line, shown, rows["claim_id"]).assign(receipt=made)


@keyed
def step_rows(found: Totals, **key: str) -> pd.DataFrame:
    """Lay the steps of that line out for `plots.daily_steps`; empty with fewer than two days."""
    line, rows = _steps(found, **key)
    if line is None:
        return NO_TOTALS
    shown = rows[["since", "day", "days", "step", "low", "high"]]
    return _beside(found, line, shown, rows["claim_after"]).assign(receipt=_of_steps(rows))


def _beside(
    found: Totals, line: tuple[str, ...], shown: pd.DataFrame, claims: pd.Series
) -> pd.DataFrame:
    """Say of the claims of a line what each total looks like, empty unless it falls; and whose."""
    falls = found.of_line(found.revisions, line).set_index("claim_after")["look"]
    looks = falls.map({look: told.split(":")[0] for look, told in LOOKS.items()}).to_dict()
    side = side_of_speaker(line[LINE.index("speaker")], found.collection)
    return shown.assign(look=claims.map(looks).astype("str").fillna(""), side=side)


def differing_rows(found: Totals) -> pd.DataFrame:
    """Lay the figures in which mirrors differ out for `plots.differing_days`."""
    cells = found.differing[found.differing["size"].notna()]
    labels = found.collection.words.measures["label"]
    made = receipts.of_count("totals")
    return pd.DataFrame(
        {"day": cells["day"], "label": cells["measure"].map(labels), "size": cells["size"]}
    ).assign(receipt=made)


def lines_table(found: Totals, most: int = 40) -> Table:
    """List the running totals, the longest first, with their gaps and falls."""
    columns = ("mirror", "speaker", "measure", "scope", "first", "last", "days", "missing")
    named = {"first": "first day", "last": "last day", "missing": "days missing"}
    return table(
        labelled(found.lines.reset_index(), found.collection),
        headings(*columns, "longest_gap", "falls") | named,
        caption="Running totals that were located on at least two days",
        most=most,
        receipts=(_of_line(found, line) for line in found.lines.index),
    ).or_say("No running total was located on two days or more.")


def falls_table(found: Totals, most: int = 40) -> Table:
    """List the falls of all running totals, with what each looks like."""
    rows = labelled(found.revisions.sort_values(["day", *LINE]), found.collection)
    return table(
        _as_worded(found, rows).assign(look=rows["look"].map(LOOKS), fall=-_exact(rows)),
        headings("day", "mirror", "measure", "before", "after", "fall", "days", "look")
        | {"days": "over days", "look": "what it looks like"},
        caption="Totals that stood lower than before",
        most=most,
        receipts=_of_steps(rows),
    ).or_say("")


@keyed
def long_steps_table(found: Totals, *, most: int = 20, **key: str) -> Table:
    """List the steps of one line over more than a day, with what their words allow."""
    _, steps = _steps(found, **key)
    rows = steps[(steps["days"] > 1) & steps[["low", "high"]].notna().any(axis=1)]
    named = {"day": "up to", "days": "over days"}
    ends = {"low": "least by the words", "high": "most by the words"}
    return table(
        _as_worded(found, rows).assign(step=_exact(rows)),
        headings("since", "day", "days", "before", "after", "step") | named | ends,
        caption="Steps over several days",
        most=most,
        receipts=_of_steps(rows),
    ).or_say("" if steps.empty else "No step between its located days is over more than one day.")


def disagreements_table(found: Totals, most: int = 80) -> Table:
    """List where mirrors differ: measure, first and last day, size, whether it was resolved."""
    rows = labelled(found.disagreements, found.collection)
    settled = rows["resolved"].astype(bool).map({True: "yes", False: "no"}).astype("str")
    return table(
        rows.assign(resolved=settled),
        headings("measure", "first_mirror", "second_mirror", "first_day", "last_day", "days")
        | {"largest": "second less first", "resolved": "resolved"},
        caption="Disagreements of mirrors",
        most=most,
        receipts=_of_pairs(
            "disagreement", MIRRORS_APART, rows["claim_first"], rows["claim_second"]
        ),
    ).or_say(AGREE if len(found.cells) else NO_MIRRORS)


def _as_worded(found: Totals, steps: pd.DataFrame) -> pd.DataFrame:
    """Give the two totals of each step in the words of their pages: "about 121,480"."""
    worded = {
        side: [grouped(reported(found.collection, claim)) for claim in steps[f"claim_{side}"]]
        for side in ("before", "after")
    }
    return steps.assign(**worded)


def _exact(steps: pd.DataFrame) -> pd.Series:
    """Keep the steps whose words allow one number; of the others the ends stand beside it."""
    return steps["step"].where(steps["low"] == steps["high"])


def _of_steps(rows: pd.DataFrame) -> list[Receipt]:
    """Tell of each step which two totals it leads from and to."""
    step = "The later total less the earlier one of the same line."
    return _of_pairs("step", step, rows["claim_before"], rows["claim_after"])


def _of_pairs(kind: str, step: str, first: pd.Series, second: pd.Series) -> list[Receipt]:
    pairs = zip(first, second, strict=True)
    return [Receipt((kind, *pair), (step,), pair) for pair in pairs]


def _of_line(found: Totals, line: tuple[str, ...]) -> Receipt:
    """Tell how the days of a running total were counted, and name its first and last claim."""
    claims = found.of_line(found.rows, line)["claim_id"]
    step = "The located days of one running total were counted; neighbours give the steps."
    return Receipt(("line", *line), (step,), (claims.iloc[0], claims.iloc[-1]))


@keyed
def figure(found: Totals, **key: str) -> Figure | Passage:
    """Draw a running total over its located days."""
    return _drawn(running_total, found, total_rows(found, **key), title, NOT_REPORTED, **key)


@keyed
def steps_figure(found: Totals, **key: str) -> Figure | Passage:
    """Draw what that line gained between its located days."""
    return _drawn(daily_steps, found, step_rows(found, **key), steps_title, "", **key)


def _drawn(
    plot: Callable[..., Figure],
    found: Totals,
    rows: pd.DataFrame,
    headed: Callable[..., str],
    nothing: str,
    **key: str,
) -> Figure | Passage:
    held = found.collection
    return or_not_reported(
        plot,
        rows,
        of=[key.get(name, "") for name in LINE_NAMES],
        nothing=nothing,
        title=headed(held, **key),
        source=source_line(held),
        unit=unit_of(held, measure=key["measure"]),
    )


def differing_figure(found: Totals) -> Figure | Passage:
    """Draw the days on which two copies of one series give other figures."""
    held = found.collection
    days = found.differing["day"].nunique()
    names = " and ".join(sorted(set(held.places["mirror"]) - {""}))
    return or_not_reported(
        differing_days,
        differing_rows(found),
        nothing="",
        title=f"{names} give other figures on {several(days, 'day', none='no')}",
        source=source_line(held),
    )
