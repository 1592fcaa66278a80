"""What a collection holds: speakers, measures, wordings, versions, rows set aside."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from analysis.collection.collection import Collection, keyed
from analysis.collection.labels import (
    labelled,
    party_named,
    rules_of,
    sides_of_speakers,
    source_line,
)
from analysis.collection.overview import most_first, pages_of
from analysis.data.vocabulary import read_places
from analysis.errors import offering
from analysis.figures.figure import Figure
from analysis.figures.plots.counts import wording_strip
from analysis.figures.plots.locator import DEGREE_KM, Town, locator
from analysis.reports import receipts
from analysis.reports.receipts import area_of, drawn_point, headings, or_not_reported
from analysis.settings import NEAR_KM
from analysis.store.reads import fact
from analysis.terms import FIRM_DATE_BASES
from analysis.text import (
    Citation,
    Day,
    Passage,
    Receipt,
    Table,
    counted,
    how_many,
    percent,
    quantity,
    say,
    table,
)

__dir__, __getattr__ = offering(__name__)

NO_LICENCE = "It has no licence."
UNNAMED = (
    "An independent body has a name, and counts, measures or maps itself. The press in its own "
    "words, and a source that the page does not name, do not say who counted; they are a class of "
    "their own, and assess nothing."
)

NOWHERE_AGAIN = "No further page repeats them."
ABSENT_NAMED = 12
"""Areas that the caption of a map names as not drawn."""
SHAPES = {"city": "city", "city_and_surroundings": "surroundings", "direction": "direction"}
"""How an area of one town is drawn, by its level; one between two towns is a line."""
BETWEEN = {"direction": "between"}
"""How an area named after several towns is drawn, if not as a segment."""
HEDGES_SHOWN = 14
"""Phrases in a strip: what fits on one page of a phone."""


def in_words(collection: Collection) -> Passage:
    """Say how many separate figures, rows, speakers, pages and days the collection holds."""
    claims, made = collection.claims, receipts.of_count("holdings")
    own = counted(int((claims["role"] == "point").sum()), "separate figure", made)
    days, pages = claims["stated_on"].dropna(), pages_of(collection)
    return say(
        "{title}: {own} in {n}, by {speakers}, read on {pages}{languages}, stated {days}.",
        title=collection.title,
        own=own,
        n=counted(len(claims), "row", made),
        speakers=counted(claims["speaker"].nunique(), "speaker", made),
        pages=counted(len(pages), "page", made),
        languages=_languages(collection, made),
        days=_between(days),
    )


def _languages(collection: Collection, made: Receipt) -> Passage | str:
    """Say in how many languages pages were noted to be."""
    languages = collection.sources.loc[list(pages_of(collection)), "language"]
    noted = languages[languages != ""]
    if noted.empty:
        return ""
    n = counted(noted.nunique(), "language", made)
    if len(noted) == len(languages):
        return say(" in {n}", n=n)
    return say(" ({pages} noted to be in {n})", pages=quantity(len(noted), made), n=n)


def _between(days: pd.Series) -> Passage | str:
    if days.empty:
        return "on days that are not known"
    said = "on {first}" if days.nunique() == 1 else "between {first} and {last}"
    return say(said, first=Day(days.min()), last=Day(days.max()))


def shares_of_parties(collection: Collection) -> Passage:
    """Say which parties the figures come from: the collection is not balanced."""
    claims = collection.claims
    counts = most_first(claims["party"].value_counts())
    parts = [
        say(
            "{label} {share}",
            label=party_named(collection, party),
            share=percent(n, len(claims), receipts.of_count("party", party)),
        )
        for party, n in counts.items()
    ]
    said = say("By the party of the speaker: {parts}.", parts=parts)
    said += say("A share of rows is a share of what was found, not of what was said.")
    unnamed = claims["party"].map(collection.words.standing_of) == "unnamed"
    return said + say(UNNAMED) if unnamed.any() else said


def rows_kept(collection: Collection) -> Passage:
    """Say how many rows went in, how many stayed and how many were set aside."""
    made = receipts.of_count("holdings")
    rows_in, kept, left, _ = rows_counted(collection)
    aside = "{left} set aside, each with its reason." if left else "none was set aside."
    return say(
        "{rows_in} in; {kept} kept; " + aside,
        rows_in=counted(rows_in, "row", made),
        kept=how_many(kept, made),
        left=quantity(left, made),
    )


@fact
def rows_counted(collection: Collection) -> tuple[int, int, int, int]:
    """Count the rows that went in, stayed and were set aside, and of those kept the inferred."""
    inferred = ~collection.claims["date_basis"].isin(FIRM_DATE_BASES)
    kept, left = len(collection.claims), len(collection.set_aside)
    return collection.rows_in, kept, left, int(inferred.sum())


def origins_found(collection: Collection) -> Passage:
    """Say how many statements stand behind the rows, and in how many of them pages differ."""
    claims, made = collection.claims, receipts.of_count("holdings")
    role, is_chosen = claims["role"], claims["point_rule"] != ""
    differing = claims.loc[is_chosen, "origin_id"].nunique()
    told = int(claims.loc[role == "point", "n_echoes"].sum())
    retold = int(role.isin(["retold", "stale"]).sum())
    said = say(
        "{n} {own}; {versions} another value for one of them, and {retold} a figure only in a form "
        "that some page changed.",
        n=counted(len(claims), "row gives", made, plural="rows give"),
        own=counted(int((role == "point").sum()), "separate figure", made),
        versions=counted(int((role == "version").sum()), "row gives", made, plural="rows give"),
        retold=counted(retold, "gives", made, plural="give") if retold else "none gives",
    )
    again = "On other pages they were found again {times}." if told else NOWHERE_AGAIN
    said += say(again, times=counted(told, "time", made))
    if not differing:
        return said + say("For none of them do pages give different values.")
    return said + say(
        "Where pages give different values, as for {differing}, the one that is used is chosen by "
        "the rule “{rule}”, and the others stay in the table.",
        differing=counted(differing, "figure", made),
        rule=claims["point_rule"].max(),
    )


def left_out(collection: Collection) -> Passage:
    """Say what the page left out, and how many of its claims have an inferred day."""
    *_, inferred = rows_counted(collection)
    if not inferred:
        return rows_kept(collection) + say("No day of those kept is inferred or not known.")
    has = counted(inferred, "has", receipts.of_count("holdings"), plural="have")
    said = "Of those kept, {inferred} a day that is inferred or not known."
    return rows_kept(collection) + say(said, inferred=has)


def sources(collection: Collection) -> Passage:
    """Say where the figures come from, with licence and version."""
    origin = collection.origin
    named = say("Licence {name}.", name=Citation(origin.licence))
    said = say(
        "Data: {citation} {licence} Data version {version}, rules {rules}.",
        citation=Citation(origin.citation or "the table names no source."),
        licence=named if origin.licence else NO_LICENCE,
        version=Citation(collection.printed_version),
        rules=Citation(rules_of(collection)),
    )
    if not collection.as_of:
        return said
    day = Day(pd.Timestamp(collection.as_of))
    return said + say("Only what was known by {day} is in it.", day=day)


def noted(collection: Collection) -> Passage:
    """Say what is thin about the collection, in the words of who compiled it."""
    note = collection.origin.note
    if not note:
        return say("The table's maker notes nothing about it.")
    return say("The maker of the table notes: {note}", note=Citation(note))


def wording_rows(claims: pd.DataFrame, collection: Collection) -> pd.DataFrame:
    """Choose for `plots.wording_strip` one claim of each kind of hedged or vague wording.

    The first claim of each kind stands for it; exact figures need no strip.
    """
    hedged = claims[~claims["wording"].isin(["exact", "exactly"])]
    chosen = hedged.sort_values("claim_id").drop_duplicates("wording").head(HEDGES_SHOWN)
    named = labelled(chosen, collection)
    label = named["measure"] + ", " + named["speaker"]
    made = list(receipts.of_claims(collection, chosen["claim_id"]))
    side = sides_of_speakers(chosen["speaker"], collection)
    rows = chosen.assign(label=label, value=drawn_point(chosen), side=side, receipt=made)
    return rows.sort_values("low", ignore_index=True)


def speakers_table(held: Collection, most: int = 12) -> Table:
    """List the speakers with the most figures, their office, side and number of days."""
    rows = _counted(held, "speaker", held.speakers.index, days="stated_on")
    rows = labelled(rows.join(held.speakers[["label", "role", "party"]]), held)
    return table(
        rows,
        {"label": "speaker", "role": "who", **headings("party", "figures", "days")},
        caption="Speakers with the most figures in the collection",
        most=_with_ties(rows["figures"], most),
        receipts=[receipts.of_count("speaker", key) for key in rows.index],
    )


def measures_table(held: Collection, most: int = 12) -> Table:
    """List the measures with the most figures, and what each counts."""
    rows = _counted(held, "measure", held.words.measures.index, speakers="speaker")
    rows = rows.join(held.words.measures)
    return table(
        rows.assign(counts=rows["counts"].where(rows["counts"] != "", rows["label"])),
        {"label": "measure", "counts": "what it counts", "figures": "figures", "speakers": "by"},
        caption="Measures with the most figures in the collection, and the number of speakers",
        most=_with_ties(rows["figures"], most),
        receipts=[receipts.of_count("measure", key) for key in rows.index],
    )


def _counted(held: Collection, by: str, order: pd.Index, **kinds: str) -> pd.DataFrame:
    """Count figures, and kinds of something in them, by key; the most first.

    Of equals, as their table has them, whatever they are called.
    """
    claims = held.claims.groupby(by)
    counts = {name: claims[column].nunique() for name, column in kinds.items()}
    counted = pd.DataFrame({"figures": claims.size(), **counts})
    known = counted.reindex(order.intersection(counted.index))
    return known.sort_values("figures", ascending=False, kind="stable")


def _with_ties(figures: pd.Series, most: int) -> int:
    """Return how many rows are shown: no row is cut off that has as many figures as one shown."""
    return most if len(figures) <= most else int((figures >= figures.iloc[most - 1]).sum())


def versions_table(held: Collection, most: int = 15) -> Table:
    """List the statements for which pages give different values, and which value speaks."""
    differing = held.claims[held.claims["point_rule"] != ""]
    others = differing[differing["role"] == "version"].groupby("origin_id")["reported"]
    leading = differing[differing["role"] == "point"].set_index("origin_id")
    rows = labelled(leading.assign(others=others.agg("; ".join)).reset_index(), held)
    rows = rows.sort_values(["stated_on", "claim_id"])
    values = {"reported": "value used", "others": "other pages"}
    return table(
        rows,
        headings("stated_on", "speaker", "measure", "scope") | values,
        caption="Statements for which pages give different values",
        most=most,
        receipts=_of_origins(held, rows),
        figures=("reported", "others"),
    ).or_say("")


def _of_origins(held: Collection, points: pd.DataFrame) -> Iterator[Receipt]:
    """Tell of each statement by which rule the value was chosen that speaks for it."""
    rows = held.claims[held.claims["origin_id"].isin(points["origin_id"])]
    rules = rows.groupby("origin_id")["point_rule"].max()
    claims = rows.groupby("origin_id")["claim_id"].agg(tuple)
    for origin in points["origin_id"]:
        step = f"Pages give different values; chosen by: {rules[origin]}."
        yield Receipt(("origin", origin), (step,), claims[origin])


def set_aside_table(held: Collection, most: int = 20) -> Table:
    """List the rows left out, each with its reason."""
    left = held.set_aside
    return table(
        labelled(left, held),
        {"claim_id": "row", **headings("speaker", "measure", "reported"), "reason": "why"},
        caption="Rows set aside",
        most=most,
        receipts=[
            Receipt(("set aside", claim_id), (f"Set aside: {reason}.",))
            for claim_id, reason in zip(left["claim_id"], left["reason"], strict=True)
        ],
        figures=("reported",),
    ).or_say("")


def wording_figure(collection: Collection) -> Figure | Passage:
    """Draw how hedged and vague wordings are read, one of each kind."""
    return or_not_reported(
        wording_strip,
        wording_rows(collection.claims, collection),
        title="Hedged and vague wordings of named speakers are read as ranges",
        source=source_line(collection),
    )


@keyed
def areas_figure(collection: Collection, scope: str) -> Figure | Passage:
    """Draw where an area lies, among those near it that figures are stated for.

    A sentence says so where no town tells where the area is, or nothing else is near.
    """
    rows, area = areas_rows(collection, scope), area_of(scope, collection)
    if len(rows) < 2:
        return say("There is no map: no towns tell where {area} lies among others.", area=area)
    drawn = set(rows["label"])
    left = [name for name in _areas(collection)["label"] if name not in drawn]
    more = ["further ones"] if len(left) > ABSENT_NAMED else []
    return locator(
        rows,
        _towns(collection).get("", ()),
        title=f"{area[:1].upper()}{area[1:]}, and areas near it that other figures are for",
        source=source_line(collection),
        absent=(*left[:ABSENT_NAMED], *more),
    ).called("locator", scope)


@keyed
def areas_rows(collection: Collection, scope: str) -> pd.DataFrame:
    """Lay the areas near one, itself among them, out for `plots.locator`."""
    rows, towns = _areas(collection), _towns(collection)
    if scope not in towns:
        return rows.head(0)
    near = [key in towns and _is_near(towns[key], towns[scope][0]) for key in rows.index]
    rows = rows[near]
    shapes = [
        SHAPES.get(level, "direction") if len(towns[key]) == 1 else BETWEEN.get(level, "segment")
        for key, level in rows["level"].items()
    ]
    return rows.assign(
        places=[towns[key] for key in rows.index],
        shape=shapes,
        chosen=rows.index == scope,
        receipt=receipts.of_count("areas"),
    )


def _towns(collection: Collection) -> dict[str, tuple[Town, ...]]:
    """Return the towns that each area is named after; under no name those for orientation."""
    found: dict[str, tuple[Town, ...]] = {}
    columns = ("scope", "place", "latitude", "longitude")
    places = read_places(collection.home)
    for scope, *town in zip(*(places[name].tolist() for name in columns), strict=True):
        found[scope] = (*found.get(scope, ()), tuple(town))
    return found


@fact
def _areas(collection: Collection) -> pd.DataFrame:
    """Count the figures stated for each area, the most first."""
    counted = _counted(collection, "scope", collection.scopes.index)
    return counted.join(collection.scopes[["label", "level"]])


def _is_near(towns: tuple[Town, ...], town: Town) -> bool:
    """Say whether each of some towns is within `NEAR_KM` of another."""
    _, north, east = town
    across = math.cos(math.radians(north))
    return all(
        math.hypot(up - north, (right - east) * across) * DEGREE_KM <= NEAR_KM
        for _, up, right in towns
    )
