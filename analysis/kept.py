"""Tables kept on disk under what they were made from, so that the next process need not make them.

What a kept table came from is in its name: the bytes of the raw files, our own code, the choices
made, and the versions of the libraries. If any of it changes the name does, and the table is made
anew. The folder may be deleted at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.types import is_object_dtype

from analysis.errors import AnalysisError
from analysis.files import write_bytes
from analysis.paths import PROCESSED

HERE = PROCESSED / ".kept"
PACKAGE = Path(__file__).parent
BEGAN = time.time()
DIGEST = 32
"""Bytes of a SHA-256: each file begins with that of the rest."""
MOST = 24
"""Files that are left when one is added, the latest: a collection has four for each choice."""


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
        self, names: tuple[str, ...], make: Callable[[], dict[str, pd.DataFrame]]
    ) -> dict[str, pd.DataFrame]:
        """Return tables by name as they were kept, or make them and keep them.

        Tables that would not come back the same are made each time; a folder that cannot be
        written to is no fault.
        """
        found = {name: _read(self._path(name)) for name in names}
        if all(table is not None for table in found.values()):
            return found
        made = make()
        for name, table in made.items():
            with suppress(AnalysisError, OSError, pa.ArrowException):
                self._keep(name, table)
        return made

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}-{self.key}.arrow"

    def _keep(self, name: str, table: pd.DataFrame) -> None:
        packed = _packed(table)
        if not _same(table, _unpacked(packed)):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        write_bytes(self._path(name), sha256(packed).digest() + packed)
        files = sorted(self.folder.glob("*.arrow"), key=lambda path: path.stat().st_mtime)
        for old in files[:-MOST]:
            old.unlink(missing_ok=True)


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
    if not version:
        return None
    told = repr((made_from, version))
    return Shelf(sha256(told.encode()).hexdigest()[:24], folder)


@cache
def code_version(package: Path = PACKAGE) -> str:
    """Return a digest of our own code, and of the libraries that hold tables.

    Empty if a file of it is younger than this process: what runs here may be what it was before.
    """
    digest = sha256(repr((pd.__version__, np.__version__, pa.__version__)).encode())
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.toml")]):
        if path.stat().st_mtime > BEGAN:
            return ""
        digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _packed(table: pd.DataFrame) -> bytes:
    loose = ",".join(_loose(table))
    arrow = pa.Table.from_pandas(table, nthreads=1)
    arrow = arrow.replace_schema_metadata({**arrow.schema.metadata, b"loose": loose.encode()})
    stream = BytesIO()
    with pa.ipc.new_file(stream, arrow.schema) as file:
        file.write_table(arrow)
    return stream.getvalue()


def _unpacked(packed: bytes) -> pd.DataFrame:
    # No threads: a process may be forked after it.
    arrow = pa.ipc.open_file(pa.BufferReader(packed)).read_all()
    table = arrow.to_pandas(use_threads=False)
    loose = [name for name in arrow.schema.metadata[b"loose"].decode().split(",") if name]
    return table.astype(dict.fromkeys(loose, object))


def _read(path: Path) -> pd.DataFrame | None:
    """Read a kept table; None if it is not there, or not as it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, packed = content[:DIGEST], content[DIGEST:]
    return _unpacked(packed) if sha256(packed).digest() == digest else None


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    # To pandas None and NaN are equal, to whoever asks `is None` they are not.
    kinds = [one[name].map(type).equals(other[name].map(type)) for name in _loose(one)]
    return one.equals(other) and one.columns.equals(other.columns) and all(kinds)


def _loose(table: pd.DataFrame) -> list[str]:
    """Return the columns that hold whatever was put into them."""
    return [name for name in table.columns if is_object_dtype(table[name])]
