"""Tables kept on disk under what they were made from, so that the next process need not make them.

What a kept table came from is in its name: the bytes of the raw files, our own code, the choices
made, and the versions of the libraries. If any of it changes the name does, and the table is made
anew. The folder may be deleted at any time.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.types import is_float_dtype, is_object_dtype

from analysis.errors import AnalysisError
from analysis.paths import PACKAGE, PROCESSED
from analysis.store.files import (
    MAPPED,
    OF_PACKAGE,
    SEAL_BYTES,
    Digests,
    digest_of,
    files_in,
    look_at_sealed,
    sealing,
)

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
        if (packed := look_at_sealed(path)) is not None:
            return _unpacked(packed)
        made = make()
        with suppress(OSError, AnalysisError, pa.ArrowException):
            self._keep(path, made)
        if self.size_of(name) > MAPPED and (packed := look_at_sealed(path)) is not None:
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
        with sealing(path) as file:
            places = {name: _put(table, file) for name, table in tables.items()}
            index = json.dumps(places).encode()
            file.write(index + len(index).to_bytes(LENGTH, "big"))
            file.flush()
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            came = _unpacked(memoryview(content)[SEAL_BYTES:])
            if not all(_same(table, came[name]) for name, table in tables.items()):
                raise pa.ArrowInvalid("a table would not come back the same")
        kept = {file: file.stat() for file in self.folder.glob("*.arrow")}
        # What a clock that was ahead has put into the future is the oldest.
        soon = time.time() + A_DAY
        files = sorted(
            kept, key=lambda file: (kept[file].st_mtime < soon, kept[file].st_mtime), reverse=True
        )
        sizes = accumulate(kept[file].st_size for file in files)
        for place, (old, size) in enumerate(zip(files, sizes, strict=True)):
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
    return Shelf(digest_of(repr((made_from, version)))[:24], folder) if version else None


@cache
def code_version(package: Path = PACKAGE) -> str:
    """Return a digest of our own code, and of the libraries that hold tables.

    Empty if a file of it is younger than this process: what runs here may be what it was before.
    """
    if any(path.stat().st_mtime > BEGAN for path in files_in(package, OF_PACKAGE)):
        return ""
    libraries = [pd.__version__, np.__version__, pa.__version__]
    return digest_of([*libraries, Digests().of_code(package)])


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
    return begins - SEAL_BYTES, file.tell() - begins


def _unpacked(packed: memoryview) -> dict[str, pd.DataFrame]:
    end = len(packed) - LENGTH
    places = json.loads(bytes(packed[end - int.from_bytes(packed[end:], "big") : end]))
    tables = {}
    for name, (begins, length) in places.items():
        lies = pa.py_buffer(packed[begins : begins + length])
        arrow = pa.ipc.open_file(pa.BufferReader(lies)).read_all()
        # No threads: a process may be forked after it.
        table = arrow.to_pandas(use_threads=False, split_blocks=length > MAPPED)
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
