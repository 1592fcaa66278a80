"""Large tables in little time: each distinct text once, each group of rows once.

Columns of text are held as codes, so that work is done once for each distinct text. A coded column
is a pandas category; the categories are texts, and need not all occur. A question about rows is put
to the distinct combinations of texts alone, and the answers are spread.

>>> rows = encode(pd.DataFrame({"party": ["russia", "ukraine", "russia"]}))
>>> each_distinct(rows, lambda distinct: distinct["party"].str.len()).tolist()
[6, 7, 6]

A table is written as CSV, each distinct cell once.

>>> b"".join(csv_blocks(pd.DataFrame({"killed": [193, 193], "words": ["so far, 193", None]})))
b'killed,words\\n193,"so far, 193"\\n193,\\n'

Where each value of a column stands is found once a table (`Indexed`), so that a day of many costs
no more than one of few. All may take from one table, for whoever is handed it can read it, and
cannot change it.

>>> table = read_only(pd.DataFrame({"value": [193.0]}))
>>> table["value"] *= 10
Traceback (most recent call last):
...
analysis.errors.AnalysisError: this table is the collection's, and is not changed; take .copy() ...
>>> mine = table.copy()
>>> mine["value"] *= 10
>>> table["value"].tolist(), mine["value"].tolist()
([193.0], [1930.0])
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.types import union_categoricals

from analysis.errors import AnalysisError, Offering, no_such, unknown

MOST = 2**62
"""Numbers beyond it could leave 64 bits."""


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
    columns = dict(frame.items())
    for name in filter(lambda name: is_coded(columns[name]), frame):
        # Arrow takes texts in a twentieth of pandas' time.
        codes = columns[name].cat.codes.to_numpy()
        texts = pa.array(columns[name].cat.categories, pa.large_string())
        taken = texts.take(pa.array(codes, mask=codes < 0))
        columns[name] = pd.Series(pd.array(taken, dtype="str"), index=frame.index)
    return pd.DataFrame(columns, index=frame.index, copy=False)


def like(model: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Hold the text of a coded table as the model does: as codes if it has any, else plainly."""
    return frame if any(is_coded(model[name]) for name in model) else decode(frame)


def is_coded(column: pd.Series) -> bool:
    """Whether a column is held as codes."""
    return isinstance(column.dtype, pd.CategoricalDtype)


