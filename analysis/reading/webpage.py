"""The text of a saved web page, with its title, day, address and language."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import NamedTuple


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


class Page(NamedTuple):
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


def page_text(html: str) -> Page:
    """Take the text of an article from its page.

    Parameters
    ----------
    html : str
        Any text; what is no HTML comes back as it is.

    Returns
    -------
    Page

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
        return Page(html, "", None, "", "")
    body = next((parser.lines[name] for name in BODIES if parser.lines[name]), parser.lines[""])
    paragraphs = [" ".join("".join(line).split()) for line in body]
    text = "\n".join(line for line in paragraphs if line)
    title = " ".join((parser.meta.get("og:title") or "".join(parser.title)).split())
    if parser.headline and parser.headline not in text:
        text = f"{parser.headline}\n{text}"
    url = parser.canonical or parser.meta.get("og:url", "")
    return Page(text, title, parser.day(), url, parser.language[:2].lower())


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
