"""Texts to be read, and the drafts that are made of them until a person decides.

Texts are files, folders and standard input, each with what is known of its page. Many are read in
one call, on all cores; what fails is told and stops nothing else. Drafts stand in the folder
`drafts` of the collection, three files a text, named by its digest: the drafts, what was refused,
and the page. The text itself stays where its user keeps it. All three can be made again from the
text, so they are put in place by renames alone; the drafts come last, and a text counts as read
once they are there.

Rows of a table of text, added and taken out without touching the bytes of the others.

>>> text = "claim_id,note\\na1,\\na2,\\"one, two\\"\\n"
>>> with_rows(text, [{"claim_id": "a3"}])
'claim_id,note\\na1,\\na2,"one, two"\\na3,\\n'
>>> without_rows(text, "claim_id", {"a2"})
'claim_id,note\\na1,\\n'
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data.doors import door, read_words, without_misleading
from analysis.errors import AnalysisError, RawDataError
from analysis.store.files import plainly, write_text
from analysis.terms import CLAIM_FIELDS

if TYPE_CHECKING:
    from analysis.reading.drafts import TextReading

LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""Not `str.splitlines`, for which signs inside a cell end a line, too."""


def header(text: str) -> list[str]:
    """Return the columns of a table; none if it has no header."""
    return next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), [])


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a table, each as a dictionary of its columns."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True))


def rows_in(path: Path, needed: Iterable[str] = ()) -> list[dict[str, str]]:
    """Read the rows of a file, of which some columns are needed.

    Raises
    ------
    RawDataError
        If it cannot be read, a quotation mark in it is not closed, a needed column does not stand
        there once, or a row has more cells than the header, or fewer.
    """
    text = read_words(path)
    with door(f"{path.name} cannot be read as a table"):
        rows, there = rows_of(text), header(text)
    faults = [
        f"{path.name} line 1: column {column} is missing, or stands there twice"
        for column in needed
        if there.count(column) != 1
    ]
    uneven = (n for n, row in enumerate(rows, start=1) if None in row or None in row.values())
    faults += [f"{path.name} row {n}: not as many cells as columns" for n in uneven]
    if faults:
        raise RawDataError(faults)
    return rows


def table_of(columns: Iterable[str], rows: Iterable[Mapping[str, str]] = ()) -> str:
    """Write a table: a header and rows; cells that a row lacks are empty."""
    return with_rows(_written([list(columns)], "\n"), rows)


def with_rows(text: str, rows: Iterable[Mapping[str, str]]) -> str:
    """Add rows below a table; a column that a row lacks is empty, one that it alone has is lost."""
    columns = header(text)
    cells = [[row.get(column, "") for column in columns] for row in rows]
    return text + _written(cells, _line_end(text))


def with_columns(text: str, columns: Iterable[str]) -> str:
    """Add columns on the right of a table, empty in every row; those it has already stay."""
    new = [column for column in columns if column not in header(text)]
    if not new:
        return text
    end = _line_end(text)
    pairs = zip(_records(text), _cells(new), strict=False)
    widened = [_wider(record, cells, end) for record, cells in pairs]
    return "".join(widened)


def without_rows(text: str, column: str, keys: Collection[str]) -> str:
    """Take out the rows whose cell in a column is one of the keys."""
    place = header(text).index(column)
    first, *records = _records(text)
    kept = [record for record in records if _cells_of(record)[place] not in keys]
    return "".join([first, *kept])


def _cells(new: list[str]) -> Iterator[str]:
    yield "," + ",".join(new)
    while True:
        yield "," * len(new)


def _wider(record: str, cells: str, end: str) -> str:
    return f"{record.rstrip(chr(13) + chr(10))}{cells}{end}" if record.strip() else record


def _records(text: str) -> Iterator[str]:
    """Give the records of a table with their line ends; a quoted cell may hold line breaks."""
    record: list[str] = []
    quotes = 0
    for line in LINE.findall(text):
        record.append(line)
        quotes += line.count('"')
        if quotes % 2 == 0:
            yield "".join(record)
            record, quotes = [], 0
    if record:
        yield "".join(record)


def _cells_of(record: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline="")), [""])


def _written(rows: Iterable[Iterable[str]], end: str) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end).writerows(rows)
    return written.getvalue()


def _line_end(text: str) -> str:
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


FOLDER = "drafts"
SHORT = 12
"""Signs of a text's digest that name its files."""
IN_ID = 8
"""Signs of it that stand in the ids of drafts."""
OPEN = "?"
"""What a draft leaves to a person."""
REFUSAL_COLUMNS = ("start", "end", "words", "reason")
GROUNDS = ("stated_on", "period", "speaker", "stance", "measure", "subject", "scope")
"""The fields whose origin a draft tells, as `<field>_from`: a span, a named rule, or nothing."""
RULE = "rule:"

Draft = dict[str, str]
"""One draft: the columns of claims.csv, where it stands in the text, and where fields come from."""


@dataclass(frozen=True)
class SourcePage:
    """What is known of the page a text was read on; empty where it is not.

    Parameters
    ----------
    text_sha256 : str
        Digest of the text, in UTF-8.
    file : str
        Name of the file, without its folder.
    title, publisher, url, language : str
    published, read_on : str
        Days, YYYY-MM-DD.
    archived : str
        Address of a copy that an archive keeps.
    """

    text_sha256: str
    file: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    published: str = ""
    read_on: str = ""
    archived: str = ""

    @property
    def short(self) -> str:
        """The name of the text's files."""
        return self.text_sha256[:SHORT]

    def with_more(self, older: SourcePage) -> SourcePage:
        """Return the page with what an older record knew beside it."""
        known = {name: value for name, value in asdict(older).items() if value}
        return replace(self, **{k: v for k, v in known.items() if not getattr(self, k)})


