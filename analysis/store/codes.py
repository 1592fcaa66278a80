"""Columns of text held as codes, so that work is done once for each distinct text.

A coded column is a pandas category; the categories are texts, and need not all occur. A question
about rows is put to the distinct combinations of texts alone, and the answers are spread.

>>> rows = encode(pd.DataFrame({"party": ["russia", "ukraine", "russia"]}))
>>> each_distinct(rows, lambda distinct: distinct["party"].str.len()).tolist()
[6, 7, 6]
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd

LARGEST_TABLE = 2**24
"""Combinations that are numbered by a table with a place for each; more are sorted."""


def encode(frame: pd.DataFrame, *, but: Collection[str] = ()) -> pd.DataFrame:
    """Hold the text columns of a table as codes.

    Parameters
    ----------
    frame : pandas.DataFrame
    but : collection of str
        Columns left as they are: identifiers, of which each is its own.

    Returns
    -------
    pandas.DataFrame
        Same rows, index and columns; what is coded already, or no text, is not copied.
    """
    columns = {
        name: column if name in but or not _is_text(column) else _coded(column)
        for name, column in frame.items()
    }
    return pd.DataFrame(columns, index=frame.index, copy=False)


def decode(frame: pd.DataFrame) -> pd.DataFrame:
    """Hold the coded columns of a table as plain text again."""
    columns = {
        name: column.astype("str") if is_coded(column) else column for name, column in frame.items()
    }
    return pd.DataFrame(columns, index=frame.index, copy=False)


def like(model: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Hold the text of a coded table as the model does: as codes if it has any, else plainly."""
    return frame if any(is_coded(model[name]) for name in model) else decode(frame)


def is_coded(column: pd.Series) -> bool:
    """Whether a column is held as codes."""
    return isinstance(column.dtype, pd.CategoricalDtype)


def constant(text: str, index: pd.Index) -> pd.Series:
    """Make a coded column of one text."""
    return pd.Series(pd.Categorical.from_codes(np.zeros(len(index), "int8"), [text]), index=index)


@contextmanager
def unswept() -> Iterator[None]:
    """Have Python not look for garbage inside the block, but once after it.

    Where many objects are made and all stay, such as rows or parts of a drawing, looking through
    them again and again took a third of the time.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct combinations of some columns, and which of them each row has.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a combination that occurs, as plain text.
    numbers : numpy.ndarray
        For each row of the table, the place of its combination in `rows`.
    """

    rows: pd.DataFrame
    numbers: np.ndarray

    def spread(self, answers: pd.Series | pd.DataFrame, index: pd.Index):
        """Give each row the answer of its combination; texts become codes.

        Parameters
        ----------
        answers : pandas.Series or pandas.DataFrame
            One row a combination, in the order of `rows`.
        index : pandas.Index
            Of the table.
        """
        if isinstance(answers, pd.Series):
            return _taken(answers, self.numbers, index)
        columns = {name: _taken(column, self.numbers, index) for name, column in answers.items()}
        return pd.DataFrame(columns, index=index, copy=False)


def distinct_rows(columns: pd.DataFrame) -> Distinct:
    """Find the distinct combinations that occur in columns, coded or not."""
    numbers, count = number_rows(columns)
    shown = np.empty(count, dtype=np.int64)
    shown[numbers] = np.arange(len(numbers))
    return Distinct(decode(columns.take(shown)).reset_index(drop=True), numbers)


def each_distinct(columns: pd.DataFrame, answer: Callable):
    """Put a question about rows to each distinct combination once.

    Parameters
    ----------
    columns : pandas.DataFrame
        All that the answer may hang on.
    answer : callable
        From a table of distinct rows, as plain text, to a column or a table with the same rows.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        The answers, with the index of `columns`; texts as codes.
    """
    found = distinct_rows(columns)
    return found.spread(answer(found.rows), columns.index)


def number_rows(columns: pd.DataFrame) -> tuple[np.ndarray, int]:
    """Number the combinations that occur, from 0.

    Returns
    -------
    numbers : numpy.ndarray of int
        One a row; rows have the same number if they agree in all columns, missing ones included.
    count : int
        How many combinations occur.
    """
    coded = [_codes(column) for _, column in columns.items()]
    coded.sort(key=lambda pair: -pair[1])
    numbers, bound = np.zeros(len(columns), dtype=np.int64), 1
    for codes, size in coded:
        if bound * size > LARGEST_TABLE:
            numbers, bound = _close_ranks(numbers, bound)
        numbers, bound = numbers * size + codes, bound * size
    return _close_ranks(numbers, bound)


def _close_ranks(numbers: np.ndarray, bound: int) -> tuple[np.ndarray, int]:
    """Renumber so that every number occurs, in the same order."""
    if bound > LARGEST_TABLE:
        distinct, closed = np.unique(numbers, return_inverse=True)
        return closed, len(distinct)
    occurs = np.zeros(bound, dtype=bool)
    occurs[numbers] = True
    place = np.cumsum(occurs, dtype=np.int32)
    count = int(place[-1]) if bound else 0
    return (place - 1)[numbers].astype(np.int64), count


def _codes(column: pd.Series) -> tuple[np.ndarray, int]:
    """Return codes from 0, a missing value having one of its own, and a bound above them."""
    if is_coded(column):
        codes, texts = column.cat.codes.to_numpy(), column.cat.categories
        return codes.astype(np.int64) + 1, len(texts) + 1
    codes, values = pd.factorize(column, use_na_sentinel=False)
    return codes, max(len(values), 1)


def _taken(answers: pd.Series, numbers: np.ndarray, index: pd.Index) -> pd.Series:
    if _is_text(answers):
        codes, texts = pd.factorize(answers)
        small = codes.astype(np.min_scalar_type(-max(len(texts), 1)))
        answers = pd.Categorical.from_codes(small[numbers], pd.Index(texts, dtype="str"))
        return pd.Series(answers, index=index, copy=False)
    if is_coded(answers):
        return pd.Series(answers.array.take(numbers), index=index, copy=False)
    return pd.Series(answers.to_numpy()[numbers], index=index, copy=False)


def _is_text(column: pd.Series) -> bool:
    return not is_coded(column) and pd.api.types.is_string_dtype(column.dtype)


def _coded(column: pd.Series) -> pd.Series:
    codes, texts = pd.factorize(column)
    made = pd.Categorical.from_codes(codes, pd.Index(texts, dtype="str"))
    return pd.Series(made, index=column.index)
