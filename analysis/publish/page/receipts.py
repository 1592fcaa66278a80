"""The numbers in the text of a page, and the receipts that they open, without script.

A number is a button that opens a card beside it (HTML's popover); a small link leads to the
whole receipt at the end of the page, which is the way in print and in older browsers. The claims
behind the receipts are listed once, each with its page and its row in the raw file.

Numbers of the reports have a receipt. A number that somebody typed or worked out has none, and
neither has one whose receipt gives other numbers, as after a table of the collection was changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

import pandas as pd

from analysis.collection.collection import Collection
from analysis.data.names import FIRST_STRONG, POP, fold, isolated
from analysis.errors import AnalysisError
from analysis.publish.page.body import OTHER, Backing
from analysis.publish.page.markup import (
    CARD,
    Node,
    Tree,
    element,
    move_children,
    receipt_address,
    steps,
    web_address,
    why_no_link,
    words_of,
)
from analysis.store.reads import fact, remembered
from analysis.text import DATE, NUMERAL, Receipt, over_time
from analysis.text import day as day_words

NO_FIGURE = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "time", "cite", "code", "pre", "caption", "th"),
    *("data", "svg"),
}
"""Where numerals are dates, names, versions and headings, or have their receipt already."""
NOTE = (
    "Numbers underlined with dashes have no receipt: they are the author's own, "
    "and nothing on this page shows how they were made."
)
STOPS = ".,;:!?)%"
"""Signs behind a number that may not begin a line."""
OPENINGS = "([“‘„«"
"""Signs before a number that may not end a line."""
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
    texts, bare = _texts(tree), []
    for node in tree.css("data[data-receipt]"):
        key, words = node.attributes.get("data-receipt") or "", words_of(node)
        if key and not gives(key, words):
            node.replace_with(
                element(tree, "span", {"class": "bare", "title": OTHER}, words), move=True
            )
            bare += [words] if words else []
    for node in texts:
        bare += _mark_text(tree, node)
    if bare:
        tree.body.insert_child(element(tree, "p", {"class": "bare-note"}, NOTE), move=True)
    return tuple(bare)


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
        mark = element(tree, "span", {"class": "bare", "title": "no receipt"}, numeral)
        node.insert_before(mark, move=True)
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
        button = element(tree, "button", {"popovertarget": f"{CARD}{place}"})
        move_children(node, button)
        link = element(tree, "a", {"href": f"#{receipt_address(key)}", "data-n": str(place)})
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


ON_CARD = 2
"""Claims shown on a card."""
NAMED = 200
"""Claims that a whole receipt names; of further ones it gives the count."""
LISTED = 900
"""Claims that a page lists; a page of more would be too large to open on a phone."""


class Place(NamedTuple):
    """Where a claim stands: a row of `Collection.places`."""

    claim_id: str
    file: str
    noun: str
    number: int
    column: str


def behind(
    places: Mapping[str, int], receipts: Mapping[str, Receipt], collection: Collection | None
) -> Backing:
    """Write what stands behind the numbers of a page.

    Parameters
    ----------
    places : mapping
        From the key of each receipt to its place on the page.
    receipts : mapping
        From keys to receipts, as the cells of the page carry them.
    collection : Collection or None
        That the claims of receipts stand in; None for a page about references alone.

    Raises
    ------
    AnalysisError
        If a receipt did not come with its number, or names a claim that is not there.
    """
    if not places:
        return Backing()
    if missing := [key for key in places if key not in receipts]:
        raise AnalysisError(f"no receipt came with a number: {missing[0]!r}")
    shown = {place: receipts[key] for key, place in places.items()}
    register = _Register(collection, shown.values()) if collection else None
    cards = "".join(_card(place, made, register) for place, made in shown.items())
    whole = "".join(_whole(made, register) for made in shown.values())
    listed = register.html() if register else ""
    return Backing(
        '<section class="receipts" aria-labelledby="receipts">'
        '<h2 id="receipts">What stands behind each number?</h2>'
        "<p>Each receipt tells how a number was made, and on which claims it rests.</p>"
        f"<ol>{whole}</ol></section>{listed}{cards}",
        tuple(register.named) if register else (),
    )


def one_receipt(receipt: Receipt, collection: Collection) -> str:
    """Return what stands behind one number, whole: the steps, then every claim with its page."""
    return _steps(receipt) + _Register(collection, [receipt]).html()


def _card(place: int, receipt: Receipt, register: _Register | None) -> str:
    shown = receipt.claims[:ON_CARD] if register else ()
    claims = "".join(f"<li>{register.short(claim_id)}</li>" for claim_id in shown)
    more = "<li>and further claims</li>" if len(receipt.claims) > ON_CARD else ""
    return (
        f'<div popover id="{CARD}{place}" role="dialog" aria-label="Receipt">'
        f"{_steps(receipt)}<ul>{claims}{more}</ul>"
        f'<a href="#{receipt_address(receipt.key)}">The whole receipt</a></div>'
    )


def _whole(receipt: Receipt, register: _Register | None) -> str:
    listed = register.listed if register else {}
    named = ", ".join(
        f'<a href="#claim-{_anchor(name)}">{escape(name)}</a>' if name in listed else escape(name)
        for name in receipt.claims[:NAMED]
    )
    more = len(receipt.claims) - NAMED
    named += f" and {more:,} further claims" if more > 0 else ""
    claims = f"<p>Claims: {named}.</p>" if named else ""
    # A key is full of quotes, and a page has hundreds of them: it stands between apostrophes.
    key = escape(receipt.key, quote=False).replace("'", "&#x27;")
    return (
        f'<li id="{receipt_address(receipt.key)}" data-made=\'{key}\' tabindex="-1">'
        f"{_steps(receipt)}{claims}</li>"
    )


def _steps(receipt: Receipt) -> str:
    return "".join(f"<p>{escape(step)}</p>" for step in receipt.steps)


def _anchor(claim_id: str) -> str:
    """Write a claim's id as the address of its row on the page, whatever signs it holds."""
    return "".join(sign if sign.isalnum() else f"_{ord(sign):x}" for sign in claim_id)


