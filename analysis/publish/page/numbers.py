"""The numbers in the text of a page: each opens its receipt, or is marked as having none.

Numbers of the reports have one. A number that somebody typed or worked out has none, and neither
has one whose receipt gives other numbers, as after a table of the collection was changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from analysis.data.names import FIRST_STRONG, POP
from analysis.publish.page.addresses import CARD, receipt_address
from analysis.publish.page.markup import Node, Tree, element, move_children, steps, words_of
from analysis.text.say import DATE, NUMERAL

NO_FIGURE = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "time", "cite", "code", "pre", "caption", "th"),
    *("data", "svg"),
}
"""Where numerals are dates, names, versions and headings, or have their receipt already."""
NONE = "no receipt"
OTHER = "not the collection's: its receipt gives another number, or another day or name beside it"
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
    >>> from analysis.publish.page.markup import tree_of
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


def cite_names(tree: Tree, names: Iterable[str]) -> None:
    """Mark the names that hold a numeral as names, such as that of a 74th Brigade.

    >>> from analysis.publish.page.markup import tree_of
    >>> tree = tree_of("<p>The 74th Brigade said 7.</p>")
    >>> cite_names(tree, ["74th Brigade"])
    >>> tree.css_first("p").html
    '<p>The <cite>74th Brigade</cite> said 7.</p>'
    """
    longest = sorted(set(names), key=lambda name: (-len(name), name))
    if not longest:
        return
    # What sets a name apart goes with it.
    named = f"{FIRST_STRONG}?(?:{'|'.join(map(re.escape, longest))}){POP}?"
    pattern = re.compile(rf"(?<!\w)({named})(?!\w)", re.IGNORECASE)
    for node in _texts(tree):
        parts = pattern.split(node.text_content or "")
        if len(parts) == 1:
            continue
        for place, part in enumerate(parts):
            if part:
                made = element(tree, "cite", {}, part) if place % 2 else part
                node.insert_before(made, move=True) if place % 2 else node.insert_before(made)
        node.remove()


STOPS = ".,;:!?)%"
"""Signs behind a number that may not begin a line."""
OPENINGS = "([“‘„«"
"""Signs before a number that may not end a line."""


def link_numbers(tree: Tree) -> dict[str, int]:
    """Let each marked number open its receipt; return the places of receipts by key.

    A number without a receipt is left as it is, without its mark.
    """
    places: dict[str, int] = {}
    for node in tree.css("data"):
        key = node.attributes.get("data-receipt")
        if not key:
            node.unwrap()
            continue
        place = places.setdefault(key, len(places) + 1)
        given = {"popovertarget": f"{CARD}{place}"}
        button = element(tree, "button", given)
        move_children(node, button)
        leads = {"href": f"#{receipt_address(key)}", "data-n": str(place)}
        link = element(tree, "a", leads)
        node.insert_before(button, move=True)
        node.insert_before(link, move=True)
        _keep_together(tree, node, (button, link))
        node.remove()
    return places


def _keep_together(tree: Tree, node: Node, number: Sequence[Node]) -> None:
    """Let a bracket before a number not end a line without it, nor a sign behind it begin one."""
    before, after = number[0].prev, node.next
    opened = _signs_of(before, OPENINGS, from_end=True)
    closed = _signs_of(after, STOPS)
    if not opened and not closed:
        return
    span = element(tree, "span", {"class": "stop"})
    node.insert_before(span, move=True)
    if opened:
        span.insert_child(opened)
        _shorten(before, (before.text_content or "")[: -len(opened)])
    for part in number:
        span.insert_child(part, move=True)
    if closed:
        span.insert_child(closed)
        _shorten(after, (after.text_content or "")[len(closed) :])


def _signs_of(text: Node | None, signs: str, *, from_end: bool = False) -> str:
    """Give those of the signs with which a text begins, or ends."""
    if text is None or not text.is_text_node:
        return ""
    words = text.text_content or ""
    if from_end:
        return words[len(words.rstrip(signs)) :]
    return words[: len(words) - len(words.lstrip(signs))]


def _shorten(text: Node, words: str) -> None:
    if words:
        text.replace_with(words)
    else:
        text.remove()
