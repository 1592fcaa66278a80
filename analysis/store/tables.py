"""Tables written block by block, as CSV and as Parquet: a large one never stands in memory twice.

>>> from tempfile import mkdtemp
>>> path = Path(mkdtemp()) / "claims.csv"
>>> write_tables([pd.DataFrame({"claim_id": ["a", "b"], "killed": [193, 199]})], path)
>>> path.read_text(encoding="utf-8")
'claim_id,killed\\na,193\\nb,199\\n'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.store.columns import csv_blocks, in_blocks
from analysis.store.files import ROWS_OF_GROUP, new_file

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
        return lambda block: columns.write_table(_arrow(block, schema), ROWS_OF_GROUP)
    file = open_files.enter_context(part.open("wb"))
    file.writelines(text.encode() for text in csv_blocks(first.iloc[:0]))
    return lambda block: file.writelines(
        text.encode() for text in islice(csv_blocks(block), 1, None)
    )


def _arrow(block: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pandas(block, schema, preserve_index=False)