class _Register:
    """The claims behind the receipts of a page, each once, with page and raw row."""

    def __init__(self, collection: Collection, receipts: Iterable[Receipt]) -> None:
        self.collection = collection
        made = list(receipts)
        self.named = dict.fromkeys(name for receipt in made for name in receipt.claims)
        on_cards = dict.fromkeys(name for receipt in made for name in receipt.claims[:ON_CARD])
        first = [*(on_cards | self.named)]
        chosen = frozenset(first[:LISTED])
        self.listed = {name: None for name in self.named if name in chosen}
        shown = max(LISTED, len(on_cards))
        self.rows, self.places = _rows_and_places(collection, shown, *first)
        words = collection.words
        tables = {"speaker": words.speakers, "measure": words.measures}
        tables |= {"scope": words.scopes, "party": words.parties, "subject": words.forces}
        self.labels = {name: table["label"].to_dict() for name, table in tables.items()}
        self.pages = collection.sources.to_dict("index")
        spoken = {(row["speaker"], row["subject"]) for row in self.rows.values()}
        about = Counter(speaker for speaker, subject in spoken if self.labels["subject"][subject])
        self.of_several = {speaker for speaker, subjects in about.items() if subjects > 1}
        # One file of all is said once.
        self.one_file = len({self.places[name].file for name in self.listed}) == 1

    def short(self, claim_id: str) -> str:
        """Say one claim in a line, with a link to its page."""
        row = self.rows[claim_id]
        names = ("speaker", "measure", "subject", "scope")
        speaker, measure, subject, scope = (self.labels[name][row[name]] for name in names)
        day = "day not known" if pd.isna(row["stated_on"]) else day_words(row["stated_on"])
        # Of whom is said if its speaker named several groups.
        whose = subject if row["speaker"] in self.of_several else ""
        what = ", ".join(filter(None, [measure, whose, over_time(row["period"]), scope]))
        return (
            f"{escape(speaker)}, {escape(day)}: {escape(what)}, "
            f"<q>{escape(isolated(row['reported']))}</q>, {self._source(row['source_id'])}"
        )

    def html(self) -> str:
        """List the claims, in the order in which receipts name them.

        Of very many those on cards stand first in the line for a place.
        """
        items = "".join(
            f'<li id="claim-{_anchor(name)}"><p>{self.short(name)}</p>{self._more(name)}</li>'
            for name in self.listed
        )
        file = self._file(next(iter(self.listed))) if self.one_file else ""
        of = f"<p>Each stands in {file}.</p>" if file else ""
        further = len(self.named) - len(self.listed)
        more = f"<p>And {further:,} further claims, in the table of claims.</p>" if further else ""
        return (
            '<section class="register" aria-labelledby="claims"><h2 id="claims">Which claims stand '
            f"behind the numbers?</h2>{of}<ul>{items}</ul>{more}</section>"
        )

    def _more(self, claim_id: str) -> str:
        row = self.rows[claim_id]
        party, place = self.labels["party"][row["party"]], self._place(claim_id)
        pages = [name for name in row["also_in"].split(";") if name]
        echoes = "; ".join(self._source(name) for name in pages)
        also = f"<p>Also on: {echoes}.</p>" if pages else ""
        note = f"<p>Remark: <q>{escape(isolated(row['note']))}</q></p>" if row["note"] else ""
        if fold(row["scope_wording"]) not in fold(self.labels["scope"].get(row["scope"], "")):
            note += f"<p>The area on the page: <q>{escape(isolated(row['scope_wording']))}</q></p>"
        if row["own_word"]:
            note += f"<p>The speaker's own word: <q>{escape(isolated(row['own_word']))}</q></p>"
        if row["doubted_by"]:
            note += f"<p>Doubted by {escape(row['doubted_by'])}: {escape(row['doubt'])}.</p>"
        return (
            f"<p>Party of the speaker: {escape(party)}. Day: {escape(row['date_basis'])}. Row "
            f"<code>{escape(claim_id)}</code>{place and f', {place}'}.</p>{also}{note}"
        )

    def _place(self, claim_id: str) -> str:
        """Say where a claim stands; as of a day without its line, which later rows may move."""
        place = self.places[claim_id]
        column = f"column <code>{escape(place.column)}</code>" if place.column else ""
        line = "" if self.collection.as_of else f"{place.noun} <code>{place.number}</code>"
        file = "" if self.one_file else self._file(claim_id)
        return " of ".join(filter(None, [line, column, file]))

    def _file(self, claim_id: str) -> str:
        file = f"data/raw/{self.collection.name}/{self.places[claim_id].file}"
        return f"<code>{escape(file)}</code>"

    def _source(self, source_id: str) -> str:
        page = self.pages[source_id]
        words = f"{isolated(page['publisher'])} ({page['language'] or 'language not noted'})"
        copy = _linked(page.get("archived", ""), "archived copy")
        return _linked(page["url"], words) + (f", {copy}" if "<a " in copy else "")


def _linked(address: str, words: str) -> str:
    """Write words as a link, if the address is one that a reader may follow."""
    # That no page is told who leads to it is said once, in the head of the page.
    href = web_address(address)
    if not href:
        note = why_no_link(address)
        return escape(f"{words}, {note}" if note else words)
    return f'<a href="{escape(href)}" rel="nofollow">{escape(words)}</a>'


@fact
def _rows_and_places(collection: Collection, most: int, *claim_ids: str) -> tuple[dict, dict]:
    """Return the first of some claims by id, and where each stands; others are only counted."""
    places = _places_of(collection)
    if absent := [name for name in claim_ids if name not in places]:
        raise AnalysisError(f"a receipt names the claim {absent[0]!r}, which is not there")
    shown = claim_ids[:most]
    rows = collection.claims_behind(";".join(shown)).to_dict("records")
    return dict(zip(shown, rows, strict=True)), {name: places[name] for name in shown}


@remembered()
def _places_of(collection: Collection) -> dict[str, Place]:
    rows = collection.places[list(Place._fields)].itertuples(index=False)
    return {row.claim_id: Place(*row) for row in rows}
