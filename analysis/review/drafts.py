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
import ctypes
import io
import os
import re
import signal
import sys
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data.checks import refuse
from analysis.data.doors import door, faults_of_text, read_words, without_misleading
from analysis.data.homes import ENDINGS, faults_of_leave
from analysis.data.names import nearest
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.paths import RAW, as_typed
from analysis.store.files import plainly, write_text
from analysis.terms import CLAIM_FIELDS

if TYPE_CHECKING:
    from analysis.reading.drafts import Reading

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
class Page:
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

    def with_more(self, older: Page) -> Page:
        """Return the page with what an older record knew beside it."""
        known = {name: value for name, value in asdict(older).items() if value}
        return replace(self, **{k: v for k, v in known.items() if not getattr(self, k)})


def plain_words(text: str) -> str:
    """Write words on one line, with what cannot be seen or misleads shown as a sign.

    >>> plain_words("two\\nlines \\u202e391")
    'two lines \\ufffd391'
    """
    return " ".join(without_misleading(text).split())


def drafts_of(reading: Reading) -> list[Draft]:
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


def refusals_of(reading: Reading) -> list[Draft]:
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


def write_drafts(home: Path, page: Page, drafts: list[Draft], refusals: list[Draft]) -> Path:
    """Write what was read of one text beside a collection, never into its claims.

    Parameters
    ----------
    home : Path
        The collection's folder.
    page : Page
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


def with_record(home: Path, page: Page) -> Page:
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


def read_page(home: Path, short: str) -> Page:
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
    known = {field.name for field in fields(Page)}
    if "text_sha256" not in told:
        raise AnalysisError(f"{path.name}: text_sha256 is missing; read the text again")
    return Page(**{name: str(value) for name, value in told.items() if name in known})


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


def _page_text(page: Page) -> str:
    lines = [f"{name} = {_quoted(value)}\n" for name, value in asdict(page).items() if value]
    return "".join(lines)


def _quoted(value: str) -> str:
    """Write a text as TOML does; JSON's escapes are among those of TOML."""
    import json

    return json.dumps(plain_words(value), ensure_ascii=False).replace("\x7f", "\\u007f")


OF_PAGES = (".html", ".htm")
LIST = "pages.csv"
"""A table in a folder of texts that says what is known of each: file, url, published, ..."""
KNOWN = ("title", "publisher", "url", "language", "published", "read_on", "archived")
"""What may be said of a page, on the command line and in `pages.csv`."""
MOST_BYTES = 20_000_000
"""Of one file; the longest briefing has some ten thousand."""
DAY_IN_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
STDIN = "-"


@dataclass(frozen=True)
class Job:
    """One text to be read.

    Parameters
    ----------
    path : Path
        Where it lies; `-` for standard input, whose text is in `text`.
    given : tuple of (str, str)
        What the user says of its page, of `KNOWN`.
    text : str
        As it came from standard input.
    """

    path: Path
    given: tuple[tuple[str, str], ...] = ()
    text: str = ""

    @property
    def name(self) -> str:
        """The name of the file, without its folder; empty for standard input."""
        return "" if str(self.path) == STDIN else self.path.name


@dataclass(frozen=True)
class KnownText:
    """A text with what is known of its page.

    Parameters
    ----------
    text : str
    known : dict
        Of `KNOWN`: what the user said, else what the page says, else the day in the file's name.
    """

    text: str
    known: dict[str, str]


def jobs_of(places: Iterable[str], given: dict[str, str]) -> list[Job]:
    """Return the texts that a command names, in order, each once.

    Parameters
    ----------
    places : iterable of str
        Files, folders, or `-` for standard input.
    given : dict
        What is said of all their pages.

    Raises
    ------
    ParameterError
        If a place is not there, or a folder holds no text.
    """
    said = tuple((name, value) for name, value in given.items() if value)
    if unknown := [name for name in given if name not in KNOWN]:
        raise ParameterError(f"nothing is kept of a page under {', '.join(unknown)}")
    jobs: dict[str, Job] = {}
    for place in places:
        for job in _jobs_at(place, said):
            jobs.setdefault(str(job.path), job)
    addresses = [job for job in jobs.values() if dict(job.given).get("url") == given.get("url")]
    if given.get("url") and len(addresses) > 1:
        raise ParameterError("one address cannot be that of several texts; name them in pages.csv")
    return list(jobs.values())


