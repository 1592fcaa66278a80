"""Numbers without a receipt, marked as such: nothing on the page shows how they were made.

Numbers of the reports have one. A number that somebody typed or worked out has none, and neither
has one whose receipt gives other numbers, as after a table of the collection was changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from analysis.text.marking import DATE
from analysis.text.receipt import NUMERAL
from analysis.text.trees import Node, Tree, steps, words_of

NO_FIGURE = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "time", "cite", "code", "pre", "caption", "th"),
    *("data", "svg"),
}
"""Where numerals are dates, names, versions and headings, or have their receipt already."""
NONE = "no receipt"
OTHER = "not the collection's: its receipt gives another number"
NOTE = (
    "Numbers underlined with dashes have no receipt: they are the author's own, "
    "and nothing on this page shows how they were made."
)
NUMBER = re.compile(f"({DATE.pattern})|({NUMERAL.pattern})")


def mark_bare(tree: Tree, gives: Callable[[str, str], bool]) -> tuple[str, ...]:
    """Mark the numbers of a page that no receipt gives, and say under the text what that means.

    Parameters
    ----------
    tree : Tree
        In which `<data data-receipt=…>` marks the numbers with a receipt.
    gives : callable
        Says of the key of a receipt and a text whether the one gives the other.

    Returns
    -------
    tuple of str
        The numbers, as printed.

    Examples
    --------
    >>> from analysis.text.trees import tree_of
    >>> tree = tree_of("<p>On 18 March 2023, 193 were said.</p>")
    >>> mark_bare(tree, lambda key, words: True)
    ('193',)
    >>> tree.css_first("p").html
    '<p>On 18 March 2023, <span class="bare" title="no receipt">193</span> were said.</p>'
    """
    texts = _texts(tree)
    found = [_mark_other(tree, node, gives) for node in tree.css("data[data-receipt]")]
    for node in texts:
        found += _mark_text(tree, node)
    bare = tuple(filter(None, found))
    if bare:
        note = tree.create_node("p")
        note.attrs["class"] = "bare-note"
        note.insert_child(NOTE)
        tree.body.insert_child(note, move=True)
    return bare


def _mark_other(tree: Tree, node: Node, gives: Callable[[str, str], bool]) -> str:
    """Take its receipt from a number that it does not give; empty if it gives it."""
    key, words = node.attributes.get("data-receipt") or "", words_of(node)
    if not key or gives(key, words):
        return ""
    node.replace_with(_mark(tree, words, OTHER), move=True)
    return words


def _mark(tree: Tree, words: str, why: str) -> Node:
    mark = tree.create_node("span")
    mark.attrs["class"], mark.attrs["title"] = "bare", why
    mark.insert_child(words)
    return mark


def _texts(tree: Tree) -> list[Node]:
    """Return the texts with a numeral that may be a figure without a receipt."""
    around: list[str] = []
    found = []
    for kind, node in steps(tree.body):
        if kind == "begin":
            around.append(node.tag)
        elif kind == "end":
            around.pop()
        elif kind == "text" and not NO_FIGURE.intersection(around):
            found += [node] * any(sign.isdigit() for sign in node.text_content or "")
    return found


def _mark_text(tree: Tree, node: Node) -> list[str]:
    """Put a mark around each numeral of a text that is no part of a date."""
    text, end, numerals = node.text_content or "", 0, []
    for match in NUMBER.finditer(text):
        numeral = match[NUMBER.groups]
        if numeral is None:
            continue
        if text[end : match.start()]:
            node.insert_before(text[end : match.start()])
        node.insert_before(_mark(tree, numeral, NONE), move=True)
        numerals.append(numeral)
        end = match.end()
    if numerals and text[end:]:
        node.replace_with(text[end:])
    elif numerals:
        node.remove()
    return numerals
