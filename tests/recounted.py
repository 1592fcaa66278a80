"""Every number of a page computed again, from what its receipt says it was made of.

The package computes a number once and hands its receipt on; this is the second computation, which
a page is held against.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from analysis.collection import labels
from analysis.collection.collection import Collection
from analysis.collection.comparison import (
    DAY_STATES,
    day_states,
    days_of_series,
    days_of_several,
    opposing_days,
    series_found,
    summarise,
)
from analysis.collection.overview import (
    divided_about_fighters,
    figures_apart,
    pages_of,
    pairs_judged,
    rows_of_pairs,
)
from analysis.collection.specification import CHOICES, WORDS, combinations
from analysis.collection.totals import totals_of
from analysis.ratios.gate import entry
from analysis.ratios.references import (
    has_both,
    of_a_part,
    other_wars,
    rank_within,
    read_bands,
    read_references,
    same_war,
    unverified,
)
from analysis.ratios.series import newey_west_lags
from analysis.settings import SERIES_MIN_DAYS
from analysis.terms import DIVIDED, FIRM_DATE_BASES
from analysis.text import numerals

ENDS = ("low", "high")


def numbers_of(key: str, held: Collection) -> dict[str, float]:
    """Compute every number that a text may print whose receipt has this key."""
    kind, *arguments = json.loads(key)
    numbers = KINDS[kind](held, *arguments)
    return {name: float(n) for name, n in numbers.items() if n is not None and not pd.isna(n)}


def origin(held: Collection, origin_id: str) -> dict[str, float]:
    """Follow an origin to all rows that state it."""
    rows = held.claims.loc[held.claims["origin_id"] == origin_id, ["claim_id", "reported"]]
    numbers: dict[str, float] = {}
    for row in rows.itertuples():
        numbers |= {f"{row.claim_id} {name}": n for name, n in numerals(row.reported).items()}
    return numbers


def set_aside(held: Collection, claim_id: str) -> dict[str, float]:
    """Follow a row that was left out to its words."""
    return numerals(held.set_aside.set_index("claim_id").loc[claim_id]["reported"])


def series(
    held: Collection, ratio: str, speaker: str, scope: str, subject: str
) -> dict[str, float]:
    """Follow a series to the sums over its days, and how far its days lie apart."""
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    days = days_of_series(held.rows_of(ratio), ratio, **key)
    found = summarise(days, held.calendar)
    both = days[has_both(days)]
    numbers = {
        "numerator": found.numerator_sum,
        "denominator": found.denominator_sum,
        "value": found.value,
        "days with both": found.days_with_both,
        "days in the sum": found.days_paired,
        "days without a single value": found.days_without_point,
        "days over nought": found.days_over_zero,
        "days of nought over nought": found.days_zero_zero,
        "days that may be divided": int(
            (
                both["stated_on"].isin(held.calendar) & (both["status"] != "undefined_zero_zero")
            ).sum()
        ),
        "days of several statements": days_of_several(
            held.rows_of(ratio), ratio, speaker, scope, subject
        ),
        "fewest days for an interval": SERIES_MIN_DAYS,
        "days with one": found.days_one_only,
        "days in period": found.days_in_period,
        "days of dependence": newey_west_lags(found.days_paired) if found.days_paired else None,
        "median": found.typical_briefing_median,
        "one day, least wording": both["low"].min(),
        "one day, most wording": both["high"].max(),
    }
    for name in (
        "wording",
        "numerator_words",
        "denominator_words",
        "leave_one_out",
        "between_day",
        "daily_range",
    ):
        interval = getattr(found, name)
        if interval is not None:
            numbers |= {f"{name} low": interval.low, f"{name} high": interval.high}
    return numbers


def sweep(held: Collection, ratio: str, speaker: str, scope: str, subject: str) -> dict[str, float]:
    """Follow a ratio over days through every combination of choices."""
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
        "without a value": len(table) - len(values),
        "with a value, and readings": len(values) * len(WORDS.alternatives),
        **_beside_bands(ratio, values),
    }
    return numbers


def _beside_bands(ratio: str, values: pd.Series) -> dict[str, float]:
    if not entry(ratio).band:
        return {}
    outer = read_bands(ratio).set_index("name").loc["outer"]
    return {
        "above the outer band": (values > outer["high"]).sum(),
        "in the outer band": values.between(outer["low"], outer["high"]).sum(),
        "below the outer band": (values < outer["low"]).sum(),
    }


def other_days(
    held: Collection, ratio: str, speaker: str, scope: str, day: str, subject: str = ""
) -> dict[str, float]:
    """Follow a day's place among the speaker's other days."""
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    days = days_of_series(held.rows_of(ratio), ratio, **key)
    today = days["stated_on"] == pd.Timestamp(day)
    others = days.loc[~today, "value"].dropna()
    finite = others[~np.isinf(others)]
    located = has_both(days) & ~today & (days["status"] != "undefined_zero_zero")
    ranges = days[located & days["value"].isna()]
    numbers = {
        "other days": len(others),
        "least": finite.min(),
        "most": finite.max(),
        "median": others.median(),
        "days over nought": len(others) - len(finite),
        "days of a range alone": len(ranges),
        "least of a range": ranges["low"].min(),
        "most of a range": ranges["high"].max(),
        **_undoubted(held, days, today),
    }
    own = days.loc[today, "value"].dropna()
    if len(own):
        place = rank_within(own.iloc[0], others)
        numbers |= {"rank": place.rank, "days ranked": place.n}
    return numbers


def _undoubted(held: Collection, days: pd.DataFrame, today: pd.Series) -> dict[str, float]:
    """Count what the days give whose figures nobody doubts."""
    clear = ~days["flags"].str.contains("doubted") & days["value"].notna()
    others = days.loc[clear & ~today, "value"]
    found = {
        "undoubted least": others.min(),
        "undoubted most": others.max(),
        "undoubted together": summarise(days[clear], held.calendar).value,
    }
    if (clear & today).any():
        place = rank_within(days.loc[clear & today, "value"].iloc[0], others)
        found |= {"undoubted rank": place.rank, "undoubted days ranked": place.n}
    return found


def calendar(
    held: Collection, ratio: str, speaker: str, scope: str, subject: str = ""
) -> dict[str, float]:
    """Follow a calendar to how many days have both figures, one, or none."""
    key = {"speaker": speaker, "scope": scope, "subject": subject or None}
    days = days_of_series(held.rows_of(ratio), ratio, **key)
    states = day_states(days, held.calendar)
    month = states["day"].dt.strftime("%Y-%m")
    counted = pd.crosstab(month, states["state"]).reindex(columns=DAY_STATES, fill_value=0)
    counted.loc["all"] = counted.sum()
    numbers = {f"{place} {state}": n for (place, state), n in counted.stack().items()}
    return numbers


LINE_NUMBERS = ("days", "gaps", "missing", "longest_gap", "falls", "first_value", "last_value")


def line(held: Collection, *key: str) -> dict[str, float]:
    """Follow one running total to its located days and the steps between them."""
    found = totals_of(held)
    row = found.lines.loc[key]
    numbers = {name: row[name] for name in LINE_NUMBERS}
    numbers["days from first to last"] = (row["last"] - row["first"]).days + 1
    steps = found.of_line(found.steps, key)
    single = int((steps["days"] == 1).sum())
    numbers |= {"steps": len(steps), "over one day": single, "over several": len(steps) - single}
    numbers |= {"longest step": steps["days"].max()}
    behind = held.claims_behind(";".join(found.of_line(found.rows, key)["claim_id"]))
    numbers |= {"doubted": (behind["doubted_by"] != "").sum()}
    return numbers


def step(held: Collection, before: str, after: str) -> dict[str, float]:
    """Follow a step to the totals before and after it."""
    steps = totals_of(held).steps
    row = steps[(steps["claim_before"] == before) & (steps["claim_after"] == after)].iloc[0]
    numbers = {name: row[name] for name in ("days", "before", "after", "step", "low", "high")}
    numbers |= {"fall": -row["step"], "a day": row["step"] / row["days"]}
    return numbers


def disagreement(held: Collection, first: str, second: str) -> dict[str, float]:
    """Follow a disagreement of two mirrors to the days that both have."""
    ledger = totals_of(held).disagreements
    row = ledger[(ledger["claim_first"] == first) & (ledger["claim_second"] == second)].iloc[0]
    numbers = {"days": row["days"], "largest": row["largest"], "its size": abs(row["largest"])}
    return numbers


def all_totals(held: Collection, key: str) -> dict[str, float]:
    """Count what was found of all running totals."""
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


def band(held: Collection, name: str) -> dict[str, float]:
    """Follow a reference band to its source, as published and turned round."""
    published = read_bands("wounded_per_killed", norms=True).set_index("name").loc[name]
    turned = read_bands(norms=True).set_index("name").loc[name]
    numbers = {f"{end} {way}": row[end] for way, row in _ways(published, turned) for end in ENDS}
    return numbers


def _ways(published: pd.Series, turned: pd.Series) -> list[tuple[str, pd.Series]]:
    return [("wounded per killed", published), ("killed per wounded", turned)]


@cache
def _references() -> pd.DataFrame:
    return read_references().set_index("reference_id")


def reference(held: Collection, reference_id: str) -> dict[str, float]:
    """Follow a reference row to its source."""
    row = _references().loc[reference_id]
    numbers = {name: row[name] for name in ("value", "low", "high", "killed", "wounded")}
    return numbers


def land_set(held: Collection, without_weak: str) -> dict[str, float]:
    """Follow what is said of all land forces to the rows of the table."""
    rows = _references()
    rows = other_wars(rows, held.war)
    rows = rows[rows["in_land_set"]]
    weak = unverified(rows) | of_a_part(rows)
    kept = rows[~weak] if without_weak else rows
    bands, value = read_bands().set_index("name"), kept["value"]
    ends = kept[["low", "high"]].mask(value.notna(), value, axis=0)
    numbers = {
        "rows": len(value),
        "with a value": int(value.count()),
        "of a range alone": int(value.isna().sum()),
        "of the same war": len(same_war(_references(), held.war)),
        "left out": int(weak.sum()),
        "left out, unverified": int(unverified(rows).sum()),
        "left out, of a part": int(of_a_part(rows).sum()),
        "median": value.median(),
        "first quartile": value.quantile(0.25),
        "third quartile": value.quantile(0.75),
        **{
            f"in the {name} band": int(
                sum(band.low <= low and high <= band.high for low, high in ends.to_numpy())
            )
            for name, band in bands.iterrows()
        },
    }
    return numbers


def count(held: Collection, what: str, key: str = "") -> dict[str, float]:
    """Follow a count of rows to the tables, by one of `COUNTS`."""
    numbers = COUNTS[what](held, key)
    return numbers


def _areas(held: Collection, key: str) -> dict[str, float]:
    return held.claims.groupby("scope", observed=True).size().to_dict()


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
    rows = pairs_judged(held)
    status = rows["status"]
    divided = status.isin(DIVIDED)
    return {
        "rows": len(status),
        "values": (divided & rows["value"].notna()).sum(),
        "ranges": (divided & rows["value"].isna()).sum(),
        "further": len(held.ratios) - len(rows),
        "divided": status.isin(DIVIDED).sum(),
        "refused": status.str.startswith("blocked").sum(),
        "zero": status.isin(["undefined_zero_zero", "infinite_zero_denominator"]).sum(),
        "missing": 0,
        **status.value_counts().to_dict(),
    }


def _divided(held: Collection, key: str) -> dict[str, float]:
    pairs = divided_about_fighters(held)
    daily = (pairs["period_kind"] == "day") & pairs["stated_on"].isin(held.calendar)
    days = pairs[daily].groupby(["speaker", "subject", "scope", "stated_on"]).size()
    alone = (pairs["period_kind"] != "day") | pairs["stated_on"].isna()
    in_rows = int((days == 1).sum() + alone.sum())
    shown = rows_of_pairs(pairs)
    parties = shown.drop_duplicates("speaker")["party"].value_counts().to_dict()
    return {
        "speakers": shown["speaker"].nunique(),
        "pairs": in_rows,
        "pairs in no row": len(pairs) - in_rows,
        "rows": len(shown),
        **parties,
    }


def _whose(held: Collection, key: str) -> dict[str, float]:
    rows = pairs_judged(held)
    counted = rows.loc[rows["status"].isin(DIVIDED), "party"].value_counts().to_dict()
    apart = figures_apart(held).stack().to_dict()
    return counted | {f"{party}, {kind}": n for (party, kind), n in apart.items()}


def _holdings(held: Collection, key: str) -> dict[str, float]:
    claims = held.claims
    points, pages = claims[claims["role"] == "point"], pages_of(held)
    return {
        "rows in": held.rows_in,
        "figures": len(claims),
        "set aside": len(held.set_aside),
        "speakers": claims["speaker"].nunique(),
        "pages": len(pages),
        "pages of a known language": (held.sources.loc[list(pages), "language"] != "").sum(),
        "languages": held.sources.loc[list(pages), "language"].replace("", None).nunique(),
        "figures of their own": (claims["role"] == "point").sum(),
        "versions": (claims["role"] == "version").sum(),
        "retold": claims["role"].isin(["retold", "stale"]).sum(),
        "further pages": points["n_echoes"].sum(),
        "differing": claims.loc[claims["point_rule"] != "", "origin_id"].nunique(),
        "day not firm": (~claims["date_basis"].isin(FIRM_DATE_BASES)).sum(),
        "undated": claims["stated_on"].isna().sum(),
        "measures": claims["measure"].nunique(),
        "days": claims["stated_on"].nunique(),
        "days in period": len(held.calendar),
        "series": len(series_found(held.ratios)),
    }


COUNTS: dict[str, Callable[[Collection, str], dict[str, float]]] = {
    "holdings": _holdings,
    "areas": _areas,
    "party": _of_party,
    "speaker": _of("speaker", "stated_on"),
    "measure": _of("measure", "speaker"),
    "statuses": _statuses,
    "whose pairs": _whose,
    "speakers divided": _divided,
    "both sides": _opposing,
    "totals": all_totals,
}


KINDS: dict[str, Callable[..., dict[str, float]]] = {
    **labels.KINDS,
    "origin": origin,
    "set aside": set_aside,
    "series": series,
    "sweep": sweep,
    "other days": other_days,
    "calendar": calendar,
    "band": band,
    "reference": reference,
    "land set": land_set,
    "count": count,
    "line": line,
    "step": step,
    "disagreement": disagreement,
}
"""Every way in which a printed number is made."""
