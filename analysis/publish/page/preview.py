"""What a page tells the programs that link to it: Open Graph, the feed, its own address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

from analysis.errors import ParameterError

SITE_NAME = "Reportedly"


@dataclass(frozen=True)
class Preview:
    """How a page is shown where somebody links to it.

    Parameters
    ----------
    address : str
        Of the page within the site.
    title, description : str
    image, image_alt : str
        Address of a PNG within the site, and its words; empty if the page has no figure.
    """

    address: str
    title: str
    description: str
    image: str = ""
    image_alt: str = ""


def with_preview(html: str, preview: Preview, base_url: str = "", css: str = "") -> str:
    """Return a page with a preview in its head.

    Parameters
    ----------
    html : str
    preview : Preview
    base_url : str
        From `checked_base`. Without it addresses are relative, which people's browsers follow and
        most preview programs do not.
    css : str
        Rules that this page has beside those of every page.

    Examples
    --------
    >>> with_preview("<head></head>", Preview("a.html", "Who?", "Two."))[:69]
    '<head><meta property="og:site_name" content="Reportedly">\\n<meta prope'
    """
    told = {
        "og:site_name": SITE_NAME,
        "og:type": "website" if preview.address == "index.html" else "article",
        "og:title": preview.title,
        "og:description": preview.description,
        "og:url": f"{base_url}{preview.address}" if base_url else "",
        "og:image": f"{base_url}{preview.image}" if preview.image else "",
        "og:image:type": "image/png" if preview.image else "",
        "og:image:alt": preview.image_alt if preview.image else "",
    }
    line = Markup('<meta property="{}" content="{}">')
    lines = [str(line.format(name, words)) for name, words in told.items() if words]
    card = "summary_large_image" if preview.image else "summary"
    lines.append(f'<meta name="twitter:card" content="{card}">')
    up = "../" * preview.address.count("/")
    lines.append(f'<link rel="alternate" type="application/atom+xml" href="{up}feed.xml">')
    if base_url:
        href = f"{base_url}{preview.address}"
        lines.append(str(Markup('<link rel="canonical" href="{}">').format(href)))
    if css:
        lines.append(f"<style>\n{css}</style>")
    return html.replace("</head>", "\n".join(lines) + "\n</head>", 1)


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


def title_of(html: str) -> str:
    """Return the title of a page of ours."""
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    return unescape(found[1]) if found else ""


def description_of(html: str) -> str:
    """Return the description in the head of a page of ours."""
    found = re.search(r'<meta name="description" content="([^"]*)">', html)
    return unescape(found[1]) if found else ""