def plain_words(text: str) -> str:
    """Write words on one line, with what cannot be seen or misleads shown as a sign.

    >>> plain_words("two\\nlines \\u202e391")
    'two lines \\ufffd391'
    """
    return " ".join(without_misleading(text).split())


def drafts_of(reading: TextReading) -> list[Draft]:
    """Return the drafts of a text, each with an id made of the digest and where it stands."""
    rows = [_as_text(figure.as_row(reading.sha256)) for figure in reading.figures]
    given: dict[str, int] = {}
    named = []
    for row in rows:
        stem = f"{reading.sha256[:IN_ID]}-{row['start']}"
        given[stem] = given.get(stem, 0) + 1
        twin = "" if given[stem] == 1 else chr(ord("a") + given[stem] - 1)
        named.append({"draft_id": stem + twin, **row})
    return named


def refusals_of(reading: TextReading) -> list[Draft]:
    """Return what was left out of a text, each with its reason."""
    return [_as_text(refusal._asdict()) for refusal in reading.refused]


def _as_text(row: Mapping[str, object]) -> Draft:
    return {name: str(value) for name, value in row.items()}


def columns_of(drafts: Iterable[Draft]) -> list[str]:
    """Return the columns of a file of drafts: those of claims first."""
    first = next(iter(drafts), {})
    grounds = [f"{field}_from" for field in GROUNDS]
    usual = ["draft_id", *CLAIM_FIELDS, "start", "end", "wording", "words", "text_sha256"]
    usual += [*grounds, "unsure", "proposed"]
    return [*usual, *(column for column in first if column not in usual)]


def write_drafts(home: Path, page: SourcePage, drafts: list[Draft], refusals: list[Draft]) -> Path:
    """Write what was read of one text beside a collection, never into its claims.

    Parameters
    ----------
    home : Path
        The collection's folder.
    page : SourcePage
    drafts, refusals : list of dict

    Returns
    -------
    Path
        The file of drafts.

    Raises
    ------
    AnalysisError
        If a file cannot be written.
    """
    folder = home / FOLDER
    page = with_record(home, page)
    texts = {
        f"{page.short}.refused.csv": table_of(REFUSAL_COLUMNS, refusals),
        f"{page.short}.toml": _page_text(page),
        f"{page.short}.csv": table_of(columns_of(drafts), drafts),
    }
    with plainly(f"the drafts of {page.file or page.short} were not written"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_text(folder / name, text)
    return folder / f"{page.short}.csv"


def with_record(home: Path, page: SourcePage) -> SourcePage:
    """Return a page with what is known of it from an earlier reading of the same text."""
    kept = (home / FOLDER / f"{page.short}.toml").is_file()
    return page.with_more(read_page(home, page.short)) if kept else page


def read_drafts(home: Path, short: str = "") -> list[Draft]:
    """Return the drafts beside a collection, of all its texts or of one, in order."""
    found = sorted((home / FOLDER).glob("*.csv"))
    names = [path for path in found if re.fullmatch(r"[0-9a-f]+", path.stem)]
    chosen = [path for path in names if not short or path.stem == short]
    pages = {path.stem: read_page(home, path.stem) for path in chosen}
    chosen.sort(key=lambda path: (pages[path.stem].published, pages[path.stem].file, path.stem))
    needed = columns_of(())
    return [row for path in chosen for row in rows_in(path, needed)]


def read_page(home: Path, short: str) -> SourcePage:
    """Return the record of the page a text was read on.

    Raises
    ------
    AnalysisError
        If it is damaged.
    """
    path = home / FOLDER / f"{short}.toml"
    if not path.is_file():
        raise AnalysisError(f"{path.name}: there is no such file in {FOLDER}/; read the text again")
    try:
        told = tomllib.loads(read_words(path))
    except tomllib.TOMLDecodeError as error:
        raise AnalysisError(f"{path.name}: {error}; read the text again") from error
    known = {field.name for field in fields(SourcePage)}
    if "text_sha256" not in told:
        raise AnalysisError(f"{path.name}: text_sha256 is missing; read the text again")
    return SourcePage(**{name: str(value) for name, value in told.items() if name in known})


def from_span(ground: str) -> tuple[int, int] | None:
    """Return the span that a field was read from; None if it is a rule or nothing.

    >>> from_span("1203-1226"), from_span("rule:usual_place")
    ((1203, 1226), None)
    """
    found = re.fullmatch(r"(\d+)-(\d+)", ground)
    return (int(found[1]), int(found[2])) if found else None


def ground_in_words(ground: str) -> str:
    """Say where a field comes from.

    >>> ground_in_words("rule:usual_place"), ground_in_words("")
    ('by the rule "usual place"', 'nothing in the text')
    """
    if ground.startswith(RULE):
        return f'by the rule "{ground.removeprefix(RULE).replace("_", " ")}"'
    if span := from_span(ground):
        return f"signs {span[0]} to {span[1]} of the text"
    return ground or "nothing in the text"


def unsure_of(draft: Mapping[str, str]) -> list[str]:
    """Return the fields of a draft that its reader marks, and those it leaves open."""
    marked = [field for field in draft.get("unsure", "").split(";") if field]
    left = [field for field in CLAIM_FIELDS if draft.get(field) == OPEN]
    return list(dict.fromkeys([*marked, *left]))


def _page_text(page: SourcePage) -> str:
    lines = [f"{name} = {_quoted(value)}\n" for name, value in asdict(page).items() if value]
    return "".join(lines)


def _quoted(value: str) -> str:
    """Write a text as TOML does; JSON's escapes are among those of TOML."""
    import json

    return json.dumps(plain_words(value), ensure_ascii=False).replace("\x7f", "\\u007f")
