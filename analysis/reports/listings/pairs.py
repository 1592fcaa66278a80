"""What may be divided: the catalogue, refusals, series, and shares beside assessments."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.compare import days_of_series, series_found, summarise
from analysis.collection.counting import pairs_judged
from analysis.collection.labels import allowed, labelled, worded
from analysis.ratios.catalogue import Entry, read_catalogue
from analysis.ratios.series import SeriesRatio
from analysis.reports.receipts.recipes import recipe, recipes_of
from analysis.reports.sentences import flags_in_words
from analysis.settings import SERIES_MIN_DAYS
from analysis.terms import STATUS_WORDS, STATUSES
from analysis.text.tables import Table, table

SERIES = ["label", "about", "days", "one_only", "value", "wording", "between_day", "leave_one_out"]
SAME = {"same": "same", "different": "must differ", "any": "any", "within": "within"}


def catalogue() -> Table:
    """List the ratios of the catalogue and what must agree for each."""
    entries = [entry for entry in read_catalogue().values() if entry.number]
    rows = pd.DataFrame(
        {
            "number": [str(entry.number) for entry in entries],
            "label": [entry.label for entry in entries],
            "read_as": [entry.read_as for entry in entries],
            "speaker": [SAME[entry.speaker] if entry.is_pairing else "" for entry in entries],
            "scope": [SAME[entry.scope] if entry.is_pairing else "" for entry in entries],
            "days": [entry.aggregate.replace("_", " ") for entry in entries],
        }
    )
    return table(
        rows,
        {
            "number": "no.",
            "label": "ratio",
            "read_as": "read as",
            "speaker": "speakers",
            "scope": "areas",
            "days": "over days",
        },
        caption="The catalogue of ratios",
    )


def refusals(held: Collection, most: int = 24) -> Table:
    """List refused pairs with the reason: one of each ratio and kind, each pair once.

    Pairings that tempt most come first.
    """
    blocked = held.ratios[held.ratios["status"].str.startswith("blocked")]
    tempting = {name for name, entry in read_catalogue().items() if not entry.number}
    ids = blocked["numerator_claims"] + ";" + blocked["denominator_claims"]
    both = [";".join(sorted(pair.split(";"))) for pair in ids]
    ranked = blocked.assign(first=blocked["ratio"].isin(tempting), both=both)
    ranked = ranked.sort_values("first", ascending=False, kind="stable")
    chosen = ranked.drop_duplicates(["both"]).drop_duplicates(["ratio", "status"])
    return table(
        in_words(chosen, held),
        {
            "label": "ratio",
            "stated_on": "day",
            "speaker": "speaker",
            "first": "first",
            "second": "second",
            "reason": "why not",
        },
        caption="Pairs refused: one of each ratio and kind of refusal",
        most=most,
        receipts=recipes_of(chosen),
        figures=("first", "second"),
    )


def statuses(held: Collection) -> Table:
    """Count the pairs by what became of them."""
    counted = pairs_judged(held)["status"].value_counts()
    rows = pd.DataFrame({"meaning": STATUSES, "rows": counted}).reindex(list(STATUSES))
    rows = rows[rows["rows"].notna()].reset_index(names="status")
    return table(
        rows.assign(status=rows["status"].map(STATUS_WORDS)),
        {"status": "status", "meaning": "what it means", "rows": "rows"},
        caption="What became of the pairs",
        receipts=[recipe("count", "statuses")] * len(rows),
    )


def series(held: Collection, *, speaker: str, scope: str, subject: str = "") -> Table:
    """List the ratios of sums of one speaker and area, coverage beside each.

    Those about the subject come first; whom the others are about is told if there are any.
    """
    found = series_found(held.ratios)
    mine = found[(found["speaker"] == speaker) & (found["scope"] == scope)]
    mine = mine[mine["days_paired"] > 0]
    mine = mine.assign(other=mine["subject"] != subject).sort_values("other", kind="stable")
    rows = [_series_row(held, row) for row in mine.itertuples()]
    name = held.speakers["label"].get(speaker, speaker)
    area = held.scopes["label"].get(scope, scope)
    about = {"about": "about"} if mine["subject"].nunique() > 1 else {}
    return table(
        pd.DataFrame(rows, columns=SERIES),
        {
            "label": "ratio",
            **about,
            "days": "days with both",
            "one_only": "days with one",
            "value": "ratio of sums",
            "wording": "words allow",
            "between_day": "between-day interval",
            "leave_one_out": "without any one day",
        },
        caption=f"Ratios of {name}'s figures for {area} over days",
        receipts=[
            recipe("series", row.ratio, row.speaker, row.scope, row.subject)
            for row in mine.itertuples()
        ],
        figures=("value", "wording", "between_day", "leave_one_out"),
    )


def _series_row(held: Collection, row) -> dict[str, object]:
    days = days_of_series(
        held.ratios, row.ratio, speaker=row.speaker, scope=row.scope, subject=row.subject
    )
    found = summarise(days, held.calendar)
    return {
        "label": read_catalogue()[row.ratio].label,
        "about": held.words.forces["label"].get(row.subject, row.subject.replace("_", " ")),
        "days": found.days_with_both,
        "one_only": found.days_one_only,
        "value": found.value,
        "wording": allowed(found.wording),
        "between_day": allowed(found.between_day) or _no_interval(found),
        "leave_one_out": allowed(found.leave_one_out),
    }


def _no_interval(found: SeriesRatio) -> str:
    few = found.days_paired < SERIES_MIN_DAYS
    return "fewer than five days" if few else "none: one sum is nought"


def gaps(held: Collection, scope: str) -> Table:
    """List claimed shares of an area beside the last assessment before each."""
    found = held.ratios[
        (held.ratios["ratio"] == "control_gap_points") & (held.ratios["scope"] == scope)
    ]
    rows = in_words(found, held)
    note = rows["reason"].where(rows["reason"] != "", found["flags"].map(flags_in_words))
    return table(
        rows.assign(note=note),
        {
            "stated_on": "claimed on",
            "speaker": "claimed by",
            "first": "claimed",
            "as_of": "assessed as of",
            "denominator_speaker": "assessed by",
            "second": "assessed",
            "value": "gap, points",
            "allowed": "words allow",
            "note": "note",
        },
        caption="Claimed shares beside the last assessment before each",
        receipts=recipes_of(found),
        figures=("first", "second", "allowed"),
    )


def in_words(ratios: pd.DataFrame, held: Collection) -> pd.DataFrame:
    """Put ratios in readers' words: label, first, second, allowed, status_words, flag_words."""
    entries = read_catalogue()
    rows = labelled(ratios, held)
    return rows.assign(
        label=[entries[name].label for name in ratios["ratio"]],
        first=[
            worded(row.numerator_claims, held, less=bool(entries[row.ratio].numerator_less))
            for row in ratios.itertuples()
        ],
        second=[
            worded(row.denominator_claims, held, less=_is_rest(entries[row.ratio]))
            for row in ratios.itertuples()
        ],
        allowed=[
            allowed(low, high) for low, high in zip(ratios["low"], ratios["high"], strict=True)
        ],
        status_words=ratios["status"].map(STATUS_WORDS),
        flag_words=ratios["flags"].map(flags_in_words),
    )


def _is_rest(entry: Entry) -> bool:
    """Whether the denominator is what is left of a figure when another is taken off."""
    return bool(entry.denominator_less) or entry.form == "odds"
