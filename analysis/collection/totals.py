"""Running totals of one collection: their lines, steps and falls, and where two copies differ.

A line is one running total of one speaker, day by day, as one mirror gives it. A day that was not
located stays out, nothing is carried over it, and a declared break ends a segment.

A step is what a line gained from one located day to the next. Over three days it is a step over
three days, neither given to the last of them nor spread; of hedged totals it is an interval, the
least of the second less the most of the first up to the reverse. A fall is a total lower than the
one before: it is never cut off at nought, and what it looks like is read off its neighbours, for
why it was made is not known.

Mirrors are copies of one series. Every figure in which two differ is listed; one that only one of
them has is no disagreement, and is counted apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

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
PAIR = ["first_mirror", "second_mirror"]
CELLS = [*PAIR, *FIGURE_KEY, "day", "first", "second", "size", "claim_first", "claim_second"]
LEDGER = [*PAIR, *FIGURE_KEY, "first_day", "last_day", "days", "largest", "resolved", "resolved_on"]
LEDGER += ["claim_first", "claim_second"]
LOOKS = {
    "slip": "suspected slip of a digit: with one digit changed, the total would not have fallen",
    "restart": "restart: the count begins anew, far below",
    "batch": "retroactive batch: several totals of one speaker fall on one day",
    "correction": "correction: the total goes on from the lower figure",
}
"""What a fall looks like, in the order in which the rules are tried."""
KINDS = {
    "day": "over one day",
    "days": "over several days, of which the inner ones were not located",
    "revision": "the total is lower than before, whatever the words of both allow",
    "break": "the total counts something else from here on: there is no step",
}
"""What a step is."""
STEP_COLUMNS = [*LINE, "segment", "since", "day", "days", "before", "after", "step", "low", "high"]
STEP_COLUMNS += ["kind", "carried", "claim_before", "claim_after"]


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
        """The differences of neighbouring located days of each line.

        `STEP_COLUMNS`. `days` is how many days a step covers; `step` is missing over a break, and
        where one of the two totals gives no single value; `low` and `high` are what the words of
        both allow; `kind` is one of `KINDS`, a revision where they allow a fall alone. The steps
        make up the totals of every day.
        """
        rows = self.rows
        taken = ["day", "value", "low", "high", "segment", "claim_id"]
        before = rows.groupby(LINE, sort=False)[taken].shift()
        broken = rows["segment"] != before["segment"]
        steps = rows.assign(
            since=before["day"],
            days=(rows["day"] - before["day"]).dt.days,
            before=before["value"],
            after=rows["value"],
            claim_before=before["claim_id"],
            claim_after=rows["claim_id"],
            step=(rows["value"] - before["value"]).mask(broken),
            low=(rows["low"] - before["high"]).mask(broken),
            high=(rows["high"] - before["low"]).mask(broken),
        )
        kind = (steps["days"] == 1).map({True: "day", False: "days"})
        steps["kind"] = kind.mask(steps["high"] < 0, "revision").mask(broken, "break")
        steps = steps[steps["since"].notna()].astype({"days": "int64"})
        steps = steps[STEP_COLUMNS].reset_index(drop=True)
        check_sums(rows, steps)
        return steps

    @cached_property
    @answering_read_only
    def revisions(self) -> pd.DataFrame:
        """The falling steps with what each looks like, one of `LOOKS`.

        Beside them the totals next to the two of the step, the one before both and the one after
        both; missing where there is none.
        """
        steps = self.steps
        by_piece = steps[steps["kind"] != "break"].groupby([*LINE, "segment"], sort=False)
        rows = steps.assign(
            total_before_that=by_piece["before"].shift(),
            total_after_that=by_piece["after"].shift(-1),
        )
        falls = rows[rows["kind"] == "revision"].reset_index(drop=True)
        of_speaker = falls.groupby(["mirror", "speaker", "scope", "day"])["measure"]
        together = of_speaker.transform("nunique")
        looks = map(_look, falls.itertuples(), together)
        return falls.assign(look=list(looks))

    @cached_property
    @answering_read_only
    def lines(self) -> pd.DataFrame:
        """For each line its located days, the gaps between them, and its falls.

        Indexed by `LINE`, the longest and largest first; columns first, last, days, gaps, missing,
        longest_gap (in days), the first and last value, and falls.
        """
        by_line = self.rows.groupby(LINE, sort=False)
        apart = by_line["day"].diff().dt.days.sub(1).where(lambda days: days > 0)
        gaps = apart.groupby([self.rows[name] for name in LINE], sort=False)
        found = by_line.agg(
            first=("day", "min"),
            last=("day", "max"),
            days=("day", "size"),
            first_value=("value", "first"),
            last_value=("value", "last"),
        )
        counted = gaps.agg(["count", "sum", "max"]).fillna(0).astype(int)
        found = found.join(counted.set_axis(["gaps", "missing", "longest_gap"], axis=1))
        falls = self.revisions.groupby(LINE)["step"].size()
        found = found.assign(falls=falls.reindex(found.index).fillna(0).astype(int))
        return found.sort_values(["days", "last_value"], ascending=False, kind="stable")

    @cached_property
    @answering_read_only
    def cells(self) -> pd.DataFrame:
        """The figures of each pair of mirrors for one series and day beside each other.

        `CELLS`; size is second less first, missing where one gives no single value.
        """
        named = self.rows.loc[self.rows["mirror"] != ""]
        place = {name: number for number, name in enumerate(named["mirror"].unique())}
        sides = named[[*FIGURE_KEY, "day", "mirror", "value", "claim_id"]]
        both = sides.merge(sides, on=[*FIGURE_KEY, "day"], suffixes=("_1", "_2"))
        both = both.assign(
            **{f"place_{n}": both[f"mirror_{n}"].map(place) for n in (1, 2)},
            first_mirror=both["mirror_1"],
            second_mirror=both["mirror_2"],
            first=both["value_1"],
            second=both["value_2"],
            size=both["value_2"] - both["value_1"],
            claim_first=both["claim_id_1"],
            claim_second=both["claim_id_2"],
        )
        both = both[both["place_1"] < both["place_2"]]
        both = both.sort_values(["place_1", "place_2", *FIGURE_KEY, "day"], ignore_index=True)
        return both[CELLS]

    @cached_property
    @answering_read_only
    def differing(self) -> pd.DataFrame:
        """The cells in which the two mirrors give other values."""
        return self.cells[_differ(self.cells)].reset_index(drop=True)

    @cached_property
    @answering_read_only
    def disagreements(self) -> pd.DataFrame:
        """The differing cells that follow each other, joined to one disagreement each.

        `LEDGER`: its first and last day, the number of days that both have in it, the difference
        that is largest in size, and whether a later day that both have agrees again, with that day.
        """
        cells, key = self.cells, [*PAIR, *FIGURE_KEY]
        if cells.empty:
            return pd.DataFrame(columns=LEDGER)
        differ, groups = _differ(cells), [cells[name] for name in key]
        run = differ.ne(differ.groupby(groups).shift()).groupby(groups).cumsum()
        rows = cells.assign(run=run, next_day=cells.groupby(key)["day"].shift(-1))
        found = rows[differ].groupby([*key, "run"], sort=False)
        found = found.agg(
            first_day=("day", "min"),
            last_day=("day", "max"),
            days=("day", "size"),
            largest=("size", _largest),
            resolved_on=("next_day", "last"),
            claim_first=("claim_first", "first"),
            claim_second=("claim_second", "first"),
        )
        found = found.reset_index().assign(resolved=lambda table: table["resolved_on"].notna())
        return found[LEDGER].sort_values(["first_day", *key], ignore_index=True)

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


def _differ(cells: pd.DataFrame) -> pd.Series:
    one_alone = cells["first"].isna() != cells["second"].isna()
    return (cells["size"].fillna(0) != 0) | one_alone


def _largest(sizes: pd.Series) -> float:
    known = sizes.dropna()
    return float(known.loc[known.abs().idxmax()]) if len(known) else float("nan")


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
