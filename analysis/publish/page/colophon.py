"""What a page says of itself: at its foot, to who cites it, and to programs that link to it.

The foot names the data, the rules and the values that it was made with. A page is cited by its
title, the command that makes it and the versions of data and rules. It is dated by its data, and
says so: no other day is that of a page that anybody can make again. Nothing of it comes from the
machine or the clock.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import PurePosixPath

from markupsafe import Markup

from analysis.errors import ParameterError
from analysis.execute.parameters import Parameter, Report, Value
from analysis.settings import RULES_VERSION


@dataclass(frozen=True)
class Colophon:
    """How a page was made.

    Parameters
    ----------
    parameters : str
        The values in a sentence.
    command : str
        What makes the page again.
    data_version : str
        Of the collection; empty if the report names none.
    """

    parameters: str
    command: str
    data_version: str = ""
    rules_version: str = RULES_VERSION


def colophon_of(report: Report) -> Colophon:
    """Set down how one report is made.

    >>> from analysis.paths import NOTEBOOKS
    >>> colophon_of(Report(NOTEBOOKS / "03_reference.ipynb", (), {})).command
    'reportedly run 03_reference'
    """
    told = sentence(report.declared, report.values)
    return Colophon(told, command("run", report.name, values=report.values), report.data_version)


def sentence(declared: Iterable[Parameter], values: Mapping[str, Value]) -> str:
    """Say with which values a page was made, each with its help.

    >>> sentence([Parameter("days", int, 30, "length of the series")], {"days": 7})
    'Made with days 7 (length of the series).'
    """
    told = [f"{p.name} {spell(values[p.name]) or 'empty'} ({p.help})" for p in declared]
    return f"Made with {'; '.join(told)}." if told else "Made without parameters."


def command(*words: str, values: Mapping[str, Value]) -> str:
    """Return a command of ours, quoted for a shell.

    >>> command("run", "briefing", values={"stated_on": "2023-03-12", "speaker": "Eastern Group"})
    "reportedly run briefing -p stated_on=2023-03-12 -p 'speaker=Eastern Group'"
    """
    given = [word for name, value in values.items() for word in ("-p", f"{name}={spell(value)}")]
    return shlex.join(["reportedly", *words, *given])


def spell(value: Value) -> str:
    """Write a value as it is typed on a command line.

    >>> spell(True), spell(0.5), spell("007")
    ('true', '0.5', '007')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


SITE_NAME = "Reportedly"


@dataclass(frozen=True)
class Preview:
    """How a page is shown where somebody links to it, and what its head holds beside.

    Parameters
    ----------
    address : str
        Of the page within the site.
    base_url : str
        From `checked_base`. Without it addresses are relative, which people's browsers follow and
        most preview programs do not.
    image, image_alt : str
        Address of a PNG within the site, and its words; empty if the page has no figure.
    css : str
        Rules that this page has beside those of every page.
    """

    address: str
    base_url: str = ""
    image: str = ""
    image_alt: str = ""
    css: str = ""

    @property
    def url(self) -> str:
        """Where the page will stand on the web; empty if that is not known."""
        return f"{self.base_url}{self.address}" if self.base_url else ""

    def lines(self, title: str, description: str) -> Markup:
        """Return the lines of the head for a page of some title and description.

        Examples
        --------
        >>> Preview("a.html").lines("Who?", "Two.")[:56]
        Markup('<meta property="og:site_name" content="Reportedly">\\n<met')
        """
        base = self.base_url
        told = {
            "og:site_name": SITE_NAME,
            "og:type": "website" if self.address == "index.html" else "article",
            "og:title": title,
            "og:description": description,
            "og:url": self.url,
            "og:image": f"{base}{self.image}" if self.image else "",
            "og:image:type": "image/png" if self.image else "",
            "og:image:alt": self.image_alt if self.image else "",
        }
        line = Markup('<meta property="{}" content="{}">')
        lines = [line.format(name, words) for name, words in told.items() if words]
        card = "summary_large_image" if self.image else "summary"
        lines.append(Markup('<meta name="twitter:card" content="{}">').format(card))
        feed = Markup('<link rel="alternate" type="application/atom+xml" href="{}feed.xml">')
        lines.append(feed.format("../" * self.address.count("/")))
        if base:
            lines.append(Markup('<link rel="canonical" href="{}">').format(base + self.address))
        if self.css:
            lines.append(Markup(f"<style>\n{self.css}</style>"))
        return Markup("\n").join(lines)


