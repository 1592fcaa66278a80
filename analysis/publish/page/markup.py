"""HTML read as a tree, made safe to print; the addresses that it may lead to, and those within it.

Lexbor, through selectolax, builds the tree that browsers build, of whatever it is given. Claims are
text from the open web and outputs are whatever a cell returned, so everything goes through nh3,
which parses it as a browser would and writes back only what is listed here.

An address may look like another than it is: a user name before the host (`https://who.org@a.net`),
or letters of another script in it. Neither becomes a link; the host is shown as machines write it.

Addresses within a page are made of what a thing is: they stay when other parts come or go.

>>> receipt_address('["claim", "a0214"]')
'r-a0214'
>>> receipt_address('["ratio", "killed_per_wounded", "", "a0214", "a0215"]')
'r-killed_per_wounded-a0214-a0215'
"""

from __future__ import annotations

import json
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser as Tree
from selectolax.lexbor import LexborNode as Node

from analysis.data.names import FIRST_STRONG, POP
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from nh3 import Cleaner

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}
"""Elements that hold nothing."""
SPACES = re.compile(r"\s+")
"""What a browser shows as one space."""
DEEPEST = 2_000
"""Elements within each other. Browsers stop at 512; the time to read grows with the square."""

SHAPE = re.compile(
    r"""(?:circle|ellipse|image|line|path|polygon|polyline|rect|stop|use)
    (?:\s+[\w:-]+="[^"]*")*\s*/>""",
    re.VERBOSE,
)
"""A shape of a drawing that ends where it begins; written otherwise it may be open."""
DRAWING = re.compile(
    r"/?(?:g|defs|metadata|clipPath|style|text|tspan|title|desc|[a-z]+:[A-Za-z]+)(?![\w:-])"
)
"""Elements around shapes that do not lead out of a drawing; any other may."""


def tree_of(html: str) -> Tree:
    """Parse HTML, a whole page or the text of one, as a browser does.

    Raises
    ------
    AnalysisError
        If it holds half a sign (a lone surrogate), or elements nested beyond all reason.

    Examples
    --------
    >>> tree_of("<p>Two<p>did").body.inner_html
    '<p>Two</p><p>did</p>'
    """
    if _depth(html) > DEEPEST:
        raise AnalysisError(f"more than {DEEPEST:,} elements stand within each other")
    try:
        return Tree(html.encode("utf-8"))
    except UnicodeEncodeError as fault:
        sign = html[fault.start]
        raise AnalysisError(f"U+{ord(sign):04X} is half a sign, and no text holds it") from fault


def _depth(html: str) -> int:
    """Return how deep tags stand within each other, as far as counting them tells."""
    if html.count("<") <= DEEPEST:
        return 0
    deepest = depth = 0
    drawn = named = False
    for piece in html.split("<")[1:]:
        if drawn and not named and SHAPE.match(piece):
            continue
        drawn = piece.startswith("svg") or (drawn and DRAWING.match(piece) is not None)
        # What stands in the title of a drawing is a page again.
        named = piece.startswith(("title", "desc"))
        if piece[:1] == "/":
            depth -= depth > 0
        elif piece[:1].isalpha() and piece[:7].partition(">")[0].split(" ")[0].lower() not in VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def steps(top: Node) -> Iterator[tuple[str, Node]]:
    """Walk from one node through all that it holds, in the order of the page.

    Yields
    ------
    (str, Node)
        `begin` and `end` of an element; `text` once, and once `comment`, which is also what
        browsers take for one, as an instruction.

    Examples
    --------
    >>> [kind for kind, node in steps(tree_of("<p>Two <b>did</b></p>").body.first_child)]
    ['begin', 'text', 'begin', 'text', 'end', 'end']
    """
    node, last = top, top.mem_id
    while True:
        if node.is_element_node:
            yield "begin", node
            if (below := node.first_child) is not None:
                node = below
                continue
            yield "end", node
        elif node.is_text_node:
            yield "text", node
        else:
            yield "comment", node
        while node.mem_id != last and node.next is None:
            node = node.parent
            if node.is_element_node:
                yield "end", node
        if node.mem_id == last:
            return
        node = node.next


def line(text: str) -> str:
    """Return a text in one line.

    >>> line(" two\\n  words ")
    'two words'
    """
    return " ".join(text.split())


def words_of(node: Node) -> str:
    """Return the text of a node and of all that it holds, in one line.

    >>> words_of(tree_of("3 &lt; <b>4</b>").body)
    '3 < 4'
    """
    return line(node.text())


