"""Echoes and versions: which rows are one statement, and which row speaks for it.

One origin is one figure in one statement. Further pages that carry it are echoes; pages that
give another value for it are versions, which stay visible beside the point. Nothing of one
origin is ever added up.

Statements that pages date a day apart: which of two neighbouring days are one.

Rows of one figure that give the same value on two neighbouring days are one statement if one of
the days is not firm, or if one page carries both. A day is firm if any of its rows dates it
firmly. Rows that the table itself puts into two claim groups are two statements, whatever their
values.

Carried forward: running totals of a record that repeats the one before in every figure.

A feed that repeats a whole record says that nothing new was entered, not that nothing was
reported. How old such a figure is counts from the first record that had it.

Rows that are events of their own: those of one day, place and measure are added.

A table says so by `rows = "events"`. Its rows are no versions of one statement: each stays a claim,
and what may enter a ratio is their sum, which names every one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.settings import ECHO_DAYS, STALE_DAYS
from analysis.store.columns import (
    Groups,
    decode,
    distinct_rows,
    each_distinct,
    encode,
    group_rows,
    like,
    number_rows,
)
from analysis.terms import DATE_BASES, FIRM_DATE_BASES, OF_EVENT, SUM, SUM_OF_BOUNDS
from analysis.text.say import number
from analysis.wording.intervals import BOUNDING

UNDATED = -1
MOST = 2**62
"""Numbers beyond it could leave 64 bits."""


def number_days(days: pd.Series) -> tuple[np.ndarray, int]:
    """Number days from the first one; `UNDATED` where there is none.

    Returns
    -------
    numbers : numpy.ndarray of int
    span : int
        More than the last number, with room for a neighbour after it.
    """
    numbers = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    dated = days.notna().to_numpy()
    first = numbers[dated].min() if dated.any() else 0
    numbers = np.where(dated, numbers - first, UNDATED)
    return numbers, int(numbers.max(initial=0)) + ECHO_DAYS + 1


def join_neighbours(
    rows: pd.DataFrame, figure: np.ndarray, days: np.ndarray, statement: np.ndarray
) -> np.ndarray:
    """Give the rows of a statement that is told again a day later its number.

    Parameters
    ----------
    rows : pandas.DataFrame
        Claims with low, high, date_basis, claim_group, source_id and also_in; text as codes.
    figure, days, statement : numpy.ndarray of int
        For each row: whose figure it is, its day (`number_days`), and the statement it belongs to
        by its own day or claim group. A statement holds rows of one figure alone.

    Returns
    -------
    numpy.ndarray of int
        The statement each row belongs to; no statement grows to more than `ECHO_DAYS` beyond its
        first day.
    """
    moment = _moments(rows, figure, days)
    told = _tellings(rows, moment)
    earlier, later = _a_day_apart(moment[told.leads])
    of, day = statement[told.leads], days[told.leads]
    joins = (of[earlier] != of[later]) & _may_be_one_day(rows, told, earlier, later)
    earlier, later = earlier[joins], later[joins]
    before = of[earlier].tolist()
    onward = zip(of[later].tolist(), day[later].tolist(), strict=True)
    return _renamed(statement, _predecessors(onward, before, _first_days(statement, days, before)))


@dataclass(frozen=True, eq=False)
class Tellings:
    """Rows that give one figure the same value on one day, in one claim group or in none.

    Only those that have a neighbour. They stand in order of days and of the groups' names, so
    that it does not matter in which order a table has its rows.

    Parameters
    ----------
    rows : numpy.ndarray of int
        Row numbers, telling by telling.
    groups : Groups
        Of these rows.
    """

    rows: np.ndarray
    groups: Groups

    @property
    def leads(self) -> np.ndarray:
        """A row of each."""
        return self.rows[self.groups.order[self.groups.starts]]


def _tellings(rows: pd.DataFrame, moment: np.ndarray) -> Tellings:
    moments = _distinct(moment[moment != UNDATED])
    near = np.diff(moments) <= ECHO_DAYS
    wanted = _distinct(np.concatenate([moments[:-1][near], moments[1:][near]]))
    found = np.flatnonzero(_is_among(moment, wanted))
    names = rows["claim_group"].cat.categories
    rank = np.argsort(np.argsort(names))[rows["claim_group"].cat.codes.to_numpy()[found]]
    place = np.searchsorted(wanted, moment[found])
    return Tellings(found, group_rows(place * max(len(names), 1) + rank))


def _a_day_apart(moment: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return every pair of tellings of which the second is a neighbour of the first.

    Parameters
    ----------
    moment : numpy.ndarray of int
        Of each telling, ascending.
    """
    begins = np.flatnonzero(np.diff(moment, prepend=UNDATED))
    sizes = np.diff(begins, append=len(moment))
    first = np.flatnonzero(np.diff(moment[begins]) <= ECHO_DAYS)
    counts = sizes[first] * sizes[first + 1]
    run = np.repeat(first, counts)
    nth = np.arange(len(run)) - np.repeat(np.cumsum(counts) - counts, counts)
    return begins[run] + nth // sizes[run + 1], begins[run + 1] + nth % sizes[run + 1]


