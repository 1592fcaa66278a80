"""A drawing placed in its page: real text, links to receipts, looks once a page, light and dark.

A page shows what was drawn, and nothing of it is mended: a drawing with anything that does not
stand in the lists of this module stays a picture, in which nothing can run.

>>> svg = '<svg viewBox="0 0 9 9"><text x="1" y="5" class="f0a0a0a">193</text></svg>'
>>> placed(svg.encode(), "wide", "figure-1", "193 killed", {}).markup[-48:]
'<text x="1" y="5" class="fCgoK">193</text></svg>'

What the index shows of a report at a glance, its answer and first figure, is made here too.
"""

from __future__ import annotations

import colorsys
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape

from markupsafe import Markup

from analysis.data.names import FIRST_STRONG, POP
from analysis.publish.page.markup import (
    Node,
    Tree,
    receipt_address,
    script_of,
    steps,
    tree_of,
    words_of,
)

TAGS = {
    *("g", "title", "defs", "clippath", "pattern", "path", "rect", "circle", "ellipse", "line"),
    *("polyline", "polygon", "text", "tspan", "use"),
}
DROPPED = {"metadata", "style"}
"""Elements that tell a file of itself; the rules of styles are read before."""
NUMBERS = {
    *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "d"),
    *("points", "transform"),
}
LOOKS = {
    *("fill", "fill-opacity", "fill-rule", "opacity", "stroke", "stroke-width", "stroke-opacity"),
    *("stroke-linejoin", "stroke-linecap", "stroke-dasharray", "stroke-dashoffset"),
    *("stroke-miterlimit", "font-size", "font-weight", "font-style", "font-family", "text-anchor"),
}
HELD = {"patternunits": "patternUnits", "viewbox": "viewBox"}
PASSED = {"xmlns", "xmlns:xlink", "version", "width", "height", "id", "type"}
"""What an element may have that a page has no use for."""
PLAIN = re.compile(r"[\w\s.,()+-]*")
VALUE = re.compile(r"[\w\s.,#%+-]*")
LOOK_RULE = re.compile(r"\.(f[0-9a-f]{6})\{([^{}]*)\}")
"""A look and its name; `renderer` has its own, for a page is read without matplotlib."""
BASE_RULES = re.compile(r"\*\{[\w\s:;-]*\}|text\{font-family:[\w\s\",-]*\}")
"""Rules for all of a drawing; a page has its own in place of them."""
NAMED = re.compile(r"f[0-9a-f]{6}")
REFERENCE = re.compile(r"url\(#([\w-]+)\)")
COLOUR = re.compile(r"#([0-9a-f]{6})\b")
PAPER = "#ffffff"
DARK = "#181a1b"
"""Paper after dark, as page.css has it."""
LIGHTEST = 0.88
"""Lightness of ink after dark: full white glares."""
STEPS = 12
"""Halvings of what lightness can be, down to less than a shade."""
PALER = 0.7
"""Of the colour of a mark that is left when it is lighter: full ones glare on dark paper."""


APART = re.compile(f"{FIRST_STRONG}[^{FIRST_STRONG}{POP}]*{POP}")
"""Words of a drawing that are set apart for their direction."""


class NotListed(Exception):
    """Something in a drawing that no page takes over."""


@dataclass(frozen=True)
class PageDrawing:
    """A drawing as a page holds it.

    Parameters
    ----------
    markup : str
        An `svg` element.
    looks : dict
        From each class that it uses to its rule.
    others : tuple of str
        What marks tell whose receipts give another number; they lead to none.
    """

    markup: str
    looks: dict[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def placed(  # noqa: PLR0913
    svg: bytes,
    form: str,
    name: str,
    alt: str,
    places: dict[str, int],
    *,
    first: bool = True,
    gives: Callable[[str, str], bool] = lambda key, words: True,
) -> PageDrawing | None:
    """Write a drawing for its place in a page.

    Parameters
    ----------
    form : str
        "wide" or "narrow"; each screen shows one of them.
    name : str
        What the ids within it begin with, once on a page.
    places : dict
        Place of each receipt on the page, by its key; new ones are added.
    first : bool
        Whether it holds the words itself, for itself and the other form.
    gives : callable
        Says of the key of a receipt and a text whether the one gives the other.

    Returns
    -------
    PageDrawing or None
        None if it holds anything that a page does not take over.
    """
    tree = tree_of(svg.decode("utf-8", errors="replace"))
    top = tree.css_first("svg")
    if top is None:
        return None
    beside = top
    while (beside := beside.next) is not None:
        # In its file nothing but spaces stands beside a drawing.
        if beside.is_element_node or (beside.text_content or "").strip():
            return None
    pen = _Pen(f"{name}{form[0]}", places)
    try:
        looks = _rules(top)
        _join_lines(top, looks)
        others = tuple(_part_others(top, gives))
        inner = "".join(pen.written(top)).replace("<defs></defs>", "")
        box = _checked(PLAIN, top.attributes.get("viewBox") or "")
    except NotListed:
        return None
    words = f'<desc id="{name}-words">{escape(alt)}</desc>' if first else ""
    role = "group" if pen.has_links else "img"
    head = f'class="drawing {form}" viewBox="{box}" role="{role}" aria-labelledby="{name}-words"'
    short = {_short(name): rule for name, rule in {**looks, **pen.looks}.items()}
    return PageDrawing(f"<svg {head}>{words}{inner}</svg>", short, others)


def _part_others(top: Node, gives: Callable[[str, str], bool]) -> Iterator[str]:
    """Part the marks from their receipts that these do not give; tell what such marks tell."""
    # That is its name, which may hold a numeral, and after a colon its value.
    for mark in top.css("g[data-receipt]"):
        title = mark.css_first("title")
        words = words_of(title) if title is not None else ""
        if not gives(mark.attributes["data-receipt"] or "", words.rpartition(": ")[2]):
            del mark.attrs["data-receipt"]
            yield words


def css_of(looks: dict[str, str]) -> str:
    """Write the looks of a page's drawings as rules, for light screens and paper and for dark ones.

    >>> css_of({"f0a0a0a": "fill:#222222"})[:21]
    '.f0a0a0a{fill:#222222'
    """
    light = "".join(f".{name}{{{rule}}}" for name, rule in sorted(looks.items()))
    dark = ""
    for name, rule in sorted(looks.items()):
        coloured = [declared for declared in rule.split(";") if COLOUR.search(declared)]
        after = ";".join(COLOUR.sub(lambda hit: dark_of(hit[0]), each) for each in coloured)
        dark += f".{name}{{{after}}}" if after else ""
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}" if dark else light


