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
    skip_rows : int
        Rows above the heading.
    header_rows : int
        Rows of the heading; the texts of a column are joined by " / ".
    records : str
        JSON: where the list of records lies, names joined by points; empty = at the top.
    sheet : str
        XLSX: its name; may be empty if there is one.
    decimal, thousands : str
        Signs of numbers.
    days : str
        How days are written, as `%d.%m.%Y`; empty = YYYY-MM-DD, with or without a time.
    missing : tuple of str
        What stands where nothing was reported.
    """

    kind: str = ""
    encoding: str = "utf-8"
    delimiter: str = ""
    skip_rows: int = 0
    header_rows: int = 1
    records: str = ""
    sheet: str = ""
    decimal: str = "."
    thousands: str = ""
    days: str = ""
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
        return cls(**given)

    def kind_of(self, path: Path) -> str:
        """Return the kind of a file; empty if neither the mapping nor the ending tells.

        >>> Form().kind_of(Path("losses.json.gz"))
        'json'
        """
        endings = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
        return self.kind or KINDS.get(endings[-1] if endings else "", "")
