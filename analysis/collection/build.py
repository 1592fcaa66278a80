r"""From `data/raw` to `data/processed`: everything there can be deleted and made again.

The codebook of the tables is `data/processed/README.md`. They are written block by block, so that
a large one never stands in memory twice.

>>> from tempfile import mkdtemp
>>> path = Path(mkdtemp()) / "claims.csv"
>>> write_tables([pd.DataFrame({"claim_id": ["a", "b"], "killed": [193, 199]})], path)
>>> path.read_text(encoding="utf-8")
'claim_id,killed\na,193\nb,199\n'

A collection too large for memory has claims in Parquet parts, and is cleaned part by part.

Its folder in `data/raw` holds `claims/`, a folder of Parquet parts with the columns of claims.csv
as text, in place of that file. Each part is checked and cleaned by itself. Rows that may be one
statement agree in `claims.FIGURE_KEY`, so what the grouping needs is dealt out by that key to
piles, each pile is grouped by itself, and what it found goes back to the parts. The parts that
are written hold, one after the other, the rows of the table cleaned in one piece.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.claims import FIGURE_KEY, clean_claims, group_origins
from analysis.collection.collection import load_collection
from analysis.data.inputs import refuse
from analysis.data.intake.tables import READING_FIELDS, SOURCE_FIELDS, check_sources
from analysis.data.raw import missing_columns, read_raw, to_frame
from analysis.data.vocabulary import Vocabulary, check_claims, check_readings, read_vocabulary
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import PROCESSED, RAW
from analysis.settings import CAP
from analysis.store.columns import csv_blocks, decode, in_blocks
from analysis.store.files import ROWS_OF_GROUP, locked, new_file, new_folder
from analysis.terms import CLAIM_FIELDS

if TYPE_CHECKING:
    from distributed import Client

TABLES = {"ratios": ("csv", "parquet"), "claims": ("csv", "parquet"), "set_aside": ("csv",)}
"""What is written, and the endings of its files."""

SECONDS_TO_REACH = 20
"""For a scheduler to answer, and for a first worker to join it."""
DEALT = [*FIGURE_KEY, "claim_id", "claim_group", "stated_on", "date_basis", "source_id"]
DEALT += ["also_in", "directness", "n_pages", "wording", "reported", "low", "high", "flags"]
"""What grouping needs to know of a claim."""

FOUND = ["origin_id", "role", "n_versions", "n_echoes", "versions_low", "versions_high"]
FOUND += ["point_rule", "flags"]
"""What grouping says of it."""

SMALLEST = 2**10
"""Rows of the smallest piece of a file; reading a smaller one costs as much."""
IDENTIFIERS = ("claim_id", "origin_id")

Each = Callable[[Callable, Iterable], Iterable]
"""Runs a task on each item, as `map` does."""


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
    written: list[Path] = []
    with locked(folder / "tables", wait_seconds=60):
        for table, endings in TABLES.items():
            paths = [folder / f"{table}.{ending}" for ending in endings]
            write_tables(collection.pieces_of(table), *paths)
            written += paths
    return written


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


@dataclass(frozen=True)
class PartsJob:
    """What every worker needs to know.

    Parameters
    ----------
    home : Path
        Folder of the collection.
    work : Path
        Where the pieces lie; every worker sees the same disk.
    parts : tuple of Path
        The raw parts, in order.
    cap : float
        Largest half-width of a rounded or hedged figure, as a share of it.

    There are as many piles as parts, so that one takes no more memory than the other.
    """

    home: Path
    work: Path
    parts: tuple[Path, ...]
    cap: float

    def pieces(self, kind: str) -> list[Path]:
        """Where the pieces of a kind lie, one from each part or pile, in order."""
        return [self.work / kind / path.name for path in self.parts]


@dataclass(frozen=True)
class CleanParts:
    """What was written.

    Parameters
    ----------
    claims, set_aside : list of Path
        One file a raw part, in the same order; columns as in `data/processed`.
    rows_in, kept : int
    """

    claims: list[Path]
    set_aside: list[Path]
    rows_in: int
    kept: int


def part_collections(folder: Path = RAW) -> list[str]:
    """Return the folders of `data/raw` that hold claims in parts, sorted."""
    return sorted({path.parent.parent.name for path in folder.glob("*/claims/*.parquet")})


def clean_parts(
    name: str, target: Path, *, cap: float = CAP, folder: Path = RAW, each: Each = map
) -> CleanParts:
    """Check, clean and group a collection in parts.

    Parameters
    ----------
    name : str
        A folder in `data/raw` with claims/*.parquet, sources.csv and readings.csv.
    target : Path
        Folder to write; takes the place of what is there when all is written.
    cap : float
        As for `clean_claims`.
    folder : Path
        Where collections and vocabulary stand.
    each : callable
        Runs the tasks: `map` in turn, or what `on_cluster` gives.

    Returns
    -------
    CleanParts

    Raises
    ------
    RawDataError
        With every fault of every part; then nothing is written.
    """
    home = folder / name
    raw = tuple(sorted((home / "claims").glob("*.parquet")))
    with locked(target), new_folder(target) as staging:
        job = PartsJob(home, staging / ".work", raw, cap)
        numbers = range(len(raw))
        seen = list(each(partial(_clean_part, job), numbers))
        repeated = each(partial(_repeated_ids, job), numbers)
        refuse([*_faults(job, seen), *(fault for faults in repeated for fault in faults)])
        list(each(partial(_group_pile, job), numbers))
        list(each(partial(_put_together, job, staging), numbers))
        shutil.rmtree(job.work)
    return CleanParts(
        [target / "claims" / path.name for path in raw],
        [target / "set_aside" / path.name for path in raw],
        sum(one.rows for one in seen),
        sum(one.kept for one in seen),
    )


@contextmanager
def on_cluster(scheduler: str) -> Iterator[Each]:
    """Give what runs tasks on a Dask cluster whose workers see the same disk.

    Parameters
    ----------
    scheduler : str
        Address, such as tcp://head:8786.

    Raises
    ------
    AnalysisError
        If `distributed` is not installed; else as `connected`.
    """
    if find_spec("distributed") is None:
        raise AnalysisError("a cluster needs `pip install reportedly[cluster]`")
    with connected(scheduler) as client:
        yield lambda task, items: client.gather(client.map(task, list(items), pure=False))


@contextmanager
def connected(scheduler: str) -> Iterator[Client]:
    """Connect to a Dask scheduler that has a worker, for as long as a block runs.

    Raises
    ------
    ParameterError
        If no scheduler answers there, or it has no worker.
    AnalysisError
        If it is lost at any moment after it had answered.
    """
    from distributed import Client

    # The library tells the same in lines and tracebacks of its own.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=SECONDS_TO_REACH, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise ParameterError(f"no Dask scheduler answers at {scheduler}: {fault}") from fault
    with told_if_lost(scheduler), client:
        try:
            client.wait_for_workers(1, timeout=SECONDS_TO_REACH)
        except TimeoutError:
            raise ParameterError(f"the scheduler at {scheduler} has no worker") from None
        yield client


@contextmanager
def told_if_lost(scheduler: str) -> Iterator[None]:
    """Say in one sentence that a scheduler was lost while it was waited for.

    Raises
    ------
    AnalysisError
        If the connection to it broke off.
    """
    from distributed.client import FutureCancelledError, FuturesCancelledError
    from distributed.comm import CommClosedError

    try:
        yield
    except (FutureCancelledError, FuturesCancelledError, CommClosedError) as lost:
        raise AnalysisError(f"the scheduler at {scheduler} was lost; run it again") from lost


@dataclass(frozen=True)
class _Seen:
    """What a worker reports of a part."""

    rows: int
    kept: int
    faults: list[str]
    read_ids: list[str]


def _clean_part(job: PartsJob, part: int) -> _Seen:
    words, path = read_vocabulary(job.home.parent), job.parts[part]
    raw, faults = _read_raw_part(path, words, job.home)
    readings = read_raw(job.home / "readings.csv", READING_FIELDS)
    readings = readings[readings["claim_id"].isin(raw["claim_id"])]
    seen = _Seen(len(raw), 0, faults, [*readings["claim_id"]])
    if faults:
        return seen
    _deal(job, "ids", part, raw[["claim_id"]], by=["claim_id"])
    claims, ledger = clean_claims(raw, words, readings, cap=job.cap)
    _write(claims, job.pieces("claims")[part])
    _write(ledger, job.pieces("set_aside")[part])
    _deal(job, "figures", part, claims[DEALT], by=FIGURE_KEY)
    return replace(seen, kept=len(claims))


def _read_raw_part(path: Path, words: Vocabulary, home: Path) -> tuple[pd.DataFrame, list[str]]:
    """Read a raw part, and say what is wrong with it; its rows count from 1."""
    schema = pq.read_schema(path)
    faults = missing_columns(pd.DataFrame(columns=schema.names), CLAIM_FIELDS, path)
    faults += [
        f"{path.name}: column {field.name} is {field.type}, where all is text"
        for field in schema
        if field.name in CLAIM_FIELDS and not _is_text(field.type)
    ]
    if faults:
        return pd.DataFrame({"claim_id": []}, dtype="str"), faults
    raw = _read([path], columns=list(CLAIM_FIELDS))
    pages = read_raw(home / "sources.csv", SOURCE_FIELDS)["source_id"]
    return raw, check_claims(raw, pages, words, path)


def _deal(job: PartsJob, kind: str, part: int, rows: pd.DataFrame, *, by: list[str]) -> None:
    """Write the rows of a part pile by pile, so that alike rows lie on one pile."""
    pile = pd.util.hash_pandas_object(rows[by], index=False).to_numpy() % len(job.parts)
    rows = rows.assign(pile=pile.astype("int64"), raw_part=part, row=np.arange(len(rows)))
    order = np.argsort(pile, kind="stable")
    _write(rows.iloc[order], job.pieces(kind)[part], pieces=len(job.parts))


def _repeated_ids(job: PartsJob, pile: int) -> list[str]:
    """Name the claims whose id an earlier part has already; a part at fault dealt none."""
    pieces = [piece for piece in job.pieces("ids") if piece.is_file()]
    if not pieces:
        return []
    rows = _read(pieces, filters=[("pile", "==", pile)])
    again = rows[rows["claim_id"].duplicated()]
    return [
        f"{job.parts[row.raw_part].name} line {row.row + 1}, column claim_id: {row.claim_id!r} "
        "stands in an earlier part already"
        for row in again.itertuples()
    ]


def _faults(job: PartsJob, seen: list[_Seen]) -> list[str]:
    """Collect what is wrong with the parts, the pages and our readings."""
    sources, readings = job.home / "sources.csv", job.home / "readings.csv"
    known = {claim_id for one in seen for claim_id in one.read_ids}
    faults = [fault for one in seen for fault in one.faults]
    faults += check_sources(read_raw(sources, SOURCE_FIELDS), sources)
    return faults + check_readings(read_raw(readings, READING_FIELDS), known, readings)


def _group_pile(job: PartsJob, pile: int) -> None:
    """Group the figures of a pile, in the order of the whole table."""
    rows = _read(job.pieces("figures"), filters=[("pile", "==", pile)])
    found = group_origins(rows)[[*FOUND, "raw_part", "row"]]
    _write(found, job.pieces("grouped")[pile], pieces=len(job.parts))


def _put_together(job: PartsJob, staging: Path, part: int) -> None:
    """Lay what the piles found beside the claims of a part."""
    claims = _read([job.pieces("claims")[part]])
    found = _read(job.pieces("grouped"), filters=[("raw_part", "==", part)]).sort_values("row")
    together = claims.assign(**found[FOUND].reset_index(drop=True))
    name = job.parts[part].name
    _write(together, staging / "claims" / name)
    _write(_read([job.pieces("set_aside")[part]]), staging / "set_aside" / name)


def _read(paths: list[Path], **which) -> pd.DataFrame:
    """Read pieces below each other; empty cells as empty text, text as codes but for identifiers.

    A Parquet file holds days finer than to the second.
    """
    table = pa.concat_tables([pq.read_table(path, **which) for path in paths])
    days = [field.name for field in table.schema if pa.types.is_timestamp(field.type)]
    if not table.num_rows:
        return table.to_pandas().astype(dict.fromkeys(days, "datetime64[s]"))
    columns = dict(zip(table.column_names, table.columns, strict=True))
    for field in filter(lambda field: _is_text(field.type), table.schema):
        text = pc.fill_null(columns[field.name].cast(pa.string()), "")
        columns[field.name] = text if field.name in IDENTIFIERS else text.dictionary_encode()
    frame = to_frame(pa.table(columns).to_batches(), table.column_names)
    return frame.astype(dict.fromkeys(days, "datetime64[s]"))


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _write(rows: pd.DataFrame, path: Path, *, pieces: int = 1) -> None:
    """Write a file, in so many pieces that can be read by themselves."""
    path.parent.mkdir(parents=True, exist_ok=True)
    decode(rows).to_parquet(path, index=False, row_group_size=max(len(rows) // pieces, SMALLEST))
