"""Texts that are read: where they lie, what is known of them, and the drafts that come of each.

Of a saved web page the text is read, with its title, day, address and language.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from html.parser import HTMLParser
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from analysis.data.checks import refuse
from analysis.data.doors import faults_of_text, read_words
from analysis.data.homes import ENDINGS, faults_of_leave
from analysis.data.names import nearest
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import RAW, as_typed
from analysis.reading.reader import read_text
from analysis.review.drafts import (
    Draft,
    SourcePage,
    drafts_of,
    plain_words,
    refusals_of,
    rows_in,
    with_record,
    write_drafts,
)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names(
    """address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hr li main nav ol p pre section table td th tr ul"""
)
SILENT = _names(
    """script style noscript template svg nav footer aside form button select iframe object head
    figure"""
)
"""Elements whose words are no part of the text."""
EMPTY = _names("area base br col embed hr img input link meta source track wbr")
BODIES = ("article", "main", "body")
"""Where the text stands, the surest first."""
DAY = re.compile(r"(20\d\d|19\d\d)-(\d\d)-(\d\d)")
DATED = ("article:published_time", "datepublished", "date", "dc.date", "pubdate", "publishdate")


class WebPage(NamedTuple):
    """A page in words.

    Parameters
    ----------
    text : str
        Headline and paragraphs, a line each; empty if the page has none.
    title : str
        As the page gives it; empty if it does not.
    day : str or None
        Day of publication, ISO; None if the page names none.
    url : str
        The page's own address; empty if it does not say.
    language : str
        Two letters; empty if it does not say.
    """

    text: str
    title: str
    day: str | None
    url: str
    language: str


def page_text(html: str) -> WebPage:
    """Take the text of an article from its page.

    Parameters
    ----------
    html : str
        Any text; what is no HTML comes back as it is.

    Returns
    -------
    WebPage

    Examples
    --------
    >>> page = page_text("<title>Day 1</title><main><p>12 clashes</p><p>in all</p></main>")
    >>> page.text, page.title
    ('12 clashes\\nin all', 'Day 1')
    """
    parser = _Parser()
    parser.feed(html)
    parser.close()
    if not parser.marked:
        return WebPage(html, "", None, "", "")
    body = next((parser.lines[name] for name in BODIES if parser.lines[name]), parser.lines[""])
    paragraphs = [" ".join("".join(line).split()) for line in body]
    text = "\n".join(line for line in paragraphs if line)
    title = " ".join((parser.meta.get("og:title") or "".join(parser.title)).split())
    if parser.headline and parser.headline not in text:
        text = f"{parser.headline}\n{text}"
    url = parser.canonical or parser.meta.get("og:url", "")
    return WebPage(text, title, parser.day(), url, parser.language[:2].lower())


class _Parser(HTMLParser):
    """Collects lines of words per kind of body, and what the head says.

    `marked` tells whether there was anything but words: a tag, a comment, a declaration.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.marked = False
        self.open: list[str] = []
        self.lines: dict[str, list[list[str]]] = {name: [] for name in (*BODIES, "")}
        self.title: list[str] = []
        self.meta: dict[str, str] = {}
        self.canonical = self.language = self.time = self.headline = ""
        self.ld: list[str] = []
        self.inside = dict.fromkeys((*BODIES, *SILENT, "title", "h1", "ld"), 0)

    def handle_comment(self, data: str) -> None:
        self.marked = True

    handle_decl = unknown_decl = handle_comment

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.marked = True
        said = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = said.get("lang", "")
        elif tag == "meta":
            name = (said.get("property") or said.get("name") or said.get("itemprop", "")).lower()
            self.meta.setdefault(name, said.get("content", ""))
        elif tag == "link" and "canonical" in said.get("rel", "").lower():
            self.canonical = said.get("href", "")
        elif tag == "time" and not self.time:
            self.time = said.get("datetime", "")
        if tag in BLOCKS:
            self._break()
        if tag in EMPTY:
            return
        kind = "ld" if tag == "script" and said.get("type") == "application/ld+json" else tag
        self.open.append(kind)
        if kind in self.inside:
            self.inside[kind] += 1

    def handle_endtag(self, tag: str) -> None:
        self.marked = True
        if tag in BLOCKS:
            self._break()
        kinds = ("script", "ld") if tag == "script" else (tag,)
        found = next((i for i in range(len(self.open) - 1, -1, -1) if self.open[i] in kinds), None)
        if found is None:
            return
        for kind in self.open[found:]:
            if kind in self.inside:
                self.inside[kind] -= 1
        del self.open[found:]

    def handle_data(self, data: str) -> None:
        inside = self.inside
        if inside["ld"]:
            self.ld.append(data)
        elif inside["title"]:
            self.title.append(data)
        elif not any(inside[tag] for tag in SILENT):
            if inside["h1"] and not self.headline:
                self.headline = " ".join(data.split())
            for name in BODIES:
                if inside[name]:
                    self._add(name, data)
            self._add("", data)

    def _add(self, name: str, data: str) -> None:
        lines = self.lines[name]
        if not lines:
            lines.append([])
        lines[-1].append(data)

    def _break(self) -> None:
        for lines in self.lines.values():
            if lines and lines[-1]:
                lines.append([])

    def day(self) -> str | None:
        """The first day that the head, the linked data or a time element names."""
        named = [self.meta.get(name, "") for name in DATED]
        for text in self.ld:
            with suppress(ValueError, RecursionError):
                named += _dated(json.loads(text))
        for words in [*named, self.time]:
            if found := DAY.match(words.strip()):
                return found.group()
        return None