def load(job: Job) -> KnownText:
    """Read one text, and what its page says of itself.

    Raises
    ------
    AnalysisError
        If it cannot be read, is empty, or is no text.
    """
    raw = job.text or _read(job.path)
    given = {name: plain_words(value) for name, value in job.given}
    told: dict[str, str] = {}
    text = raw
    if _is_page(job, raw):
        from analysis.reading import page_text

        page = page_text(raw)
        told = {name: plain_words(getattr(page, name)) for name in ("title", "url", "language")}
        told["published"] = page.day or ""
        text = page.text
    if not text.strip():
        raise AnalysisError("it holds no text")
    if found := DAY_IN_NAME.search(job.name):
        told["published"] = told.get("published") or found[1]
    return KnownText(text, {name: given.get(name) or told.get(name, "") for name in KNOWN})


def _jobs_at(place: str, said: tuple[tuple[str, str], ...]) -> list[Job]:
    if place == STDIN:
        return [Job(Path(STDIN), said, _from_stdin())]
    path = as_typed(place)
    if path.is_dir():
        found = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in ENDINGS]
        files = [file for file in found if file.is_file() and not file.name.startswith(".")]
        if not files:
            raise ParameterError(f"{place} holds no text; texts end in {', '.join(ENDINGS)}")
        refuse([fault for each in (*files, path / LIST) for fault in _leads_away(each, path)])
        told = _told_of(path, files)
        return [Job(file, _joined(told.get(file, {}), said)) for file in files]
    if not path.is_file():
        close = nearest(path.name, [file.name for file in path.parent.glob("*")])
        hint = f"; nearest: {', '.join(close)}" if close else ""
        raise ParameterError(f"{place}: there is no such file{hint}")
    return [Job(path, said)]


def _leads_away(file: Path, folder: Path) -> list[str]:
    """Say that a file in a folder of texts is a link out of it: a folder may come from others."""
    return faults_of_leave(file, folder, f"{folder.name}/", "the folder of texts")


def _told_of(folder: Path, files: list[Path]) -> dict[Path, dict[str, str]]:
    """Read what a folder's `pages.csv` says of its texts."""
    path = folder / LIST
    if not path.is_file():
        return {}
    rows = rows_in(path)
    refuse(faults_of_text(read_words(path), LIST))
    unknown = sorted(set(rows[0]) - {"file", *KNOWN}) if rows else []
    faults = [
        f"{LIST} line 1: column {name} is not known; nearest: "
        + ", ".join(nearest(str(name), KNOWN) or KNOWN)
        for name in unknown
    ]
    names = {file.relative_to(folder).as_posix(): file for file in files}
    for line, row in enumerate(rows, start=2):
        if row.get("file", "") not in names:
            close = ", ".join(nearest(row.get("file", ""), names) or list(names)[:3])
            faults.append(f"{LIST} line {line}, column file: {row.get('file')!r}; nearest: {close}")
    if faults:
        raise ParameterError("\n".join(faults))
    return {names[row.pop("file")]: row for row in rows}


