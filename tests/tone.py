"""A check of the words on a page: neutral, attributed, the same for every party.

Words as a source used them stand in quotation marks (`<q>`) or as a title (`<cite>`), and are
not ours.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

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


COUNTABLE = (
    "days|rows|pages|claims|speakers|figures|pairs|ratios|statements|steps|gaps|totals|measures|"
    "combinations|times|points|choices|forces|wars|values|places|drafts|numbers|others"
)
UNPLAIN = {
    "a full stop or comma twice": re.compile(r"(?<!\.)\.\.(?!\.)|,,|;;|\.;|;\.|,\."),
    "a space before a stop": re.compile(r"\w [,;.](?: |$)"),
    "brackets around nothing": re.compile(r"\(\s*\)|\[\s*\]|“\s*”"),
    "one of several": re.compile(rf"(?<![\d.,–/−+-])(?<! to )(?<!or )\b1 ({COUNTABLE})\b"),
    "several of one": re.compile(
        r"(?<![\d.,–])\b(?:[02-9]|[1-9]\d+|\d,\d{3}) "
        r"(day|row|page|claim|speaker|figure|pair|statement|gap|total|combination)(?![\w-])(?! of )"
    ),
    "a nought as a numeral": re.compile(
        rf"(?:^|[.!?] )0 (?!to )[a-z]|(?<![\d.,–])\b0 (?:{COUNTABLE}|of them)\b"
    ),
    "whose of whose": re.compile(r"\w['’]s \w+['’]s\b"),
    "a for an": re.compile(r"\b[Aa] (?=[aeio](?!ne\b|nce\b|uro))[a-z]+"),
    "an for a": re.compile(r"\b[Aa]n (?=[bcdfgjklmnpqrstvwxyz])[a-z]+"),
    "a code": re.compile(r"\b[a-z]+_[a-z_]+\b|\bnan\b|\bNaT\b"),
    "an article twice": re.compile(r"\b(?:the|a|an) (?:the|a|an)\b", re.IGNORECASE),
    "a plural with 's": re.compile(r"(?:officials|sources|forces|governments|bodies)'s"),
    "a verb of several": re.compile(r"\b(?:officials|sources|governments) (?:gives|was|has)\b"),
}
"""Signs of a sentence that code has put together wrongly."""
VALUES = re.compile(r"\s*Made with \w+ |\w+: [A-Z]")
"""What a report was made with, and headings with the name of a report: they hold codes."""
BLOCKS = ["p", "li", "td", "th", "figcaption", "caption", "h1", "h2", "h3", "summary"]


def unplain(page: str) -> list[str]:
    """List sentences of a page that nobody would read aloud: articles, numbers, stops, capitals.

    >>> unplain("<p>They were located on 1 days.</p>"), unplain("<p class='said'>on a day.</p>")
    (['one of several: They were located on 1 days.'], ['a small beginning: on a day.'])
    >>> unplain("<p>Kept: 2. 0 pairs were refused.</p>")
    ['a nought as a numeral: Kept: 2. 0 pairs were refused.']
    >>> unplain("<p>Sudan's army's words.</p>")
    ["whose of whose: Sudan's army's words."]
    """
    soup = BeautifulSoup(page, "html.parser")
    for quoted in soup.find_all((*NOT_OURS, "button")):
        quoted.unwrap() if quoted.name == "button" else quoted.replace_with("X")
    blocks = [block for block in soup.find_all(BLOCKS) if not VALUES.match(block.get_text())]
    texts = {" ".join(block.get_text().split()): block for block in blocks}
    found = [
        f"{fault}: {text}" for text in texts for fault, sign in UNPLAIN.items() if sign.search(text)
    ]
    return found + [f"a small beginning: {text}" for text in texts if _begins_small(texts[text])]


def _begins_small(block: Tag) -> bool:
    """Tell of a heading, a title or a sentence that code says whether it begins small."""
    begun = block.name in ("h1", "h2", "h3", "caption", "figcaption")
    return block.get_text().strip()[:1].islower() and (begun or "said" in block.get("class", ()))


def fragments(page: str) -> list[str]:
    """List the headings that are no question and no request, but for the names of entries."""
    soup = BeautifulSoup(page, "html.parser")
    for entry in soup.select(".entry > h2, .claims > h2"):
        entry.decompose()
    heads = [" ".join(head.get_text().split()) for head in soup.find_all(["h2", "h3"])]
    named = re.compile(r"\?$|^Find |^Version \d|^Draft \d")
    return [head for head in heads if not named.search(head)]
