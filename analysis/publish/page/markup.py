"""HTML from outside, made safe to print; and the order of a page's headings.

Claims are text from the open web and outputs are whatever a cell returned, so everything goes
through nh3, which parses it as a browser would and writes back only what is listed here. It
writes `<` inside an attribute as `&lt;`: after it, a `<` begins a tag and nothing else, which is
why what follows may look for tags by pattern.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING

from analysis.data.isolates import FIRST_STRONG, POP
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from nh3 import Cleaner

SHOWN = """
a abbr b blockquote br caption cite code col colgroup data dd del details dfn div dl dt em
figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q s samp small
source span strong sub summary sup table tbody td tfoot th thead time tr u ul var
"""
EVERYWHERE = {"class", "lang", "dir", "title"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "source": {"srcset", "media"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "data": {"value"},
    "ol": {"start"},
    "time": {"datetime"},
    "details": {"open"},
}
DROPPED_WHOLE = {"script", "style", "title", "template", "noscript", "iframe", "object", "math"}
"""Elements whose content is no text for a reader. Drawn ones come as images."""

OWN_IDS = ("text", "code")
"""Of the page around the text; no heading may take them."""

PICTURE = re.compile(r"data:image/(svg\+xml|png|jpeg|gif);base64,")
BASE64 = f"{string.ascii_letters}{string.digits}+/={string.whitespace}".encode()
REPORT_LINK = re.compile(r"([\w-]+)\.ipynb(#[^\s]*)?")
HEADING_TAG = re.compile(r"h[1-6]")
HEADING = re.compile(r"<h([1-6])(?: [^>]*)?>(.*?)</h\1>", re.DOTALL)
PARAGRAPH = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)
TABLE_START = re.compile(r"<table\b[^>]*>(?:\s*<caption[^>]*>(?P<words>.*?)</caption>)?", re.DOTALL)
FIRST_SENTENCE = re.compile(r".*?[.!?](?=\s+[^a-z\s]|\s*$)", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
BETWEEN_TAGS = re.compile(r">[^<]+")


@dataclass(frozen=True)
class Text:
    """The text of a page with its headings in order.

    Parameters
    ----------
    title : str
        The first heading, as plain text; empty if there is none.
    contents : tuple of (str, str)
        Address and plain text of each heading one level below.
    body : str
        HTML without the title.
    lead : str
        The first paragraph, as plain text.
    """

    title: str
    contents: tuple[tuple[str, str], ...]
    body: str
    lead: str

    @property
    def opening(self) -> str:
        """HTML of what stands before the first heading: the answer, read before all else.

        >>> Text("Who?", (), '<p>Two did.</p><h2 id="x">How</h2><p>So.</p>', "").opening
        '<p>Two did.</p>'
        """
        return self.body[: self._cut()]

    @property
    def rest(self) -> str:
        """HTML from the first heading on; empty if there is none."""
        return self.body[self._cut() :]

    def _cut(self) -> int:
        found = HEADING.search(self.body)
        return found.start() if found else len(self.body)

    @property
    def first_sentence(self) -> str:
        """The first sentence of the lead, or all of it if it has no end."""
        found = FIRST_SENTENCE.match(self.lead)
        return found.group() if found else self.lead


def clean(html: str) -> str:
    """Keep of some HTML what a page may show; text stays, what could run or reach out goes.

    Links to another notebook become links to its page. Nothing keeps an id.

    Examples
    --------
    >>> clean('<p id="x" onclick="go()">193 <script>go()</script>killed</p>')
    '<p>193 killed</p>'
    >>> clean('<a href="02_ratios.ipynb">ratios</a> <a href="javascript:go()">x</a>')
    '<a href="02_ratios.html">ratios</a> <a>x</a>'
    """
    return _cleaner().clean(html)


def check_images(html: str, where: str) -> str:
    """Return cleaned HTML if every picture in it is there and has words.

    Parameters
    ----------
    html : str
        From `clean`.
    where : str
        For the message.

    Raises
    ------
    AnalysisError
        If a picture has no alt text, or is not in the page itself.
    """
    for image in re.findall(r"<img[^>]*>", html):
        if not re.search(r' alt="[^"]*\S[^"]*"', image):
            raise AnalysisError(f"{where}: a picture has no alt text, so not all can read it")
        if ' src="data:' not in image:
            raise AnalysisError(f"{where}: a picture is not in the page itself, as a data address")
    return html


def arrange(html: str) -> Text:
    """Put the headings of a text in order and take its title out.

    The first heading is the title, whatever its level. Any other is at least of level 2, never
    more than one deeper than the last, and gets an id, made as JupyterLab makes it so that one
    link serves there and here.

    Parameters
    ----------
    html : str
        From `clean`.

    Examples
    --------
    >>> arrange("<h1>Who said?</h1><p>Two did. Or one.</p><h4>So it is</h4>").body
    '<p>Two did. Or one.</p><h2 id="So-it-is">So it is</h2>'
    """
    first = HEADING.search(html)
    title = plain(first.group(2)) if first else ""
    body = html[: first.start()] + html[first.end() :] if first else html
    taken = Counter(OWN_IDS)
    contents: list[tuple[str, str]] = []
    last = 1

    def placed(match: re.Match[str]) -> str:
        nonlocal last
        last = min(max(int(match.group(1)), 2), last + 1)
        text = plain(match.group(2))
        address = _address(text, taken)
        if last == 2:
            contents.append((address, text))
        return f'<h{last} id="{address}">{match.group(2)}</h{last}>'

    body = HEADING.sub(placed, body)
    lead = PARAGRAPH.search(body)
    return Text(title, tuple(contents), body, plain(lead.group(1)) if lead else "")


def boxed_tables(html: str) -> str:
    """Put each table in a box that scrolls by itself, also from the keyboard.

    The box is called as the table's caption says, or by its number. An empty corner cell is no
    heading, so it does not stay marked as one.

    >>> boxed_tables("<table><caption>3 <b>killed</b></caption></table>").partition("<table>")[0]
    '<div class="scroll" role="group" tabindex="0" aria-label="3 killed">'
    """
    numbers = iter(range(1, html.count("<table") + 1))

    def opened(match: re.Match[str]) -> str:
        number = next(numbers)
        words = plain(match["words"] or "") or f"Table {number}"
        return (
            f'<div class="scroll" role="group" tabindex="0" aria-label="{escape(words)}">'
            f"{match.group()}"
        )

    boxed = TABLE_START.sub(opened, html).replace("</table>", "</table></div>")
    return boxed.replace("<th></th>", "<td></td>")


def plain(html: str) -> str:
    """Return the text of cleaned HTML, in one line.

    >>> plain("3 &lt; <b>4</b>")
    '3 < 4'
    """
    return " ".join(unescape(TAG.sub("", html)).split())


def _address(text: str, taken: Counter[str]) -> str:
    stem = re.sub(r"[\"'<>&\s]+", "-", text).strip("-") or "section"
    taken[stem] += 1
    if taken[stem] == 1:
        return stem
    return _address(f"{stem}-{taken[stem]}", taken)


@cache
def _cleaner() -> Cleaner:
    from nh3 import Cleaner

    tags = set(SHOWN.split())
    attributes = {
        tag: ATTRIBUTES.get(tag, set()) | (set() if HEADING_TAG.fullmatch(tag) else EVERYWHERE)
        for tag in tags
    }
    return Cleaner(
        tags=tags,
        clean_content_tags=DROPPED_WHOLE,
        attributes=attributes | {"*": set()},
        generic_attribute_prefixes={"data-"},
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto", "data"},
        url_relative=_page_of,
        link_rel=None,
    )


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("src", "srcset"):
        return value if _is_picture(value) else None
    if attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def _is_picture(address: str) -> bool:
    found = PICTURE.match(address)
    content = address[found.end() :] if found else ""
    # A drawing has some hundred thousand signs, which a pattern would look at one by one.
    return content.isascii() and content != "" and not content.encode().translate(None, BASE64)


def _page_of(address: str) -> str | None:
    """Turn a link within the notebook folder into one within the site; others go."""
    if address.startswith("#"):
        return address
    found = REPORT_LINK.fullmatch(address)
    return f"{found.group(1)}.html{found.group(2) or ''}" if found else None


def set_apart(html: str) -> str:
    """Write what is set apart for its direction as `bdi`, in the text of a page's body.

    >>> set_apart('<body><p title="\u2068a\u2069">\u2068a\u2069, 5</p>')
    '<body><p title="\u2068a\u2069"><bdi>a</bdi>, 5</p>'
    """
    if FIRST_STRONG not in html:
        return html
    head, body, rest = html.partition("<body")
    return head + body + BETWEEN_TAGS.sub(_as_bdi, rest)


def _as_bdi(text: re.Match[str]) -> str:
    return text[0].replace(FIRST_STRONG, "<bdi>").replace(POP, "</bdi>")
