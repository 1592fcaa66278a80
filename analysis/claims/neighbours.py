"""Statements that pages date a day apart: which of two neighbouring days are one.

Rows of one figure that give the same value on two neighbouring days are one statement if one of
the days is not firm, or if one page carries both. A day is firm if any of its rows dates it
firmly. Rows that the table itself puts into two claim groups are two statements, whatever their
values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.settings import ECHO_DAYS
from analysis.store.codes import distinct_rows
from analysis.store.groups import Groups, group_rows
from analysis.terms import FIRM_DATE_BASES

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
    return _renamed(statement, _joined(onward, before, _first_days(statement, days, before)))


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


def _joined(
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
