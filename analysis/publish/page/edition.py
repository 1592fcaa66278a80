"""What a site holds beside its reports: index, lists, corrections, method, glossary, Atom feed.

A reader looks up every claim by day, speaker and measure, and what was corrected: published numbers
that moved, and rows that we read otherwise than printed.

Days come from the data and names from the reports, so the same site has the same feed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import pandas as pd
from markupsafe import Markup

from analysis.collection.collection import Collection
from analysis.collection.comparison import deniers_of
from analysis.collection.labels import labelled, party_named
from analysis.data.names import isolated
from analysis.data.raw import read_raw
from analysis.execute.parameters import Colophon
from analysis.paths import ROOT, SHIPPED
from analysis.publish.cache import KeptReport
from analysis.publish.page.downloads import Downloads, SiteTable, amount
from analysis.publish.page.drawing import Glance
from analysis.publish.page.markup import set_apart, table_address, web_address, why_no_link
from analysis.terms import DENIERS, FIRM_DATE_BASES
from analysis.text import day as day_words
from analysis.text import over_time

if TYPE_CHECKING:
    from jinja2 import Environment

    from analysis.publish.page.exporter import Preview

DOCUMENTS = {name: SHIPPED / "docs" / f"{name}.md" for name in ("method", "glossary")}
"""Pages made from the project's own documents."""
TEMPLATES = Path(__file__).parent / "templates" / "report"
SITE_CSS = TEMPLATES / "site.css"
"""Rules for the pages made here, beside those of every page."""
MOST = 12
"""Speakers and measures that the index names; the lists have all."""


Previews = Callable[[str], "Preview | None"]
"""Gives the preview of a page by its file name."""


def no_preview(name: str) -> None:
    """Give none: the page stands in no site."""


@dataclass(frozen=True)
class ReportEntry:
    """A report as the index lists it.

    Parameters
    ----------
    sentence : Markup
        From `exporter.Page.headline`.
    """

    address: str
    title: str
    sentence: Markup
    colophon: Colophon
    glance: Glance = field(default_factory=Glance)


@dataclass(frozen=True)
class FailedReport:
    """A report that could not be made, as its page and the index tell it.

    Parameters
    ----------
    address : str
        Of its page within the site.
    why : str
        Notebook, cell and line, and below them the error.
    parameters : str
        The values that it was to be made with.
    """

    address: str
    title: str
    why: str
    parameters: str = ""

    @property
    def place(self) -> str:
        """The notebook, cell and line that failed."""
        return self.why.partition("\n")[0]

    @property
    def error(self) -> str:
        """What the cell said of it, without places on the machine that it ran on."""
        said = self.why.partition("\n")[2].partition("Kept up to there:")[0]
        return said.replace(f"{ROOT}/", "").strip()


@dataclass(frozen=True)
class SweepEntry:
    """A sweep as the index and its own page list it.

    Parameters
    ----------
    title, by : str
        What the report asks, and what its pages differ in.
    groups : sequence of (str, sequence of (str, str, Markup))
        Under a heading the pages: address, name, headline. All addresses within the site.
    failed : sequence of (str, str)
        Addresses and names of the pages of reports that could not be made.
    absent : sequence of str
        Combinations that were asked for and that no claim has.
    """

    address: str
    title: str
    by: str
    groups: Sequence[tuple[str, Sequence[tuple[str, str, Markup]]]]
    failed: Sequence[tuple[str, str]] = ()
    absent: Sequence[str] = ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return sum(len(pages) for _, pages in self.groups)


@dataclass(frozen=True)
class Contents:
    """What a site holds.

    Parameters
    ----------
    listed : sequence of ReportEntry
        Those of the suite, as the index lists them.
    picture : Downloads
        Of the page whose picture stands for the site.
    failed : sequence of FailedReport
        Those of the suite and of sweeps.
    reviewed : str
        What reviewed wars had, for the first screen; empty if no ratio here is about fighters.
    """

    made: Sequence[KeptReport] = ()
    listed: Sequence[ReportEntry] = ()
    picture: Downloads = field(default_factory=Downloads)
    sweeps: Sequence[SweepEntry] = ()
    failed: Sequence[FailedReport] = ()
    reviewed: str = ""