def checked_base(address: str) -> str:
    """Return the address of a site, ending in a slash; empty stays empty.

    Raises
    ------
    ParameterError
        If it is not the address of a folder on the web.

    Examples
    --------
    >>> checked_base("https://example.org/bakhmut")
    'https://example.org/bakhmut/'
    """
    if not address:
        return ""
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w.~/%-]*)?", address, flags=re.ASCII):
        raise ParameterError(
            f"base-url is {address[:60]!r}, not an address such as https://example.org/bakhmut/"
        )
    return address.rstrip("/") + "/"


TEX = re.compile(r"[\\{}&%$#_~^]")
WORDED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Citation:
    """One page, cited.

    Parameters
    ----------
    url : str
        Empty if it is not known where the page will stand.
    address : str
        Of the page within its site.
    figures : tuple of (str, str)
        Ids of the figures that lie beside the page as SVG, under those names, and what each shows.
    dated : datetime.date or None
        The latest day that its data know of.
    """

    title: str
    colophon: Colophon
    url: str = ""
    address: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    dated: date | None = None

    @property
    def line(self) -> str:
        """The words for a list of sources."""
        end = f", {self.url}" if self.url else ""
        return f"{SITE_NAME}: “{self.title}”, {self._version}{self._data_to}{end}."

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX.

        >>> print(Citation("50 % & more", Colophon("", "reportedly run a", "1", "2")).bibtex)
        @misc{reportedly-a-5ed27b58-1,
          author = {{Reportedly}},
          title = {{50 \\% \\& more}},
          note = {data version 1, rules 2; made by: reportedly run a}
        }
        """
        fields = {"author": f"{{{SITE_NAME}}}", "title": f"{{{_tex(self.title)}}}"}
        fields |= {"year": str(self.dated.year)} if self.dated else {}
        fields |= {"url": self.url} if self.url else {}
        fields["note"] = _tex(f"{self._version}{self._data_to}; made by: {self.colophon.command}")
        told = ",\n".join(f"  {name} = {{{words}}}" for name, words in fields.items())
        return f"@misc{{{self._key},\n{told}\n}}"

    @property
    def csl(self) -> str:
        """An item of CSL-JSON."""
        item = {"id": self._key, "type": "webpage", "title": self.title}
        item |= {"author": [{"literal": SITE_NAME}], "version": self._version}
        if self.dated:
            item["issued"] = {"date-parts": [[self.dated.year, self.dated.month, self.dated.day]]}
        item |= {"URL": self.url} if self.url else {}
        item["note"] = f"made by: {self.colophon.command}{self._data_to}"
        return json.dumps([item], ensure_ascii=False, indent=1)

    @property
    def embeds(self) -> tuple[str, ...]:
        """For each figure the lines that show it on a page elsewhere, without script.

        Where the site will stand is not always known; then addresses are those within the site.

        >>> drawn = (("figure-counts", "Dots"),)
        >>> cited = Citation("Who?", Colophon("", "", "1", "2"), "", "a.html", drawn)
        >>> print(cited.embeds[0])
        <figure><a href="a.html#figure-counts"><img style=max-width:100%
        src="a/figure-counts.svg" alt="Dots"></a>
        <figcaption>Reportedly: “Who?”, data version 1, rules 2.</figcaption></figure>
        """
        page, words = self.url or self.address, escape(self.title)
        return tuple(
            f'<figure><a href="{page}#{name}"><img style=max-width:100%\n'
            f'src="{page.removesuffix(".html")}/{name}.svg" alt="{escape(shows)}"></a>\n'
            f"<figcaption>{SITE_NAME}: “{words}”, {self._version}.</figcaption></figure>"
            for name, shows in self.figures
        )

    @staticmethod
    def written(lines: str) -> Markup:
        """Escape lines to copy as text, where quotation marks may stand as they are.

        >>> Citation.written('<a href="b">')
        Markup('&lt;a href="b"&gt;')
        """
        return Markup(escape(lines, quote=False))

    @property
    def _data_to(self) -> str:
        """Say which day it is dated by."""
        # It brings pandas, which a command needs only once its server has started.
        from analysis.text import day

        return f", dated by the latest day in its data, {day(self.dated)}" if self.dated else ""

    @property
    def _version(self) -> str:
        data = f"data version {self.colophon.data_version}, " if self.colophon.data_version else ""
        return f"{data}rules {self.colophon.rules_version}"

    @property
    def _key(self) -> str:
        """Name the page by its report, a digest of the command that makes it, and the data."""
        command = self.colophon.command
        report = PurePosixPath((command.split()[2:3] or ["page"])[0]).stem
        parts = [report, sha256(command.encode()).hexdigest()[:8], self.colophon.data_version]
        return "-".join(["reportedly", *filter(None, parts)])


def _tex(words: str) -> str:
    return TEX.sub(lambda sign: WORDED.get(sign[0], f"\\{sign[0]}"), words)
