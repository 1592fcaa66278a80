"""Cells of any table as text, each with its place in the file.

>>> cells = Cells("feed.json", "line", ["date"], [Row(3, ["2023-03-18"])])
>>> cells.place(0, "date")
'feed.json line 3, column date'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Parameters
    ----------
    number : int
        Of its line, or of its row in a spreadsheet, from 1.
    texts : list of str
        One a column; empty where the file holds nothing.
    """

    number: int
    texts: list[str]


@dataclass(frozen=True, eq=False)
class Cells:
    """A table of others as it stands.

    Parameters
    ----------
    file : str
        Its name, for messages.
    noun : str
        What its rows are counted in: line or row.
    columns : list of str
        Each once, in the order of the file.
    rows : list of Row
    """

    file: str
    noun: str
    columns: list[str]
    rows: list[Row]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cells as strings, one row a row of the file."""
        texts = [row.texts for row in self.rows]
        return pd.DataFrame(texts, columns=pd.Index(self.columns, dtype="str"), dtype="str")

    @cached_property
    def numbers(self) -> pd.Series:
        """The number of each row in the file."""
        return pd.Series([row.number for row in self.rows], dtype="int64")

    def with_empty(self, names: Sequence[str]) -> Cells:
        """Return the same cells with further columns that hold nothing."""
        rows = [Row(row.number, [*row.texts, *[""] * len(names)]) for row in self.rows]
        return replace(self, columns=[*self.columns, *names], rows=rows) if names else self

    def place(self, row: int, column: str) -> str:
        """Say where a cell stands."""
        return f"{self.file} {self.noun} {self.rows[row].number}, column {column}"


def named_once(names: Sequence[str], where: str) -> list[str]:
    """Say which headings stand twice."""
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    return [f"{where}: column {name} stands twice" for name in twice if name]
