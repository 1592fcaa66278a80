"""Tables for readers: chosen columns with spoken headings, no index, every cell escaped.

Cards: a few facts about a value, as a notebook shows them; every word is escaped.

>>> card("A <day>", {"killed": 193.0, "wounded": None})
'<table><caption>A &lt;day&gt;</caption><tr><th>killed</th><td>193</td></tr></table>'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import islice, zip_longest

import pandas as pd

from analysis.errors import AnalysisError, Offering
from analysis.text.say import Receipt, bundle, cell, marked

MOST_ROWS = 200
"""Rows that a table shows at most, and values of a figure: few open a page of thousands."""
NOTHING = "There is nothing to list here, for no figure of this kind was located."
"""Said in place of a table without rows, unless whoever lists knows a plainer sentence."""
DIGITS = 4
"""Significant digits in tables; text and charts have three (methods 5.2)."""


@dataclass(frozen=True, eq=False, repr=False)
class Table(Offering):
    """A table as a reader sees it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns already named as headings, in order.
    caption : str
        What the table lists, and who says so.
    left_out : int
        Rows that are not shown; said under the table.
    receipts : tuple of Receipt
        One for each row; empty if the table has no figures.
    figures : tuple of str
        Headings of the columns whose numerals are figures.
    nothing : str
        The sentence in place of a table without rows; empty where one before it says so.
    """

    frame: pd.DataFrame
    caption: str
    left_out: int = 0
    receipts: tuple[Receipt, ...] = ()
    figures: tuple[str, ...] = ()
    nothing: str = NOTHING

    def __repr__(self) -> str:
        if self.frame.empty:
            return self.nothing
        lines = [self.caption, " | ".join(self.frame.columns)]
        lines += [" | ".join(row) for row in self._cells()]
        return "\n".join(lines + [said for said in [rest(self.left_out)] if said])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        return bundle(self.html(), repr(self), self.receipts if self.figures else ())

    def or_say(self, nothing: str) -> Table:
        """Say in a sentence of one's own that the table has no rows; nothing if it is empty."""
        return replace(self, nothing=nothing)

    def _cells(self) -> list[list[str]]:
        rows = self.frame.itertuples(index=False, name=None)
        return [[cell(value, DIGITS) for value in row] for row in rows]

    def html(self) -> str:
        """Return the table as markup: figures name their receipts, other numerals are citations."""
        if self.frame.empty:
            return f'<p class="said">{escape(self.nothing)}</p>' if self.nothing else ""
        kinds = [
            ' class="number"' if pd.api.types.is_numeric_dtype(kind) else ""
            for kind in self.frame.dtypes
        ]
        head = "".join(
            f'<th scope="col"{kind}>{escape(name)}</th>'
            for name, kind in zip(self.frame.columns, kinds, strict=True)
        )
        body = "".join(
            "<tr>" + "".join(self._marked(cells, made, kinds)) + "</tr>"
            for cells, made in zip_longest(self._cells(), self.receipts)
        )
        return (
            f'<div class="table-box"><table class="report-table"><caption>{escape(self.caption)}'
            f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"{rest_html(self.left_out)}</div>"
        )

    def _marked(self, cells: list[str], made: Receipt | None, kinds: list[str]) -> list[str]:
        named = zip(self.frame.columns, cells, kinds, strict=True)
        return [f"<td{kind}>{self._cell(text, name, made)}</td>" for name, text, kind in named]

    def _cell(self, text: str, name: str, made: Receipt | None) -> str:
        """Mark a figure by its receipt; without one it stays bare, and is no citation."""
        if name not in self.figures:
            return marked(text)
        return marked(text, made) if made else escape(text)


def table(
    frame: pd.DataFrame,
    headings: Mapping[str, str],
    *,
    caption: str,
    most: int = MOST_ROWS,
    receipts: Iterable[Receipt] = (),
    figures: Iterable[str] = (),
) -> Table:
    """Choose columns of a frame for a reader; a column of words without a word is left out.

    Parameters
    ----------
    frame : pandas.DataFrame
    headings : mapping
        From column to spoken heading, in the order shown.
    caption : str
    most : int
        Show so many rows, never more than `MOST_ROWS`, and say how many are left out.
    receipts : iterable of Receipt
        One for each row; no more are taken than rows are shown.
    figures : iterable of str
        Columns of text whose numerals are figures; columns of numbers are so in any case.

    Raises
    ------
    AnalysisError
        If a column is not there, the caption is empty, or a figure has no receipt.

    Examples
    --------
    >>> table(pd.DataFrame({"who": ["a", "b"]}), {"who": "speaker"}, caption="Speakers", most=1)
    Speakers
    speaker
    a
    1 more row is in the tables of the collection.
    """
    absent = [column for column in headings if column not in frame]
    if absent or not caption.strip():
        raise AnalysisError(f"a table needs a caption and its columns; absent: {absent}")
    shown = frame.head(min(most, MOST_ROWS))
    kept = [column for column in headings if shown.empty or not _is_blank(shown[column])]
    numeric = shown[kept].select_dtypes("number").columns
    chosen = shown[kept].set_axis([headings[column] for column in kept], axis=1)
    made = tuple(islice(receipts, len(shown)))
    named = tuple(headings[column] for column in kept if column in {*figures, *numeric})
    if named and len(made) != len(shown):
        raise AnalysisError(f"the table {caption!r} has {len(shown)} rows, {len(made)} receipts")
    return Table(chosen, caption, len(frame) - len(shown), made, named)


def rest(left_out: int) -> str:
    """Say how many rows are not shown, and where they are; empty if all are.

    >>> rest(2448), rest(0)
    ('2,448 more rows are in the tables of the collection.', '')
    """
    rows = "1 more row is" if left_out == 1 else f"{left_out:,} more rows are"
    return f"{rows} in the tables of the collection." if left_out > 0 else ""


def rest_html(left_out: int) -> str:
    """Say the same as markup; how long a list is, is no figure of anybody."""
    said = rest(left_out)
    return f'<p class="table-rest"><cite>{said}</cite></p>' if said else ""


def _is_blank(column: pd.Series) -> bool:
    """Say whether a column of words or days holds none; one of numbers says that all are open."""
    words = not pd.api.types.is_numeric_dtype(column)
    return words and bool((column.isna() | column.eq("")).all())


def card(title: str, facts: Mapping[str, object]) -> str:
    """Write a title and facts as a table of two columns.

    Parameters
    ----------
    title : str
    facts : mapping
        Name to number, text or anything that says itself; what is None or empty is left out.
    """
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(_said(fact))}</td></tr>"
        for name, fact in facts.items()
        if fact is not None and fact != ""
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


def _said(fact: object) -> str:
    return f"{fact:,.4g}" if isinstance(fact, float) else str(fact)
