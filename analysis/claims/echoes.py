"""Echoes and versions: which rows are one statement, and which row speaks for it.

One origin is one figure in one statement. Further pages that carry it are echoes; pages that
give another value for it are versions, which stay visible beside the point. Nothing of one
origin is ever added up.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.claims.cleaning import join_flags
from analysis.claims.neighbours import UNDATED, join_neighbours, number_days
from analysis.store.codes import decode, each_distinct, encode, like, number_rows
from analysis.store.groups import Groups, group_rows
from analysis.terms import DATE_BASES

FIGURE_KEY = ["speaker", "stance", "measure", "subject", "scope", "unit", "period", "part"]
"""What two rows of one statement must share to be versions of one figure (methods 3.8)."""

POINT_RULE = (
    "direct wording, then most pages, then firmest day, then words without a hedge, then the "
    "lesser figure"
)
"""How the row that speaks for an origin is chosen; printed wherever versions differ.

Rows that are alike in all of it give the same values, and the first by its words, page and id
stands for them: the order of rows in a file decides nothing.
"""

PLAIN_WORDINGS = ("exact", "exactly")
CONTENT = ["_hedged", "low", "high", "reported", "source_id", "claim_id"]


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
    rows = encode(claims, but=["claim_id"])
    groups = group_rows(_statements(rows))
    leader = _leaders(rows, groups)
    grouped = rows.assign(
        origin_id=claims["claim_id"].take(leader).set_axis(rows.index),
        role=_roles(rows, leader == np.arange(len(rows))),
        n_versions=groups.spread(groups.sizes),
        n_echoes=groups.spread(groups.reduce(np.add, rows["n_pages"].to_numpy())) - 1,
    )
    return like(claims, _with_versions(grouped, groups))


def points_of(claims: pd.DataFrame) -> pd.DataFrame:
    """Keep the row that speaks for each origin: what may enter a ratio."""
    return claims[claims["role"] == "point"]


def _statements(rows: pd.DataFrame) -> np.ndarray:
    """Number the statements: by claim group, else by day, else by the page of an undated row."""
    figure, figures = number_rows(rows[FIGURE_KEY])
    days, span = number_days(rows["stated_on"])
    statement = figure * span + days
    other = (rows["claim_group"] != "").to_numpy() | (days == UNDATED)
    named = rows.loc[other, ["claim_group", "source_id"]].assign(figure=figure[other])
    grouped = named["claim_group"] != ""
    named["source_id"] = named["source_id"].where(~grouped)
    statement[other] = figures * span + number_rows(named)[0]
    return join_neighbours(rows, figure, days, statement)


def _leaders(rows: pd.DataFrame, groups: Groups) -> np.ndarray:
    """Return, for each row, the row of its origin that comes first by `POINT_RULE`."""
    firmness = {name: place for place, name in enumerate(DATE_BASES)}
    rank = each_distinct(
        rows[["directness", "n_pages", "date_basis"]],
        lambda kinds: kinds.groupby(
            [kinds["directness"] == "retold", -kinds["n_pages"], kinds["date_basis"].map(firmness)]
        ).ngroup(),
    )
    row_of = _by_content(rows, groups)
    place = np.empty(len(rows), dtype=np.int64)
    place[row_of] = np.arange(len(rows))
    first = groups.reduce(np.minimum, rank.to_numpy() * len(rows) + place)
    return groups.spread(row_of[first % max(len(rows), 1)] if len(rows) else first)


def _by_content(rows: pd.DataFrame, groups: Groups) -> np.ndarray:
    """Return the numbers of the rows, those of statements told several times by what they say."""
    row_of = np.arange(len(rows))
    told = np.flatnonzero(groups.spread(groups.sizes) > 1)
    shown = decode(rows[[*CONTENT[1:], "wording"]].take(told))
    shown = shown.assign(_hedged=~shown["wording"].isin(PLAIN_WORDINGS))
    ordered = shown.reset_index(drop=True).sort_values(CONTENT, na_position="last")
    row_of[told] = told[ordered.index.to_numpy()]
    return row_of


def _roles(rows: pd.DataFrame, leads: np.ndarray) -> pd.Series:
    kinds = pd.DataFrame({"directness": rows["directness"], "leads": leads}, copy=False)
    return each_distinct(
        kinds,
        lambda kinds: (
            kinds["leads"]
            .map({True: "point", False: "version"})
            .mask(kinds["leads"] & (kinds["directness"] == "retold"), "retold")
        ),
    )


def _with_versions(rows: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    low, high = rows["low"].to_numpy(), rows["high"].fillna(np.inf).to_numpy()
    least, most = groups.reduce(np.fmin, low), groups.reduce(np.fmax, high)
    differ = (least != groups.reduce(np.fmax, low)) | (most != groups.reduce(np.fmin, high))
    marked = rows[["flags"]].assign(values_differ=groups.spread(differ))
    return rows.assign(
        versions_low=groups.spread(least),
        versions_high=groups.spread(np.where(np.isinf(most), np.nan, most)),
        point_rule=each_distinct(
            marked[["values_differ"]],
            lambda kinds: kinds["values_differ"].map({True: POINT_RULE, False: ""}),
        ),
        flags=each_distinct(marked, _with_flag),
    )


def _with_flag(marked: pd.DataFrame) -> pd.Series:
    flag = join_flags(marked[["values_differ"]])
    return marked["flags"].str.cat(flag, sep=";").str.strip(";")