PLAIN = re.compile(r"[\w.:-]+", re.ASCII)
"""A host without signs that a browser would read as others, such as %65 for e."""
LOOKED_UP = "xn--"
"""Begins a part of a host that stands for signs beyond ASCII."""


def web_address(url: str) -> str:
    """Return an address that a link may lead to; empty for what is none.

    >>> web_address("https://example.org/a"), web_address("javascript:go()"), web_address("")
    ('https://example.org/a', '', '')
    >>> web_address("https://example.org@a.net/"), web_address("https://еxample.org/")
    ('', '')
    """
    return _link_of(url)[0]


def why_no_link(url: str) -> str:
    """Say why an address of the web is no link; empty for one that is, and for what is none.

    >>> why_no_link("https://example.org@a.net/"), why_no_link("https://еxample.org/")
    ('address with a user name, at a.net', 'host xn--xample-2of.org')
    """
    return _link_of(url)[1]


@lru_cache(4096)
def _link_of(url: str) -> tuple[str, str]:
    """Return where an address may lead, or why it is no link; neither of what is none."""
    written = url.strip()
    try:
        parts = urlsplit(written)
        host = parts.hostname
    except ValueError:
        return "", ""
    is_one = parts.scheme in ("http", "https") and host and " " not in parts.netloc
    if not is_one or "\\" in written or not f"{parts.netloc}{written}".isprintable():
        return "", ""
    odd = _punycode(host)
    if "@" in parts.netloc:
        return "", f"address with a user name, at {odd or host}"
    return ("", f"host {odd}") if odd else (written, "")


def _punycode(host: str) -> str:
    """Return a host with signs beyond ASCII as machines write it; empty for any other."""
    if host.isascii():
        odd = any(part.startswith(LOOKED_UP) for part in host.split("."))
        return host if odd or not PLAIN.fullmatch(host) else ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode("ascii")


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

