"""Any file to cells: what is damaged is refused with its line, all of it at once."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

from analysis.data.doors import door, no_plain_file, read_plain
from analysis.data.intake.cells import Cells, checked
from analysis.data.intake.columnar import read_parquet
from analysis.data.intake.delimited import read_delimited
from analysis.data.intake.form import KINDS, Form
from analysis.data.intake.records import read_json, read_json_lines
from analysis.data.intake.sheets import read_sheet
from analysis.data.limits import keep_within, limits
from analysis.errors import RawDataError
from analysis.store.codes import unswept

READERS: dict[str, Callable[[bytes, str, Form], Cells]] = {
    "csv": read_delimited,
    "tsv": read_delimited,
    "json": read_json,
    "jsonl": read_json_lines,
    "xlsx": read_sheet,
    "parquet": read_parquet,
}


MOST_PACKED = 1_032
"""Bytes that one byte can unpack to, by the way in which gzip packs."""
BLOCK = 2**20
"""Bytes unpacked at once to count them."""


def read_cells(path: Path, form: Form) -> Cells:
    """Read a table of others as text.

    Parameters
    ----------
    path : Path
        Plain or gzipped.
    form : Form

    Returns
    -------
    Cells

    Raises
    ------
    RawDataError
        With every fault found: no such file, an unknown kind, bytes or signs that cannot be read,
        rows of another length than the heading, a heading that stands twice, more than is read.
    """
    kind = kind_of(path, form)
    return cells_of(bytes_of(path), path.name, form, kind)


def kind_of(path: Path, form: Form) -> str:
    """Return the kind of a file.

    Raises
    ------
    RawDataError
        If it is not known.
    """
    kind = form.kind_of(path)
    if kind not in READERS:
        known = ", ".join(dict.fromkeys(KINDS))
        raise RawDataError([f"{path.name}: its kind is not known; it ends in none of {known}"])
    return kind


def cells_of(content: bytes, name: str, form: Form, kind: str) -> Cells:
    """Read the bytes of a table of others, unpacked, as text.

    Raises
    ------
    RawDataError
        As `read_cells`.
    """
    if not content.strip():
        raise RawDataError([f"{name}: the file is empty"])
    with door(f"{name} cannot be read as a table"), unswept():
        return checked(READERS[kind](content, name, form))


def bytes_of(path: Path, most: int | None = None) -> bytes:
    """Read a file, unpacked if it is gzipped.

    Parameters
    ----------
    path : Path
    most : int, optional
        Read no more than so many bytes.

    Raises
    ------
    RawDataError
        If there is no such plain file, it cannot be unpacked, or holds more than is read.
    """
    if faults := no_plain_file(path):
        raise RawDataError(faults)
    is_packed, size = path.suffix.lower() == ".gz", path.stat().st_size
    keep_within(path.name, bytes=size if is_packed or most is None else min(size, most))
    if not is_packed:
        return read_plain(path, most)
    if most is None:
        _refuse_much_packed(path)
    with door(f"{path.name} cannot be unpacked"), gzip.open(path) as unpacked:
        return unpacked.read() if most is None else unpacked.read(most)


def _refuse_much_packed(path: Path) -> None:
    """Refuse a gzipped file that unpacks to too much, having kept none of it.

    Raises
    ------
    RawDataError
    """
    limit, counted = limits().bytes, 0
    if path.stat().st_size * MOST_PACKED <= limit:
        return
    with door(f"{path.name} cannot be unpacked"), gzip.open(path) as unpacked:
        while block := unpacked.read(BLOCK):
            counted += len(block)
            if counted > limit:
                break
    if counted > limit:
        told = f"{path.name}: more than {limit:,} bytes once unpacked, and no more are read; "
        raise RawDataError([f"{told}--limit bytes=NUMBER raises that"])
