"""What is wrong with a collection: faults, for which nothing is built, and figures left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.claims.echoes import FIGURE_KEY
from analysis.collection.collection import Collection, load_collection
from analysis.errors import RawDataError
from analysis.paths import RAW


@dataclass(frozen=True)
class Checkup:
    """What was found.

    Parameters
    ----------
    faults : tuple of str
        While there is one, nothing is built.
    remarks : tuple of str
        Cells of mapped tables that cannot be read, and figures given twice: the collection is
        built without them.
    figures, set_aside : int
        Rows kept, and rows in the ledger; none of both while there are faults.
    """

    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    figures: int = 0
    set_aside: int = 0

    @property
    def is_well(self) -> bool:
        """Whether nothing was found."""
        return not self.faults and not self.remarks

    def lines(self) -> list[str]:
        """Say all of it, a line each, with a sum at the end."""
        if self.faults:
            return [*self.faults, f"{_counted(len(self.faults), 'fault')}; nothing can be built"]
        total = f"{self.figures:,} figures, {self.set_aside:,} set aside, no fault"
        told = _counted(len(self.remarks), "remark") if self.remarks else "no remark"
        return [*self.remarks, f"{total}, {told}"]


def check_up(name: str, folder: Path = RAW) -> Checkup:
    """Check one collection.

    Parameters
    ----------
    name : str
    folder : Path
        As for `collection.load_collection`.

    Raises
    ------
    ParameterError
        If there is no such collection.
    """
    try:
        held = load_collection(name, folder=folder)
    except RawDataError as error:
        return Checkup(faults=tuple(error.faults))
    remarks = [*unread(held), *given_twice(held)] if held.is_mapped else []
    return Checkup((), tuple(remarks), len(held.claims), len(held.set_aside))


def unread(held: Collection) -> list[str]:
    """Say which cells of mapped tables hold no figure that can be read, and why."""
    rows = held.set_aside.merge(held.places, on="claim_id")
    return [
        f"{place_in_words(row)}: {row.reported!r} is set aside: {row.reason}"
        for row in rows.itertuples()
    ]


def given_twice(held: Collection) -> list[str]:
    """Say which figures one mirror gives twice for one day, with other values."""
    rows = held.claims.merge(held.places, on="claim_id")
    key = [*FIGURE_KEY, "stated_on", "mirror"]
    rows = rows[rows.duplicated(key, keep=False) & rows["stated_on"].notna()]
    found = []
    for _, same in rows.groupby(key, sort=False):
        first, *others = same.itertuples()
        found += [
            f"{place_in_words(other)}: {other.reported!r} for a day for which "
            f"{place_in_words(first)} gives {first.reported!r}; the first speaks"
            for other in others
            if other.reported != first.reported
        ]
    return found


def place_in_words(row) -> str:
    """Say where a claim stands in its file."""
    place = f"{row.file} {row.noun} {row.number}"
    return f"{place}, column {row.column}" if row.column else place


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
