"""The headline sentence of a report, its numbers still leading to where they are explained."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from analysis.publish.page.addresses import RECEIPT
from analysis.publish.page.markup import Node, steps

FIRST_SENTENCE = re.compile(r".*?[.!?](?=\s+[^a-z\s]|\s*$)", re.DOTALL)
SPACES = re.compile(r"\s+")
HEADLINE_NUMBER = re.compile(r"(?:[a-z ]+ )?\d[\d.,]*(?: %)?")
"""A number, with its hedge, and not a day, which says only of when a report tells."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a page, in parts.

    Parameters
    ----------
    parts : tuple of (str, str or None)
        Words, and what they lead to on their page: an id, empty for the page itself, None for
        nothing.
    """

    parts: tuple[tuple[str, str | None], ...]

    @property
    def has_number(self) -> bool:
        """Whether one of its numbers leads somewhere; a figure in words leads to its receipt."""
        return any(
            to is not None and (to.startswith(RECEIPT) or HEADLINE_NUMBER.fullmatch(words))
            for words, to in self.parts
        )

    @property
    def words(self) -> str:
        """It as plain text."""
        return "".join(words for words, _ in self.parts)

    def html(self, address: str) -> Markup:
        """Return it for another page; `address` is that of its own.

        >>> print(Sentence((("He said ", None), ("193", "r-a0214"))).html("briefing.html"))
        He said <a href="briefing.html#r-a0214">193</a>
        """
        return Markup("").join(_part(words, to, address) for words, to in self.parts)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text in one line, or all of it if it has no end.

    >>> first_sentence("Two did. Or one.")
    'Two did.'
    """
    found = FIRST_SENTENCE.match(text)
    return found.group() if found else text


def sentence_of(paragraph: Node) -> Sentence:
    """Return the first sentence of a paragraph whose numbers are linked."""
    parts = _parts(paragraph)
    left = len(first_sentence("".join(words for words, _ in parts).rstrip()))
    kept: list[tuple[str, str | None]] = []
    for words, to in parts:
        if words[:left]:
            kept.append((words[:left], to))
        left = max(0, left - len(words))
    return Sentence(tuple(kept))


def _parts(paragraph: Node) -> list[tuple[str, str | None]]:
    """Return the words of a paragraph, its spaces made one, each run with what it leads to."""
    parts: list[tuple[str, str | None]] = []
    leading: list[str | None] = [None]
    for kind, node in steps(paragraph):
        if kind == "begin":
            leading.append(_leads_to(node) if leading[-1] is None else leading[-1])
        elif kind == "end":
            leading.pop()
        elif kind == "text":
            words = SPACES.sub(" ", node.text_content or "")
            if not parts or parts[-1][0].endswith(" "):
                words = words.removeprefix(" ")
            parts += [(words, leading[-1])] if words else []
    return parts


def _leads_to(node: Node) -> str | None:
    if node.tag == "button" and node.next is not None:
        node = node.next
    if node.tag != "a":
        return None
    address = node.attributes.get("href") or ""
    return address[1:] if address.startswith("#") else ""


def _part(words: str, to: str | None, address: str) -> Markup:
    if to is None:
        return Markup.escape(words)
    return Markup('<a href="{}">{}</a>').format(f"{address}#{to}" if to else address, words)
