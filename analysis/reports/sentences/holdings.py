"""What a collection holds, what was set aside, and what the gate let through."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.compare import opposing_days
from analysis.collection.labels import rules_of
from analysis.reports.receipts.recipes import recipe
from analysis.store.reads import fact
from analysis.terms import DIVIDED, FIRM_DATE_BASES, FLAGS
from analysis.text.marking import Cited
from analysis.text.say import Day, Said, percent, quantity, say


def holdings(collection: Collection) -> Said:
    """Say how many figures, pages, speakers and days the collection holds."""
    claims, made = collection.claims, recipe("count", "holdings")
    days = claims["stated_on"].dropna()
    return say(
        "{title}: {n} figures by {speakers} speakers, read on {pages} pages in {languages} "
        "languages, stated between {first} and {last}.",
        title=collection.title,
        n=quantity(len(claims), made),
        speakers=quantity(claims["speaker"].nunique(), made),
        pages=quantity(len(collection.sources), made),
        languages=quantity(collection.sources["language"].nunique(), made),
        first=Day(days.min()),
        last=Day(days.max()),
    )


def shares_of_parties(collection: Collection) -> Said:
    """Say which parties the figures come from: the collection is not balanced."""
    claims = collection.claims
    counts = claims["party"].value_counts()
    labels = collection.words.parties["label"]
    parts = [
        say(
            "{label} {share}",
            label=labels[party],
            share=percent(n, len(claims), recipe("count", "party", party)),
        )
        for party, n in counts.items()
    ]
    said = say("By the side of the speaker: {parts}.", parts=parts)
    return said + say("A share of rows is a share of what was found, not of what was said.")


def rows_kept(collection: Collection) -> Said:
    """Say how many rows went in, how many stayed and how many were set aside."""
    made = recipe("count", "holdings")
    rows_in, kept, left, _ = rows_counted(collection)
    return say(
        "{rows_in} rows in; {kept} kept; {left} set aside, each with its reason.",
        rows_in=quantity(rows_in, made),
        kept=quantity(kept, made),
        left=quantity(left, made),
    )


@fact
def rows_counted(collection: Collection) -> tuple[int, int, int, int]:
    """Count the rows that went in, stayed and were set aside, and of those kept the inferred."""
    inferred = ~collection.claims["date_basis"].isin(FIRM_DATE_BASES)
    kept, left = len(collection.claims), len(collection.set_aside)
    return collection.rows_in, kept, left, int(inferred.sum())


def origins_found(collection: Collection) -> Said:
    """Say how many statements stand behind the rows, and in how many of them pages differ."""
    claims, made = collection.claims, recipe("count", "holdings")
    differing = claims.loc[claims["point_rule"] != "", "origin_id"].nunique()
    return say(
        "{n} rows are {origins} figures of their own; {echoes} further pages repeat them. "
        "In {differing} of them pages give different values: the one that speaks for the figure "
        "is chosen by the rule “{rule}”, and the others stay in the table.",
        n=quantity(len(claims), made),
        origins=quantity(claims["origin_id"].nunique(), made),
        echoes=quantity(int(claims.loc[claims["role"] == "point", "n_echoes"].sum()), made),
        differing=quantity(differing, made),
        rule=claims["point_rule"].max(),
    )


def left_out(collection: Collection) -> Said:
    """Say what the page left out, and how many of its claims have an inferred day."""
    *_, inferred = rows_counted(collection)
    return rows_kept(collection) + say(
        "Of those kept, {inferred} have a day that is inferred or not known.",
        inferred=quantity(inferred, recipe("count", "holdings")),
    )


def gate_in_numbers(collection: Collection) -> Said:
    """Say how many pairs the gate let through, refused, or could not complete."""
    status = collection.ratios["status"]
    blocked = status.str.startswith("blocked")
    zero = status.isin(["undefined_zero_zero", "infinite_zero_denominator"])
    made = recipe("count", "statuses")
    return say(
        "{rows} rows went through the gate: {divided} carry a value or a range, {refused} pairs "
        "were refused, {zero} have a zero that leaves no finite ratio, and for {missing} the "
        "second figure was not located.",
        rows=quantity(len(status), made),
        divided=quantity(int(status.isin(DIVIDED).sum()), made),
        refused=quantity(int(blocked.sum()), made),
        zero=quantity(int(zero.sum()), made),
        missing=quantity(int((status == "missing").sum()), made),
    )


def both_sides(collection: Collection) -> Said:
    """Say on how many days both sides stated the other's losses."""
    days = opposing_days(collection.points, collection.words)
    if days.empty:
        return say("Figures of both sides about the other's losses on one day: not reported.")
    labels, made = collection.words.parties["label"], recipe("count", "both sides")
    parts = [
        say("{label} {n}", label=labels[party], n=quantity(n, made))
        for party, n in days["party"].value_counts().items()
    ]
    return say(
        "On {days} days speakers of both sides stated the other side's losses over one day, in "
        "{figures} figures ({parts}). They differ in what they count and over which ground, so "
        "none is divided by another.",
        days=quantity(days["stated_on"].nunique(), made),
        figures=quantity(len(days), made),
        parts=parts,
    )


def sources(collection: Collection) -> Said:
    """Say where the figures come from, with licence and version."""
    origin = collection.origin
    said = say(
        "Data: {citation} Licence {licence}. Data version {version}, rules {rules}.",
        citation=Cited(origin.citation),
        licence=Cited(origin.licence),
        version=Cited(collection.printed_version),
        rules=Cited(rules_of(collection)),
    )
    if not collection.as_of:
        return said
    day = Day(pd.Timestamp(collection.as_of))
    return said + say("Only what was known by {day} is in it.", day=day)


def noted(collection: Collection) -> Said:
    """Say what is thin about the collection, in the words of who compiled it."""
    note = collection.origin.note
    if not note:
        return say("The table's maker notes nothing about it.")
    return say("Of the table its maker notes: {note}", note=Cited(note))


def flags_in_words(flags: str) -> str:
    """Write flags such as "day_inferred;scope_inferred" as a phrase.

    >>> flags_in_words("values_differ")
    'pages give different values'
    """
    return "; ".join(FLAGS[flag] for flag in flags.split(";") if flag)
