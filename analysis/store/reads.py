"""What a report has read: questions put to a collection, and files, each with a digest.

A question is a function of a collection and of plain arguments, marked `@fact`. While somebody
listens, each question is noted with a digest of its answer, a table of a collection that is taken
outside of any question (`whole`) is noted as read whole, and so is a file that is no part of the
collection (`file_read`). Put again to other data, the same answers mean that the report would
print the same.

What a function has computed once, it may keep (`remembered`): what was read for it counts as read
by everybody who takes it.

In a kernel the notes leave with the outputs of the cell that put the questions, under a kind of
output that no page shows, if it is told to (`instructions`).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from hashlib import sha256
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from analysis.paths import ROOT
from analysis.store.instructions import instructions

Notes = dict[str, str]
"""From a question, written as JSON, to the digest of its answer."""

KIND = "application/vnd.reportedly.reads+json"
"""The kind of output in which a kernel tells it."""
WHOLE, FILE = "the whole table", "the file"
SPELLED_ROWS = 1_000
"""Tables of more rows are told by a hash of each row, in a twentieth of the time."""
OURS = f"{__name__.partition('.')[0]}."
"""Begins the name of every module that may hold a question."""

Answer = TypeVar("Answer")

_listener: ContextVar[Notes | None] = ContextVar("listener", default=None)
_answering: ContextVar[bool] = ContextVar("answering", default=False)
_of_kernel: Notes = {}


def fact(question: Callable[..., Answer]) -> Callable[..., Answer]:
    """Mark a function of a collection and plain arguments as a question that is noted.

    Its answer is a table, a row, or something whose `repr` tells all of it.
    """
    name = f"{question.__module__}:{question.__qualname__}"

    @wraps(question)
    def asked(collection: Any, *arguments: object) -> Answer:
        notes = None if collection is None else _notes()
        if notes is None:
            return question(collection, *arguments)
        with quietly():
            answer = question(collection, *arguments)
        notes[_written(name, collection, *arguments)] = digest_of(answer)
        return answer

    asked.question = question  # type: ignore[attr-defined]
    return asked


def whole(table: Callable[[Any], Answer]) -> property:
    """Make a table a property of its collection, noted as read whole when it is taken.

    Unless that is part of answering a question.
    """

    @wraps(table)
    def taken(collection: Any) -> Answer:
        note_whole(collection, table.__name__)
        return table(collection)

    return property(taken)


def note_whole(collection: Any, table: str) -> None:
    """Note that a table was read as a whole, unless that is part of answering a question."""
    if (notes := _notes()) is not None:
        notes[_written(WHOLE, collection, table)] = ""


def file_read(path: Path) -> None:
    """Note that a file was read which is no part of a collection, whatever asks for it."""
    if (notes := _listened()) is not None:
        place = path.resolve()
        ours = place.is_relative_to(ROOT)
        notes[json.dumps([FILE, str(place.relative_to(ROOT) if ours else place)])] = _of_file(place)


def remembered(most: int | None = None) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Let a function keep its last answers, as `lru_cache` does, with what was read for them."""

    def kept(function: Callable[..., Answer]) -> Callable[..., Answer]:
        @lru_cache(most)
        def once(*arguments: object) -> tuple[Answer, Notes]:
            with listening() as notes:
                return function(*arguments), notes

        @wraps(function)
        def again(*arguments: object) -> Answer:
            answer, read = once(*arguments)
            if (notes := _listened()) is not None:
                notes |= _files_of(read) if _answering.get() else read
            return answer

        return again

    return kept


@contextmanager
def listening() -> Iterator[Notes]:
    """Give the notes of what is asked meanwhile, in this thread."""
    notes: Notes = {}
    listener, answering = _listener.set(notes), _answering.set(False)
    try:
        yield notes
    finally:
        _listener.reset(listener)
        _answering.reset(answering)


@contextmanager
def quietly() -> Iterator[None]:
    """Note nothing of what answering one question asks in turn."""
    token = _answering.set(True)
    try:
        yield
    finally:
        _answering.reset(token)


def digest_of(answer: object) -> str:
    """Return a short digest of an answer.

    >>> digest_of(pd.DataFrame({"killed": [193]})) == digest_of(pd.DataFrame({"killed": [194]}))
    False
    """
    return sha256(_spelled(answer).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _spelled(answer: object) -> str:
    if isinstance(answer, tuple):
        return f"({', '.join(map(_spelled, answer))})"
    if isinstance(answer, pd.DataFrame) and len(answer) > SPELLED_ROWS:
        rows = pd.util.hash_pandas_object(answer, index=False).to_numpy()
        return repr((answer.dtypes.astype(str).to_dict(), sha256(rows.tobytes()).hexdigest()))
    if isinstance(answer, pd.DataFrame):
        columns = (column.tolist() for _, column in answer.items())
        return repr([*map(str, answer), *zip(*columns, strict=True)])
    return repr(list(answer.items()) if isinstance(answer, pd.Series) else answer)


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
    return _first_other(notes, load, {} if known is None else known)


def moved_file(notes: Mapping[str, str], known: dict[str, str] | None = None) -> str:
    """Name the first file in notes that is another now; empty if there is none."""
    known = {} if known is None else known
    return _first_other(_files_of(notes), lambda name, **options: None, known)


def _first_other(notes: Mapping[str, str], load: Callable[..., Any], known: dict[str, str]) -> str:
    for written, digest in notes.items():
        if written not in known:
            known[written] = _asked_again(written, load)
        if known[written] != digest or not digest:
            return _in_words(written)
    return ""


def files_read(notes: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each file in notes by its place: in the project's folder, or whole."""
    return {json.loads(w)[1]: digest for w, digest in notes.items() if _is_of_file(w)}


def _files_of(notes: Mapping[str, str]) -> Notes:
    return {written: digest for written, digest in notes.items() if _is_of_file(written)}


def _is_of_file(written: str) -> bool:
    return written.startswith(f'["{FILE}"')


def _asked_again(written: str, load: Callable[..., Any]) -> str:
    # Whatever a question of another time or hand fails with, it has no answer now.
    try:
        name, *arguments = json.loads(written)
        if name == FILE:
            return _of_file(ROOT / arguments[0])
        module, _, path = name.partition(":")
        if not module.startswith(OURS):
            return ""
        question = attrgetter(path)(import_module(module)).question
        [held, options], *arguments = arguments
        return digest_of(question(load(held, **options), *arguments))
    except Exception:
        return ""


def _of_file(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _in_words(written: str) -> str:
    try:
        name, *arguments = json.loads(written)
        words = ", ".join(map(str, arguments if name == FILE else arguments[1:]))
        return f"{re.split('[.:]', name)[-1].strip('_').replace('_', ' ')}: {words}"[:120]
    except (ValueError, TypeError, AttributeError):
        return "what cannot be read"


def _written(name: str, collection: Any, *arguments: object) -> str:
    held = [collection.name, dict(collection.options)]
    return json.dumps([name, held, *arguments], ensure_ascii=False)


def _notes() -> Notes | None:
    """Return where to note a question; None if nobody listens, or one is being answered."""
    return None if _answering.get() else _listened()


def _listened() -> Notes | None:
    """Return the notes of who listens; of a kernel that is told to, its own."""
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
