"""All that is found about the running totals of one collection, once.

Lines: one running total of one speaker, day by day, as one mirror gives it.

A day that was not located stays out, and nothing is carried over it. A declared break ends a
segment: what follows counts something else.

Mirrors: two copies of one series, and every figure in which they differ.

A figure that only one of them has is no disagreement, and is counted apart.

Revisions: totals that are lower than before, and what each looks like.

A fall is never cut off at nought and never spread over the days before it. What it looks like is
read off its neighbours; why it was made is not known.

Steps: what a running total gained from one located day to the next.

A step over three days is a step over three days: it is neither given to the last of them nor
spread over them. Of hedged totals the step is an interval, the least of the second less the most
of the first up to the reverse.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import pandas as pd

from analysis.claims import FIGURE_KEY
from analysis.collection.collection import Collection, keyed
from analysis.data.intake.tables import Break
from analysis.errors import AnalysisError, Offering
from analysis.settings import BATCH_LINES, RESTART_SHARE, SLIP_SHARE
from analysis.store.columns import answering_read_only, read_only
from analysis.store.reads import remembered

LINE = ["mirror", *FIGURE_KEY]
"""What tells one line from another; `period` says since when a running total counts."""
LINE_COLUMNS = [*LINE, "segment", "day", "value", "low", "high", "reported", "claim_id", "carried"]


def running_totals(held: Collection) -> pd.DataFrame:
    """Lay the cumulative claims of a collection out as lines.

    Parameters
    ----------
    held : Collection

    Returns
    -------
    pandas.DataFrame
        `LINE_COLUMNS`, one row a line and located day, sorted by line and day. Of transcribed
        claims the row that speaks for a statement; of a mirror the one that speaks, or the least.
        `carried` marks a figure that is flagged as carried forward; `segment` counts the breaks
        before the day. `value` missing: the words give no single value; `high` missing: open.
    """
    claims = held.claims
    totals = claims[(claims["period_kind"] == "cumulative") & claims["stated_on"].notna()]
    totals = totals[totals["stance"] != "denial"]
    totals = totals.merge(held.places[["claim_id", "mirror"]], on="claim_id")
    totals = totals[(totals["mirror"] != "") | (totals["role"] == "point")]
    spoken = totals.assign(_speaks=totals["role"] != "point")
    order = ["_speaks", "low", "reported", "claim_id"]
    totals = spoken.sort_values(order, kind="stable").drop_duplicates([*LINE, "stated_on"])
    carried = totals["flags"].str.contains("stale")
    totals = totals.assign(day=totals["stated_on"], carried=carried)
    totals["segment"] = _segments(totals, held.breaks)
    return totals[LINE_COLUMNS].sort_values([*LINE, "day"], kind="stable", ignore_index=True)


def _segments(totals: pd.DataFrame, breaks: tuple[Break, ...]) -> pd.Series:
    segment = pd.Series(0, index=totals.index)
    for cut in breaks:
        concerned = totals["measure"].isin(cut.measures) & (totals["day"] >= cut.day)
        if cut.mirrors:
            concerned &= totals["mirror"].isin(cut.mirrors)
        segment += concerned
    return segment


def coverage_of(totals: pd.DataFrame) -> pd.DataFrame:
    """Count for each line its located days, the gaps between them, and the days missing in gaps.

    Returns
    -------
    pandas.DataFrame
        Indexed by `LINE`; columns first, last, days, gaps, missing, longest_gap (in days), and
        the first and last value.
    """
    by_line = totals.groupby(LINE, sort=False)
    apart = by_line["day"].diff().dt.days.sub(1).where(lambda days: days > 0)
    gaps = apart.groupby([totals[name] for name in LINE], sort=False)
    found = by_line.agg(
        first=("day", "min"),
        last=("day", "max"),
        days=("day", "size"),
        first_value=("value", "first"),
        last_value=("value", "last"),
    )
    counted = gaps.agg(["count", "sum", "max"]).fillna(0).astype(int)
    return found.join(counted.set_axis(["gaps", "missing", "longest_gap"], axis=1))


PAIR = ["first_mirror", "second_mirror"]
CELLS = [*PAIR, *FIGURE_KEY, "day", "first", "second", "size", "claim_first", "claim_second"]
LEDGER = [
    *(*PAIR, *FIGURE_KEY, "first_day", "last_day", "days", "largest", "resolved", "resolved_on"),
    *("claim_first", "claim_second"),
]


def compared(totals: pd.DataFrame) -> pd.DataFrame:
    """Set the figures of each pair of mirrors for one series and day beside each other.

    Parameters
    ----------
    totals : pandas.DataFrame
        As `running_totals` returns it.

    Returns
    -------
    pandas.DataFrame
        `CELLS`, one row a pair of mirrors, series and day that both have; size is second less
        first, missing where one gives no single value.
    """
    names = [name for name in totals["mirror"].unique() if name]
    found = [_beside(totals, *pair) for pair in combinations(names, 2)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=CELLS)


def _beside(totals: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    columns = [*FIGURE_KEY, "day", "value", "low", "high", "claim_id"]
    sides = (totals.loc[totals["mirror"] == name, columns] for name in (first, second))
    both = next(sides).merge(next(sides), on=[*FIGURE_KEY, "day"], suffixes=("_1", "_2"))
    both = both.assign(
        first_mirror=first,
        second_mirror=second,
        first=both["value_1"],
        second=both["value_2"],
        size=both["value_2"] - both["value_1"],
        claim_first=both["claim_id_1"],
        claim_second=both["claim_id_2"],
    )
    return both[CELLS].sort_values([*FIGURE_KEY, "day"], ignore_index=True)


def differing(cells: pd.DataFrame) -> pd.DataFrame:
    """Keep the cells in which the two mirrors give other values."""
    one_alone = cells["first"].isna() != cells["second"].isna()
    return cells[(cells["size"].fillna(0) != 0) | one_alone].reset_index(drop=True)


def disagreements(cells: pd.DataFrame) -> pd.DataFrame:
    """Join differing cells that follow each other to one disagreement each.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `compared` returns it.

    Returns
    -------
    pandas.DataFrame
        `LEDGER`, one row a disagreement: its first and last day, the number of days that both
        have in it, the difference that is largest in size, and whether a later day that both have
        agrees again, with that day.
    """
    key = [*PAIR, *FIGURE_KEY]
    if cells.empty:
        return pd.DataFrame(columns=LEDGER)
    differ = (cells["size"].fillna(0) != 0) | (cells["first"].isna() != cells["second"].isna())
    groups = [cells[name] for name in key]
    run = differ.ne(differ.groupby(groups).shift()).groupby(groups).cumsum()
    rows = cells.assign(run=run, differ=differ, next_day=cells.groupby(key)["day"].shift(-1))
    found = (
        rows[rows["differ"]]
        .groupby([*key, "run"], sort=False)
        .agg(
            first_day=("day", "min"),
            last_day=("day", "max"),
            days=("day", "size"),
            largest=("size", _largest),
            resolved_on=("next_day", "last"),
            claim_first=("claim_first", "first"),
            claim_second=("claim_second", "first"),
        )
    )
    found = found.reset_index().assign(resolved=lambda table: table["resolved_on"].notna())
    return found[LEDGER].sort_values(["first_day", *key], ignore_index=True)


def _largest(sizes: pd.Series) -> float:
    known = sizes.dropna()
    return float(known.loc[known.abs().idxmax()]) if len(known) else float("nan")


LOOKS = {
    "slip": "suspected slip of a digit: with one digit changed, the total would not have fallen",
    "restart": "restart: the count begins anew, far below",
    "batch": "retroactive batch: several totals of one speaker fall on one day",
    "correction": "correction: the total goes on from the lower figure",
}
"""What a fall looks like, in the order in which the rules are tried."""


def revisions_of(steps: pd.DataFrame) -> pd.DataFrame:
    """Say of each falling step what it looks like.

    Parameters
    ----------
    steps : pandas.DataFrame
        As `steps_of` returns it.

    Returns
    -------
    pandas.DataFrame
        The rows of kind `revision`, with look (one of `LOOKS`), and the totals next to the two of
        the step: the one before both and the one after both, missing where there is none.
    """
    pieces = [*LINE, "segment"]
    by_piece = steps[steps["kind"] != "break"].groupby(pieces, sort=False)
    rows = steps.assign(
        total_before_that=by_piece["before"].shift(), total_after_that=by_piece["after"].shift(-1)
    )
    falls = rows[rows["kind"] == "revision"].reset_index(drop=True)
    together = falls.groupby(["mirror", "speaker", "scope", "day"])["measure"].transform("nunique")
    return falls.assign(
        look=[
            _look(row, int(count)) for row, count in zip(falls.itertuples(), together, strict=True)
        ]
    )


def _look(row, falling: int) -> str:
    if _is_slip(row):
        return "slip"
    if row.after < RESTART_SHARE * row.before:
        return "restart"
    return "batch" if falling >= BATCH_LINES else "correction"


def _is_slip(row) -> bool:
    """Whether one changed digit of either total would make the line rise again.

    A slip far larger than the fall would explain any small one, and does not count.
    """
    earlier, later = row.total_before_that, row.total_after_that
    largest = (row.before - row.after) / SLIP_SHARE
    too_high = not math.isnan(earlier) and any(
        earlier <= other <= row.after and abs(other - row.before) <= largest
        for other in one_digit_off(row.before)
    )
    too_low = not math.isnan(later) and any(
        row.before <= other <= later and abs(other - row.after) <= largest
        for other in one_digit_off(row.after)
    )
    return too_high or too_low


def one_digit_off(number: float) -> Iterator[int]:
    """Yield the whole numbers that one slip makes of a number.

    A slip is a digit changed, other than the last; two neighbours exchanged; a digit too many or
    one too few. A changed last digit is left out: it would explain every small fall.

    Examples
    --------
    >>> 37832 in one_digit_off(37842), 911 in one_digit_off(910), 350 in one_digit_off(3500)
    (True, False, True)
    """
    if number % 1 or number < 0:
        return
    digits = str(int(number))
    for place in range(len(digits)):
        left, right = digits[:place], digits[place + 1 :]
        if right:
            yield from (int(f"{left}{digit}{right}") for digit in range(10))
            yield int(f"{left}{right[0]}{digits[place]}{right[1:]}")
        if left or right:
            yield int(left + right)
        yield from (int(f"{left}{digit}{digits[place:]}") for digit in range(10))
    yield from (int(f"{digits}{digit}") for digit in range(10))


KINDS = {
    "day": "over one day",
    "days": "over several days, of which the inner ones were not located",
    "revision": "the total is lower than before, whatever the words of both allow",
    "break": "the total counts something else from here on: there is no step",
}
"""What a step is."""
STEP_COLUMNS = [
    *LINE,
    *("segment", "since", "day", "days", "before", "after", "step", "low", "high", "kind"),
    *("carried", "claim_before", "claim_after"),
]


def steps_of(totals: pd.DataFrame) -> pd.DataFrame:
    """Take the differences of neighbouring days of each line.

    Parameters
    ----------
    totals : pandas.DataFrame
        As `running_totals` returns it.

    Returns
    -------
    pandas.DataFrame
        `STEP_COLUMNS`, one row a pair of neighbouring located days. `days` is how many days the
        step covers; `step` is missing over a break, and where one of the two gives no single value;
        `low` and `high` are what the words of both allow; `kind` is one of `KINDS`, a revision
        where they allow a fall alone.
    """
    by_line = totals.groupby(LINE, sort=False)
    before = by_line[["day", "value", "low", "high", "segment", "claim_id"]].shift()
    rows = totals.assign(
        since=before["day"],
        days=(totals["day"] - before["day"]).dt.days,
        before=before["value"],
        after=totals["value"],
        claim_before=before["claim_id"],
        claim_after=totals["claim_id"],
    )
    broken = rows["segment"] != before["segment"]
    rows["step"] = (rows["after"] - rows["before"]).mask(broken)
    rows["low"] = (totals["low"] - before["high"]).mask(broken)
    rows["high"] = (totals["high"] - before["low"]).mask(broken)
    kind = (rows["days"] == 1).map({True: "day", False: "days"})
    rows["kind"] = kind.mask(rows["high"] < 0, "revision").mask(broken, "break")
    rows = rows[rows["since"].notna()].astype({"days": "int64"})
    return rows[STEP_COLUMNS].reset_index(drop=True)


def check_sums(totals: pd.DataFrame, steps: pd.DataFrame) -> None:
    """Check that on every day the first total and the steps up to it make the total of that day.

    Steps over several days and revisions count like any other; a break begins anew.

    Raises
    ------
    AnalysisError
        With the first line and day for which they do not.
    """
    pieces = [*LINE, "segment"]
    points = totals[totals["value"].notna()]
    first = points.groupby(pieces, sort=False)["value"].transform("first")
    taken = steps[steps["step"].notna()].set_index("claim_after")["step"]
    gained = points["claim_id"].map(taken.to_dict()).astype("float64").fillna(0.0)
    whole = first + gained.groupby([points[name] for name in pieces], sort=False).cumsum()
    unpaired = totals["value"].isna().groupby([totals[name] for name in pieces]).transform("any")
    wrong = (whole - points["value"]).abs() > 1e-6
    wrong &= ~unpaired.reindex(points.index)
    if wrong.any():
        row = points[wrong].iloc[0]
        raise AnalysisError(
            f"{row['measure']} of {row['speaker']} on {row['day']:%Y-%m-%d}: the steps do not make "
            "up the total"
        )


@dataclass(frozen=True, eq=False)
class Totals(Offering):
    """The running totals of a collection.

    Parameters
    ----------
    collection : Collection
    rows : pandas.DataFrame
        As `running_totals` returns it.
    """

    collection: Collection
    rows: pd.DataFrame

    @cached_property
    @answering_read_only
    def steps(self) -> pd.DataFrame:
        """As `steps_of`; they make up the totals of every day."""
        steps = steps_of(self.rows)
        check_sums(self.rows, steps)
        return steps

    @cached_property
    @answering_read_only
    def revisions(self) -> pd.DataFrame:
        """As `revisions_of`."""
        return revisions_of(self.steps)

    @cached_property
    @answering_read_only
    def lines(self) -> pd.DataFrame:
        """As `coverage_of`, with the falls of each line; the longest and largest first."""
        falls = self.revisions.groupby(LINE)["step"].size()
        found = coverage_of(self.rows)
        found = found.assign(falls=falls.reindex(found.index).fillna(0).astype(int))
        return found.sort_values(["days", "last_value"], ascending=False, kind="stable")

    @cached_property
    @answering_read_only
    def cells(self) -> pd.DataFrame:
        """As `compared`."""
        return compared(self.rows)

    @cached_property
    @answering_read_only
    def differing(self) -> pd.DataFrame:
        """As `differing`."""
        return differing(self.cells)

    @cached_property
    @answering_read_only
    def disagreements(self) -> pd.DataFrame:
        """As `disagreements`."""
        return disagreements(self.cells)

    @keyed
    def line_of(
        self, *, speaker: str, measure: str, scope: str, subject: str = ""
    ) -> tuple[str, ...] | None:
        """Return the longest line of a speaker, measure and area; None if there is none.

        An empty subject takes the line of any. It is a tuple in the order of `LINE`.
        """
        keys = self.lines.index.to_frame(index=False)
        mine = (keys["speaker"] == speaker) & (keys["measure"] == measure)
        mine &= (keys["scope"] == scope) & ((keys["subject"] == subject) | (subject == ""))
        return tuple(keys[mine].iloc[0]) if mine.any() else None

    def of_line(self, table: pd.DataFrame, line: tuple[str, ...]) -> pd.DataFrame:
        """Keep the rows of one line."""
        same = (table[LINE] == pd.Series(line, index=LINE)).all(axis=1)
        return table[same].reset_index(drop=True)


@remembered()
def totals_of(collection: Collection) -> Totals:
    """Find the running totals of a collection: those located on at least two days.

    Parameters
    ----------
    collection : Collection

    Returns
    -------
    Totals

    Examples
    --------
    >>> from analysis import load_collection
    >>> found = totals_of(load_collection("bakhmut-2023"))
    >>> found.lines.index.unique("speaker")[0]
    'general_staff_ukraine'
    """
    rows = running_totals(collection)
    days = rows.groupby(LINE)["day"].transform("size")
    return Totals(collection, read_only(rows[days > 1].reset_index(drop=True)))
