"""One day of one speaker: figures, ratios, other readings, refusals."""

from __future__ import annotations

import pandas as pd

from analysis.collection.briefing import Briefing
from analysis.collection.collection import Collection
from analysis.collection.compare import deniers_of
from analysis.collection.labels import allowed, labelled, told_apart
from analysis.ratios.catalogue import Entry, read_catalogue
from analysis.ratios.noise import counting_noise, counting_noise_share
from analysis.reports.listings.pairs import in_words
from analysis.reports.receipts.recipes import recipe, recipes_of
from analysis.terms import DATE_BASES, DENIERS
from analysis.text.readable import day as day_words
from analysis.text.readable import period_words
from analysis.text.say import Said, say
from analysis.text.tables import Table, table
from analysis.wording.intervals import Interval


def stated(day: Briefing) -> Table:
    """List the figures of one day as the speaker gave them, and the pages they stand on."""
    return table(
        _claims(day.claims, day.collection),
        {
            "measure": "measure",
            **_told(day.claims),
            "scope": "area",
            "reported": "as reported",
            "allowed": "words allow",
            "day_known": "day",
            "publisher": "page",
            "n_pages": "pages",
        },
        caption=f"Figures of {day.collection.speakers.at[day.speaker, 'label']}, as reported",
        receipts=[recipe("claim", key) for key in day.claims["claim_id"]],
        figures=("reported", "allowed"),
    )


def beside(day: Briefing) -> Table:
    """List what others stated that day for the area: beside the speaker's figures, not divided."""
    rows = _claims(day.others, day.collection)
    rejected = "rejects " + rows["reported"]
    said = rows["reported"].where(rows["stance"] != "denial", rejected)
    return table(
        rows.assign(
            reported=said,
            short=rows["in_words"],
            verification=_checked(day.others, day.collection),
        ),
        {
            "speaker": "speaker",
            "measure": "measure",
            "subject": "about",
            **{name: told for name, told in _told(day.others).items() if name != "subject"},
            "scope": "area",
            "reported": "as reported",
            "short": "in the speaker's context",
            "verification": "checked by others",
            "publisher": "page",
        },
        caption="What others stated that day for the same area",
        receipts=[recipe("claim", key) for key in rows["claim_id"]],
        figures=("reported",),
    )


def _checked(claims: pd.DataFrame, held: Collection) -> list[str]:
    """Say what others found of each claim, and who."""
    denied = deniers_of(claims, held.words)
    found = claims["verification"].mask(denied != "", denied.map(DENIERS))
    label = claims["checked_by"].map(held.words.speakers["label"]).fillna("")
    return [
        f"{what}: {name}" if name and what else what
        for what, name in zip(found, label, strict=True)
    ]


def divided(day: Briefing) -> Table:
    """List the ratios of the day with what their words allow."""
    rows = in_words(day.divided, day.collection)
    return table(
        rows.assign(note=rows["reason"].where(rows["reason"] != "", rows["flag_words"])),
        {
            "label": "ratio",
            "first": "first",
            "second": "second",
            "value": "value",
            "allowed": "words allow",
            "status_words": "status",
            "note": "what is inferred or assumed",
        },
        caption="Ratios of the day; an empty value means that the words give a range only",
        receipts=recipes_of(rows),
        figures=("first", "second", "allowed"),
    )


def readings(day: Briefing) -> Table:
    """List what other readings of the same words would allow for the ratios of the day.

    Strict takes an open wording to its end, rounded takes plain round figures as rounded, and
    the last column is the hull over pages that give different values.
    """
    rows = in_words(day.divided, day.collection)
    ends = {
        name: [
            allowed(*pair) for pair in zip(rows[f"{name}_low"], rows[f"{name}_high"], strict=True)
        ]
        for name in ("strict", "rounded", "versions")
    }
    shown = rows.assign(**ends)
    moved = (shown[list(ends)].ne(shown["allowed"], axis=0)).any(axis=1)
    return table(
        shown[moved],
        {
            "label": "ratio",
            "allowed": "words allow",
            "strict": "read strictly",
            "rounded": "read as rounded",
            "versions": "over all pages",
        },
        caption="Ratios of the day that another reading of the words would move",
        receipts=recipes_of(shown[moved]),
        figures=("allowed", "strict", "rounded", "versions"),
    )


def yardsticks(day: Briefing, *, shown: bool) -> Table | Said:
    """List how far each ratio could move if both figures were independent chance counts.

    Nothing was sampled, so this is a yardstick for exploration; pages leave it off.
    """
    if not shown:
        return say("The counting-noise yardstick is an exploration tool and is switched off.")
    entries = read_catalogue()
    rows = day.divided
    rows = rows[[not entries[name].noise for name in rows["ratio"]]]
    whole = (rows["numerator"] % 1 == 0) & (rows["denominator"] % 1 == 0)
    named = in_words(rows[whole], day.collection)
    return table(
        named.assign(noise=[allowed(_noise(row, entries)) for row in named.itertuples()]),
        {
            "label": "ratio",
            "first": "first",
            "second": "second",
            "value": "value",
            "noise": "noise",
        },
        caption="Counting-noise yardstick: limits if both figures were independent chance counts",
        receipts=recipes_of(named),
        figures=("first", "second", "noise"),
    )


def _noise(row, entries: dict[str, Entry]) -> Interval:
    if entries[row.ratio].form in ("part", "share"):
        return counting_noise_share(row.numerator, row.denominator)
    return counting_noise(row.numerator, row.denominator)


def refused(day: Briefing) -> Table:
    """List the pairs of the day that are not divided, with the reason."""
    rows = in_words(day.refused, day.collection)
    return table(
        rows,
        {
            "label": "ratio",
            "first": "first",
            "second": "second",
            "status_words": "status",
            "reason": "why not",
        },
        caption="Pairs of the day that are not divided",
        receipts=recipes_of(rows),
        figures=("first", "second"),
    )


def _told(claims: pd.DataFrame) -> dict[str, str]:
    """Name the columns that these figures need to be told apart, with their headings."""
    headings = {"subject": "about", "period": "over"}
    return {name: headings[name] for name in told_apart(claims)}


def _claims(claims: pd.DataFrame, held: Collection) -> pd.DataFrame:
    rows = labelled(claims, held).assign(period=claims["period"].map(period_words))
    days = [day_words(day) for day in claims["stated_on"]]
    basis = claims["date_basis"].map({key: key for key in DATE_BASES})
    return rows.assign(
        allowed=[
            allowed(low, high) for low, high in zip(claims["low"], claims["high"], strict=True)
        ],
        day_known=[f"{day}, {how}" for day, how in zip(days, basis, strict=True)],
        publisher=claims["source_id"].map(held.sources["publisher"]),
    )
