"""HTML as a tree, read and written by the parser that this project uses for it.

Lexbor, through selectolax, builds the tree that browsers build, of whatever it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser as Tree
from selectolax.lexbor import LexborNode as Node

from analysis.errors import AnalysisError

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}
"""Elements that hold nothing."""
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