def _joined(told: dict[str, str], said: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple({**dict(said), **{k: v for k, v in told.items() if v}}.items())


def _from_stdin() -> str:
    """Read standard input, up to what is read of a file.

    Raises
    ------
    ParameterError
        If it is more, or not UTF-8.
    """
    try:
        text = sys.stdin.read(MOST_BYTES + 1)
        text.encode("utf-8")
    except UnicodeError:
        raise ParameterError("standard input: it is not UTF-8") from None
    if len(text) > MOST_BYTES:
        raise ParameterError(f"standard input: it has more than {MOST_BYTES:,} signs")
    return text


def _is_page(job: Job, raw: str) -> bool:
    if job.path.suffix.lower() in OF_PAGES:
        return True
    start = raw.lstrip()[:200].lower()
    return start.startswith(("<!doctype html", "<html", "<?xml")) and "<" in start


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise AnalysisError(f"it has more than {MOST_BYTES:,} bytes")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise AnalysisError(
            f"byte 0x{byte:02x} at {error.start:,} is not UTF-8; save the file as UTF-8"
        ) from None
    except OSError as error:
        raise AnalysisError(f"it cannot be opened: {error.strerror}") from None


FEW = 8
"""Texts that are read here: starting other processes would take longer."""
DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux's prctl."""
AT_ONCE = 16
"""Texts that a process takes at once."""


@dataclass(frozen=True)
class Read:
    """What came of one text.

    Parameters
    ----------
    name : str
        Of its file; `-` for standard input.
    page : Page or None
        None if the text could not be read.
    drafts, refusals : list of dict
    fault : str
        Why it could not be read; empty if it could.
    """

    name: str
    page: Page | None = None
    drafts: list[Draft] = field(default_factory=list)
    refusals: list[Draft] = field(default_factory=list)
    fault: str = ""


def read_all(
    jobs: Sequence[Job],
    home: Path,
    *,
    folder: Path,
    proposals: Sequence[Mapping[str, str]] = (),
    cores: int = 0,
) -> Iterator[Read]:
    """Read texts and write their drafts beside a collection, giving each as it is done, in order.

    Parameters
    ----------
    jobs : sequence of Job
    home : Path
        The collection's folder.
    folder : Path
        Of the shared vocabulary.
    proposals : sequence of dict
        Rows of quote, occurrence, wording and measure, offered to every text.
    cores : int
        Processes; 0 for as many as there are cores.
    """
    cores = cores or len(os.sched_getaffinity(0))
    one = partial(read_one, home=home, folder=folder, proposals=tuple(proposals))
    if len(jobs) <= FEW or cores == 1:
        yield from map(one, jobs)
        return
    import analysis.reading  # noqa: F401  imported once, before the processes part

    ends = partial(_end_with, os.getpid())
    with ProcessPoolExecutor(min(cores, len(jobs)), get_context("fork"), ends) as pool:
        yield from pool.map(one, jobs, chunksize=max(1, min(AT_ONCE, len(jobs) // (4 * cores))))


def _end_with(parent: int) -> None:
    """Let this process end when the one that started it is gone, though it was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def read_one(
    job: Job, *, home: Path, folder: Path, proposals: Sequence[Mapping[str, str]] = ()
) -> Read:
    """Read one text and write its drafts; a text that cannot be read is told, not raised."""
    name = job.name or "-"
    try:
        loaded = load(job)
        page, drafts, refusals = _read_one(job, loaded, home, folder, proposals)
        write_drafts(home, page, drafts, refusals)
    except AnalysisError as refusal:
        return Read(name, fault=str(refusal))
    except Exception as error:  # whatever a text of others brings out, the other texts are read
        return Read(name, fault=f"the reader failed: {type(error).__name__}: {error}")
    return Read(name, page, drafts, refusals)


def _read_one(
    job: Job, loaded: KnownText, home: Path, folder: Path, proposals: Sequence[Mapping[str, str]]
) -> tuple[Page, list[Draft], list[Draft]]:
    from analysis.reading import read_text

    digest = sha256(loaded.text.encode("utf-8", "surrogatepass")).hexdigest()
    told = with_record(home, Page(digest, **loaded.known))
    known = {name: getattr(told, name) for name in loaded.known}
    reading = read_text(
        loaded.text,
        published=known["published"] or None,
        title=known["title"],
        url=known["url"],
        words=_words(home, folder),
        proposals=proposals,
    )
    more = {"title": known["title"] or reading.title, "language": reading.language}
    page = Page(reading.sha256, file=job.name, **{**known, **more})
    return page, drafts_of(reading), refusals_of(reading)


def _words(home: Path, folder: Path) -> Vocabulary | None:
    """Return the vocabulary of a collection; None if it is the shared one, which is kept."""
    own = any((home / f"{name}.csv").is_file() for name in COLUMNS)
    return read_vocabulary(folder, own=home) if own or folder != RAW else None
