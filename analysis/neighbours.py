"""Statements that pages date a day apart: which of two neighbouring days are one.

Rows of one figure that give the same value on two neighbouring days are one statement if one of
the days is not firm, or if one page carries both; rows that the table itself puts into two claim
groups are two statements, whatever their values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.codes import distinct_rows
from analysis.settings import ECHO_DAYS
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
    place = _with_neighbours(moment)
    step = np.diff(moment[place])
    near = (step > 0) & (step <= ECHO_DAYS)
    earlier, later = place[:-1][near], place[1:][near]
    joins = (statement[earlier] != statement[later]) & _may_be_one_day(rows, earlier, later)
    earlier, later = earlier[joins], later[joins]
    told = zip(*(column.tolist() for column in (statement[later], days[later])), strict=True)
    before = statement[earlier].tolist()
    return _renamed(statement, _joined(told, before, _first_days(statement, days, before)))


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


def _with_neighbours(moment: np.ndarray) -> np.ndarray:
    """Find the rows whose figure is given on a neighbouring day too, in order of the moments."""
    moments = np.sort(moment[moment != UNDATED])
    step = np.diff(moments)
    near = (step > 0) & (step <= ECHO_DAYS)
    wanted = np.union1d(moments[:-1][near], moments[1:][near])
    rows = np.flatnonzero(_is_among(moment, wanted))
    return rows[np.argsort(moment[rows], kind="stable")]


def _may_be_one_day(rows: pd.DataFrame, earlier: np.ndarray, later: np.ndarray) -> np.ndarray:
    firm = rows["date_basis"].isin(FIRM_DATE_BASES).to_numpy()
    joins = ~(firm[earlier] & firm[later])
    both_firm = np.flatnonzero(~joins)
    joins[both_firm] = _on_one_page(rows, earlier[both_firm], later[both_firm])
    return joins & ~_apart_by_the_table(rows, earlier, later)


def _apart_by_the_table(rows: pd.DataFrame, earlier: np.ndarray, later: np.ndarray) -> np.ndarray:
    group = rows["claim_group"].cat.codes.to_numpy()
    named = (rows["claim_group"] != "").to_numpy()
    return named[earlier] & named[later] & (group[earlier] != group[later])


def _on_one_page(rows: pd.DataFrame, earlier: np.ndarray, later: np.ndarray) -> np.ndarray:
    page = rows["source_id"].cat.codes.to_numpy()
    further = (rows["also_in"] != "").to_numpy()
    shared = page[earlier] == page[later]
    open_to = np.flatnonzero(~shared & (further[earlier] | further[later]))
    sets = (_pages(rows.iloc[side[open_to]]) for side in (earlier, later))
    shared[open_to] = [not one.isdisjoint(other) for one, other in zip(*sets, strict=True)]
    return shared


def _pages(rows: pd.DataFrame) -> list[set[str]]:
    further = rows["also_in"].astype("str").str.split(";")
    return [{page, *also} - {""} for page, also in zip(rows["source_id"], further, strict=True)]


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


def _is_among(numbers: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return pd.Series(numbers, copy=False).isin(wanted).to_numpy()