PICTURE = re.compile(r"data:image/(svg\+xml|png|jpeg|gif);base64,")
BASE64 = f"{string.ascii_letters}{string.digits}+/={string.whitespace}".encode()
REPORT_LINK = re.compile(r"([\w-]+)\.ipynb(#[^\s]*)?")
HEADING_TAG = re.compile(r"h[1-6]")


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

    Raises
    ------
    AnalysisError
        If a picture has no alt text, or is not in the page itself.
    """
    for image in tree_of(html).css("img") if "<img" in html else ():
        given = image.attributes
        if not (given.get("alt") or "").strip():
            raise AnalysisError(f"{where}: a picture has no alt text, so not all can read it")
        if not (given.get("src") or "").startswith("data:"):
            raise AnalysisError(f"{where}: a picture is not in the page itself, as a data address")
    return html


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
    """Return an attribute that may stay; None for a picture or a link that may not."""
    if attribute in ("src", "srcset"):
        found = PICTURE.match(value)
        content = value[found.end() :] if found else ""
        # A drawing has some hundred thousand signs, which a pattern would look at one by one.
        is_picture = content.isascii() and not content.encode().translate(None, BASE64)
        return value if content and is_picture else None
    scheme = value.strip().lower().partition(":")[0] if attribute == "href" else ""
    is_none = scheme == "data" or (scheme in ("http", "https") and not web_address(value))
    return None if is_none else value


def _page_of(address: str) -> str | None:
    """Turn a link within the notebook folder into one within the site; others go."""
    if address.startswith("#"):
        return address
    found = REPORT_LINK.fullmatch(address)
    return f"{found.group(1)}.html{found.group(2) or ''}" if found else None


def set_apart(html: str) -> str:
    """Write what is set apart for its direction as `bdi` with its script, in the body of a page.

    >>> set_apart('<p title="\u2068a\u2069">\u2068a\u2069, 5</p>')[25:-14]
    '<p title="\u2068a\u2069"><bdi>a</bdi>, 5</p>'
    """
    if FIRST_STRONG not in html:
        return html
    tree = tree_of(html)
    within, texts = 0, []
    for kind, node in steps(tree.body):
        if kind == "text" and not within and FIRST_STRONG in (node.text_content or ""):
            texts.append(node)
        elif node.tag == "svg":
            # Drawings keep their signs, which hold there.
            within += {"begin": 1, "end": -1}.get(kind, 0)
    for node in texts:
        for part in _parts_apart(tree, node.text_content):
            node.insert_before(part, **({} if isinstance(part, str) else {"move": True}))
        node.remove()
    return str(tree.html)


SCRIPTS = {
    **{"ARABIC": "Arab", "HEBREW": "Hebr", "SYRIAC": "Syrc", "THAANA": "Thaa", "NKO": "Nkoo"},
    **{"SAMARITAN": "Samr", "MANDAIC": "Mand", "ADLAM": "Adlm"},
}
"""Scripts from right to left, by the first word of the names of their letters."""


def script_of(words: str) -> str:
    """Tell programs that read aloud in which script words are; which language, letters do not say.

    >>> script_of("7 אנה"), script_of("وزارت دفاع"), script_of("Ministry")
    ('und-Hebr', 'und-Arab', '')
    """
    letters = (unicodedata.name(sign, "").split(" ")[0] for sign in words if sign.isalpha())
    found = next((SCRIPTS[first] for first in letters if first in SCRIPTS), "")
    return f"und-{found}" if found else ""


def _parts_apart(tree: Tree, words: str) -> Iterator[str | Node]:
    """Give the parts of a text, those that are set apart as elements; half a pair stays a sign."""
    start = depth = 0
    for place, sign in enumerate(words):
        if sign == FIRST_STRONG:
            if not depth and words[start:place]:
                yield words[start:place]
            start = start if depth else place
            depth += 1
        elif sign == POP and depth:
            depth -= 1
            if not depth:
                apart = element(tree, "bdi", {})
                if tag := script_of(words[start:place]):
                    apart.attrs["lang"] = tag
                for part in _parts_apart(tree, words[start + 1 : place]):
                    apart.insert_child(part, **({} if isinstance(part, str) else {"move": True}))
                yield apart
                start = place + 1
    if words[start:]:
        yield words[start:]


def element(tree: Tree, tag: str, given: dict[str, str], words: str = "") -> Node:
    """Make an element that stands nowhere yet, with attributes and a text."""
    node = tree.create_node(tag)
    for name, value in given.items():
        node.attrs[name] = value
    if words:
        node.insert_child(words)
    return node


def move_children(node: Node, target: Node) -> None:
    """Put all that one element holds behind what another holds."""
    while (child := node.first_child) is not None:
        target.insert_child(child, move=True)


CARD = "c-"
"""How the id of a card begins, which is no address; its place on the page follows."""
RECEIPT = "r-"
"""How the address of a receipt begins."""
UNSAID = ("claim", "ratio")
"""Ways of making a number that its address does not name: what they are made of tells them."""
LONGEST = 60
"""Signs of an address; what is longer ends in a digest of all of it."""
DIGEST = 6


def slug(words: str) -> str:
    """Write words as an address: letters, digits and `_`, with a hyphen for every other sign.

    >>> slug("Killed, by day: “Bakhmut”"), len(slug("killed " * 40))
    ('Killed-by-day-Bakhmut', 60)
    """
    whole = _hyphened(words)
    return whole if len(whole) <= LONGEST else _told_apart(whole, words)


def exact(*parts: str) -> str:
    """Write keys as an address that no other keys have, with a digest where signs are lost.

    >>> exact("series", "attacks_per_clash", "a"), exact("a;b"), exact("a-b")
    ('series-attacks_per_clash-a', 'a.b', 'a-b-ff096a')
    """
    whole = "-".join(part.replace(";", ".") for part in parts if part)
    signs = {sign for part in parts for sign in part} - {";"}
    if len(whole) <= LONGEST and all(sign.isalnum() or sign == "_" for sign in signs):
        return whole
    return _told_apart(_hyphened(whole), json.dumps(parts))


def table_address(words: str) -> str:
    """Return the address of a table, of its caption, or of its headings if it has none.

    >>> table_address("Claims by party."), table_address("")
    ('table-Claims-by-party', 'table')
    """
    return f"table-{slug(words)}".rstrip("-")


@lru_cache(10_000)
def receipt_address(key: str) -> str:
    """Return the address of a receipt, of the key by which markup names it."""
    try:
        kind, *parts = map(str, json.loads(key))
    except (ValueError, TypeError):
        return RECEIPT + exact(key)
    return RECEIPT + exact(*([] if kind in UNSAID else [kind]), *parts)


def free(address: str, taken: Counter[str]) -> str:
    """Return an address that nothing else on the page has, and take it.

    >>> taken = Counter()
    >>> [free("a", taken) for _ in range(3)]
    ['a', 'a-2', 'a-3']
    """
    taken[address] += 1
    return address if taken[address] == 1 else free(f"{address}-{taken[address]}", taken)


def _hyphened(words: str) -> str:
    plain = "".join(sign if sign.isalnum() or sign == "_" else " " for sign in words)
    return "-".join(plain.split())


def _told_apart(address: str, words: str) -> str:
    digest = sha256(words.encode("utf-8", "replace")).hexdigest()[:DIGEST]
    return f"{address[: LONGEST - DIGEST - 1].rstrip('-')}-{digest}"
