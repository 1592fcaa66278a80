"""What stands behind a printed number: a recipe from which it can be computed again.

A recipe names a kind and its arguments; `numbers_of` computes, from the raw files, every number
that a text made by it may print. It is written into the markup beside the number.

>>> recipe("claim", "a0214")
'["claim", "a0214"]'
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.alternatives import CHOICES, WORDS
from analysis.catalogue import entry
from analysis.collection import Collection, load_collection
from analysis.compare import day_states, opposing_days, select_series, series_found, summarise
from analysis.derived import has_both
from analysis.errors import AnalysisError
from analysis.noise import counting_noise, counting_noise_share
from analysis.ratios import ENDS
from analysis.reads import fact
from analysis.references import read_bands, read_references
from analysis.series import rank_within
from analysis.specification import combinations
from analysis.terms import DIVIDED, FIRM_DATE_BASES
from analysis.totals.found import totals_of

SIDES = ("numerator", "denominator")


@dataclass(frozen=True)
class Receipt:
    """What stands behind a number.

    Parameters
    ----------
    numbers : dict
        Name to number: all that a text made by the recipe may print; missing ones are left out.
    steps : tuple of str
        What was done, a sentence each.
    claims : tuple of str
        Ids of the claims it rests on, in order; empty for a count of rows.
    """

    numbers: dict[str, float]
    steps: tuple[str, ...]
    claims: tuple[str, ...] = ()


def recipe(kind: str, *arguments: str) -> str:
    """Write a recipe.

    Raises
    ------
    AnalysisError
        If no number is made that way.
    """
    if kind not in KINDS:
        raise AnalysisError(f"no number is made by {kind!r}; known: {', '.join(KINDS)}")
    return json.dumps([kind, *map(str, arguments)], ensure_ascii=False)


RATIO_KEY = ["ratio", "variant", "numerator_claims", "denominator_claims"]
"""What tells the rows of a ratios table apart."""


def recipe_of(row: pd.Series) -> str:
    """Write the recipe of one row of a ratios table."""
    return recipe("ratio", *(row[key] for key in RATIO_KEY))


def recipes_of(ratios: pd.DataFrame) -> list[str]:
    """Write the recipe of each row of a ratios table."""
    return [recipe("ratio", *row) for row in ratios[RATIO_KEY].itertuples(index=False, name=None)]


def receipt_of(written: str, collection: Collection | None) -> Receipt:
    """Follow a recipe.

    Parameters
    ----------
    written : str
        As `recipe` returns it.
    collection : Collection or None
        None for a recipe that needs none, such as that of a band.

    Raises
    ------
    AnalysisError
        If it is no recipe, or names what the collection does not hold.
    """
    return _followed(collection, written)


@fact
def _followed(collection: Collection | None, written: str) -> Receipt:
    try:
        kind, *arguments = json.loads(written)
        made = KINDS[kind](collection, *arguments)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise AnalysisError(f"{written!r} is no recipe for this collection: {error}") from error
    known = {name: float(n) for name, n in made.numbers.items() if n is not None and not pd.isna(n)}
    return Receipt(known, made.steps, made.claims)


def _claim(held: Collection, claim_ids: str) -> Receipt:
    numbers: dict[str, float] = {}
    ids = claim_ids.split(";")
    steps = []
    for row in (held.records[claim_id] for claim_id in ids):
        own = {name: row[name] for name in ("value", "n_pages", *ENDS)}
        if row["unit"] == "percent":
            own |= {f"the rest of {name}": 100 - n for name, n in own.items()}
        own |= _numerals(row["reported"])
        numbers |= {f"{row['claim_id']} {name}": number for name, number in own.items()}
        kind = row["wording"].replace("_", " ")
        steps.append(f"As reported: “{row['reported']}”, read as {kind}.")
    return Receipt(numbers, tuple(steps), tuple(ids))


def _origin(held: Collection, origin_id: str) -> Receipt:
    columns = ["claim_id", "reported", "point_rule"]
    rows = held.claims.loc[held.claims["origin_id"] == origin_id, columns]
    numbers: dict[str, float] = {}
    for row in rows.itertuples():
        numbers |= {f"{row.claim_id} {name}": n for name, n in _numerals(row.reported).items()}
    step = f"Pages give different values; chosen by: {rows['point_rule'].max()}."
    return Receipt(numbers, (step,), tuple(rows["claim_id"]))


def _set_aside(held: Collection, claim_id: str) -> Receipt:
    row = held.set_aside.set_index("claim_id").loc[claim_id]
    return Receipt(_numerals(row["reported"]), (f"Set aside: {row['reason']}.",))


def _numerals(text: str) -> dict[str, float]:
    """Take the numerals of words as reported, so that they may be printed as they stand."""
    parts = re.findall(r"\d+(?:\.\d+)?", text)
    return {f"reported {place}": float(part) for place, part in enumerate(parts)}


def _ratio(held: Collection, ratio: str, variant: str, first: str, second: str) -> Receipt:
    row = held.ratio_row(ratio, variant, first, second)
    names = ["value", *ENDS, *SIDES]
    names += [f"{side}_{end}" for side in SIDES for end in ("low", "high")]
    numbers = {name: row[name] for name in names}
    numbers |= {f"log2 {end}": _log2(row[end]) for end in ("value", "low", "high")}
    ids = _named(first, second)
    for claim_id in ids:
        words = _numerals(held.records[claim_id]["reported"])
        numbers |= {f"{claim_id} {name}": n for name, n in words.items()}
    numbers |= _yardstick(row)
    if pd.notna(row["as_of"]):
        numbers["days apart"] = (row["stated_on"] - row["as_of"]).days
    return Receipt(numbers, _steps_of_ratio(row), ids)


def _claims_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the claims of rows of ratios, row by row, each once."""
    sides = (rows["numerator_claims"], rows["denominator_claims"])
    return _named(*(ids for row in zip(*sides, strict=True) for ids in row))


