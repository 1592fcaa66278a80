"""What need not be computed again: tables kept on disk, and what a report has read.

Tables stand under what they were made from, so that the next process need not make them: the bytes
of the raw files, our own code, the choices made, and the versions of the libraries. If any of it
changes the name does, and the table is made anew. The folder may be deleted at any time.

What a report has read are questions put to a collection, and files, each with a digest. A question
is a function of a collection and of plain arguments, marked `@fact`. While somebody listens, each
question is noted with a digest of its answer, a table of a collection that is taken outside of any
question (`whole`) is noted as read whole, and so is a file that is no part of the collection
(`file_read`). Put again to other data, the same answers mean that the report would print the same.

What a function has computed once, it may keep (`remembered`): what was read for it counts as read
by everybody who takes it.

In a kernel the notes leave with the outputs of the cell that put the questions, under a kind of
output that no page shows, if it is told to (`instructions`).
"""

from __future__ import annotations

import ctypes
import json
import mmap
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from hashlib import sha256
from importlib import import_module
from itertools import accumulate
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.types import is_float_dtype, is_object_dtype

from analysis.errors import AnalysisError
from analysis.paths import PACKAGE, PROCESSED, ROOT
from analysis.store import files
from analysis.store.instructions import instructions

HERE = PROCESSED / ".kept"
BEGAN = time.time()
A_DAY = 86_400
M_MMAP_THRESHOLD = -3
"""How the C library of Linux calls the bytes from which an array lies apart."""
LARGE_ARRAY = 2**22
"""More bytes than a column of a block of ratios has, so that the next block takes the pages of the
one before: fresh pages took a third of the time of a build."""
LENGTH = 8
"""Bytes that say how long the index is, which names the tables."""
ALIGNED = 64
"""A multiple of it is where Arrow has its columns begin."""
JOINED = 1_000_000_000
"""Bytes of a table whose pieces are joined, so that its numbers are shared by processes as well:
that takes as much again while it is written."""
SHAPE = ("dtypes", "index", "columns")
MOST = 48
"""Files that are left when one is added, the latest: a collection has two for each choice, and
the sensitivity of a ratio asks for three choices."""
MOST_BYTES = 4_000_000_000
"""Their bytes together; the latest file may have more alone."""


@dataclass(frozen=True)
class Shelf:
    """Where the tables of one state stand.

    Parameters
    ----------
    key : str
        From `shelf_of`.
    folder : Path
    """

    key: str
    folder: Path = HERE

    def tables(
        self, name: str, make: Callable[[], dict[str, pd.DataFrame]]
    ) -> dict[str, pd.DataFrame]:
        """Return the tables kept together under a name, or make them and keep them.

        Tables that would not come back the same are made each time; a folder that cannot be
        written to is no fault.
        """
        path = self._path(name)
        if (packed := files.look_at_sealed(path)) is not None:
            return _unpacked(packed)
        made = make()
        with suppress(OSError, AnalysisError, pa.ArrowException):
            self._keep(path, made)
        if self.size_of(name) > files.MAPPED and (packed := files.look_at_sealed(path)) is not None:
            # Large tables are laid down again: those on disk are shared with other processes.
            made = _unpacked(packed)
        release()
        return made

    def size_of(self, name: str) -> int:
        """Return the bytes that are kept under a name; 0 if nothing is."""
        path = self._path(name)
        return path.stat().st_size if path.is_file() else 0

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}-{self.key}.arrow"

    def _keep(self, path: Path, tables: dict[str, pd.DataFrame]) -> None:
        with files.sealing(path) as file:
            places = {name: _put(table, file) for name, table in tables.items()}
            index = json.dumps(places).encode()
            file.write(index + len(index).to_bytes(LENGTH, "big"))
            file.flush()
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            came = _unpacked(memoryview(content)[files.SEAL_BYTES :])
            if not all(_same(table, came[name]) for name, table in tables.items()):
                raise pa.ArrowInvalid("a table would not come back the same")
        # What a clock that was ahead has put into the future is the oldest.
        soon = time.time() + A_DAY
        found = [(old.stat(), old) for old in self.folder.glob("*.arrow")]
        found.sort(key=lambda each: (each[0].st_mtime < soon, each[0].st_mtime), reverse=True)
        sizes = accumulate(status.st_size for status, _ in found)
        for place, ((_, old), size) in enumerate(zip(found, sizes, strict=True)):
            if place >= MOST or (place and size > MOST_BYTES):
                old.unlink(missing_ok=True)


