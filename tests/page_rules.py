"""What holds on every page: numerals have receipts, receipts give them again, links lead there."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, NavigableString
from recounted import numbers_of

from analysis.collection.collection import Collection
from analysis.text import DATE, number

NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
NO_FIGURE = {
    "h1",
    "h2",
    "h3",
    "h4",
    "time",
    "cite",
    "code",
    "pre",
    "caption",
    "footer",
    "head",
    "svg",
}
"""Where numerals are dates, names, titles, versions, headings or marks of a drawing."""
BEHIND = ".receipts, .register, [popover], header, nav"
"""What stands behind the figures, rather than being one."""


def keys_in(soup: BeautifulSoup) -> dict[str, str]:
    """The key of each receipt, by its place."""
    made = soup.select("[data-made]")
    return {str(place): item["data-made"] for place, item in enumerate(made, start=1)}


def printed_by(made: str, held: Collection) -> set[str]:
    """Every form in which a number of a receipt may be printed."""
    numbers = numbers_of(made, held).values()
    finite = [abs(value) for value in numbers if value == value and abs(value) != float("inf")]
    return {number(n, digits).replace(",", "") for n in finite for digits in (3, 4)} | {
        f"{n:g}" for n in finite
    }


def wrong_figures(html: str, held: Collection) -> list[tuple[str, str]]:
    """Printed figures that their receipt does not give."""
    soup = BeautifulSoup(html, "html.parser")
    keys = keys_in(soup)
    forms = {place: printed_by(made, held) for place, made in keys.items()}
    shown = [
        (b.get_text(), b["popovertarget"].split("-")[1])
        for b in soup.select("button[popovertarget]")
    ]
    return [
        (text, keys[place])
        for text, place in shown
        for numeral in NUMERAL.findall(text)
        if numeral.replace(",", "") not in forms[place]
    ]


def bare_numerals(html: str) -> list[str]:
    """Texts with a numeral that is no date, name or heading, and has no receipt."""
    soup = BeautifulSoup(html, "html.parser")
    for behind in soup.select(BEHIND):
        behind.decompose()
    texts = [text for text in soup.find_all(string=True) if type(text) is NavigableString]
    return [
        str(text)
        for text in texts
        if re.search(r"\d", DATE.sub("", text))
        and not NO_FIGURE.intersection(parent.name for parent in text.parents)
        and not any(parent.has_attr("popovertarget") for parent in text.parents)
    ]


def broken_links(html: str) -> list[str]:
    """Names that links or cards lead to and that stand nowhere, and ids that stand twice."""
    soup = BeautifulSoup(html, "html.parser")
    ids = [element["id"] for element in soup.select("[id]")]
    targets = [link["href"][1:] for link in soup.select('a[href^="#"]')]
    cards = [button["popovertarget"] for button in soup.select("button[popovertarget]")]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    return sorted((set(targets) | set(cards)) - set(ids)) + twice


def words_of(html: str) -> list[str]:
    """The texts of a page that a reader sees, without receipts and what stands behind them."""
    soup = BeautifulSoup(html, "html.parser")
    for behind in soup.select(f"{BEHIND}, a[data-n], head, script, style"):
        behind.decompose()
    return [" ".join(text.split()) for text in soup.find_all(string=True) if text.strip()]


def text_of(html: str) -> str:
    """The same as one text, its titles and descriptions of drawings among it."""
    soup = BeautifulSoup(html, "html.parser")
    for behind in soup.select(f"{BEHIND}, a[data-n], head, script, style"):
        behind.decompose()
    pictures = " ".join(image.get("alt", "") for image in soup.select("img"))
    titles = " ".join(caption.get_text(" ") for caption in soup.select("figcaption"))
    return " ".join(f"{soup.get_text()} {titles} {pictures}".split())
