"""Tables kept on disk under what they were made from, so that the next process need not make them.

What a kept table came from is in its name: the bytes of the raw files, our own code, the choices
made, and the versions of the libraries. If any of it changes the name does, and the table is made
anew. The folder may be deleted at any time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.types import is_object_dtype

from analysis.paths import PACKAGE, PROCESSED
from analysis.store.digests import (
    MAPPED,
    OF_PACKAGE,
    Digests,
    digest_of,
    files_in,
    look_at_sealed,
    write_sealed,
)

HERE = PROCESSED / ".kept"
BEGAN = time.time()
A_DAY = 86_400
LENGTH = 8
"""Bytes that say how long the names are."""
MOST = 48
"""Files that are left when one is added, the latest: a collection has two for each choice, and
the sensitivity of a ratio asks for four choices."""
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
        with suppress(OSError, pa.ArrowException):
            self._keep(path, made)
        if self.size_of(name) > MAPPED and (packed := look_at_sealed(path)) is not None:
            # Large tables are laid down again: those on disk are shared with other processes.
            made = _unpacked(packed)
            pa.default_memory_pool().release_unused()
        return made

    def size_of(self, name: str) -> int:
        """Return the bytes that are kept under a name; 0 if nothing is."""
        path = self._path(name)
        return path.stat().st_size if path.is_file() else 0

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}-{self.key}.arrow"

    def _keep(self, path: Path, tables: dict[str, pd.DataFrame]) -> None:
        packed = {name: _packed_table(table) for name, table in tables.items()}
        if not all(_same(table, _unpacked_table(packed[name])) for name, table in tables.items()):
            return
        lengths = {name: len(content) for name, content in packed.items()}
        names = json.dumps(lengths).encode()
        write_sealed(
            path, len(names).to_bytes(LENGTH, "big"), names, *map(memoryview, packed.values())
        )
        files = sorted(self.folder.glob("*.arrow"), key=_kept_at, reverse=True)
        sizes = accumulate(file.stat().st_size for file in files)
        for place, (old, size) in enumerate(zip(files, sizes, strict=True)):
            if place >= MOST or (place and size > MOST_BYTES):
                old.unlink(missing_ok=True)


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


def _kept_at(path: Path) -> float:
    """Return when a file was kept; 0 if a clock that was ahead has put it into the future."""
    when = path.stat().st_mtime
    return when if when < time.time() + A_DAY else 0.0


def _packed_table(table: pd.DataFrame) -> pa.Buffer:
    loose = ",".join(_loose(table))
    arrow = pa.Table.from_pandas(table, nthreads=1)
    arrow = arrow.replace_schema_metadata({**arrow.schema.metadata, b"loose": loose.encode()})
    # Written twice, the first time to know how long it is: a stream that grows takes it twice.
    counted = pa.MockOutputStream()
    _write(arrow, counted)
    packed = pa.allocate_buffer(counted.size())
    _write(arrow, pa.FixedSizeBufferWriter(packed))
    return packed


def _write(arrow: pa.Table, stream: pa.NativeFile) -> None:
    with pa.ipc.new_file(stream, arrow.schema) as file:
        file.write_table(arrow)


def _unpacked(packed: memoryview) -> dict[str, pd.DataFrame]:
    place = int.from_bytes(packed[:LENGTH], "big") + LENGTH
    names = json.loads(bytes(packed[LENGTH:place]))
    tables = {}
    for name, length in names.items():
        tables[name] = _unpacked_table(pa.py_buffer(packed[place : place + length]))
        place += length
    return tables


def _unpacked_table(packed: pa.Buffer) -> pd.DataFrame:
    # No threads: a process may be forked after it.
    arrow = pa.ipc.open_file(pa.BufferReader(packed)).read_all()
    table = arrow.to_pandas(use_threads=False)
    loose = [name for name in arrow.schema.metadata[b"loose"].decode().split(",") if name]
    return table.astype(dict.fromkeys(loose, object)) if loose else table


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    # To pandas None and NaN are equal, to whoever asks `is None` they are not.
    kinds = [one[name].map(type).equals(other[name].map(type)) for name in _loose(one)]
    return one.equals(other) and one.columns.equals(other.columns) and all(kinds)


def _loose(table: pd.DataFrame) -> list[str]:
    """Return the columns that hold whatever was put into them."""
    return [name for name in table.columns if is_object_dtype(table[name])]