def _named(*cells: str) -> tuple[str, ...]:
    """Return the claims named in cells such as `a0214;a0215`, each once."""
    return tuple(dict.fromkeys(filter(None, ";".join(cells).split(";"))))


def _log2(value: float) -> float:
    return math.log2(value) if value and value > 0 and math.isfinite(value) else math.nan


def _yardstick(row: pd.Series) -> dict[str, float]:
    declared = entry(row["ratio"])
    figures = [row[side] for side in SIDES]
    if declared.noise or row["status"] not in DIVIDED or any(pd.isna(n) or n % 1 for n in figures):
        return {}
    is_share = declared.form in ("part", "share")
    limits = (counting_noise_share if is_share else counting_noise)(*figures)
    return {"yardstick low": limits.low, "yardstick high": limits.high}


def _steps_of_ratio(row: pd.Series) -> tuple[str, ...]:
    declared = entry(row["ratio"])
    pairing = f"Paired as {declared.label}: {declared.read_as}."
    status = f"Status: {row['status'].replace('_', ' ')}"
    reason = f"{status}; {row['reason']}." if row["reason"] else f"{status}."
    how = {"part": "first over the sum of both", "odds": "first over what is left of the second"}
    how |= {"gap": "first less second", "change": "first less second", "days": "days between"}
    return (pairing, reason, f"Computed as {how.get(declared.form, 'first over second')}.")


def _series(held: Collection, ratio: str, speaker: str, scope: str, subject: str) -> Receipt:
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    days = select_series(held.rows_of(ratio), ratio, **key)
    found = summarise(days, held.calendar)
    both = days[has_both(days)]
    numbers = {
        "numerator": found.numerator_sum,
        "denominator": found.denominator_sum,
        "value": found.value,
        "days with both": found.days_paired,
        "days with one": found.days_one_only,
        "days in period": found.days_in_period,
        "median": found.typical_briefing_median,
        "one day, least wording": both["low"].min(),
        "one day, most wording": both["high"].max(),
    }
    for name in ("leave_one_out", "between_day", "daily_range"):
        interval = getattr(found, name)
        if interval is not None:
            numbers |= {f"{name} low": interval.low, f"{name} high": interval.high}
    steps = (
        f"Days with both figures of {entry(ratio).label} were added up: sum over sum.",
        f"Between days: {found.between_day_method or 'no interval'}; {found.between_day_note}.",
    )
    return Receipt(numbers, steps, _claims_of(both))


def _sweep(held: Collection, ratio: str, speaker: str, scope: str, subject: str) -> Receipt:
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    table = combinations(held.name, ratio, as_of=held.as_of, **key)
    values = table["value"].dropna()
    numbers = {
        f"{name} {place}": value
        for name in table.columns[len(CHOICES) :]
        for place, value in enumerate(table[name])
    }
    numbers |= {
        "combinations": len(table),
        "readings": len(WORDS.alternatives),
        "combinations and readings": len(table) * len(WORDS.alternatives),
        "different values": values.nunique(),
        **_beside_bands(ratio, values),
    }
    step = f"{entry(ratio).label.capitalize()} was computed under every combination of choices."
    days = select_series(held.rows_of(ratio), ratio, **key)
    both = days[has_both(days)]
    return Receipt(numbers, (step,), _claims_of(both))


def _beside_bands(ratio: str, values: pd.Series) -> dict[str, float]:
    if not entry(ratio).band:
        return {}
    outer = read_bands(ratio).set_index("name").loc["outer"]
    return {
        "above the outer band": (values > outer["high"]).sum(),
        "in the outer band": values.between(outer["low"], outer["high"]).sum(),
        "below the outer band": (values < outer["low"]).sum(),
    }


