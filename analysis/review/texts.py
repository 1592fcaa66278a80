"""Texts that are read: where they lie, what is known of them, and the drafts that come of each.

Of a saved web page the text is read, with its title, day, address and language.
"""

from __future__ import annotations

import csv
import ctypes
import io
import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from analysis.data.inputs import (
    as_fault,
    faults_of_text,
    faults_of_values,
    read_words,
    refuse,
    shown,
)
from analysis.data.names import nearest
from analysis.data.places import ENDINGS, faults_of_leave
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import RAW, as_typed
from analysis.publish.page.markup import Tree, line, steps, tree_of
from analysis.reading.reader import TextReading, read_text
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

BLOCKS = {
    *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"),
    *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"),
    *("main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
}
"""Elements that begin a line."""
SILENT = {
    *("script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "form"),
    *("button", "select", "iframe", "object", "head", "figure", "title"),
}
"""Elements whose words are no part of the text."""
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
    title, url : str
        As the page gives them; empty if it does not.
    day : str or None
        Day of publication, ISO; None if the page names none.
    language : str
        Two letters; empty if it does not say.
    """

    text: str
    title: str = ""
    day: str | None = None
    url: str = ""
    language: str = ""


def page_text(html: str) -> WebPage:
    """Take the text of an article from its page.

    Parameters
    ----------
    html : str
        Any text; what is no HTML comes back as it is.

    Raises
    ------
    AnalysisError
        If elements are nested beyond all reason.

    Examples
    --------
    >>> page = page_text("<title>Day 1</title><main><p>12 clashes</p><p>in all</p></main>")
    >>> page.text, page.title
    ('12 clashes\\nin all', 'Day 1')
    """
    tree = tree_of(html)
    if not _is_marked(tree, html):
        return WebPage(html)
    text, headline = _article(tree)
    if headline not in text:
        text = f"{headline}\n{text}"
    meta: dict[str, str] = {}
    for given in (node.attributes for node in tree.css("meta")):
        name = given.get("property") or given.get("name") or given.get("itemprop") or ""
        meta.setdefault(name.lower(), given.get("content") or "")
    links = (node.attributes for node in tree.css("link[href]"))
    own = [link["href"] or "" for link in links if "canonical" in (link.get("rel") or "").lower()]
    title = meta.get("og:title") or "".join(node.text() for node in tree.css("title"))
    return WebPage(
        text,
        line(title),
        _day_of(tree, meta),
        next(filter(None, own), meta.get("og:url", "")),
        (tree.root.attributes.get("lang") or "")[:2].lower(),
    )


def _is_marked(tree: Tree, html: str) -> bool:
    """Whether there is anything but words: browsers put html, head and body around any text."""
    around = ("html", "head", "body")
    if any(f"<{sign}" in html.lower() for sign in (*around, "!", "?")):
        return True
    return any(kind == "begin" and node.tag not in around for kind, node in steps(tree.root))


def _article(tree: Tree) -> tuple[str, str]:
    """Return the text of a page, a line for each block, and the first words of its headline."""
    lines = {name: [""] for name in BODIES}
    inside: Counter[str] = Counter()
    silent, headline = 0, ""
    for kind, node in steps(tree.root):
        tag = node.tag
        if kind == "text" and not silent:
            words = node.text_content or ""
            headline = headline or (line(words) if inside["h1"] else "")
            for name in BODIES:
                lines[name][-1] += words if inside[name] else ""
        elif kind in ("begin", "end"):
            step = 1 if kind == "begin" else -1
            inside[tag] += step
            silent += step * (tag in SILENT)
            if tag in BLOCKS:
                for each in lines.values():
                    each.append("")
    texts = ("\n".join(filter(None, map(line, lines[name]))) for name in BODIES)
    return next(filter(None, texts), ""), headline


def _day_of(tree: Tree, meta: Mapping[str, str]) -> str | None:
    """Return the first day that the head, the linked data or a time element names."""
    named = [meta.get(name, "") for name in DATED]
    for script in tree.css('script[type="application/ld+json"]'):
        with suppress(ValueError, RecursionError):
            named += _dated(json.loads(script.text()))
    named += [node.attributes["datetime"] or "" for node in tree.css("time[datetime]")]
    found = (DAY.match(words.strip()) for words in named)
    return next((day.group() for day in found if day), None)


def _dated(value: object) -> list[str]:
    """Return every `datePublished` in linked data, in order."""
    own: list[str] = []
    if isinstance(value, dict):
        own = [day] if isinstance(day := value.get("datePublished"), str) else []
        value = list(value.values())
    return own + [day for item in value for day in _dated(item)] if isinstance(value, list) else own


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


class KnownText(NamedTuple):
    """A text with what is known of its page.

    Parameters
    ----------
    text : str
    known : dict
        Of `KNOWN`: what the user said, else what the page says, else the day in the file's name.
    """

    text: str
    known: dict[str, str]


def jobs_of(places: Iterable[str], given: Mapping[str, str]) -> list[TextJob]:
    """Return the texts that a command names, in order, each once.

    Parameters
    ----------
    places : iterable of str
        Files, folders, or `-` for standard input.
    given : mapping
        What is said of all their pages, of `KNOWN`.

    Raises
    ------
    ParameterError
        If a place is not there, or a folder holds no text.
    """
    said = tuple((name, value) for name, value in given.items() if value)
    jobs: dict[str, TextJob] = {}
    for place in places:
        path = as_typed(place)
        if place == STDIN:
            found = [TextJob(Path(STDIN), said, _from_stdin())]
        elif path.is_dir():
            found = _jobs_in(path, place, said)
        elif path.is_file():
            found = [TextJob(path, said)]
        else:
            close = nearest(path.name, [file.name for file in path.parent.glob("*")])
            hint = f"; nearest: {', '.join(close)}" if close else ""
            raise ParameterError(f"{place}: there is no such file{hint}")
        for job in found:
            jobs.setdefault(str(job.path), job)
    alike = [job for job in jobs.values() if dict(job.given).get("url") == given.get("url")]
    if given.get("url") and len(alike) > 1:
        raise ParameterError("one address cannot be that of several texts; name them in pages.csv")
    return list(jobs.values())


def _jobs_in(folder: Path, place: str, said: tuple[tuple[str, str], ...]) -> list[TextJob]:
    """Return the texts of a folder, which may come from others: no link may lead out of it."""
    found = [file for file in sorted(folder.rglob("*")) if file.suffix.lower() in ENDINGS]
    files = [file for file in found if file.is_file() and not file.name.startswith(".")]
    if not files:
        raise ParameterError(f"{place} holds no text; texts end in {', '.join(ENDINGS)}")
    asked = (*files, folder / LIST)
    refuse(
        [
            fault
            for each in asked
            for fault in faults_of_leave(each, folder, f"{folder.name}/", "the folder of texts")
        ]
    )
    told = _told_of(folder, files)
    return [TextJob(file, tuple((dict(said) | told.get(file, {})).items())) for file in files]


def _told_of(folder: Path, files: list[Path]) -> dict[Path, dict[str, str]]:
    """Read what a folder's `pages.csv` says of its texts; cells that are empty say nothing."""
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
    for number, row in enumerate(rows, start=2):
        if row.get("file", "") not in names:
            close = ", ".join(nearest(row.get("file", ""), names) or list(names)[:3])
            fault = f"column file: {row.get('file')!r}; nearest: {close}"
            faults.append(f"{LIST} line {number}, {fault}")
    if faults:
        raise ParameterError("\n".join(faults))
    return {names[row.pop("file")]: {k: v for k, v in row.items() if v} for row in rows}


def _from_stdin() -> str:
    """Read standard input, up to what is read of a file."""
    try:
        text = sys.stdin.read(MOST_BYTES + 1)
        text.encode("utf-8")
    except UnicodeError:
        raise ParameterError("standard input: it is not UTF-8") from None
    if len(text) > MOST_BYTES:
        raise ParameterError(f"standard input: it has more than {MOST_BYTES:,} signs")
    return text


def load(job: TextJob) -> KnownText:
    """Read one text, and what its page says of itself.

    Raises
    ------
    AnalysisError
        If it cannot be read, is empty, or is no text.
    """
    text = job.text or _read(job.path)
    given = {name: plain_words(value) for name, value in job.given}
    told: dict[str, str] = {}
    begins = ("<!doctype html", "<html", "<?xml")
    if job.path.suffix.lower() in OF_PAGES or text.lstrip()[:20].lower().startswith(begins):
        page = page_text(text)
        told = {name: plain_words(getattr(page, name)) for name in ("title", "url", "language")}
        told["published"] = page.day or ""
        text = page.text
    if not text.strip():
        raise AnalysisError("it holds no text")
    if found := DAY_IN_NAME.search(job.name):
        told["published"] = told.get("published") or found[1]
    return KnownText(text, {name: given.get(name) or told.get(name, "") for name in KNOWN})


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


def proposed(path: Path | None) -> list[dict[str, str]]:
    """Read rows of quote, occurrence, wording and measure from a file of CSV or JSON.

    Raises
    ------
    ParameterError
        If the file cannot be read, or a row has no quote or wording.
    """
    if path is None:
        return []
    text = read_words(as_typed(path)).removeprefix("\ufeff")
    with as_fault(f"{path.name}: the proposals cannot be read"):
        as_json = path.suffix == ".json"
        rows = json.loads(text) if as_json else list(csv.DictReader(io.StringIO(text), strict=True))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ParameterError(f"{path}: proposals are a list of rows")
    placed = [(f"{path.name} row {place}", row) for place, row in enumerate(rows, start=1)]
    faults = [
        f"{where}: {name} is missing"
        for where, row in placed
        for name in ("quote", "wording")
        if not str(row.get(name) or "").strip()
    ]
    faults += [
        f"{where}: occurrence {shown(row['occurrence'])} is no whole number"
        for where, row in placed
        if row.get("occurrence") and not re.fullmatch("[1-9][0-9]{0,5}", str(row["occurrence"]))
    ]
    cells = ((f"{w}, {name}", str(cell)) for w, row in placed for name, cell in row.items())
    if faults := faults or faults_of_values(cells):
        raise ParameterError("\n".join(faults))
    return [{str(k): str(v) for k, v in row.items() if v is not None} for row in rows]


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
        text, known = load(job)
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        before = with_record(home, SourcePage(digest, **known))
        known = {name: getattr(before, name) for name in known}
        # The shared vocabulary is kept between texts.
        own = folder != RAW or any((home / f"{table}.csv").is_file() for table in COLUMNS)
        words = read_vocabulary(folder, own=home) if own else None
        reading, page = read_known(KnownText(text, known), job.name, words, proposals)
        drafts, refusals = drafts_of(reading), refusals_of(reading)
        write_drafts(home, page, drafts, refusals)
    except AnalysisError as refusal:
        return Read(name, fault=str(refusal))
    except Exception as error:  # whatever a text of others brings out, the other texts are read
        return Read(name, fault=f"the reader failed: {type(error).__name__}: {error}")
    return Read(name, page, drafts, refusals)


def read_known(
    loaded: KnownText,
    file: str,
    words: Vocabulary | None,
    proposals: Sequence[Mapping[str, str]] = (),
) -> tuple[TextReading, SourcePage]:
    """Read the figures of a text, and make the record of its page.

    Parameters
    ----------
    loaded : KnownText
    file : str
        Its name, without a folder.
    words : Vocabulary or None
        None for the shared one.
    proposals : sequence of dict
        As for `read_all`.
    """
    known = loaded.known
    reading = read_text(
        loaded.text,
        published=known["published"] or None,
        title=known["title"],
        url=known["url"],
        words=words,
        proposals=proposals,
    )
    more = {"title": known["title"] or reading.title, "language": reading.language}
    return reading, SourcePage(reading.sha256, file=file, **{**known, **more})