def index_page(
    contents: Contents,
    collection: Collection | None,
    again: str,
    tables: Sequence[SiteTable] = (),
    preview: Preview | None = None,
) -> str:
    """Return the index as HTML.

    Parameters
    ----------
    contents : Contents
        Reports that could not be made stand behind the others; those of sweeps on their own page.
    collection : Collection or None
        None if the reports name none.
    again : str
        The command that makes the site again.
    tables : sequence of SiteTable
        The whole tables that the site offers.
    """
    first = next((report for report in contents.listed if report.glance.html), None)
    values: dict[str, object] = {
        "reports": sorted(contents.listed, key=lambda report: report is not first),
        "first": first,
        "answer": first.sentence.striptags() if first else "",
        "looks": first.glance.looks if first else "",
        "failed": [report for report in contents.failed if "/" not in report.address],
        "held": None,
        "sweeps": contents.sweeps,
        "reviewed": contents.reviewed,
        "preview": preview,
    }
    if collection is not None:
        rows = listed_claims(collection)
        days = by_day(rows)
        values |= {
            "held": collection,
            "rows": rows,
            "days": [group for group in days if group.anchor != UNDATED],
            "months": by_month(days),
            "parties": party_shares(collection),
            "speakers": _largest(by_speaker(rows, collection)),
            "measures": _largest(by_measure(rows, collection)),
            "tables": tables,
        }
    return _page("site", _colophon(collection, again), values)


def sweep_page(
    sweep: SweepEntry,
    again: str,
    held: Collection | None,
    preview: Preview | None = None,
    reviewed: str = "",
) -> str:
    """Return the page that lists a sweep, for its place in a folder of the site."""
    values = {"sweep": sweep, "up": "../", "preview": preview, "reviewed": reviewed}
    return _page("sweep", _colophon(held, again), values)


def failed_page(
    failed: FailedReport, again: str, data_version: str = "", preview: Preview | None = None
) -> str:
    """Return the page of a report that could not be made: which cell failed, and why."""
    values = {"failed": failed, "up": "../" * failed.address.count("/"), "preview": preview}
    return _page("failed", Colophon("", again, data_version), values)


def list_pages(
    collection: Collection, again: str, previews: Previews = no_preview
) -> dict[str, str]:
    """Return the lists by day, speaker and measure, and the corrections, by file name."""
    colophon = _colophon(collection, again)
    rows = listed_claims(collection)
    shown = shortened(by_day(rows))
    speakers, measures = by_speaker(rows, collection), by_measure(rows, collection)
    corrected = {
        "releases": changelog(),
        "readings": readings(collection),
        "headings": HEADINGS,
        "held": collection,
        "listed": {claim.claim_id for group in shown for claim in group.claims},
        "most": MOST_CORRECTED,
    }
    made = {
        "days.html": ("days", {"groups": shown, "months": by_month(shown)}),
        "speakers.html": ("directory", _directory(speakers, "speaker")),
        "measures.html": ("directory", _directory(measures, "measure")),
        "corrections.html": ("corrections", corrected),
    }
    return {
        name: _page(template, colophon, {**values, "preview": previews(name)})
        for name, (template, values) in made.items()
    }


def _directory(groups: Sequence[Group], kind: str) -> dict[str, object]:
    """Return the values of a list that links cut down to one kind, without script."""
    counts = Counter(group.kind for group in groups if group.kind)
    kinds = sorted(counts.items()) if len(counts) > 1 else []
    number = {name: n for n, (name, _) in enumerate(kinds, start=1)}
    rules = (
        f"main:has(#only-{n}:target) .entry:not(.kind-{n}){{display:none}}"
        f"main:has(#only-{n}:target) .only a[href='#only-{n}']{{font-weight:700}}"
        for n in number.values()
    )
    # All days of each group, or as many as a page has room for.
    days = [len(group.days) for group in groups]
    most = max(days, default=0) if sum(days) <= MOST_LINKS else MOST_LINKS // len(groups)
    told = {"groups": groups, "kind": kind, "most": most, "kinds": kinds, "number": number}
    return {**told, "looks": "\n".join(rules)}


def document_pages(
    again: str,
    data_version: str = "",
    documents: Mapping[str, Path] = DOCUMENTS,
    previews: Previews = no_preview,
) -> dict[str, str]:
    """Return the project's documents as pages, by file name; those that are not there are left out.

    Parameters
    ----------
    documents : mapping
        From the name of a page to a file in Markdown.
    previews : callable
        Gives the preview of a page by its file name.
    """
    from nbformat.v4 import new_markdown_cell, new_notebook

    from analysis.publish.page.exporter import Standing, export_page

    colophon = Colophon("", again, data_version)
    link = re.compile(rf"\]\(({'|'.join(map(re.escape, documents))})\.md")
    pages = {}
    for name, path in ((f"{name}.html", path) for name, path in documents.items()):
        if path.is_file():
            # The exporter takes a link to a notebook for one to its page.
            text = link.sub(r"](\1.ipynb", path.read_text(encoding="utf-8"))
            notebook = new_notebook(cells=[new_markdown_cell(text)])
            offered = Markup(""), previews(name)
            standing = Standing("", bool(data_version), lambda _, offered=offered: offered)
            pages[name] = export_page(notebook, colophon, standing=standing).html
    return pages


