"""What a page tells the programs that link to it: Open Graph, the feed, its own address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from analysis.errors import ParameterError

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