def release() -> None:
    """Give the pages of many small things that ended back to the system, which waits for more."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


# Each large array lies in pages of its own, which go back to the system when it ends: otherwise
# they lie among what stays, and what is free between them is kept for ever. Arrow's own pool keeps
# what it took as well, so it asks the system for each.
pa.set_memory_pool(pa.system_memory_pool())
with suppress(OSError, AttributeError):
    ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_ARRAY)


def tables_of(
    shelf: Shelf | None, name: str, make: Callable[[], dict[str, pd.DataFrame]]
) -> dict[str, pd.DataFrame]:
    """Return tables from a shelf as `Shelf.tables` does; without one they are made."""
    return shelf.tables(name, make) if shelf else make()


def shelf_of(*made_from: object, folder: Path = HERE) -> Shelf | None:
    """Return the shelf for tables that were made from something by the code as it is.

    None while the code is being changed.

    Parameters
    ----------
    *made_from
        Whatever the tables depend on besides code and libraries; compared by how it is written.
    folder : Path
    """
    version = code_version()
    return Shelf(files.digest_of(repr((made_from, version)))[:24], folder) if version else None


@cache
def code_version(package: Path = PACKAGE) -> str:
    """Return a digest of our own code, and of the libraries that hold tables.

    Empty if a file of it is younger than this process: what runs here may be what it was before.
    """
    if any(path.stat().st_mtime > BEGAN for path in files.files_in(package, files.OF_PACKAGE)):
        return ""
    libraries = [pd.__version__, np.__version__, pa.__version__]
    return files.digest_of([*libraries, files.Digests().of_code(package)])


def _put(table: pd.DataFrame, file: BinaryIO) -> tuple[int, int]:
    """Write a table, and say where in the content of the file it begins and how long it is.

    What is mapped is used where it lies: numbers begin where numbers may, and one that is missing
    is a number to pandas and nothing to Arrow, which would have to be translated.
    """
    file.write(bytes(-file.tell() % ALIGNED))
    begins = file.tell()
    arrow = pa.Table.from_pandas(table, nthreads=1)
    for place, name in enumerate(table):
        if is_float_dtype(table[name].dtype):
            numbers = pa.array(table[name].to_numpy(), from_pandas=False)
            arrow = arrow.set_column(place, arrow.schema.field(place), numbers)
    told = {**arrow.schema.metadata, b"loose": ",".join(_loose(table)).encode()}
    arrow = arrow.replace_schema_metadata(told)
    arrow = arrow.combine_chunks() if arrow.nbytes < JOINED else arrow
    with pa.ipc.new_file(file, arrow.schema) as stream:
        stream.write_table(arrow)
    return begins - files.SEAL_BYTES, file.tell() - begins


def _unpacked(packed: memoryview) -> dict[str, pd.DataFrame]:
    end = len(packed) - LENGTH
    places = json.loads(bytes(packed[end - int.from_bytes(packed[end:], "big") : end]))
    tables = {}
    for name, (begins, length) in places.items():
        lies = pa.py_buffer(packed[begins : begins + length])
        arrow = pa.ipc.open_file(pa.BufferReader(lies)).read_all()
        # No threads: a process may be forked after it.
        table = arrow.to_pandas(use_threads=False, split_blocks=length > files.MAPPED)
        loose = [name for name in arrow.schema.metadata[b"loose"].decode().split(",") if name]
        tables[name] = table.astype(dict.fromkeys(loose, object)) if loose else table
    return tables


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Say whether a table came back as it was; a column of a type does, where its type did."""
    alike = all(getattr(one, name).equals(getattr(other, name)) for name in SHAPE)
    if not alike:
        return False
    loose = _loose(one)
    # To pandas None and NaN are equal, to whoever asks `is None` they are not.
    kinds = [one[name].map(type).equals(other[name].map(type)) for name in loose]
    return one[loose].equals(other[loose]) and all(kinds)


def _loose(table: pd.DataFrame) -> list[str]:
    """Return the columns that hold whatever was put into them."""
    return [name for name in table.columns if is_object_dtype(table[name])]


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
        notes[_written(name, collection, *arguments)] = digest_of_answer(answer)
        return answer

    asked.question = question  # type: ignore[attr-defined]
    return asked


def whole_table(table: Callable[[Any], Answer]) -> property:
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
                notes |= _of_files(read) if _answering.get() else read
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


def digest_of_answer(answer: object) -> str:
    """Return a short digest of an answer.

    >>> digest_of_answer((193, 199)) == digest_of_answer((194, 199))
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
    known = {} if known is None else known
    for written, digest in notes.items():
        if written not in known:
            known[written] = _asked_again(written, load)
        if known[written] != digest or not digest:
            return _in_words(written)
    return ""


def moved_file(notes: Mapping[str, str], known: dict[str, str] | None = None) -> str:
    """Name the first file in notes that is another now; empty if there is none."""
    return moved(_of_files(notes), lambda name, **options: None, known)


def files_read(notes: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each file in notes by its place: in the project's folder, or whole."""
    return {json.loads(written)[1]: digest for written, digest in _of_files(notes).items()}


def _of_files(notes: Mapping[str, str]) -> Notes:
    return {words: digest for words, digest in notes.items() if words.startswith(f'["{FILE}"')}


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
        return digest_of_answer(question(load(held, **options), *arguments))
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
