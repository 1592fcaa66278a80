"""The Atom feed of a site: an entry for each report.

Days come from the data and names from the reports, so the same site has the same feed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

ATOM = "http://www.w3.org/2005/Atom"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class FeedEntry:
    """One report in the feed.

    Parameters
    ----------
    name : str
        What tells it apart from every other report of any site, such as its command.
    address : str
        Within the site.
    title, summary : str
        Plain text.
    """

    name: str
    address: str
    title: str
    summary: str


def feed(
    entries: Sequence[FeedEntry], *, title: str, author: str, updated: date, base_url: str = ""
) -> str:
    """Return an Atom feed.

    Parameters
    ----------
    entries : sequence of FeedEntry
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
    _texts(root, id=_name(title), title=title, updated=_moment(updated))
    _texts(_under(root, "author"), name=author)
    _under(root, "link", rel="self", type="application/atom+xml", href=f"{base_url}feed.xml")
    _under(root, "link", rel="alternate", type="text/html", href=f"{base_url}index.html")
    for entry in entries:
        element = _under(root, "entry")
        _texts(element, id=_name(entry.name), title=entry.title, updated=_moment(updated))
        href = f"{base_url}{entry.address}"
        _under(element, "link", rel="alternate", type="text/html", href=href)
        _texts(element, summary=entry.summary or entry.title)
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


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