def _largest(groups: list[Group]) -> list[Group]:
    """Return the groups with the most claims; none is cut off that has as many as one shown."""
    ranked = sorted(groups, key=lambda group: -len(group.claims))
    least = len(ranked[min(MOST, len(ranked)) - 1].claims) if ranked else 0
    return [group for group in ranked if len(group.claims) >= least]


def _colophon(collection: Collection | None, again: str) -> Colophon:
    return Colophon("", again, collection.data_version if collection else "")


def _page(name: str, colophon: Colophon, values: Mapping[str, object]) -> str:
    template = _environment().get_template(f"{name}.html.j2")
    usual = {"up": "", "preview": None, "has_lists": bool(colophon.data_version)}
    return set_apart(template.render(**{"colophon": colophon, **usual, **values}) + "\n")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters |= {
        "count": "{:,}".format,
        "day": day_words,
        "apart": isolated,
        "amount": amount,
        "table_address": table_address,
    }
    return environment


UNDATED = "undated"
"""Anchor of the claims whose day the pages do not allow."""
MOST_ON_A_PAGE = 5000
"""Claims that one page may list; ours has a few hundred."""
MOST_LINKS = 10_000
"""Links to days in the list of speakers, or of measures."""
FEW = 3
"""Claims of a day that are listed if there are too many in all; fewer of very many days."""
MOST_CORRECTED = 1000
"""Rows set aside that the page of corrections lists, and readings."""
STANCES = {"claim": "", "assessment": "assessment", "denial": "quoted to be denied"}

ROLES = {"retold": "as some page changed it", "version": "another value for the same figure"}


@dataclass(frozen=True)
class Group:
    """The claims of one day, one speaker or one measure.

    Parameters
    ----------
    anchor : str
        Within its page.
    note : str
        What the name alone does not say.
    claims : list
        Rows of `listed_claims`.
    more : int
        Claims that are not listed, only counted.
    kind : str
        What a list may be cut down to: a side, a unit, a month.
    """

    anchor: str
    name: str
    note: str
    claims: list
    more: int = 0
    kind: str = ""

    @property
    def days(self) -> list[tuple[str, str, int]]:
        """The days of the claims: anchor, name and number of claims, in order."""
        counts = Counter((claim.day, claim.day_words) for claim in self.claims)
        return [(anchor, words, n) for (anchor, words), n in counts.items()]


def listed_claims(collection: Collection) -> pd.DataFrame:
    """Return every claim in readers' words, with the page it was read on.

    Returns
    -------
    pandas.DataFrame
        By day, then in the order of the table; those without a day last. Text is as it was found:
        whoever prints it escapes it.
    """
    claims = collection.claims
    words = labelled(claims, collection)
    pages = collection.sources.reindex(claims["source_id"]).fillna("").reset_index(drop=True)
    rows = pd.DataFrame(
        {
            "claim_id": claims["claim_id"],
            "day": claims["stated_on"].dt.strftime("%Y-%m-%d").fillna(UNDATED),
            "firm": claims["date_basis"].isin(FIRM_DATE_BASES),
            "speaker_key": claims["speaker"],
            "speaker": words["speaker"],
            "party": words["party"],
            "measure_key": claims["measure"],
            "measure": words["measure"],
            "subject": words["subject"].where(claims["subject"] != "none", ""),
            "scope": words["scope"],
            "time": claims["period"].map(over_time),
            "reported": claims["reported"].map(isolated),
            "stance": claims["stance"].map(STANCES).fillna(claims["stance"]),
            "remarks": _remarks(claims, collection),
        }
    ).reset_index(drop=True)
    days = {day: day_words(pd.Timestamp(day)) for day in rows["day"].unique() if day != UNDATED}
    rows["day_words"] = rows["day"].map({**days, UNDATED: "Day not known"})
    notes = pages["url"].map({url: why_no_link(url) for url in pages["url"].unique()})
    named = pages["publisher"].where(notes == "", pages["publisher"] + ", " + notes)
    rows["publisher"], rows["language"] = named.map(isolated), pages["language"]
    for name in ("url", "archived"):
        written = pages[name] if name in pages else pd.Series("", index=rows.index)
        rows[name] = written.map({url: web_address(url) for url in written.unique()})
    return rows.sort_values("day", kind="stable", ignore_index=True)


