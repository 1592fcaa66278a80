"""From `data/raw` to `data/processed`: everything there can be deleted and made again.

The codebook of the tables is `data/processed/README.md`. They are written block by block, so that
a large one never stands in memory twice.

>>> from tempfile import mkdtemp
>>> path = Path(mkdtemp()) / "claims.csv"
>>> write_tables([pd.DataFrame({"claim_id": ["a", "b"], "killed": [193, 199]})], path)
>>> path.read_text(encoding="utf-8")
'claim_id,killed\\na,193\\nb,199\\n'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack, nullcontext
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.claims.parts import clean_parts, on_cluster
from analysis.collection.collection import load_collection
from analysis.paths import PROCESSED
from analysis.store.columns import csv_blocks, in_blocks
from analysis.store.files import ROWS_OF_GROUP, locked, new_file

TABLES = ("ratios", "claims", "set_aside")
COLUMNAR = ("claims", "ratios")


def build_processed(name: str, folder: Path | None = None) -> list[Path]:
    """Clean one collection and write its tables.

    Parameters
    ----------
    name : str
        A collection in `data/raw`.
    folder : Path
        Where the tables go, made if it is not there; by default a folder of `data/processed` with
        the collection's name, so that no collection takes the place of another.

    Returns
    -------
    list of Path
        The files written: ratios, claims and set_aside as CSV, ratios and claims as Parquet.

    Raises
    ------
    RawDataError
        If the raw data break a rule; then nothing is written.
    AnalysisError
        If a file cannot be written; the last good ones stand.
    """
    collection = load_collection(name)
    folder = PROCESSED / name if folder is None else folder
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "tables", wait_seconds=60):
        written = [_paths(folder, name) for name in TABLES]
        for name, paths in zip(TABLES, written, strict=True):
            write_tables(collection.pieces_of(name), *paths)
    return [path for paths in written for path in paths]


def _paths(folder: Path, name: str) -> list[Path]:
    endings = ("csv", "parquet") if name in COLUMNAR else ("csv",)
    return [folder / f"{name}.{ending}" for ending in endings]


def build_parts(name: str, scheduler: str = "", folder: Path = PROCESSED) -> list[Path]:
    """Clean a collection in parts and write its tables, part by part.

    Parameters
    ----------
    name : str
        A collection in `data/raw` whose claims lie in parts.
    scheduler : str
        Address of a Dask cluster that sees the same disk; empty for this process alone.
    folder : Path
        The tables go to a folder of it with the collection's name.

    Returns
    -------
    list of Path
        The files written: claims and ledger, one Parquet file a raw part.

    Raises
    ------
    RawDataError, AnalysisError
        As `build_processed`.
    """
    with on_cluster(scheduler) if scheduler else nullcontext(map) as each:
        cleaned = clean_parts(name, folder / name, each=each)
    return [*cleaned.claims, *cleaned.set_aside]


Writer = Callable[[pd.DataFrame], None]


def write_tables(frames: Iterable[pd.DataFrame], *paths: Path) -> None:
    """Write tables under each other into each of some files, whole or not at all.

    Parameters
    ----------
    frames : iterable of pandas.DataFrame
        Of the same columns, one at least, their text plain or as codes; each is asked for when
        the one before it is written.
    *paths : Path
        Ending in .csv or .parquet.

    Raises
    ------
    AnalysisError
        If a file cannot be written; what stood there before still does.
    """
    with ExitStack() as open_files:
        blocks = in_blocks(frames, ROWS_OF_GROUP)
        first = next(blocks)
        writers = [_writer(path, first, open_files) for path in paths]
        for write in writers:
            write(first)
        for block in blocks:
            for write in writers:
                write(block)


def _writer(path: Path, first: pd.DataFrame, open_files: ExitStack) -> Writer:
    """Open a file for a table that begins with a block; return what writes one to it."""
    part = open_files.enter_context(new_file(path))
    if path.suffix == ".parquet":
        schema = pa.Schema.from_pandas(first, preserve_index=False)
        columns = open_files.enter_context(pq.ParquetWriter(part, schema))
        return lambda block: columns.write_table(
            pa.Table.from_pandas(block, schema, preserve_index=False), ROWS_OF_GROUP
        )
    file = open_files.enter_context(part.open("wb"))
    file.writelines(csv_blocks(first.iloc[:0]))
    return lambda block: file.writelines(islice(csv_blocks(block), 1, None))
