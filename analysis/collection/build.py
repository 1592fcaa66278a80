"""From `data/raw` to `data/processed`: everything there can be deleted and made again.

The codebook of the tables is `data/processed/README.md`.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from analysis.claims.parts import clean_parts, on_cluster
from analysis.collection.collection import load_collection
from analysis.paths import PROCESSED
from analysis.store.files import locked
from analysis.store.tables import write_tables

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