def _remarks(claims: pd.DataFrame, collection: Collection) -> pd.Series:
    """Say of each claim what others found, that it is doubted, and that a page changed it."""
    denied = deniers_of(claims, collection.words).map({**DENIERS, "": ""})
    parts = [
        denied,
        claims["verification"].where(claims["verification"] == "uncorroborated", ""),
        (claims["doubted_by"] != "").map({True: "doubted", False: ""}),
        claims["role"].map(ROLES).fillna(""),
    ]
    joined = pd.concat([part.astype("str") for part in parts], axis=1).agg("; ".join, axis=1)
    return joined.str.replace(r"(?:; )+", "; ", regex=True).str.strip("; ")


def by_day(rows: pd.DataFrame) -> list[Group]:
    """Return a group for each day, those without a day last."""
    found = _groups(rows, "day")
    return [Group(str(day), claims[0].day_words, "", claims) for day, claims in found]


def shortened(days: Sequence[Group]) -> list[Group]:
    """Cut the days of a large collection down to a few claims each; the tables have all.

    A page of tens of thousands of claims is none that a reader can open.
    """
    if sum(len(group.claims) for group in days) <= MOST_ON_A_PAGE:
        return list(days)
    few = min(FEW, MOST_ON_A_PAGE // len(days))
    return [
        replace(group, claims=group.claims[:few], more=max(len(group.claims) - few, 0))
        for group in days
    ]


def by_speaker(rows: pd.DataFrame, collection: Collection) -> list[Group]:
    """Return a group for each speaker by name, with office and side."""
    speakers, parties = collection.speakers, collection.words.parties["label"]
    found = []
    for key, claims in _groups(rows, "speaker_key"):
        known = speakers.loc[key]
        side = str(parties.get(known["party"], ""))
        note = "; ".join(filter(None, [known.get("role", ""), side]))
        found.append(Group(str(key), known["label"], note, claims, kind=side))
    return sorted(found, key=lambda group: group.name.casefold())


def by_measure(rows: pd.DataFrame, collection: Collection) -> list[Group]:
    """Return a group for each measure by name, with what it counts."""
    measures = collection.words.measures
    found = []
    for key, claims in _groups(rows, "measure_key"):
        known = measures.loc[key]
        note, unit = known.get("counts", ""), str(known.get("unit", "")).replace("_", " ")
        found.append(Group(str(key), known["label"], note, claims, kind=unit))
    return sorted(found, key=lambda group: group.name.casefold())


def by_month(days: Sequence[Group]) -> list[tuple[str, list[Group]]]:
    """Put dated groups under the name of their month, such as "March 2023"."""
    months: dict[str, list[Group]] = {}
    for group in days:
        if group.anchor != UNDATED:
            months.setdefault(group.name.partition(" ")[2], []).append(group)
    return list(months.items())


def party_shares(collection: Collection) -> list[tuple[str, int, str]]:
    """Return the claims of each party: name, number, share of all in whole per cent."""
    counts = collection.claims["party"].value_counts().sort_index()
    total = max(int(counts.sum()), 1)
    shares = [
        (party_named(collection, party), int(n), f"{100 * n / total:.0f} %")
        for party, n in counts.items()
    ]
    return sorted(shares, key=lambda share: -share[1])


def _groups(rows: pd.DataFrame, column: str) -> list[tuple[object, list]]:
    found: dict[object, list] = {}
    for key, claim in zip(rows[column], rows.itertuples(index=False), strict=True):
        found.setdefault(key, []).append(claim)
    return list(found.items())


CHANGELOG = SHIPPED / "CHANGELOG.md"
RELEASE = re.compile(r"^## \[([^\]]+)\](?: - (\S+))?$", re.MULTILINE)
MOVED = re.compile(r"^### Numbers that moved\n+(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)


HEADINGS = {
    "verification": "What did others find of a claim?",
    "checked_by": "Who looked into a claim?",
    "doubted_by": "Who doubts a figure?",
    "own_word": "What did the speaker call those counted?",
    "in_words": "What did the speaker say around the figure?",
    "part": "Which part of a statement is a figure?",
    "directness": "Which pages changed a figure, or carry it as it was stated?",
    "set_aside": "What errors does a page show?",
    "inferred": "Which places or periods are inferred?",
}
"""Over our readings, by the column that they fill: each of `terms.READING_COLUMNS`."""


@dataclass(frozen=True)
class Release:
    """What a release says of published numbers.

    Parameters
    ----------
    version, day : str
        As the changelog writes them; the day is empty for what is not released yet.
    moved : list of str
        A line for each number, or the sentence that there are none.
    """

    version: str
    day: str
    moved: list[str]


def releases(text: str) -> list[Release]:
    """Read the "Numbers that moved" of each release in a changelog, and of the time since then.

    The time since the last release is left out if nothing moved in it.

    >>> releases("## [0.2.0] - 2027-01-05\\n\\n### Numbers that moved\\n\\n- 0.97 to 0.98.\\n")
    [Release(version='0.2.0', day='2027-01-05', moved=['0.97 to 0.98.'])]
    """
    parts = RELEASE.split(text)[1:]
    found = []
    for version, day, section in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        told = MOVED.search(section)
        items = re.split(r"^- ", told[1], flags=re.MULTILINE) if told else []
        moved = [" ".join(item.split()) for item in items if item.strip()]
        if day or moved:
            found.append(Release(version, day or "", moved))
    return found


def changelog(path: Path = CHANGELOG) -> list[Release]:
    """Return the releases of the project; none if it has no changelog."""
    return releases(path.read_text(encoding="utf-8")) if path.is_file() else []


def readings(collection: Collection) -> pd.DataFrame:
    """Return our readings of single rows: claim_id, column, reading, reason, reported, speaker.

    Parameters
    ----------
    collection : Collection
        As of a day, readings of claims that were not known by then are left out.
    """
    path = collection.home / "readings.csv"
    if not path.is_file():
        return pd.DataFrame(columns=["claim_id", "column", "reading", "reason"])
    columns = ["claim_id", "reported", "speaker"]
    known = pd.concat([collection.claims[columns], collection.set_aside[columns]])
    labels = collection.words.speakers["label"]
    known["speaker"] = known["speaker"].map(labels).fillna(known["speaker"])
    how = "inner" if collection.as_of else "left"
    rows = read_raw(path).merge(known, on="claim_id", how=how).fillna("")
    named = rows["reading"].map(labels).fillna(rows["reading"])
    return rows.assign(reading=rows["reading"].mask(rows["column"] == "checked_by", named))


ATOM = "http://www.w3.org/2005/Atom"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(
    entries: Sequence[ReportEntry], *, title: str, author: str, updated: date, base_url: str = ""
) -> str:
    """Return an Atom feed.

    Parameters
    ----------
    title, author : str
        Of the feed; who compiled the collection.
    updated : datetime.date
        The latest day that the data know of; never the day of the run.
    base_url : str
        Where the site will stand; without it, links are relative to the feed.

    Examples
    --------
    >>> print(feed([], title="Claims", author="Nobody", updated=date(2023, 3, 18)))
    <?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom">
      <id>urn:uuid:69c67287-a3d4-5be7-9fb3-9304feb542c8</id>
      <title>Claims</title>
      <updated>2023-03-18T00:00:00Z</updated>
      <author>
        <name>Nobody</name>
      </author>
      <link rel="self" type="application/atom+xml" href="feed.xml" />
      <link rel="alternate" type="text/html" href="index.html" />
    </feed>
    <BLANKLINE>
    """
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    moment = f"{updated.isoformat()}T00:00:00Z"
    _texts(root, id=_name(title), title=title, updated=moment)
    _texts(_under(root, "author"), name=author)
    _under(root, "link", rel="self", type="application/atom+xml", href=f"{base_url}feed.xml")
    _under(root, "link", rel="alternate", type="text/html", href=f"{base_url}index.html")
    for entry in entries:
        element = _under(root, "entry")
        # Its command tells a report apart from every other of any site.
        name = _name(entry.colophon.command)
        _texts(element, id=name, title=entry.title, updated=moment)
        href = f"{base_url}{entry.address}"
        _under(element, "link", rel="alternate", type="text/html", href=href)
        _texts(element, summary=entry.sentence.striptags() or entry.title)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _under(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for tag, text in texts.items():
        _under(parent, tag).text = NOT_IN_XML.sub("\ufffd", text)


def _name(words: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'reportedly:{words}')}"
