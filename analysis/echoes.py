"""Echoes and versions: which rows are one statement, and which row speaks for it.

One origin is one figure in one statement. Further pages that carry it are echoes; pages that
give another value for it are versions, which stay visible beside the point. Nothing of one
origin is ever added up.
"""

from __future__ import annotations

import pandas as pd

from analysis.claims import join_flags
from analysis.settings import ECHO_DAYS
from analysis.terms import DATE_BASES, FIRM_DATE_BASES

FIGURE_KEY = ["speaker", "stance", "measure", "subject", "scope", "unit", "period", "part"]
"""What two rows of one statement must share to be versions of one figure (methods 3.8)."""

POINT_RULE = "direct wording, then most pages, then firmest day, then first row"
"""How the row that speaks for an origin is chosen; printed wherever versions differ."""


def group_origins(claims: pd.DataFrame) -> pd.DataFrame:
    """Find the rows that are one statement, and the row that gives its point.

    Rows are versions of one figure if they agree in `FIGURE_KEY` and stand in one `claim_group`
    or, without a group, on one day. Rows dated a day apart join if they give the same value and
    either one of the two days is not firmly known or both stand on one page, unless they stand in
    two groups. Equal sums of different days, or equal small figures of two firmly known days,
    stay two statements.

    Parameters
    ----------
    claims : pandas.DataFrame
        As `clean_claims` returns it.

    Returns
    -------
    pandas.DataFrame
        The same rows with origin_id (the claim that leads the origin), role (point; version; or
        retold, where a page changed measure, place or subject and no direct row stands beside
        it: a retold row never speaks), n_versions, n_echoes (pages beyond the first),
        versions_low and versions_high (hull of the wordings of all versions; the latter missing
        if open), point_rule (empty unless values differ), and `values_differ` among the flags.
    """
    statement = claims["claim_group"].where(claims["claim_group"] != "", _day_key(claims))
    keyed = claims.assign(_statement=statement)
    group = keyed.groupby([*FIGURE_KEY, "_statement"], sort=False, dropna=False).ngroup()
    group = _join_days_apart(claims, group)
    order = _directness_order(claims)
    leader = order.groupby(group).transform("min") == order
    leaders = claims.loc[leader, "claim_id"].set_axis(group[leader])
    grouped = claims.assign(
        origin_id=group.map(leaders),
        role=_roles(claims, leader),
        n_versions=group.groupby(group).transform("size"),
        n_echoes=claims["n_pages"].groupby(group).transform("sum") - 1,
    )
    return _with_versions(grouped, group)


def _roles(claims: pd.DataFrame, leader: pd.Series) -> pd.Series:
    roles = leader.map({True: "point", False: "version"})
    return roles.mask(leader & (claims["directness"] == "retold"), "retold")


def points_of(claims: pd.DataFrame) -> pd.DataFrame:
    """Keep the row that speaks for each origin: what may enter a ratio."""
    return claims[claims["role"] == "point"]


def _day_key(claims: pd.DataFrame) -> pd.Series:
    day = claims["stated_on"].dt.strftime("%Y-%m-%d")
    return day.fillna("undated, page " + claims["source_id"])


def _join_days_apart(claims: pd.DataFrame, group: pd.Series) -> pd.Series:
    columns = [*FIGURE_KEY, "stated_on", "low", "high", "claim_group"]
    figure = [*FIGURE_KEY, "low", "high"]
    ordered = claims[columns].assign(group=group).sort_values([*figure, "stated_on"])
    before = ordered.shift()
    same = (ordered[FIGURE_KEY] == before[FIGURE_KEY]).all(axis=1)
    for end in ("low", "high"):
        same &= (ordered[end] == before[end]) | (ordered[end].isna() & before[end].isna())
    # Rows that the table itself puts into two groups are two statements, whatever their values.
    grouped = (ordered["claim_group"] != "") & (before["claim_group"].fillna("") != "")
    same &= ~grouped | (ordered["claim_group"] == before["claim_group"])
    apart = (ordered["stated_on"] - before["stated_on"]).dt.days
    same &= apart.between(1, ECHO_DAYS) & (ordered["group"] != before["group"])
    earlier = pd.Series(ordered.index, index=ordered.index).shift()
    joined, first_day = group.copy(), claims["stated_on"].groupby(group).min()
    for row in ordered.index[same]:
        other = int(earlier[row])
        since = claims.at[row, "stated_on"] - first_day[joined[other]]
        if since.days <= ECHO_DAYS and _may_be_one_day(claims.loc[row], claims.loc[other]):
            joined[joined == group[row]] = joined[other]
    return joined


def _may_be_one_day(row: pd.Series, other: pd.Series) -> bool:
    firm = row["date_basis"] in FIRM_DATE_BASES and other["date_basis"] in FIRM_DATE_BASES
    return not firm or bool(_pages(row) & _pages(other))


def _pages(row: pd.Series) -> set[str]:
    return {row["source_id"], *filter(None, row["also_in"].split(";"))}


def _directness_order(claims: pd.DataFrame) -> pd.Series:
    """Rank all rows by `POINT_RULE`; the lowest rank of an origin speaks for it."""
    keys = pd.DataFrame(
        {
            "retold": claims["directness"] == "retold",
            "pages": -claims["n_pages"],
            "basis": claims["date_basis"].map({name: i for i, name in enumerate(DATE_BASES)}),
            "row": range(len(claims)),
        },
        index=claims.index,
    )
    ranked = keys.sort_values(list(keys.columns)).index
    return pd.Series(range(len(ranked)), index=ranked).reindex(claims.index)


def _with_versions(claims: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    high = claims["high"].fillna(float("inf"))
    highest = high.groupby(group).transform("max")
    bounds = claims[["low"]].assign(high=high).groupby(group)
    differ = (bounds.transform("nunique") > 1).any(axis=1)
    own = claims["flags"].replace("", pd.NA)
    flag = join_flags(differ.to_frame("values_differ")).replace("", pd.NA)
    return claims.assign(
        versions_low=claims["low"].groupby(group).transform("min"),
        versions_high=highest.where(highest < float("inf")),
        point_rule=differ.map({True: POINT_RULE, False: ""}),
        flags=own.str.cat(flag, sep=";").fillna(own).fillna(flag).fillna(""),
    )