def _other_days(held: Collection, ratio: str, speaker: str, scope: str, day: str) -> Receipt:
    days = select_series(held.rows_of(ratio), ratio, speaker=speaker, scope=scope)
    today = days["stated_on"] == pd.Timestamp(day)
    others = days.loc[~today, "value"].dropna()
    place = rank_within(days.loc[today, "value"].iloc[0], others)
    numbers = {
        "other days": len(others),
        "least": others.min(),
        "most": others.max(),
        "median": others.median(),
        "rank": place.rank,
        "days ranked": place.n,
    }
    step = f"The speaker's other located days of {entry(ratio).label} were ranked, highest first."
    return Receipt(numbers, (step,), _claims_of(days))


def _calendar(held: Collection, ratio: str, speaker: str, scope: str) -> Receipt:
    days = select_series(held.rows_of(ratio), ratio, speaker=speaker, scope=scope)
    states = day_states(days, held.calendar)
    month = states["day"].dt.strftime("%Y-%m")
    counted = pd.crosstab(month, states["state"])
    counted.loc["all"] = counted.sum()
    numbers = {f"{place} {state}": n for (place, state), n in counted.stack().items()}
    step = f"Days of the calendar were counted by what was located of {entry(ratio).label}."
    return Receipt(numbers, (step,), _claims_of(days))


def _band(held: Collection, name: str) -> Receipt:
    published = read_bands("wounded_per_killed", norms=True).set_index("name").loc[name]
    turned = read_bands(norms=True).set_index("name").loc[name]
    numbers = {f"{end} {way}": row[end] for way, row in _ways(published, turned) for end in _ENDS}
    step = f"Published as wounded for each killed: {published['definition']}; turned round."
    return Receipt(numbers, (step, f"Source: {published['source']}."))


_ENDS = ("low", "high")


def _ways(published: pd.Series, turned: pd.Series) -> list[tuple[str, pd.Series]]:
    return [("wounded per killed", published), ("killed per wounded", turned)]


@cache
def _references() -> pd.DataFrame:
    return read_references().set_index("reference_id")


def _reference(held: Collection, reference_id: str) -> Receipt:
    row = _references().loc[reference_id]
    numbers = {name: row[name] for name in ("value", "low", "high", "killed", "wounded")}
    step = f"{row['conflict']}, {row['force']}: {row['definition']}."
    return Receipt(numbers, (step, f"Source: {row['source_title']}."))


def _land_set(held: Collection, without_weak: str) -> Receipt:
    rows = _references()
    rows = rows[rows["in_land_set"]]
    weak = (rows["reliability"] == "unverified") | rows["conflict"].str.contains("Kursk")
    kept = rows[~weak] if without_weak else rows
    bands, value = read_bands().set_index("name"), kept["value"]
    numbers = {
        "rows": len(value),
        "left out": int(weak.sum()),
        "median": value.median(),
        "first quartile": value.quantile(0.25),
        "third quartile": value.quantile(0.75),
        **{
            f"in the {name} band": int(value.between(band.low, band.high).sum())
            for name, band in bands.iterrows()
        },
    }
    return Receipt(numbers, ("Land forces of reference_ratios.csv, one account of each, counted.",))


def _count(held: Collection, what: str, key: str = "") -> Receipt:
    numbers = COUNTS[what](held, key)
    return Receipt(numbers, (f"Counted in the tables of the collection: {what} {key}".strip(),))


def _of_party(held: Collection, key: str) -> dict[str, float]:
    own = (held.claims["party"] == key).sum()
    return {"figures": own, "per cent": round(100 * own / len(held.claims))}


def _of(column: str, distinct: str) -> Callable[[Collection, str], dict[str, float]]:
    def counted(held: Collection, key: str) -> dict[str, float]:
        figures, different = _counted(held, column, distinct).get(key, (0, 0))
        return {"figures": figures, distinct: different}

    return counted


@cache
def _counted(held: Collection, column: str, distinct: str) -> dict[str, tuple[int, int]]:
    found = held.claims.groupby(column)[distinct].agg(["size", "nunique"])
    return dict(zip(found.index, found.itertuples(index=False, name=None), strict=True))


def _opposing(held: Collection, key: str) -> dict[str, float]:
    rows = opposing_days(held.points, held.words)
    parties = rows["party"].value_counts()
    return {"days": rows["stated_on"].nunique(), "figures": len(rows), **parties.to_dict()}


def _statuses(held: Collection, key: str) -> dict[str, float]:
    status = held.ratios["status"]
    return {
        "rows": len(status),
        "divided": status.isin(DIVIDED).sum(),
        "refused": status.str.startswith("blocked").sum(),
        "zero": status.isin(["undefined_zero_zero", "infinite_zero_denominator"]).sum(),
        **status.value_counts().to_dict(),
    }


