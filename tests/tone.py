"""A check of the words on a page: neutral, attributed, the same for every party (methods 6).

Words as a source used them stand in quotation marks (`<q>`) or as a title (`<cite>`), and are
not ours.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

NOT_OURS = ("q", "cite", "code", "pre", "style", "head")
"""Elements whose words are quoted, or are no prose."""

LOADED = (
    *("eliminated", "destroyed", "liquidated", "neutralised", "neutralized", "wiped out"),
    *("cargo 200", "manpower", "cannon fodder", "meat"),
    *("occupiers", "occupants", "invaders", "orcs", "nazis", "terrorists", "militants", "regime"),
    *("special operation", "special military operation", "cleansing", "cotton", "demilitarise"),
    *("admitted", "confessed", "revealed", "boasted", "allegedly", "so-called"),
    *("kill ratio", "exchange ratio", "kill rate", "statistically significant", "implausible"),
)
"""Dehumanising, euphemistic or one-sided terms, and claims that a ratio cannot carry."""

ATTRIBUTED = re.compile(r"\b(said|stated|states|put|assessed|reported|claimed)\b")
BARE = re.compile(r"\bwere (killed|wounded)\b")


def loaded_words(page: str) -> list[str]:
    """List what a page says in words that it should not use.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    list of str
        A phrase for each fault, with the sentence it stands in; empty if there is none.

    Examples
    --------
    >>> loaded_words("<p>The regime fell.</p>")
    ["'regime' in: The regime fell."]
    >>> loaded_words("<p>A spokesman said that some were killed.</p>")
    []
    """
    soup = BeautifulSoup(page, "html.parser")
    for quoted in soup.find_all(NOT_OURS):
        quoted.decompose()
    blocks = soup.find_all(["p", "li", "td", "th", "figcaption", "caption", "h1", "h2", "h3"])
    texts = [" ".join(block.get_text(" ").split()) for block in blocks]
    texts += [image.get("alt", "") for image in soup.find_all("img")]
    return [fault for text in dict.fromkeys(texts) for fault in _faults(text)]


def _faults(text: str) -> list[str]:
    lowered = text.lower()
    found = [f"{word!r} in: {text}" for word in LOADED if re.search(rf"\b{word}\b", lowered)]
    for sentence in re.split(r"(?<=[.!?]) ", text):
        if BARE.search(sentence) and not ATTRIBUTED.search(sentence):
            found.append(f"no speaker in: {sentence}")
    return found
