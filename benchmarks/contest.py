"""Contests: entrants that do the same job in turns, and the arithmetic of what they took.

On a shared machine seconds drift by half within minutes, so an entrant is set beside what ran
just before it: ratios within one round, and their spread over the rounds.

>>> spread([2.0, 4.0, 3.0])
Spread(median=3.0, low=2.0, high=4.0)
>>> paired([6.0, 9.0], [2.0, 3.0])
[3.0, 3.0]
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Tell = Callable[[str, float], None]
"""Is told the name of an entrant and what it took."""


@dataclass(frozen=True)
class Entrant:
    """One way to do the job.

    Parameters
    ----------
    name : str
    run : callable
        Does the whole job once and returns what is compared, seconds as a rule.
    missing : str
        Why it cannot be run here; empty if it can.
    once : bool
        Whether it runs in the first round alone: it stands in the table, no target hangs on it.
    """

    name: str
    run: Callable[[], float]
    missing: str = ""
    once: bool = False


@dataclass(frozen=True)
class Spread:
    """The middle of some values, and how far they went."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Target:
    """One row of what is to be reached.

    Parameters
    ----------
    row : str
        What is measured, in words.
    bound : float
    sense : str
        ``"at least"`` or ``"at most"``.
    unit : str
    """

    row: str
    bound: float
    sense: str
    unit: str = "times"

    def judged(self, values: Sequence[float], note: str = "") -> dict:
        """Set values beside the bound; without any the row stays open.

        >>> Target("so many", 2, "at least").judged([3.0, 1.0, 4.0])["met"]
        True
        """
        row = {"row": self.row, "bound": self.bound, "sense": self.sense, "unit": self.unit}
        if not values:
            return row | {"values": [], "met": None, "note": note or "not available here"}
        middle = spread(values)
        met = middle.median >= self.bound if self.sense == "at least" else None
        met = middle.median <= self.bound if met is None else met
        ends = {"median": middle.median, "low": middle.low, "high": middle.high}
        return row | {"values": list(values), **ends, "met": met, "note": note}


@dataclass(frozen=True)
class Sizes:
    """How much of everything is run."""

    rounds: int = 3
    heavy_rounds: int = 2
    light: int = 12
    full: int = 8
    heavy: int = 16
    warm: int = 4
    one: int = 100
    unchanged: tuple[str, ...] = ("stated_on", "scope", "speaker")
    swept: int = 24
    tables: tuple[str, ...] = ("1e5", "1e6", "1e7")
    tables_rounds: int = 1


QUICK = Sizes(
    rounds=1,
    heavy_rounds=1,
    light=4,
    full=2,
    heavy=2,
    warm=1,
    one=20,
    unchanged=("stated_on",),
    swept=6,
    tables=("1e5", "1e6"),
)


@dataclass(frozen=True)
class Result:
    """What one contest came to.

    Parameters
    ----------
    title : str
    seconds : dict
        By entrant, a value a round.
    missing : dict
        By entrant that did not run, why.
    rows : list of dict
        From `contest.Target.judged`.
    """

    title: str
    seconds: dict[str, list[float]]
    missing: dict[str, str]
    rows: list[dict]


def in_turns(
    entrants: Sequence[Entrant], rounds: int, tell: Callable[[str, float], None]
) -> dict[str, list[float]]:
    """Let the entrants that can run do the job one after the other, so many times.

    Parameters
    ----------
    entrants : sequence of Entrant
    rounds : int
    tell : callable
        Called with the name and what it took, after each.

    Returns
    -------
    dict
        By name, in the order of the rounds; empty for one that cannot run.
    """
    taken: dict[str, list[float]] = {entrant.name: [] for entrant in entrants}
    for turn in range(rounds):
        for entrant in entrants:
            if entrant.missing or (entrant.once and turn):
                continue
            taken[entrant.name].append(entrant.run())
            tell(entrant.name, taken[entrant.name][-1])
    return taken


def paired(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """Divide what two entrants took in the same rounds; nothing if one of them did not run."""
    return [one / other for one, other in zip(over, under, strict=False)]


def spread(values: Sequence[float]) -> Spread:
    """Return the median, the least and the most."""
    return Spread(statistics.median(values), min(values), max(values))


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the power of the size by which the time grows: the slope of the logarithms.

    >>> exponent([1, 10, 100], [3, 30, 300])
    1.0
    """
    fitted = statistics.linear_regression([*map(math.log, sizes)], [*map(math.log, seconds)])
    return round(fitted.slope, 6)


def held(title: str, entrants: list[Entrant], rounds: int, tell: Tell, rows) -> Result:
    """Hold a contest and judge its rows from what everybody took."""
    taken = in_turns(entrants, rounds, tell)
    missing = {entrant.name: entrant.missing for entrant in entrants if entrant.missing}
    return Result(title, taken, missing, rows(taken, missing))


def against(target: Target, slow: str, fast: str):
    """Return how a row is judged: what the one took over what the other took."""

    def judged(taken: dict[str, list[float]], missing: dict[str, str]) -> list[dict]:
        why = missing.get(fast, missing.get(slow, ""))
        return [target.judged(paired(taken[slow], taken[fast]), why)]

    return judged