def _holdings(held: Collection, key: str) -> dict[str, float]:
    claims = held.claims
    points = claims[claims["role"] == "point"]
    return {
        "rows in": held.rows_in,
        "figures": len(claims),
        "set aside": len(held.set_aside),
        "speakers": claims["speaker"].nunique(),
        "pages": len(held.sources),
        "languages": held.sources["language"].nunique(),
        "origins": claims["origin_id"].nunique(),
        "further pages": points["n_echoes"].sum(),
        "differing": claims.loc[claims["point_rule"] != "", "origin_id"].nunique(),
        "day not firm": (~claims["date_basis"].isin(FIRM_DATE_BASES)).sum(),
        "undated": claims["stated_on"].isna().sum(),
        "measures": claims["measure"].nunique(),
        "days": claims["stated_on"].nunique(),
        "days in period": len(held.calendar),
        "series": len(series_found(held.ratios)),
    }


def _line(held: Collection, *line: str) -> Receipt:
    found = totals_of(held)
    row = found.lines.loc[line]
    numbers = {name: row[name] for name in LINE_NUMBERS}
    numbers["days from first to last"] = (row["last"] - row["first"]).days + 1
    steps = found.of_line(found.steps, line)
    single = int((steps["days"] == 1).sum())
    numbers |= {"steps": len(steps), "over one day": single, "over several": len(steps) - single}
    numbers |= {"longest step": steps["days"].max()}
    rows = found.of_line(found.rows, line)
    step = "The located days of one running total were counted; neighbours give the steps."
    return Receipt(numbers, (step,), (rows["claim_id"].iloc[0], rows["claim_id"].iloc[-1]))


def _step(held: Collection, before: str, after: str) -> Receipt:
    steps = totals_of(held).steps
    row = steps[(steps["claim_before"] == before) & (steps["claim_after"] == after)].iloc[0]
    numbers = {name: row[name] for name in ("days", "before", "after", "step", "low", "high")}
    numbers["fall"] = -row["step"]
    step = "The later total less the earlier one of the same line."
    return Receipt(numbers, (step,), (before, after))


def _disagreement(held: Collection, first: str, second: str) -> Receipt:
    ledger = totals_of(held).disagreements
    row = ledger[(ledger["claim_first"] == first) & (ledger["claim_second"] == second)].iloc[0]
    numbers = {"days": row["days"], "largest": row["largest"], "its size": abs(row["largest"])}
    step = "What the second mirror gives less what the first gives, on the days that both have."
    return Receipt(numbers, (step,), (first, second))


def _all_totals(held: Collection, key: str) -> dict[str, float]:
    found = totals_of(held)
    cells, ledger = found.differing, found.disagreements
    looks = found.revisions["look"].value_counts().to_dict()
    mirrors = len(set(found.rows["mirror"]) - {""})
    numbers = {
        "lines": len(found.lines),
        "falls": len(found.revisions),
        "mirrors": mirrors,
        **looks,
    }
    numbers |= {"cells": len(found.cells), "differing": len(cells), "days": cells["day"].nunique()}
    resolved = int(ledger["resolved"].sum())
    numbers |= {"disagreements": len(ledger), "resolved": resolved, "open": len(ledger) - resolved}
    for measure, sizes in cells.groupby("measure")["size"]:
        largest = sizes.loc[sizes.abs().idxmax()]
        numbers |= {f"{measure} differing": len(sizes), f"{measure} largest": largest}
    return numbers | {"carried": held.claims["flags"].str.contains("stale").sum()}


LINE_NUMBERS = ("days", "gaps", "missing", "longest_gap", "falls", "first_value", "last_value")
COUNTS: dict[str, Callable[[Collection, str], dict[str, float]]] = {
    "holdings": _holdings,
    "party": _of_party,
    "speaker": _of("speaker", "stated_on"),
    "measure": _of("measure", "speaker"),
    "statuses": _statuses,
    "both sides": _opposing,
    "totals": _all_totals,
}

KINDS: dict[str, Callable[..., Receipt]] = {
    "claim": _claim,
    "origin": _origin,
    "set aside": _set_aside,
    "ratio": _ratio,
    "series": _series,
    "sweep": _sweep,
    "other days": _other_days,
    "calendar": _calendar,
    "band": _band,
    "reference": _reference,
    "land set": _land_set,
    "count": _count,
    "line": _line,
    "step": _step,
    "disagreement": _disagreement,
}
"""Every way in which a printed number is made."""


def numbers_of(written: str, collection_name: str) -> dict[str, float]:
    """Compute, from the raw files, the numbers that a text made by a recipe may print."""
    return receipt_of(written, load_collection(collection_name)).numbers
