"""What a report has read of a collection: the questions it put, and digests of the answers.

A question is a function of a collection and of plain arguments, marked `@fact`, or `@choosing`
where rows of a table are the answer. While somebody listens, each question is noted with a digest
of its answer, and a table that is touched outside of any question is noted as read whole. Asked
again of other data, the same answers mean that the report would print the same.

In a kernel the notes leave with the outputs of the cell that put the questions, under a kind of
output that no page shows, if it is told to (`instructions`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from analysis.store.instructions import instructions

Notes = dict[str, str]
"""From a question, written as JSON, to the digest of its answer."""

KIND = "application/vnd.reportedly.reads+json"
"""The kind of output in which a kernel tells it."""
WHOLE = "the whole table"
TABLES = frozenset(
    (
        "coded",
        "claims",
        "points",
        "sums",
        "ratios",
        "set_aside",
        "records",
        "rows_in",
        "places",
        "_by_id",
        "_by_ratio",
        "_places",
    )
)
"""Of a collection: what follows from its claims and readings. All else is read by every report."""
MOST_TABLES = 8
"""Of which every row is digested: those of two collections."""
FACTS: dict[str, Callable[..., Any]] = {}
"""Every question that can be put, by its name."""

Answer = TypeVar("Answer")

_listener: ContextVar[Notes | None] = ContextVar("listener", default=None)
_answering: ContextVar[bool] = ContextVar("answering", default=False)
_of_kernel: Notes = {}


def fact(question: Callable[..., Answer]) -> Callable[..., Answer]:
    """Mark a function of a collection and plain arguments as a question that is noted.

    Its answer is a table, a row, or something whose `repr` tells all of it.
    """
    return _question(question, question, lambda answer: answer)


def choosing(table: str) -> Callable[[Callable[..., np.ndarray]], Callable[..., pd.DataFrame]]:
    """Mark a function that chooses rows of a table of its collection as a question.

    The function returns the numbers of the rows; whoever asks gets the rows, numbered anew. Put
    again, such a question takes no row out of the table, and each row is digested once for all.
    """

    def marked(chosen: Callable[..., np.ndarray]) -> Callable[..., pd.DataFrame]:
        def put(collection: Any, *arguments: object) -> Chosen:
            return Chosen(collection, table, chosen(collection, *arguments))

        return _question(chosen, put, Chosen.taken)

    return marked


@dataclass(frozen=True, eq=False)
class Chosen:
    """Rows of a table of a collection, by their numbers."""

    collection: Any
    table: str
    numbers: np.ndarray

    def taken(self) -> pd.DataFrame:
        """Return the rows."""
        rows: pd.DataFrame = getattr(self.collection, self.table)
        return rows.take(self.numbers).reset_index(drop=True)


def _question(
    function: Callable[..., Any], put: Callable[..., Any], given: Callable[[Any], Answer]
) -> Callable[..., Answer]:
    name = f"{function.__module__}.{function.__qualname__}"
    FACTS[name] = put

    @wraps(function)
    def asked(collection: Any, *arguments: object) -> Answer:
        notes = None if collection is None or _answering.get() else _notes()
        if notes is None:
            return given(put(collection, *arguments))
        with quietly():
            answer = given(put(collection, *arguments))
        notes[_written(name, collection, *arguments)] = digest_of(answer)
        return answer

    return asked


def touched(collection: Any, table: str) -> None:
    """Note that a table was taken as a whole, unless that is part of answering a question."""
    if table in TABLES and not _answering.get() and (notes := _notes()) is not None:
        notes[_written(WHOLE, collection, table)] = ""


@contextmanager
def listening() -> Iterator[Notes]:
    """Give the notes of what is asked meanwhile, in this thread."""
    notes: Notes = {}
    token = _listener.set(notes)
    try:
        yield notes
    finally:
        _listener.reset(token)


def digest_of(answer: object) -> str:
    """Return a short digest of an answer.

    >>> digest_of(pd.DataFrame({"killed": [193]})) == digest_of(pd.DataFrame({"killed": [194]}))
    False
    """
    return sha256(_spelled(answer).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _spelled(answer: object) -> str:
    if isinstance(answer, tuple):
        return f"({', '.join(map(_spelled, answer))})"
    if isinstance(answer, pd.DataFrame):
        return _spelled_rows(answer, _digests_of(answer))
    if isinstance(answer, Chosen):
        digests = _digests_in(answer.collection, answer.table)
        table = getattr(answer.collection, answer.table)
        return _spelled_rows(table, [digests[number] for number in answer.numbers])
    return repr(list(answer.items()) if isinstance(answer, pd.Series) else answer)


def _spelled_rows(columns: Iterable[str], digests: list[str]) -> str:
    return repr([*map(str, columns), *digests])


def _digests_of(rows: pd.DataFrame) -> list[str]:
    """Return a digest of each row; most answers are a row or two, of some fifty columns."""
    columns = (column.tolist() for _, column in rows.items())
    return [
        sha256(repr(row).encode("utf-8", "backslashreplace")).hexdigest()[:16]
        for row in zip(*columns, strict=True)
    ]


@lru_cache(MOST_TABLES)
def _digests_in(collection: Any, table: str) -> list[str]:
    return _digests_of(getattr(collection, table))


def moved(
    notes: Mapping[str, str], load: Callable[..., Any], known: dict[str, str] | None = None
) -> str:
    """Put noted questions again, and name the first whose answer is another now.

    Parameters
    ----------
    notes : mapping
        From an earlier run; nobody vouches for what stands in it.
    load : callable
        Returns a collection by its name and options, as `collection.load_collection`.
    known : dict, optional
        Answers to questions that were already put of the same data; filled on the way.

    Returns
    -------
    str
        Empty if all answers are the same. A table read whole counts as another now, and so does
        what cannot be asked any more.
    """
    known = {} if known is None else known
    for written, digest in notes.items():
        if written not in known:
            known[written] = _asked_again(written, load)
        if known[written] != digest or not digest:
            return _in_words(written)
    return ""


def _asked_again(written: str, load: Callable[..., Any]) -> str:
    # Whatever a question of another time or hand fails with, it has no answer now.
    try:
        name, [held, options], *arguments = json.loads(written)
        return digest_of(FACTS[name](load(held, **options), *arguments))
    except Exception:
        return ""


def _in_words(written: str) -> str:
    try:
        name, _, *arguments = json.loads(written)
        words = ", ".join(map(str, arguments))
        return f"{str(name).rpartition('.')[2].strip('_').replace('_', ' ')}: {words}"[:120]
    except (ValueError, TypeError):
        return "what cannot be read"


def _written(name: str, collection: Any, *arguments: object) -> str:
    held = [collection.name, dict(collection.options)]
    return json.dumps([name, held, *arguments], ensure_ascii=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Note nothing of what answering one question asks in turn."""
    token = _answering.set(True)
    try:
        yield
    finally:
        _answering.reset(token)


def _notes() -> Notes | None:
    """Return where to note a question; None if nobody listens."""
    notes = _listener.get()
    if notes is not None or not instructions().listen:
        return notes
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return None
    if _tell not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _tell)
    return _of_kernel


def _tell(result: object = None) -> None:
    """Show the new notes as an output of the cell that has just run."""
    from IPython.display import display

    if _of_kernel:
        display({KIND: dict(_of_kernel)}, raw=True)
        _of_kernel.clear()