def dark_of(colour: str) -> str:
    """Return what a colour is after dark: in as much contrast to the paper as on white paper.

    Contrast is that of WCAG 2.2: colours that are as strong as each other by day stay so.

    >>> dark_of("#ffffff"), dark_of("#222222")
    ('var(--paper)', '#e0e0e0')
    """
    if colour == PAPER:
        return "var(--paper)"
    hue, light, full = colorsys.rgb_to_hls(*_channels(colour))
    wanted = (1.05 / (_luminance(_channels(colour)) + 0.05)) * (_luminance(_channels(DARK)) + 0.05)
    low, high = 0.0, LIGHTEST
    for _ in range(STEPS):
        light = (low + high) / 2
        channels = colorsys.hls_to_rgb(hue, light, full * PALER)
        low, high = (light, high) if _luminance(channels) + 0.05 < wanted else (low, light)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _luminance(channels: Iterable[float]) -> float:
    """Return the relative luminance of WCAG 2.2 of red, green and blue, each up to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _join_lines(top: Node, looks: dict[str, str]) -> None:
    """Make one of the lines of one look that follow each other: a page has hundreds of them."""
    joined: set[int] = set()
    for line in top.css("path"):
        if line.mem_id in joined:
            continue
        given = line.attributes
        look = looks.get(given.get("class") or "", "")
        # It has a look of its drawing, is not filled and covers what is below it.
        is_line = set(given) == {"d", "class"} and "fill:none" in look and "opacity" not in look
        if not is_line:
            continue
        strokes = [line.attributes["d"]]
        while (after := line.next) is not None and _are_alike(line, after):
            strokes.append(after.attributes["d"])
            joined.add(after.mem_id)
            after.remove()
        line.attrs["d"] = "".join(stroke or "" for stroke in strokes)


def _are_alike(line: Node, after: Node) -> bool:
    if not after.is_element_node or after.tag != "path" or after.first_child is not None:
        return False
    given = after.attributes
    return set(given) == {"d", "class"} and given["class"] == line.attributes["class"]


def _rules(top: Node) -> dict[str, str]:
    """Read the looks of a drawing."""
    looks: dict[str, str] = {}
    for style in top.css("style"):
        text = style.text() or ""
        looks |= {name: _look(rule) for name, rule in LOOK_RULE.findall(text)}
        if BASE_RULES.sub("", LOOK_RULE.sub("", text)).strip():
            raise NotListed
    return looks


def _look(rule: str) -> str:
    """Return a rule if each of its declarations is one of a look."""
    told = []
    for declared in filter(None, (part.strip() for part in rule.split(";"))):
        name, _, value = (part.strip() for part in declared.partition(":"))
        if name not in LOOKS:
            raise NotListed
        told.append(f"{name}:{_checked(VALUE, value)}")
    return ";".join(told)


def _checked(form: re.Pattern, value: str) -> str:
    if not form.fullmatch(value):
        raise NotListed
    return value


def _short(name: str) -> str:
    """Write the name of a look in fewer signs, and no other in the same: a page has thousands."""
    return f"f{urlsafe_b64encode(bytes.fromhex(name[1:])).decode()}"


def _with_script(apart: re.Match) -> str:
    tag = script_of(apart[0])
    return f'<tspan lang="{tag}">{apart[0]}</tspan>' if tag else apart[0]


class _Pen:
    """Writes the elements of one drawing anew, each from the lists above."""

    def __init__(self, stem: str, places: dict[str, int]) -> None:
        self.stem, self.places = stem, places
        self.looks: dict[str, str] = {}
        self.has_links = False

    def written(self, top: Node) -> Iterator[str]:
        """Give the parts of what a drawing holds, in order."""
        dropped = 0
        for kind, node in steps(top):
            if node.mem_id == top.mem_id:
                continue
            # A title of it all would cover every other.
            is_title = node.tag == "title" and node.parent.mem_id == top.mem_id
            if node.is_element_node and (node.tag in DROPPED or is_title):
                dropped += 1 if kind == "begin" else -1
            elif not dropped:
                yield self._part(kind, node)

    def _part(self, kind: str, node: Node) -> str:
        if kind == "text":
            words = escape(node.text_content or "", quote=False)
            return APART.sub(_with_script, words) if node.parent.tag == "text" else words
        if kind == "comment":
            return ""
        if node.tag.lower() not in TAGS:
            raise NotListed
        link = "data-receipt" in node.attributes
        tag = "a" if link else node.tag
        if kind == "end":
            return f"</{tag}>"
        self.has_links = self.has_links or link
        return f"<{tag}{''.join(self._given(node))}>"

    def _given(self, node: Node) -> Iterator[str]:
        looks = []
        for name, value in node.attributes.items():
            value = value or ""
            if name == "data-receipt":
                self.places.setdefault(value, len(self.places) + 1)
                yield f' href="#{receipt_address(value)}"'
            elif name == "class":
                yield f' class="{_short(_checked(NAMED, value))}"'
            elif (name in LOOKS or name == "clip-path") and (led := REFERENCE.fullmatch(value)):
                yield f' {name}="url(#{self._own(led[1])})"'
            elif name in LOOKS or name == "style":
                looks.append(value if name == "style" else f"{name}:{value}")
            else:
                yield self._plain(node, name, value)
        yield self._looked(";".join(looks))

    def _plain(self, node: Node, name: str, value: str) -> str:
        if name in ("href", "xlink:href") and value.startswith("#"):
            return f' href="#{self._own(_checked(PLAIN, value[1:]))}"'
        if name == "id":
            return f' id="{self._own(_checked(PLAIN, value))}"' if node.tag != "g" else ""
        if name in NUMBERS or name.lower() in HELD:
            name = HELD.get(name.lower(), name)
            return f' {name}="{_checked(PLAIN, value)}"'
        if name in PASSED:
            return ""
        raise NotListed

    def _looked(self, declared: str) -> str:
        """Return the look that an element has of itself: a class, as those of the whole page."""
        if not declared:
            return ""
        if led := REFERENCE.search(declared):
            own = declared.replace(led[0], f"url(#{self._own(led[1])})")
            _look(REFERENCE.sub("none", declared))
            return f' style="{escape(own)}"'
        rule = _look(declared)
        name = f"f{sha256(rule.encode()).hexdigest()[:6]}"
        self.looks[name] = rule
        return f' class="{_short(name)}"'

    def _own(self, name: str) -> str:
        return f"{self.stem}-{name}"


@dataclass(frozen=True)
class Glance:
    """The first screen of a report, to stand on another page of its folder.

    Parameters
    ----------
    html : Markup
        Empty if no figure stands among its first paragraphs.
    """

    html: Markup = field(default_factory=Markup)
    looks: str = ""


def glance_of(opening: str, looks: dict[str, dict[str, str]], address: str) -> Glance:
    """Take the paragraphs up to the first figure, and the figure.

    Parameters
    ----------
    opening : str
        HTML of what stands before the first heading (`Body.opening`).
    looks : dict
        By the id of each figure, the rules of its drawing.
    address : str
        Of the report: numbers and marks lead to their receipts there.

    Examples
    --------
    >>> glance_of("<p>Two.</p><p>How?</p>", {}, "a.html").html
    Markup('')
    """
    tree = tree_of(opening)
    shown: list[Node] = []
    name = ""
    for node in tree.body.iter():
        if node.tag in ("p", "figure"):
            shown.append(node)
        if node.tag == "figure":
            name = node.attributes.get("id") or ""
            break
    if not name:
        return Glance()
    for node in shown:
        _lead_to(tree, node, address)
    html = Markup("\n").join(Markup(node.html) for node in shown)
    return Glance(html, css_of(looks.get(name, {})))


def _lead_to(tree: Tree, node: Node, address: str) -> None:
    """Let what opens a receipt on its own page lead to that page."""
    for link in node.css("a[href]"):
        href = link.attributes["href"] or ""
        link.attrs["href"] = f"{address}{href}" if href.startswith("#") else href
    for link in node.css("span.downloads"):
        link.remove()
    # A number is a button before the link to its receipt.
    for link in node.css("a[data-n]"):
        button = link.prev
        del link.attrs["data-n"]
        link.insert_child(button.text())
        button.remove()