def _moments(rows: pd.DataFrame, figure: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Number figure, value and day at once, the next day next; `UNDATED` for undated rows."""
    value, values = _values(rows)
    span = int(days.max(initial=0)) + ECHO_DAYS + 1
    alike = figure * values + value
    if int(alike.max(initial=0)) * span > MOST:
        alike = np.unique(alike, return_inverse=True)[1]
    return np.where(days == UNDATED, UNDATED, alike * span + days)


def _values(rows: pd.DataFrame) -> tuple[np.ndarray, int]:
    """Number the pairs of ends, from the lowest; an open end comes last."""
    found = distinct_rows(rows[["low", "high"]])
    order = np.lexsort((found.rows["high"], found.rows["low"]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[found.numbers], max(len(order), 1)


def _may_be_one_day(
    rows: pd.DataFrame, told: Tellings, earlier: np.ndarray, later: np.ndarray
) -> np.ndarray:
    is_firm = rows["date_basis"].isin(FIRM_DATE_BASES).to_numpy()[told.rows]
    firm = told.groups.reduce(np.logical_or, is_firm)
    joins = ~(firm[earlier] & firm[later])
    both_firm = np.flatnonzero(~joins)
    joins[both_firm] = _on_one_page(rows, told, earlier[both_firm], later[both_firm])
    return joins & ~_apart_by_the_table(rows, told.leads, earlier, later)


def _apart_by_the_table(
    rows: pd.DataFrame, leads: np.ndarray, earlier: np.ndarray, later: np.ndarray
) -> np.ndarray:
    group = rows["claim_group"].cat.codes.to_numpy()[leads]
    named = (rows["claim_group"] != "").to_numpy()[leads]
    return named[earlier] & named[later] & (group[earlier] != group[later])


def _on_one_page(
    rows: pd.DataFrame, told: Tellings, earlier: np.ndarray, later: np.ndarray
) -> np.ndarray:
    """Tell of pairs of tellings whether one page carries both."""
    if not len(earlier):
        return np.zeros(0, dtype=bool)
    asked = np.zeros(len(told.groups.starts), dtype=bool)
    asked[earlier] = asked[later] = True
    telling, page, pages = _pages(rows, told, asked)
    carried = _distinct(telling * pages + page)
    starts = np.searchsorted(carried, earlier * pages)
    counts = np.searchsorted(carried, (earlier + 1) * pages) - starts
    # Every telling asked about has a page, so no pair is without one.
    begins = np.cumsum(counts) - counts
    nth = np.arange(counts.sum()) - np.repeat(begins, counts)
    its_page = carried[np.repeat(starts, counts) + nth] % pages
    there = np.repeat(later, counts) * pages + its_page
    place = np.minimum(np.searchsorted(carried, there), len(carried) - 1)
    return np.logical_or.reduceat(carried[place] == there, begins)


def _pages(
    rows: pd.DataFrame, told: Tellings, asked: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int]:
    """Number the pages of tellings: telling and page of each, and how many pages there are."""
    telling = np.repeat(np.arange(len(asked)), told.groups.sizes)
    kept = asked[telling]
    telling, found = telling[kept], told.rows[told.groups.order[kept]]
    source, also = rows["source_id"].cat, rows["also_in"]
    page, names = source.codes.to_numpy()[found].astype(np.int64), source.categories
    further = np.flatnonzero((also != "").to_numpy()[found])
    if not len(further):
        return telling, page, len(names)
    lists = also.iloc[found[further]].astype("str").str.split(";").set_axis(telling[further])
    named = lists.explode()
    named = named[named != ""]
    place, every = pd.factorize(pd.Index([*names, *named]))
    return np.r_[telling, named.index], np.r_[page, place[len(names) :]], len(every)


def _first_days(statement: np.ndarray, days: np.ndarray, wanted: list[int]) -> dict[int, int]:
    """Return the first day of each wanted statement."""
    rows = _is_among(statement, np.array(wanted, dtype=np.int64)) & (days != UNDATED)
    return pd.Series(days[rows]).groupby(statement[rows]).min().to_dict()


def _predecessors(
    told: Iterable[tuple[int, int]], before: list[int], first_day: dict[int, int]
) -> dict[int, int]:
    """Join each later statement to the one before, in order, as long as that is near enough.

    Parameters
    ----------
    told : iterable of (int, int)
        Statement and day of the later rows.
    before : list of int
        Statements of the earlier rows.
    first_day : dict
        Of every statement in `before`.

    Returns
    -------
    dict
        From the number of a statement that was joined to the one it is now part of.
    """
    part_of: dict[int, int] = {}
    parts: dict[int, list[int]] = defaultdict(list)
    for (statement, day), earlier in zip(told, before, strict=True):
        whole = part_of.get(earlier, earlier)
        if statement in part_of or statement == whole or day - first_day[whole] > ECHO_DAYS:
            continue
        moved = [statement, *parts.pop(statement, [])]
        part_of.update(dict.fromkeys(moved, whole))
        parts[whole] += moved
    return part_of


def _renamed(statement: np.ndarray, part_of: dict[int, int]) -> np.ndarray:
    joined = np.array(sorted(part_of), dtype=np.int64)
    rows = np.flatnonzero(_is_among(statement, joined))
    wholes = np.array([part_of[part] for part in joined.tolist()], dtype=np.int64)
    renamed = statement.copy()
    renamed[rows] = wholes[np.searchsorted(joined, statement[rows])]
    return renamed


def _distinct(numbers: np.ndarray) -> np.ndarray:
    """Sort numbers and leave each once; numpy's own takes four times as long over many."""
    ordered = np.sort(numbers)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]


