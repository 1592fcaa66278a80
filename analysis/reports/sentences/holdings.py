"""What a collection holds, what was set aside, and what the gate let through."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.compare import opposing_days
from analysis.collection.counting import (
    divided_about_fighters,
    figures_apart,
    pages_of,
    pairs_judged,
    rows_of_pairs,
)
from analysis.collection.labels import rules_of
from analysis.errors import AnalysisError
from analysis.reports.receipts.recipes import recipe
from analysis.store.reads import fact
from analysis.terms import DIVIDED, FIRM_DATE_BASES, FLAGS
from analysis.text.marking import Cited
from analysis.text.say import Day, Said, counted, percent, quantity, say

LOSSES_FIRST = (
    "Of the figures of people lost that were located, speakers of {label} gave {wounded} of "
    "wounded, {killed} of killed and {together} of both together or of losses without saying which."
)
LOSSES_FURTHER = "Speakers of {label} gave {wounded}, {killed} and {together} of these."


def holdings(collection: Collection) -> Said:
    """Say how many figures, pages, speakers and days the collection holds."""
    claims, made = collection.claims, recipe("count", "holdings")
    days, pages = claims["stated_on"].dropna(), pages_of(collection)
    return say(
        "{title}: {n} by {speakers}, read on {pages}{languages}, stated {days}.",
        title=collection.title,
        n=counted(len(claims), "figure", made),
        speakers=counted(claims["speaker"].nunique(), "speaker", made),
        pages=counted(len(pages), "page", made),
        languages=_languages(collection, made),
        days=_between(days),
    )


def _languages(collection: Collection, made: str) -> Said | str:
    """Say in how many languages pages were noted to be."""
    noted = collection.sources.loc[list(pages_of(collection)), "language"]
    count = noted[noted != ""].nunique()
    return say(" in {n}", n=counted(count, "language", made)) if count else ""


def _between(days: pd.Series) -> Said | str:
    if days.empty:
        return "on days that are not known"
    if days.nunique() == 1:
        return say("on {day}", day=Day(days.min()))
    return say("between {first} and {last}", first=Day(days.min()), last=Day(days.max()))


def shares_of_parties(collection: Collection) -> Said:
    """Say which parties the figures come from: the collection is not balanced."""
    claims = collection.claims
    counts = claims["party"].value_counts()
    parts = [
        say(
            "{label} {share}",
            label=party_named(collection, party),
            share=percent(n, len(claims), recipe("count", "party", party)),
        )
        for party, n in counts.items()
    ]
    said = say("By the party of the speaker: {parts}.", parts=parts)
    return said + say("A share of rows is a share of what was found, not of what was said.")


def party_named(collection: Collection, party: str) -> str:
    """Name a party, and the side on which it fights where that is another party's."""
    labels = collection.words.parties["label"]
    side = collection.words.side_of.get(party, party)
    return labels[party] if side == party else f"{labels[party]} (on the side of {labels[side]})"


