"""Raw files, strictly read: their bytes, their cells, and the sidecar that says who made them.

Every file in `data/raw` has a sidecar `<name>.origin.yml` of plain entries: no lists, no aliases,
no types but text and days. A raw table is read as text, cell by cell; what is wrong with the file
itself is reported with its line, all of it at once.

A file is looked through in blocks that end with a line, so that one of any size needs little
memory: what is quick to count shows that a block is sound, and only one that is not is looked at
closely. Its rows are counted a second time, by other means than those that read them.

What stands in its columns is held against rules: a fault names the file, the line, the column, the
value and the nearest valid choice.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import yaml

from analysis.data.dates import is_day
from analysis.data.inputs import (
    MOST_NAMED,
    MOST_VALUES,
    as_fault,
    count_records,
    faults_of_text,
    faults_of_values,
    hold_rows,
    keep_within,
    limits,
    may_mislead,
    more_values,
    no_plain_file,
    read_plain,
    refuse,
    shapes_of,
    shown,
    swallowed,
)
from analysis.data.names import isolated, nearest
from analysis.errors import RawDataError
from analysis.store.columns import each_distinct

DAYS = ("accessed", "published")
LONGEST = 5_000
"""Signs of an entry; the longest of ours has under two thousand."""


def read_sidecar(path: Path, names: tuple[str, ...]) -> dict[str, str | date | None]:
    """Read the entries of a sidecar.

    Parameters
    ----------
    path : Path
    names : tuple of str
        Of entries that must be there; others are let pass.

    Returns
    -------
    dict
        Texts, empty where nothing is said; `DAYS` as days, or None.

    Raises
    ------
    RawDataError
        With every fault: no plain file, no such form, an entry that is missing or of another kind.
    """
    content = read_plain(path, most=limits().words + 1)
    keep_within(path.name, words=len(content))
    with as_fault(f"{path.name} cannot be read as a sidecar"):
        text = content.decode("utf-8-sig")
        refuse(faults_of_text(text, path.name))
        entries, lines = _entries(text, path.name)
    refuse([f"{path.name}: field {name} is missing" for name in names if name not in entries])
    places = {name: f"{path.name} line {lines[name]}, {name}" for name in names}
    found: dict[str, str | date | None] = {}
    faults: list[str] = []
    for name, where in places.items():
        try:
            read = _day if name in DAYS else _text
            found[name] = read(entries[name], where)
        except RawDataError as error:
            faults += error.faults
    texts = ((places[name], value) for name, value in found.items() if isinstance(value, str))
    refuse(faults + faults_of_values(texts))
    if not re.fullmatch(r"[0-9a-f]{64}|\??", str(found.get("sha256", ""))):
        told = f"{shown(found['sha256'])} is no checksum of 64 signs; `sha256sum FILE` gives it"
        raise RawDataError([f"{places['sha256']}: {told}"])
    return found


def _entries(text: str, name: str) -> tuple[dict[str, object], Mapping[str, int]]:
    """Read names and plain values, and the line of each."""
    depth = 0
    # What is no plain entry is refused where it begins, before it can take time or memory.
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise RawDataError([f"{name} line {line}: an alias (*name); write the entry out"])
        depth += isinstance(event, yaml.MappingStartEvent)
        if isinstance(event, yaml.SequenceStartEvent) or depth > 1:
            raise RawDataError([f"{name} line {line}: a list or names where a text is wanted"])
    loader = yaml.SafeLoader(text)
    root = loader.get_single_node()
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise RawDataError([f"{name} line 1: no names with values, as `title: ...`"])
    entries, lines, faults = {}, {}, []
    for key, value in root.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            faults.append(f"{name} line {line}, {shown(str(key.value))[:60]}: no plain text")
        elif key.value in entries:
            faults.append(f"{name} line {line}, {key.value}: stands twice")
        else:
            entries[key.value], lines[key.value] = _plain(loader, value), line
    refuse(faults)
    return entries, lines


def _plain(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> object:
    """Return a day, nothing, or a text; another type, such as true, as it is."""
    try:
        return loader.construct_object(node)
    except (ValueError, yaml.YAMLError):
        return node.value


def _text(value: object, where: str) -> str:
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise RawDataError([f"{where}: {shown(value)} is no text; put it in quotation marks"])
    if len(value) > LONGEST:
        raise RawDataError([f"{where}: {len(value):,} signs, where no more than {LONGEST:,} fit"])
    return value


def _day(value: object, where: str) -> date | None:
    if value in (None, "") or (isinstance(value, date) and not isinstance(value, datetime)):
        return value or None
    if isinstance(value, str) and (value == "?" or is_day(value)):
        return value if value == "?" else date.fromisoformat(value)
    raise RawDataError([f"{where}: {shown(value)} is not a day written YYYY-MM-DD"])


CODED = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Origin:
    """Who made a raw file, how, and under which licence.

    Parameters
    ----------
    producer, title, citation, licence, note : str
        In words; `note` says how the file was made and what is thin.
    url : str
        Empty where the file has no address of its own.
    accessed, published : datetime.date or None
    sha256 : str
        Of the file's bytes.
    """

    producer: str
    title: str
    citation: str
    url: str
    accessed: date | None
    published: date | None
    licence: str
    sha256: str
    note: str

    @property
    def source_line(self) -> str:
        """The line to print under a figure."""
        told = ", ".join(filter(None, (isolated(self.producer), self.licence)))
        title = isolated(self.title)
        return f"{title} ({told})" if told else title or "not stated"


ORIGIN_FIELDS = tuple(entry.name for entry in fields(Origin))


def read_origin(path: Path) -> Origin:
    """Read the sidecar of one raw file.

    Parameters
    ----------
    path : Path
        The raw file, not the sidecar.

    Raises
    ------
    RawDataError
        If the sidecar is not there, lacks a field, or says something of another kind.
    """
    sidecar = sidecar_of(path)
    if not sidecar.exists():
        raise RawDataError([f"{path.name}: no origin file {sidecar.name} beside it"])
    return Origin(**read_sidecar(sidecar, ORIGIN_FIELDS))


def sidecar_of(path: Path) -> Path:
    """Return where the sidecar of a raw file stands."""
    return path.with_name(f"{path.stem}.origin.yml")


def sha256_of(*paths: Path) -> str:
    """Return the SHA-256 of the bytes of one file, or of several in the given order.

    Raises
    ------
    RawDataError
        If one is no plain file.
    """
    digest = hashlib.sha256()
    for path in paths:
        refuse(no_plain_file(path))
        with path.open("rb") as handle:
            while block := handle.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()


def read_raw(
    path: Path, required: tuple[str, ...] = (), *, coded: Collection[str] = ()
) -> pd.DataFrame:
    """Read a raw table as text, refusing a file that is damaged.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 with a header, ending in a line break.
    required : tuple of str
        Columns that must be there.
    coded : collection of str
        Columns to hold as codes (`store.columns`), for their texts stand in many rows.

    Returns
    -------
    pandas.DataFrame
        One row a line, all cells strings, empty cells empty strings, in file order.

    Raises
    ------
    RawDataError
        With every fault found: no such file, bytes that are not UTF-8, signs that cannot be seen,
        a line beyond all measure, rows with too few or too many cells, a missing or repeated
        column, a file that stops in the middle of a line, more than is read.
    """
    if not no_plain_file(path):
        keep_within(path.name, bytes=path.stat().st_size)
    seen = look_through(path)
    refuse(seen.faults())
    with as_fault(f"{path.name} cannot be read as a table"):
        table, left_out = _parse(path, coded)
    faults = faults_of_shape(path) if left_out else []
    faults += missing_columns(table, required, path)
    repeated = sorted({name for name in table.columns if list(table.columns).count(name) > 1})
    faults += [f"{path.name} line 1: column {name} stands twice" for name in repeated]
    if seen.records != seen.lines:
        faults += _swallowing(table, path)
    refuse(faults)
    hold_rows(path.name, seen.records - 1, len(table))
    return table


def _swallowing(table: pd.DataFrame, path: Path) -> list[str]:
    """Say which cells hold lines that look like rows of the table."""
    several = np.zeros(len(table), dtype=bool)
    for cells in (table.iloc[:, place] for place in range(table.shape[1])):
        several |= _with_line_breaks(cells)
    rows = np.flatnonzero(several)
    if not len(rows):
        return []
    sample = table.iloc[np.flatnonzero(~several)[:1000]].astype("str")
    shapes = shapes_of(sample.itertuples(index=False, name=None))
    texts = table.iloc[rows].astype("str").itertuples(index=False, name=None)
    found = [(row, swallowed(cells, ",", shapes)) for row, cells in zip(rows, texts, strict=True)]
    lines = lines_of_rows(path) if any(count for _, count in found) else []
    return [
        f"{path.name} line {lines[row]}: a quotation mark takes the {count:,} rows after it into "
        "one cell; close it"
        for row, count in found
        if count
    ]


def _with_line_breaks(cells: pd.Series) -> np.ndarray:
    if isinstance(cells.dtype, pd.CategoricalDtype):
        texts = cells.cat.categories.str.contains("\n", regex=False)
        return np.append(np.asarray(texts, dtype=bool), False)[cells.cat.codes]
    return cells.str.contains("\n", regex=False).to_numpy(dtype=bool)


def missing_columns(table: pd.DataFrame, required: Iterable[str], path: Path) -> list[str]:
    """Say which columns a table lacks, and which it has."""
    return [
        f"{path.name} line 1: column {column} is missing; the file has {', '.join(table.columns)}"
        for column in required
        if column not in table.columns
    ]


def _parse(path: Path, coded: Collection[str]) -> tuple[pd.DataFrame, bool]:
    """Read the cells; say also whether a row was left out for having too few or too many."""
    with path.open(encoding="utf-8-sig", newline="") as header:
        columns = next(csv.reader(header))
    left_out = []

    def note_bad_row(row) -> str:
        left_out.append(row)
        return "skip"

    names = [f"c{i}" for i in range(len(columns))]
    kinds = [CODED if column in coded else pa.string() for column in columns]
    options = {
        "read_options": pyarrow.csv.ReadOptions(column_names=names, skip_rows=1),
        "parse_options": pyarrow.csv.ParseOptions(
            newlines_in_values=True, invalid_row_handler=note_bad_row
        ),
        "convert_options": pyarrow.csv.ConvertOptions(
            column_types=dict(zip(names, kinds, strict=True)), strings_can_be_null=False
        ),
    }
    with pyarrow.csv.open_csv(path, **options) as blocks:
        table = to_frame(blocks, columns)
    return table, bool(left_out)


def to_frame(blocks: Iterable[pa.RecordBatch], columns: list[str]) -> pd.DataFrame:
    """Set blocks of an Arrow table of texts below each other; dictionaries become categories.

    Of each block only small codes and its own distinct texts are kept.
    """
    parts: list[list] = [[] for _ in columns]
    for block in blocks:
        for part, cells in zip(parts, block.columns, strict=True):
            if cells.type == CODED:
                size = np.min_scalar_type(-max(len(cells.dictionary), 1))
                cells = cells.indices.to_numpy().astype(size), cells.dictionary
            part.append(cells)
    frame = pd.DataFrame({i: _column(parts.pop(0)) for i in range(len(columns))}, copy=False)
    return frame.set_axis(columns, axis=1)


def _column(part: list) -> pd.Categorical | pd.Series:
    """Set the cells of one column below each other, under one numbering of their texts."""
    if not part or isinstance(part[0], pa.Array):
        return pa.chunked_array(part, None if part else pa.string()).to_pandas()
    numbered = pa.chunked_array([texts for _, texts in part]).dictionary_encode()
    texts = numbered.chunk(0).dictionary
    size = np.min_scalar_type(-max(len(texts), 1))
    codes = np.concatenate(
        [
            numbers.indices.to_numpy().astype(size)[codes]
            for numbers, (codes, _) in zip(numbered.chunks, part, strict=True)
        ]
    )
    return pd.Categorical.from_codes(codes, pd.Index(texts.to_pandas(), dtype="str"))


LONGEST_LINE = 20_000
"""Bytes; the longest of ours has under a thousand."""
BLOCK = 2**20
"""Bytes read at once; more do not fit beside their work into the cache of a core."""


def look_through(path: Path) -> Scan:
    """Look at all bytes of a file: what is wrong with them, and how many records they hold.

    Nothing is wrong if the file is there, holds something, is UTF-8 without signs that mislead or
    lines beyond all measure, ends with a line break, and closes every quotation mark.
    """
    seen = Scan(path.name)
    seen.absent = no_plain_file(path)
    if seen.absent:
        return seen
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            # Whole lines, but for one beyond all measure.
            if fault := seen.look_at(block + handle.readline(LONGEST_LINE + 1)):
                seen.absent = [fault]
            if fault or seen.overlong or len(seen.unseen) >= MOST_NAMED:
                break
    return seen


@dataclass
class Scan:
    """What was seen of a file so far.

    Parameters
    ----------
    name : str
    lines, records : int
        Line ends, and those outside quotation marks that end something: a second count of what a
        reader will find.
    absent : list of str
        What ended the look.
    """

    name: str
    lines: int = 0
    records: int = 0
    absent: list[str] = field(default_factory=list)
    blank: bool = True
    last: bytes = b"\n"
    unseen: list[str] = field(default_factory=list)
    overlong: list[str] = field(default_factory=list)
    inside: bool = False
    opened: int = 0

    def look_at(self, block: bytes) -> str:
        """Take in one more block; return the fault that ends the look, if it is one."""
        signs = np.frombuffer(block, np.uint8)
        ends = np.flatnonzero(signs == ord("\n"))
        if np.diff(ends, prepend=-1, append=len(block)).max() > LONGEST_LINE:
            # Its block ends anywhere, so that nothing else can be said of it.
            self.blank = False
            self.overlong = [
                f"{self.name} line {number}: {len(line):,} bytes, where no line has more than "
                f"{LONGEST_LINE:,}"
                for number, line in enumerate(block.splitlines(), start=self.lines + 1)
                if len(line) > LONGEST_LINE
            ]
            return ""
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.lines + block.count(b"\n", 0, error.start) + 1
            said = f"byte 0x{block[error.start]:02x} is not UTF-8; save the file as UTF-8"
            return f"{self.name} line {line}: {said}"
        controls = np.count_nonzero(signs < ord(" ")) - sum(map(block.count, (b"\t", b"\n", b"\r")))
        may_be_unseen = controls or b"\x7f" in block
        if may_be_unseen or (not block.isascii() and may_mislead(block.decode())):
            self.unseen += faults_of_text(block.decode(), self.name, before=self.lines)
        # A block that begins inside a cell continues a record of the block before.
        self.records += count_records(b'"' + block if self.inside else block, open_end=False)
        # The line after which all further rows would fall into one cell.
        odd = b'"' in block and (self.inside or block.count(b'"') % 2)
        for number, line in enumerate(block.splitlines(), self.lines + 1) if odd else ():
            if line.count(b'"') % 2:
                self.inside = not self.inside
                self.opened = number if self.inside else self.opened
        self.blank = self.blank and not block.strip()
        self.lines, self.last = self.lines + len(ends), block[-1:]
        return ""

    def faults(self) -> list[str]:
        """Say what is wrong, once all was seen."""
        if self.absent:
            return self.absent
        if self.blank:
            return [f"{self.name}: the file is empty"]
        if self.unseen or self.overlong:
            return self.unseen[:MOST_NAMED] + self.overlong[:MOST_NAMED]
        if self.last != b"\n":
            line = self.lines + 1
            return [f"{self.name} line {line}: the file stops in the middle of a line (cut off?)"]
        if self.inside:
            return [f"{self.name} line {self.opened}: a quotation mark is opened and not closed"]
        return []


def lines_of_rows(path: Path) -> Sequence[int]:
    """Return the first line of each data row, which quoted line breaks push down.

    The rows of a Parquet file, which has no lines, are counted from 1.
    """
    if path.suffix == ".parquet":
        return range(1, pyarrow.parquet.read_metadata(path).num_rows + 1)
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        # The last line of each record, the header first; below nought of one that holds nothing.
        ends = np.array([reader.line_num if row else -reader.line_num for row in reader])
    return (np.abs(ends[:-1]) + 1)[ends[1:] > 0].tolist()


def of_rows(count: int) -> str:
    """Say behind a fault of how many rows it is, if of several.

    >>> of_rows(421), of_rows(1)
    (' (421 rows)', '')
    """
    return f" ({count:,} rows)" if count > 1 else ""


def faults_of_shape(path: Path) -> list[str]:
    """Say which rows have other cells than the header, each with its line."""
    faults = []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        width, start = len(next(reader)), reader.line_num + 1
        for row in reader:
            if row and len(row) != width:
                told = f"{len(row)} cells where the header has {width}"
                faults.append(f"{path.name} line {start}: {told}")
            start = reader.line_num + 1
    return faults


@dataclass(frozen=True)
class Rule:
    """One demand on one column.

    Parameters
    ----------
    column : str
    holds : callable
        From a column of strings to a column of booleans.
    says : str
        What a value that breaks it is, to be read after the value: "is not a known measure".
    choices : tuple of str
        Valid values, from which the nearest are named.
    by_row : bool
        Whether the column is held as a whole, for one row hangs on others; else each distinct
        value is held once.
    """

    column: str
    holds: Callable[[pd.Series], pd.Series]
    says: str
    choices: tuple[str, ...] = ()
    by_row: bool = False

    def holds_for(self, cells: pd.Series) -> pd.Series:
        """Say of each cell whether it holds."""
        if self.by_row:
            return self.holds(cells)
        return each_distinct(cells.to_frame("cell"), lambda distinct: self.holds(distinct["cell"]))


def one_of(column: str, choices: Iterable[str], says: str, *, empty: bool = False) -> Rule:
    """Demand that each value is one of the choices (or empty, if that is allowed)."""
    allowed = tuple(choices)
    values = {*allowed, ""} if empty else set(allowed)
    return Rule(column, lambda cells: cells.isin(values), says, allowed)


def filled(column: str) -> Rule:
    """Demand that no cell is empty."""
    return Rule(column, lambda cells: cells != "", "is empty", by_row=True)


def unique(column: str) -> Rule:
    """Demand that no value stands twice; the second and later rows are at fault."""
    says = "stands on an earlier line already"
    return Rule(column, lambda cells: ~cells.duplicated(), says, by_row=True)


def check_table(table: pd.DataFrame, rules: Iterable[Rule], path: Path) -> list[str]:
    """Hold a table of strings against rules.

    Parameters
    ----------
    table : pandas.DataFrame
        As `raw.read_raw` returns it, plain or as codes.
    rules : iterable of Rule
    path : Path
        Of the file, for its name and its lines.

    Returns
    -------
    list of str
        One fault a value at fault, in order of the lines, with the number of its rows; empty if
        the table holds. Of many values of one column a few have a fault of their own, and the
        others share one. A column that is not there has no cells: `raw.missing_columns` names
        it.
    """
    here = [rule for rule in rules if rule.column in table]
    if table.empty or all(rule.holds_for(table[rule.column]).all() for rule in here):
        return []
    # Half a second to load, and what finds each fault need not say that there is none.
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    by_name = {f"{number}": rule for number, rule in enumerate(here)}
    columns: dict[str, pa.Column] = {}
    for column in {rule.column for rule in by_name.values()}:
        checks = [
            # pandera copies a check with all it holds, its choices too, but not a plain function.
            pa.Check(lambda cells, rule=rule: rule.holds_for(cells), name=name)
            for name, rule in by_name.items()
            if rule.column == column
        ]
        columns[column] = pa.Column(checks=checks)
    try:
        pa.DataFrameSchema(columns).validate(table.reset_index(drop=True), lazy=True)
    except SchemaErrors as errors:
        return _faults_in_words(errors.failure_cases, by_name, path)
    return []


def _faults_in_words(cases: pd.DataFrame, rules: dict[str, Rule], path: Path) -> list[str]:
    """Name each value at fault once, by its first line; of a rule no more than a few values."""
    lines = lines_of_rows(path)
    cases = pd.DataFrame(
        {
            "row": cases["index"].astype(int),
            "rule": cases["check"],
            "value": cases["failure_case"].astype("str"),
        }
    )
    found = cases.groupby(["rule", "value"], sort=False)["row"].agg(["first", "size"]).reset_index()
    found["place"] = found.groupby("rule").cumcount()
    named = [
        (lines[case.first], rules[case.rule], case.value, case.size)
        for case in found[found["place"] < MOST_VALUES].itertuples(name="Case")
    ]
    told = [
        f"{path.name} line {line}, column {rule.column}: {shown(value)} {rule.says}"
        f"{hint(value, rule)}{of_rows(count)}"
        for line, rule, value, count in sorted(named, key=lambda fault: (fault[0], fault[1].column))
    ]
    rest = found[found["place"] >= MOST_VALUES].groupby("rule", sort=False)["value"]
    return told + [
        f"{path.name}: {more_values(rules[name].column, rules[name].says, values.tolist())}"
        for name, values in rest
    ]


def hint(value: str, rule: Rule) -> str:
    """Name the choices of a rule that are spelt most like a value."""
    close = nearest(value, rule.choices)
    return f"; nearest: {', '.join(close)}" if close else ""
