"""The headline sentence of a report, its numbers still leading to where they are explained."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup, escape

from analysis.publish.page.markup import FIRST_SENTENCE, plain

SAID = re.compile(r'<p class="said">(.*?)</p>', re.DOTALL)
TOKEN = re.compile(r"<[^>]*>|[^<]+")
PRESSED = re.compile(r'<button[^>]*>(.*?)</button><a [^>]*href="#([^"]+)"[^>]*></a>')
"""A number that opens its receipt beside it, and the link that leads to it where that cannot be."""
RECEIPT = re.compile(r'href="#([^"]+)"')
NUMBER = re.compile(r">\d[\d.,]*(?: %)?</a>")
"""A number and not a day, which says only of when a report tells."""
OPENS, CLOSES = ("<a ", "<data", "<button"), ("</a>", "</data", "</button")


def headline(html: str, address: str, otherwise: str = "") -> Markup:
    """Return the first sentence with a number that code said on a page.

    Parameters
    ----------
    html : str
        The page.
    address : str
        Of the page, for the links: each number leads to its receipt there, or to the page.
    otherwise : str
        What to return, as plain text, if code said nothing.

    Examples
    --------
    >>> html = '<p class="said">He said that <data value="193">193</data> were killed. So.</p>'
    >>> print(headline(html, "briefing.html"))
    He said that <a href="briefing.html">193</a> were killed.
    """
    for said in SAID.findall(html):
        paragraph = PRESSED.sub(r'<a href="#\2">\1</a>', " ".join(said.split()))
        words = plain(paragraph)
        sentence = found[0] if (found := FIRST_SENTENCE.match(words)) else words
        marked = _cut(paragraph, len(sentence), address)
        if NUMBER.search(marked):
            return marked
    return escape(otherwise)


def _cut(paragraph: str, length: int, address: str) -> Markup:
    """Return so many characters of a paragraph, of its markup only links."""
    written: list[str] = []
    left, depth = length, 0
    for token in TOKEN.findall(paragraph):
        if left <= 0:
            break
        if token.startswith(OPENS):
            receipt = RECEIPT.search(token)
            href = f"{address}#{unescape(receipt[1])}" if receipt else address
            written += [str(Markup('<a href="{}">').format(href))] if not depth else []
            depth += 1
        elif token.startswith(CLOSES):
            depth -= 1
            written += ["</a>"] if not depth else []
        elif not token.startswith("<"):
            text = unescape(token)[:left]
            left -= len(text)
            written.append(str(escape(text)))
    return Markup("".join([*written, *(["</a>"] if depth else [])]))
