"""Receipts of what was counted in the tables of a collection."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from analysis.collection.collection import Collection
from analysis.collection.compare import opposing_days, series_found
from analysis.collection.counting import (
    divided_about_fighters,
    figures_apart,
    pages_of,
    pairs_judged,
    rows_of_pairs,
)
from analysis.reports.receipts.totals import all_totals
from analysis.terms import DIVIDED, FIRM_DATE_BASES
from analysis.text.receipt import Receipt


def count(held: Collection, what: str, key: str = "") -> Receipt:
    """Follow a count of rows to the tables, by one of `COUNTS`."""
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
    shown = rows_of_pairs(pairs)
    parties = shown.drop_duplicates("speaker")["party"].value_counts().to_dict()
    return {
        "speakers": shown["speaker"].nunique(),
        "pairs": len(pairs),
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
    "party": _of_party,
    "speaker": _of("speaker", "stated_on"),
    "measure": _of("measure", "speaker"),
    "statuses": _statuses,
    "whose pairs": _whose,
    "speakers divided": _divided,
    "both sides": _opposing,
    "totals": all_totals,
}
