"""Any file to cells: what is damaged is refused with its line, all of it at once."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from analysis.data.intake.cells import Cells
from analysis.data.intake.columnar import read_parquet
from analysis.data.intake.delimited import read_delimited
from analysis.data.intake.form import KINDS, Form
from analysis.data.intake.records import read_json, read_json_lines
from analysis.data.intake.sheets import read_sheet
from analysis.errors import RawDataError

READERS: dict[str, Callable[[bytes, str, Form], Cells]] = {
    "csv": read_delimited,
    "tsv": read_delimited,
    "json": read_json,
    "jsonl": read_json_lines,
    "xlsx": read_sheet,
    "parquet": read_parquet,
}


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
        rows of another length than the heading, a heading that stands twice.
    """
    kind = form.kind_of(path)
    if kind not in READERS:
        known = ", ".join(dict.fromkeys(KINDS))
        raise RawDataError([f"{path.name}: its kind is not known; it ends in none of {known}"])
    return READERS[kind](_bytes_of(path), path.name, form)


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise RawDataError([f"{path.name}: there is no such file in {path.parent.name}/"])
    content = path.read_bytes()
    if path.suffix.lower() == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise RawDataError([f"{path.name} cannot be unpacked: {error}"]) from error
    if not content.strip():
        raise RawDataError([f"{path.name}: the file is empty"])
    return content
