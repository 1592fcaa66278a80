"""How a file is written: its kind, and what its texts, numbers and days look like."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

KINDS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
"""Kinds of files by their ending; each also gzipped, with `.gz` after it."""

MISSING = ("", "-", "–", "—", "n/a", "N/A", "NA", "null", "None", "NaN", "nan")
"""What stands in a cell where nothing was reported, if a table does not say otherwise."""


@dataclass(frozen=True)
class Form:
    """What a mapping says about how its file is written; what it leaves out has its usual value.

    Parameters
    ----------
    kind : str
        One of `KINDS`; empty = by the ending of the file.
    encoding, delimiter : str
        Of CSV and TSV; an empty delimiter is the usual one of the kind.
    skip_rows, footer_rows : int
        Rows above the heading, and below the table.
    header_rows : int
        Rows of the heading; the texts of a column are joined by " / ".
    line_breaks : bool
        CSV: whether cells may hold lines that look like rows.
    open_end : bool
        CSV: whether the file is whole though its last line does not end.
    records : str
        JSON: where the list of records lies, names joined by points; empty = at the top.
    keys : tuple of str
        JSON: columns made of the names under which records stand, the outermost first.
    layout : str
        JSON: "columns" if each name holds a list of cells; empty = records.
    sheet : str
        XLSX: its name; may be empty if one can be seen.
    decimal, thousands : str
        Signs of numbers.
    days : str
        How days are written, as `%d.%m.%Y`; empty = YYYY-MM-DD, with or without a time.
    zone : str
        Whose day a time with a time zone falls on, as Europe/Kyiv; empty = the day as written.
    days_from, day_number : str, int
        The day that has a number, YYYY-MM-DD, and which: for days that are counted.
    missing : tuple of str
        What stands where nothing was reported.
    """

    kind: str = ""
    encoding: str = "utf-8"
    delimiter: str = ""
    skip_rows: int = 0
    header_rows: int = 1
    footer_rows: int = 0
    line_breaks: bool = False
    open_end: bool = False
    records: str = ""
    keys: tuple[str, ...] = ()
    layout: str = ""
    sheet: str = ""
    decimal: str = "."
    thousands: str = ""
    days: str = ""
    zone: str = ""
    days_from: str = ""
    day_number: int = 0
    missing: tuple[str, ...] = MISSING

    @classmethod
    def of(cls, written: dict) -> Form:
        """Take what a mapping says.

        >>> Form.of({"decimal": ",", "missing": ["k. A."]}).missing
        ('', 'k. A.')
        """
        given = {field.name: written[field.name] for field in fields(cls) if field.name in written}
        if "missing" in given:
            given["missing"] = ("", *given["missing"])
        if "keys" in given:
            given["keys"] = tuple(given["keys"])
        return cls(**given)

    def kind_of(self, path: Path) -> str:
        """Return the kind of a file; empty if neither the mapping nor the ending tells.

        >>> Form().kind_of(Path("losses.json.gz"))
        'json'
        """
        endings = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
        return self.kind or KINDS.get(endings[-1] if endings else "", "")