def in_alphabet(column: pd.Series) -> pd.Series:
    """Have a coded column sorted as its texts are."""
    return column.cat.reorder_categories(sorted(column.cat.categories), ordered=True)


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of the same columns under each other, coded columns staying coded.

    >>> stacked([encode(pd.DataFrame({"party": [party]})) for party in "ab"])["party"].tolist()
    ['a', 'b']
    """
    if len(frames) == 1:
        return frames[0]
    columns = {
        name: pd.Series(union_categoricals([frame[name] for frame in frames]), copy=False)
        if is_coded(frames[0][name])
        else pd.concat([frame[name] for frame in frames], ignore_index=True)
        for name in frames[0]
    }
    return pd.DataFrame(columns, copy=False)


def in_blocks(frames: Iterable[pd.DataFrame], rows: int) -> Iterator[pd.DataFrame]:
    """Deal tables of the same columns out again, so many rows at once, text as plain text.

    The last has fewer; of tables without a row comes one that is empty.

    >>> frames = [pd.DataFrame({"day": [1, 2, 3]}), pd.DataFrame({"day": [4, 5]})]
    >>> [block["day"].tolist() for block in in_blocks(frames, 2)]
    [[1, 2], [3, 4], [5]]
    """
    left, given = pd.DataFrame(), False
    for frame in frames:
        first = 0
        for end in range(rows - len(left), len(frame) + 1, rows):
            yield pd.concat([left, decode(frame.iloc[first:end])], ignore_index=True)
            left, first, given = pd.DataFrame(), end, True
        left = pd.concat([left, decode(frame.iloc[first:])], ignore_index=True)
    if len(left) or not given:
        yield left


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
    numbers, bound = np.zeros(len(columns), dtype=np.int64), 1
    for codes, size in (_codes(column) for _, column in columns.items()):
        if bound * size > MOST:
            numbers, values = pd.factorize(numbers)
            bound = max(len(values), 1)
        numbers, bound = numbers * size + codes, bound * size
    numbers, values = pd.factorize(numbers)
    return numbers, len(values)


def _codes(column: pd.Series) -> tuple[np.ndarray, int]:
    """Return codes from 0, a missing value having one of its own, and a bound above them."""
    if is_coded(column):
        codes, texts = column.cat.codes.to_numpy(), column.cat.categories
        return codes.astype(np.int64) + 1, len(texts) + 1
    codes, values = pd.factorize(column, use_na_sentinel=False)
    return codes, max(len(values), 1)


def _taken(answers: pd.Series, numbers: np.ndarray, index: pd.Index) -> pd.Series:
    answers = _coded(answers) if _is_text(answers) else answers
    values = answers.array if is_coded(answers) else answers.to_numpy()
    return pd.Series(values.take(numbers), index=index, copy=False)


def _is_text(column: pd.Series) -> bool:
    return not is_coded(column) and pd.api.types.is_string_dtype(column.dtype)


def _coded(column: pd.Series) -> pd.Series:
    codes, texts = pd.factorize(column)
    made = pd.Categorical.from_codes(codes, pd.Index(texts, dtype="str"))
    return pd.Series(made, index=column.index)


NO_ROWS = np.array([], dtype=np.intp)


class Indexed(Offering):
    """What has tables as attributes.

    >>> from types import SimpleNamespace
    >>> from pandas import DataFrame
    >>> class Held(SimpleNamespace, Indexed): pass
    >>> table = DataFrame({"scope": ["city", "front", "city"], "measure": ["killed"] * 2 + [None]})
    >>> held = Held(claims=table)
    >>> held.rows_with("claims", scope=["city", "village"]).tolist()
    [0, 2]
    >>> held.rows_with("claims", scope=["city"], measure=["killed"]).tolist()
    [0]
    """

    def rows_with(self, table: str, **chosen: Iterable[object]) -> np.ndarray:
        """Return the numbers of the rows that have, in each column named, one of some values.

        Parameters
        ----------
        table : str
        **chosen
            Values by column, at least one column.
        """
        standing = []
        for column, values in chosen.items():
            rows = self.standing(table, column)
            standing.append([rows[value] for value in dict.fromkeys(values) if value in rows])
        # Few rows are looked up in many: a day has some, an area may have most.
        fewest, *others = sorted(standing, key=lambda groups: sum(map(len, groups)))
        numbers = np.sort(np.concatenate([NO_ROWS, *fewest]))
        for groups in others:
            found = np.zeros(len(numbers), bool)
            for group in groups:
                found |= group.take(np.searchsorted(group, numbers), mode="clip") == numbers
            numbers = numbers[found]
        return numbers

    def standing(self, table: str, column: str) -> dict[Any, np.ndarray]:
        """Return, for each value in a column, the numbers of the rows that have it.

        A missing value stands nowhere; a day is a `pandas.Timestamp`.
        """
        rows = getattr(self, table)
        if (table, column) not in self._found:
            self._found[table, column] = rows.groupby(column, sort=False, observed=True).indices
        return self._found[table, column]

    @cached_property
    def _found(self) -> dict[tuple[str, str], dict[Any, np.ndarray]]:
        return {}


WRITING = ("__setitem__", "__delitem__", "insert", "isetitem", "pop", "update", "_update_inplace")
"""Ways to change a table in place; every other comes down to one of these."""
INDEXERS = ("loc", "iloc", "at", "iat")
OWNER = "this table of the collection"


class CollectionTable(pd.DataFrame):
    """A table of a collection; what is made of it is a plain table of whoever made it."""

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return _table

    @property
    def _constructor_sliced(self) -> Callable[..., pd.Series]:
        return _column

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            # pandas and notebooks look for names of their own, which are no mistakes.
            if name.startswith("_"):
                raise
            raise unknown(no_such(OWNER, name, self.columns), name) from None

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            if not isinstance(key, str):
                raise
            raise KeyError(no_such(OWNER, key, self.columns)) from None

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_"):
            _refuse()
        super().__setattr__(name, value)


def cells_of_rows(table: pd.DataFrame) -> Iterator[tuple]:
    """Give the cells of each row, as `itertuples` does, which takes Arrow's texts one by one.

    >>> [*cells_of_rows(pd.DataFrame({"side": ["a", "b"], "killed": [193, 199]}))]
    [('a', 193), ('b', 199)]
    """
    return zip(*(column.tolist() for _, column in table.items()), strict=True)


def read_only(table: pd.DataFrame) -> CollectionTable:
    """Guard a table, without copying it."""
    kept = CollectionTable(table, copy=False)
    # While another table shares its columns, pandas copies before it writes, however it is asked.
    object.__setattr__(kept, "_sharing", table)
    return kept


def answering_read_only(made: Callable[[Any], pd.DataFrame]) -> Callable[[Any], CollectionTable]:
    """Guard the table that a method makes."""

    @wraps(made)
    def handed_out(whose: Any) -> CollectionTable:
        return read_only(made(whose))

    return handed_out


def _table(made: Any = None, *how: Any, **more: Any) -> pd.DataFrame:
    # pandas hands over what it has made, which is not made a second time.
    plain = type(made) is pd.DataFrame and not how and not more
    return made if plain else pd.DataFrame(made, *how, **more)


def _column(made: Any = None, *how: Any, **more: Any) -> pd.Series:
    plain = type(made) is pd.Series and not how and not more
    return made if plain else pd.Series(made, *how, **more)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise AnalysisError(
        "this table is the collection's, and is not changed; take .copy() of it first: "
        "what is computed of a copy is your own"
    )


def _reading(name: str) -> property:
    """Return the indexer of that name, which reads and does not write."""
    plain = type(getattr(pd.DataFrame(), name))
    kind = type(plain.__name__, (plain,), {"__setitem__": _refuse})
    return property(lambda table: kind(name, table))


for _name in INDEXERS:
    setattr(CollectionTable, _name, _reading(_name))
for _name in WRITING:
    setattr(CollectionTable, _name, _refuse)


QUOTED = re.compile('[",\r\n]')
"""What makes a cell of CSV stand between quotation marks."""
SIGNS = (b'"', b",", b"\r", b"\n")


def csv_blocks(table: pd.DataFrame, infinity: str = "inf", rows: int = 100_000) -> Iterator[bytes]:
    """Give a table as CSV, letter for letter as `DataFrame.to_csv` does, in a third of the time.

    One thing apart: a cell with a lone carriage return is quoted, whichever Python runs.

    Parameters
    ----------
    table : pandas.DataFrame
        Two columns or more; the index is left out.
    infinity : str
        How a number without end is written in a column of numbers.
    rows : int
        That are written at once: a large table as one text would take several times its bytes.

    Yields
    ------
    bytes
        UTF-8, commas, a line feed after each row, days as YYYY-MM-DD, missing as empty.
    """
    yield (",".join(_cell(str(name)) for name in table) + "\n").encode()
    for first in range(0, len(table), rows):
        block = table.iloc[first : first + rows]
        cells = _numbers(block.select_dtypes(float), infinity)
        cells |= {name: _cells(column) for name, column in block.items() if name not in cells}
        *columns, last = [cells[name] for name in block]
        last = pc.binary_join_element_wise(last, _text("\n"), _text(""))
        lines = pc.binary_join_element_wise(*columns, last, _text(","))
        # The texts of an array lie one after the other: they are the lines.
        yield lines.buffers()[2].to_pybytes()


def _text(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _numbers(columns: pd.DataFrame, infinity: str) -> dict[str, pa.LargeStringArray]:
    """Write the cells of columns of numbers, each distinct number of all of them once.

    Told apart by their bits, for 0.0 and -0.0 are equal and written otherwise.
    """
    codes, bits = pd.factorize(columns.to_numpy(float).T.ravel().view("int64"))
    apart = {"inf": infinity, "-inf": f"-{infinity}", "nan": ""}
    written = [apart.get(word, word) for word in map(repr, bits.view("float64").tolist())]
    words = pa.array(written, pa.large_string())
    of_columns = zip(columns, codes.reshape(columns.shape[::-1]), strict=True)
    return {name: words.take(pa.array(part)) for name, part in of_columns}


def _cells(column: pd.Series) -> pa.LargeStringArray:
    """Write the cells of a column without numbers, each distinct one once."""
    if column.dtype == object:
        return pa.array(map(_cell, column.tolist()), pa.large_string())
    if isinstance(column.dtype, pd.StringDtype):
        texts = column.array.__arrow_array__(pa.large_string()).fill_null("")
        texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
        if not _any_quoted(texts):
            return texts
    codes, values = pd.factorize(column)
    is_day = column.dtype.kind == "M"
    written = map(_cell, (values.strftime("%Y-%m-%d") if is_day else values).tolist())
    words = pa.array([*written, ""], pa.large_string())
    return words.take(pa.array(codes % len(words)))


def _any_quoted(texts: pa.LargeStringArray) -> bool:
    """Say whether a sign that has a cell quoted stands in any of some texts."""
    _, ends, held = texts.buffers()
    if held is None:
        return False
    first, end = np.frombuffer(ends, "int64")[[texts.offset, texts.offset + len(texts)]].tolist()
    written = held.slice(first, end - first).to_pybytes()
    return any(sign in written for sign in SIGNS)


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else "" if pd.isna(value) else str(value)
    if QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
