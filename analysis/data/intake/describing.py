"""A table that nobody has described: what each of its columns may be for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.data.intake.cells import Cells
from analysis.data.intake.form import Form
from analysis.data.intake.headings import ENDS, HEADINGS, Heading, read_heading, says_no_figure
from analysis.data.intake.looking import Column, columns_of
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary

PAGE_DAY = ("published", "accessed", "updated", "read")
"""Words of a heading above days on which nothing was stated."""
NUMBERS = ("period", "claim_id")
"""Fields that may stand as numbers."""


@dataclass(frozen=True)
class Group:
    """Columns of figures that are one claim: one alone, or low, best and high.

    Parameters
    ----------
    columns : dict
        From "column", or "low", "best" and "high", to headings.
    heading : Heading
        Of the first.
    rises : bool
        Whether each of them never falls.
    """

    columns: dict[str, str]
    heading: Heading
    rises: bool

    @property
    def is_total(self) -> bool:
        """Whether heading or figures look like a running total."""
        return self.heading.is_total or self.rises


@dataclass(frozen=True)
class Sheet:
    """A table as it looks, with what each column may be for.

    Parameters
    ----------
    cells : Cells
    form : Form
    words : Vocabulary
    """

    cells: Cells
    form: Form
    words: Vocabulary

    @cached_property
    def columns(self) -> list[Column]:
        """All columns with a heading."""
        return [column for column in columns_of(self.cells, self.form) if column.name]

    @cached_property
    def day(self) -> Column | None:
        """The column of the days of statements."""
        days = [column for column in self.columns if column.kind == "day"]
        own = [c for c in days if not any(word in fold(c.name).split() for word in PAGE_DAY)]
        return next(iter([*own, *days]), None)

    @cached_property
    def months(self) -> tuple[list[str], str] | None:
        """Columns of a year and a month, with the form of their days."""
        named = {fold(column.name): column.name for column in self.columns}
        if self.day or not {"year", "month"} <= set(named):
            return None
        month = next(text for text in self.cells.frame[named["month"]] if text)
        form = "%m" if month.isdigit() else "%b" if len(month) == 3 else "%B"
        return [named["year"], named["month"]], f"%Y {form}"

    @cached_property
    def named(self) -> dict[str, Column]:
        """The column of each field, as far as headings tell one."""
        found = {}
        for field, names in HEADINGS.items():
            for column in self.columns:
                if fold(column.name) in names and column is not self.day:
                    found.setdefault(field, column)
        if "claim_id" in found and not self._is_id(found["claim_id"]):
            del found["claim_id"]
        return {name: c for name, c in found.items() if name in NUMBERS or c.kind != "figures"}

    def _is_id(self, column: Column) -> bool:
        texts = self.cells.frame[column.name]
        return texts.is_unique and bool(texts.str.fullmatch(r"\w+").all())

    @cached_property
    def no_figures(self) -> list[str]:
        """Columns of numbers that count nothing that was reported."""
        return [
            column.name
            for column in self.columns
            if column.kind == "figures"
            and column not in self.named.values()
            and (says_no_figure(column.name) or self._only_counts_rows(column))
        ]

    def _only_counts_rows(self, column: Column) -> bool:
        return column.counts_rows and not read_heading(column.name, self.words).measure

    @cached_property
    def groups(self) -> list[Group]:
        """Columns of figures, the ends of one estimate together."""
        grouped: dict[str, dict[str, Column]] = {}
        headings: dict[str, Heading] = {}
        for column in self.columns:
            if column.kind != "figures" or column.name in self.no_figures:
                continue
            if column in self.named.values():
                continue
            heading = read_heading(column.name, self.words)
            stem = "" if heading.stem in ENDS["best"] else heading.stem
            key = f"{stem} total" if heading.is_total else stem
            if heading.end in grouped.get(key, {}):
                key = column.name
            grouped.setdefault(key, {})[heading.end] = column
            headings.setdefault(key, replace(heading, stem=stem))
        return [_group(columns, headings[key]) for key, columns in grouped.items()]

    @cached_property
    def is_long(self) -> bool:
        """Whether a column says what each row counts."""
        return "measure" in self.named and len(self.groups) == 1


def _group(columns: Mapping[str, Column], heading: Heading) -> Group:
    """Name the parts of an estimate; a figure beside ends is the best."""
    several = len(columns) > 1 or set(columns) <= {"low", "high"}
    names = {
        (end or "best") if several else "column": column.name for end, column in columns.items()
    }
    order = [part for part in ("column", "low", "best", "high") if part in names]
    rises = all(column.rises for column in columns.values())
    return Group({part: names[part] for part in order}, heading, rises)
