"""What a page prints of claims: readers' words for keys and figures, and every number they give.

A number carries its receipt from the cell where it was made. There, whoever takes a copy of a
table may change it, and the receipt would still name the claims; so their numbers are looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd

from analysis.collection.collection import Collection
from analysis.data.names import fold, in_sentence, isolated, without_isolates
from analysis.data.raw import read_origin
from analysis.errors import AnalysisError
from analysis.paths import RAW
from analysis.ratios.gate import ENDS
from analysis.ratios.noise import yardstick
from analysis.ratios.references import read_references
from analysis.store.reads import fact, remembered
from analysis.terms import DIVIDED, Side
from analysis.text import (
    SIDES,
    Receipt,
    named,
    number,
    numerals,
    prints,
    whole_number,
)
from analysis.text import day as day_words
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
def latest_day(held: Collection) -> date | None:
    """Return the latest day that the data know of: stated, or printed on a page or a table.

    Returns
    -------
    datetime.date or None
        That of `as_of`, where claims are taken as they were known by then; None if the data know
        of none.
    """
    if held.as_of:
        return pd.Timestamp(held.as_of).date()
    days = [*held.claims["stated_on"].dropna().dt.date.unique()]
    pages = pd.to_datetime(held.sources["published"], format="%Y-%m-%d", errors="coerce")
    days += [*pages.dropna().dt.date.unique(), *filter(None, [held.origin.published])]
    return max(days, default=None)


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
    known = collection.words.labels
    of_both = {f"denominator_{field}": known[field] for field in ("speaker", "scope")}
    labels = {
        column: pd.array([names.get(key, "") for key in table[column]], dtype="str")
        for column, names in {**known, **of_both}.items()
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
    columns = (claims[name] for name in ("stance", "subject", "party"))
    kinds = []
    for stance, subject, party in zip(*columns, strict=True):
        own, counted = words.side_of.get(party, ""), words.side_of_force.get(subject, "")
        of_side = "opponent" if own and counted and own != counted else "claim"
        kinds.append(KIND_OF_STANCE.get(stance, of_side))
    return pd.Series(kinds, index=claims.index, dtype="str")


KIND_OF_STANCE = {
    "estimate": "supporter",
    "unattributed": "unattributed",
    "assessment": "assessment",
}


def sides_of_speakers(speakers: pd.Series, collection: Collection) -> pd.Series:
    """Say on which side each speaker stands; None for who stands on none."""
    party = speakers.map(collection.words.speakers["party"])
    sides = dict(_sides(collection))
    return pd.Series([sides.get(key) for key in party], index=speakers.index, dtype="object")


def side_of_speaker(speaker: str, collection: Collection) -> Side | None:
    """Return the side on which a speaker stands; None if on none."""
    return sides_of_speakers(pd.Series([speaker]), collection).iloc[0]


@fact
def _sides(collection: Collection) -> tuple[tuple[str, Side], ...]:
    """Return the side of each party that fights, of those whose speakers the collection holds."""
    words, spoke = collection.words, set(collection.claims["party"])
    found = {words.side_of[party] for party in spoke & words.side_of.keys()}
    places = {key: n for n, key in enumerate(key for key in words.parties.index if key in found)}
    names = words.parties["label"]
    return tuple(
        (party, Side(f"side of {in_sentence(names[side])}", places[side]))
        for party, side in words.side_of.items()
        if side in places
    )


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


def allowed_in(rows: pd.DataFrame, reading: str = "") -> list[str]:
    """Write what the words of each row allow, under a reading such as `strict_`."""
    ends = (rows[f"{reading}{end}"] for end in ("low", "high"))
    return [allowed(low, high) for low, high in zip(*ends, strict=True)]


KEPT = 10_000
"""Receipts whose numbers are kept: the pages of a batch share many of them."""
WAYS: dict[str, Callable[[pd.Series], float]] = {
    "mean": pd.Series.mean,
    "median": pd.Series.median,
    "least": pd.Series.min,
    "most": pd.Series.max,
    "count": pd.Series.count,
}
"""Ways to one number of many rows; a row whose number is missing is left out and counted."""
ALIKE = ("speaker", "subject", "scope", "measure", "ratio", "variant", "unit", "period_kind")
"""What rows must have in common before one number is made of them."""

TOLD_BESIDE = ("stated_on", "speaker", "party", "subject", "scope", "measure")
"""Columns that say of a claim in a table whose figure it is, about what and when."""


def unlike(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Return by column of `ALIKE` what the rows hold in it, where that is more than one thing.

    >>> unlike(pd.DataFrame({"measure": ["killed", "wounded"], "unit": ["people", "people"]}))
    {'measure': ['killed', 'wounded']}
    """
    found = {name: sorted({*map(str, rows[name].dropna())}) for name in ALIKE if name in rows}
    return {name: values for name, values in found.items() if len(values) > 1}