def rows_kept(collection: Collection) -> Said:
    """Say how many rows went in, how many stayed and how many were set aside."""
    made = recipe("count", "holdings")
    rows_in, kept, left, _ = rows_counted(collection)
    return say(
        "{rows_in} in; {kept} kept; {left} set aside, each with its reason.",
        rows_in=counted(rows_in, "row", made),
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
    told = int(claims.loc[claims["role"] == "point", "n_echoes"].sum())
    said = say(
        "{n} {own}; {versions} another value for one of them, and {retold} a figure only in a form "
        "that some page changed.",
        n=counted(len(claims), "row gives", made, plural="rows give"),
        own=counted(
            int((claims["role"] == "point").sum()),
            "separate figure",
            made,
        ),
        versions=counted(
            int((claims["role"] == "version").sum()), "row gives", made, plural="rows give"
        ),
        retold=counted(
            int(claims["role"].isin(["retold", "stale"]).sum()), "gives", made, plural="give"
        ),
    )
    if told:
        said += say(
            "On other pages they were found again {times}.", times=counted(told, "time", made)
        )
    else:
        said += say("No further page repeats them.")
    if not differing:
        return said + say("For none of them do pages give different values.")
    return said + say(
        "Where pages give different values, as for {differing}, the one that is used is chosen by "
        "the rule “{rule}”, and the others stay in the table.",
        differing=counted(differing, "figure", made),
        rule=claims["point_rule"].max(),
    )


def left_out(collection: Collection) -> Said:
    """Say what the page left out, and how many of its claims have an inferred day."""
    *_, inferred = rows_counted(collection)
    return rows_kept(collection) + say(
        "Of those kept, {inferred} a day that is inferred or not known.",
        inferred=counted(inferred, "has", recipe("count", "holdings"), plural="have"),
    )


def gate_in_numbers(collection: Collection) -> Said:
    """Say how many pairs may be divided, and how many are refused or lack their second figure."""
    rows = pairs_judged(collection)
    status, made = rows["status"], recipe("count", "statuses")
    divided = status.isin(DIVIDED)
    zero = status.isin(["undefined_zero_zero", "infinite_zero_denominator"])
    return say(
        "{divided} of figures may be divided: {values} a single value, {ranges} a range. "
        "{refused} refused, {zero} a zero that leaves no finite ratio, and for {missing} no "
        "second one was located beside them.",
        divided=counted(int(divided.sum()), "pair", made),
        values=counted(int((divided & rows["value"].notna()).sum()), "gives", made, plural="give"),
        ranges=counted(int((divided & rows["value"].isna()).sum()), "gives", made, plural="give"),
        refused=counted(
            int(status.str.startswith("blocked").sum()), "pair was", made, plural="pairs were"
        ),
        zero=counted(int(zero.sum()), "has", made, plural="have"),
        missing=counted(int((status == "missing").sum()), "figure", made),
    ) + say(
        "What is worked out from these pairs (multiples of bands, figures that a band would imply, "
        "ranks, days covered) makes {further}, and none of them was found anywhere.",
        further=counted(len(collection.ratios) - len(rows), "row more", made, plural="rows more"),
    )


def whose_pairs(collection: Collection) -> Said:
    """Say whose the pairs are that may be divided, and why they are so unequal."""
    rows = pairs_judged(collection)
    divided = rows.loc[rows["status"].isin(DIVIDED), "party"].value_counts()
    if divided.empty:
        return say("No pair of figures may be divided, whoever stated them.")
    made = recipe("count", "whose pairs")
    pairs = [
        say("{label} {n}", label=party_named(collection, party), n=quantity(n, made))
        for party, n in divided.items()
    ]
    said = say("By the party of the speaker these pairs are: {pairs}.", pairs=pairs) + say(
        "A pair of killed and wounded takes both from one speaker, for one place and time, and "
        "those who fight do not count alike."
    )
    found = figures_apart(collection)
    for place, (party, row) in enumerate(found.iterrows()):
        said += say(
            LOSSES_FIRST if place == 0 else LOSSES_FURTHER,
            label=party_named(collection, party),
            **{name: quantity(int(n), made) for name, n in row.items()},
        )
    return said


def speakers_divided(collection: Collection) -> Said:
    """Say of the rows of the figure whose they are, and that no pair that may be divided lacks.

    Raises
    ------
    AnalysisError
        If a speaker of such a pair has no row.
    """
    pairs = divided_about_fighters(collection)
    if pairs.empty:
        return say("No speaker gave killed and wounded that may be divided.")
    shown, made = rows_of_pairs(pairs), recipe("count", "speakers divided")
    if set(shown["speaker"]) != set(pairs["speaker"]):
        raise AnalysisError("a speaker whose killed and wounded may be divided has no row")
    parties = shown.drop_duplicates("speaker")["party"].value_counts()
    labels = collection.words.parties["label"]
    return say(
        "Killed and wounded of {speakers} may be divided ({parties}); {pairs} here in {rows}, and "
        "no such pair is left out.",
        speakers=counted(shown["speaker"].nunique(), "speaker", made),
        parties=[
            say("{label} {n}", label=labels[party], n=quantity(n, made))
            for party, n in parties.items()
        ],
        pairs=counted(len(pairs), "pair stands", made, plural="pairs stand"),
        rows=counted(len(shown), "row", made),
    )


def both_sides(collection: Collection) -> Said:
    """Say on how many days both sides stated the other's losses."""
    days = opposing_days(collection.points, collection.words)
    if days.empty:
        return say("There is no day on which both sides stated the other's losses.")
    labels, made = collection.words.parties["label"], recipe("count", "both sides")
    parts = [
        say("{label} {n}", label=labels[party], n=quantity(n, made))
        for party, n in days["party"].value_counts().items()
    ]
    silent = [
        labels[party]
        for party in collection.words.parties.index
        if party in set(collection.claims["party"])
        and party in collection.words.side_of
        and party not in set(days["party"])
    ]
    parts += [say("{label} none", label=label) for label in silent]
    return say(
        "On {days} speakers of both sides stated the other side's losses over one day, in "
        "{figures} ({parts}). They differ in what they count and over which ground, so "
        "none is divided by another.",
        days=counted(days["stated_on"].nunique(), "day", made),
        figures=counted(len(days), "figure", made),
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
    return say("The maker of the table notes: {note}", note=Cited(note))


def flags_in_words(flags: str) -> str:
    """Write flags such as "day_inferred;scope_inferred" as a phrase.

    >>> flags_in_words("values_differ")
    'pages give different values'
    """
    return "; ".join(FLAGS[flag] for flag in flags.split(";") if flag)