def _is_among(numbers: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return pd.Series(numbers, copy=False).isin(wanted).to_numpy()


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
        flags=each_distinct(
            marked, lambda kinds: _flagged(kinds["flags"], "values_differ", kinds["values_differ"])
        ),
    )


def _flagged(flags: pd.Series, flag: str, holds: pd.Series) -> pd.Series:
    """Add a flag to those of the rows for which it holds."""
    return flags.str.cat(holds.map({True: flag, False: ""}), sep=";").str.strip(";")


RECORD = ["mirror", "speaker", "subject", "scope", "stated_on"]
"""What the figures of one record share."""


def mark_carried(claims: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Flag totals that were carried forward, and bar those that are too old from ratios.

    Parameters
    ----------
    claims : pandas.DataFrame
        As `group_origins` returns it.
    places : pandas.DataFrame
        `Collection.places`; only claims of a mirror, that is of a mapped table, are looked at.

    Returns
    -------
    pandas.DataFrame
        The same rows: flag `stale` where the record repeats the one before; role `stale` in place
        of `point` where it has done so for more than `settings.STALE_DAYS` days.
    """
    mirror = claims["claim_id"].map(places.set_index("claim_id")["mirror"].to_dict())
    figures = claims.assign(mirror=mirror)[mirror != ""]
    is_total = figures["period_kind"] == "cumulative"
    if not is_total.any():
        return claims
    age = _ages(figures)[is_total].reindex(claims.index).fillna(0)
    barred = (claims["role"] == "point") & (age > STALE_DAYS)
    return claims.assign(
        flags=_flagged(claims["flags"], "stale", age > 0),
        role=claims["role"].mask(barred, "stale"),
    )


def _ages(figures: pd.DataFrame) -> pd.Series:
    """Return for each figure the days since the first record that had all the same figures.

    Daily figures count too: a total that stays where a new record has none to add is no old one.
    """
    told = figures["measure"] + " " + figures["period"] + "=" + figures["reported"]
    ordered = figures.assign(told=told).sort_values([*RECORD, "told"])
    records = ordered.groupby(RECORD, sort=False)["told"].agg(";".join).reset_index()
    group = RECORD[:-1]
    moved = records["told"] != records.groupby(group)["told"].shift()
    since = records["stated_on"].where(moved)
    since = since.groupby([records[name] for name in group]).ffill()
    records = records.assign(age=(records["stated_on"] - since).dt.days)
    return figures[RECORD].merge(records, on=RECORD, how="left").set_axis(figures.index)["age"]


ADDED = ("named", "value", "low", "high")
"""The numbers of a claim, by the last word of their columns."""


def are_events(claims: pd.DataFrame) -> pd.Series:
    """Mark the claims that a table gives as events of their own."""
    return claims["claim_group"].str.contains(OF_EVENT, regex=False).astype(bool)


def with_sums(points: pd.DataFrame) -> pd.DataFrame:
    """Put one row with their sum in the place of the events of one figure and day.

    Parameters
    ----------
    points : pandas.DataFrame
        As `points_of` returns it, its text as text.

    Returns
    -------
    pandas.DataFrame
        The same columns. A sum names its claims in `claim_id`, semicolon-separated and sorted; its
        named number and its value are missing if one of them has none, and its upper end if one of
        them is open. An event without a day is added to none.
    """
    events = are_events(points) & points["stated_on"].notna()
    if not events.any():
        return points
    found = points[events].sort_values("claim_id")
    found = found.assign(_bound=found["wording"].isin(BOUNDING))
    by = found.groupby([*FIGURE_KEY, "stated_on"], sort=False)
    summed = [name for name in points if name.split("_")[-1] in ADDED]
    sums = by[summed].agg(lambda figures: figures.sum(skipna=False))
    sums["claim_id"] = by["claim_id"].agg(";".join)
    sums["flags"] = by["flags"].agg(_together)
    sums["_rows"], sums["_bound"] = by.size(), by["_bound"].any()
    first = by.head(1).set_index([*FIGURE_KEY, "stated_on"])
    sums = first.drop(columns=list(sums.columns.intersection(first.columns))).join(sums)
    several = sums["_rows"] > 1
    told = sums[["value", "low", "high", "_rows"]]
    words = [_worded(*row) for row in told.itertuples(index=False)]
    sums["reported"] = sums["reported"].mask(several, pd.Series(words, index=sums.index))
    sums["wording"] = sums["wording"].mask(several, SUM)
    sums["wording"] = sums["wording"].mask(several & sums["_bound"], SUM_OF_BOUNDS)
    sums = sums.reset_index()[list(points.columns)].astype(points.dtypes.to_dict())
    return pd.concat([points[~events], sums], ignore_index=True)


def _together(flags: pd.Series) -> str:
    return ";".join(dict.fromkeys(flag for cell in flags for flag in cell.split(";") if flag))


def _worded(value: float, low: float, high: float, rows: int) -> str:
    """Say a sum.

    >>> _worded(18, 18, 18, 3), _worded(float("nan"), 20, float("nan"), 2)
    ('18 in 3 rows', 'at least 20 in 2 rows')
    """
    if pd.notna(value) and value >= low and not value > high:
        told = number(value)
    elif pd.isna(high):
        told = f"at least {number(low)}"
    else:
        told = f"{number(low)} to {number(high)}"
    return f"{told} in {number(rows)} rows"