def gives(collection: Collection | None, receipt: Receipt, text: str) -> bool:
    """Say whether what a receipt names gives the numerals of a text; yes if not of `KINDS`.

    Raises
    ------
    AnalysisError
        If the receipt names what the collection does not hold.
    """
    if collection is None or receipt.made[0] not in KINDS:
        return True
    numbers = [*numbers_of(collection, *receipt.made).values()]
    if prints(numbers, text) or receipt.made[0] != "ratio":
        return prints(numbers, text)
    # Few texts print a yardstick, and SciPy is loaded for it.
    return prints([*numbers, *yardstick_of(collection, *receipt.made[1:]).values()], text)


@fact
@remembered(KEPT)
def numbers_of(collection: Collection, kind: str, *arguments: str) -> dict[str, float]:
    """Return every number that a text about claims or a ratio may print, by its name.

    Those of a yardstick stand apart.
    """
    try:
        numbers = KINDS[kind](collection, *arguments)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        what = (kind, *arguments)
        raise AnalysisError(f"{what!r} names nothing of this collection: {error}") from error
    return {name: float(n) for name, n in numbers.items() if n is not None and not pd.isna(n)}


@fact
def yardstick_of(collection: Collection, *ratio: str) -> dict[str, float]:
    """Return the limits of the yardstick of a ratio, by their names, if there may be one."""
    row = collection.ratio_row(*ratio)
    if row["status"] not in DIVIDED:
        return {}
    limits = yardstick(row)
    return {"yardstick low": limits.low, "yardstick high": limits.high} if limits else {}


def _claim(held: Collection, claim_ids: str) -> dict[str, float]:
    numbers: dict[str, float] = {}
    ids = claim_ids.split(";")
    for row in (held.records[claim_id] for claim_id in ids):
        own = {name: row[name] for name in ("value", "n_pages", *ENDS)}
        if row["unit"] == "percent":
            own |= {f"the rest of {name}": 100 - n for name, n in own.items()}
        own |= numerals(row["reported"])
        numbers |= {f"{row['claim_id']} {name}": number for name, number in own.items()}
    if held.sums.get(ids[0]) == claim_ids:
        numbers |= {f"sum of {name}": n for name, n in _sum_of_events(held, claim_ids).items()}
    return numbers


def _sum_of_events(held: Collection, claim_ids: str) -> dict[str, float]:
    rows = [held.records[claim_id] for claim_id in claim_ids.split(";")]
    added = {name: sum(row[name] for row in rows) for name in ("value", *ENDS)}
    return added | {"rows": len(rows)}


def _ratio(held: Collection, ratio: str, variant: str, first: str, second: str) -> dict[str, float]:
    row = held.ratio_row(ratio, variant, first, second)
    names = ["value", *ENDS, *SIDES]
    names += [f"{side}_{end}" for side in SIDES for end in ("low", "high")]
    numbers = {name: row[name] for name in names}
    numbers |= {f"{end}, whole": whole_number(row[end]) for end in ("low", "high")}
    ids = named(first, second)
    for claim_id in ids:
        words = numerals(held.records[claim_id]["reported"])
        numbers |= {f"{claim_id} {name}": n for name, n in words.items()}
    for together in {held.sums[claim_id] for claim_id in ids if claim_id in held.sums}:
        added = _sum_of_events(held, together)
        numbers |= {f"{together} {name}": n for name, n in added.items()}
    if pd.notna(row["as_of"]):
        numbers["days apart"] = (row["stated_on"] - row["as_of"]).days
    return numbers