def _dated(value: object) -> list[str]:
    """Every `datePublished` in linked data, in order."""
    if isinstance(value, list):
        return [day for item in value for day in _dated(item)]
    if isinstance(value, dict):
        own = value.get("datePublished")
        rest = [day for item in value.values() for day in _dated(item)]
        return ([own] if isinstance(own, str) else []) + rest
    return []


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
class TextJob:
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


def jobs_of(places: Iterable[str], given: dict[str, str]) -> list[TextJob]:
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
    jobs: dict[str, TextJob] = {}
    for place in places:
        for job in _jobs_at(place, said):
            jobs.setdefault(str(job.path), job)
    addresses = [job for job in jobs.values() if dict(job.given).get("url") == given.get("url")]
    if given.get("url") and len(addresses) > 1:
        raise ParameterError("one address cannot be that of several texts; name them in pages.csv")
    return list(jobs.values())


def load(job: TextJob) -> KnownText:
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
        page = page_text(raw)
        told = {name: plain_words(getattr(page, name)) for name in ("title", "url", "language")}
        told["published"] = page.day or ""
        text = page.text
    if not text.strip():
        raise AnalysisError("it holds no text")
    if found := DAY_IN_NAME.search(job.name):
        told["published"] = told.get("published") or found[1]
    return KnownText(text, {name: given.get(name) or told.get(name, "") for name in KNOWN})


def _jobs_at(place: str, said: tuple[tuple[str, str], ...]) -> list[TextJob]:
    if place == STDIN:
        return [TextJob(Path(STDIN), said, _from_stdin())]
    path = as_typed(place)
    if path.is_dir():
        found = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in ENDINGS]
        files = [file for file in found if file.is_file() and not file.name.startswith(".")]
        if not files:
            raise ParameterError(f"{place} holds no text; texts end in {', '.join(ENDINGS)}")
        refuse([fault for each in (*files, path / LIST) for fault in _leads_away(each, path)])
        told = _told_of(path, files)
        return [TextJob(file, _facts(told.get(file, {}), said)) for file in files]
    if not path.is_file():
        close = nearest(path.name, [file.name for file in path.parent.glob("*")])
        hint = f"; nearest: {', '.join(close)}" if close else ""
        raise ParameterError(f"{place}: there is no such file{hint}")
    return [TextJob(path, said)]


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


def _facts(told: dict[str, str], said: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
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


def _is_page(job: TextJob, raw: str) -> bool:
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
    page : SourcePage or None
        None if the text could not be read.
    drafts, refusals : list of dict
    fault : str
        Why it could not be read; empty if it could.
    """

    name: str
    page: SourcePage | None = None
    drafts: list[Draft] = field(default_factory=list)
    refusals: list[Draft] = field(default_factory=list)
    fault: str = ""


def read_all(
    jobs: Sequence[TextJob],
    home: Path,
    *,
    folder: Path,
    proposals: Sequence[Mapping[str, str]] = (),
    cores: int = 0,
) -> Iterator[Read]:
    """Read texts and write their drafts beside a collection, giving each as it is done, in order.

    Parameters
    ----------
    jobs : sequence of TextJob
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
    job: TextJob, *, home: Path, folder: Path, proposals: Sequence[Mapping[str, str]] = ()
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
    job: TextJob,
    loaded: KnownText,
    home: Path,
    folder: Path,
    proposals: Sequence[Mapping[str, str]],
) -> tuple[SourcePage, list[Draft], list[Draft]]:
    digest = sha256(loaded.text.encode("utf-8", "surrogatepass")).hexdigest()
    told = with_record(home, SourcePage(digest, **loaded.known))
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
    page = SourcePage(reading.sha256, file=job.name, **{**known, **more})
    return page, drafts_of(reading), refusals_of(reading)


def _words(home: Path, folder: Path) -> Vocabulary | None:
    """Return the vocabulary of a collection; None if it is the shared one, which is kept."""
    own = any((home / f"{name}.csv").is_file() for name in COLUMNS)
    return read_vocabulary(folder, own=home) if own or folder != RAW else None