def _step(held: Collection, before: str, after: str) -> dict[str, float]:
    first, last = (held.records[claim_id] for claim_id in (before, after))
    days, step = (last["stated_on"] - first["stated_on"]).days, last["value"] - first["value"]
    return {
        **{"days": days, "before": first["value"], "after": last["value"], "step": step},
        **{"low": last["low"] - first["high"], "high": last["high"] - first["low"]},
        **({"a day": step / days} if days else {}),
    }


def _reference(held: Collection, reference_id: str) -> dict[str, float]:
    rows = read_references()
    row = rows[rows["reference_id"] == reference_id].iloc[0]
    return {name: row[name] for name in ("value", "low", "high", "killed", "wounded")}


def _own_claim(held: Collection, claim_ids: str, *said: str) -> dict[str, float]:
    """Return the numbers of claims; none if a cell beside them names another day or key.

    Each cell follows its column and "=". A label or another spelling stands for a key, and an
    empty cell says nothing.
    """
    rows = [held.records[claim_id] for claim_id in claim_ids.split(";")]
    cells = (words.split("=", 1) for words in said)
    same = all(_is_of(held, row, column, text) for column, text in cells if text for row in rows)
    return _claim(held, claim_ids) if same else {}


def _is_of(held: Collection, row: Mapping[str, object], column: str, text: str) -> bool:
    own, plain = row[column], without_isolates(text)
    if column == "stated_on":
        return pd.notna(own) and plain in (day_words(own), f"{own:%Y-%m-%d}")
    known = held.words.spellings | {"speaker": held.words.speaker_aliases}
    aliases, spelling = known[column], fold(plain)
    return own in (plain, aliases.get(spelling), aliases.get(spelling.removeprefix("the ")))


def _own_of_claims(held: Collection, way: str, column: str, *claim_ids: str) -> dict[str, float]:
    return _worked_out(way, held.claims_behind(";".join(dict.fromkeys(claim_ids))), column)


def _own_of_ratios(
    held: Collection, way: str, column: str, ratio: str, variant: str, *pairs: str
) -> dict[str, float]:
    sides = [pair.split("/") for pair in dict.fromkeys(pairs)]
    rows = pd.DataFrame([held.ratio_row(ratio, variant, *pair) for pair in sides])
    return _worked_out(way, rows, column)


def _worked_out(way: str, rows: pd.DataFrame, column: str) -> dict[str, float]:
    """Work a number out of the collection's own rows, each once; none of rows that are unlike.

    A copy may name another speaker or measure in a row, hold a row twice, or have more columns.
    """
    if column not in rows or (way != "count" and unlike(rows)):
        return {}
    numbers = rows[column].astype("float64")
    return {way: WAYS[way](numbers.dropna()), "rows": len(numbers)}


KINDS: dict[str, Callable[..., dict[str, float]]] = {
    "claim": _claim,
    "ratio": _ratio,
    "step": _step,
    "reference": _reference,
    "own claim": _own_claim,
    "own claims": _own_of_claims,
    "own ratios": _own_of_ratios,
}
"""What is looked up, by the way in which a receipt says that its number was made."""


def party_named(collection: Collection, party: str) -> str:
    """Name a party, the side on which it fights if that is another's, or the one it supports."""
    words, labels = collection.words, collection.words.parties["label"]
    side, supported = words.side_of.get(party, party), words.supported_by.get(party, "")
    if side != party:
        return f"{labels[party]} (on the side of {labels[side]})"
    return f"{labels[party]} (supporting {labels[supported]})" if supported else labels[party]
