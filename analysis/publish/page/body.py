"""The text of a page as one tree: tables boxed, headings in order, numbers with receipts, links.

What cells show was cleaned (`markup.clean`) and is parsed once; all that follows changes nodes of
that tree, and the page's template prints it once.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from urllib.parse import urlsplit

from markupsafe import Markup

from analysis.publish.page.drawing import css_of, placed
from analysis.publish.page.markup import (
    RECEIPT,
    SPACES,
    Node,
    Tree,
    element,
    free,
    line,
    move_children,
    slug,
    steps,
    table_address,
    tree_of,
    words_of,
)

FILES = "files-of-this-page"
"""Address of the list of a page's downloads."""
HEADINGS = "h1, h2, h3, h4, h5, h6"
OWN_IDS = ("text", "code")
"""Of the page around the text; no heading may take them."""
DRAWN = "data:image/svg+xml;base64,"
CLOSED = "></path>"
"""The end of a path in a drawing, of which a page has a thousand; `/>` is as good within SVG."""
NO_ADDRESS = frozenset("\"'<>&")
"""Signs that no heading's address holds, beside spaces."""


@dataclass(frozen=True)
class Drawing:
    """A figure of a page.

    Parameters
    ----------
    svg : bytes
        Empty if its picture is no drawing, or shows numbers that its receipts do not give: a file
        of it would name the collection as its source.
    looks : mapping
        From each class within it to its rule.
    others : tuple of str
        What those of its marks tell whose receipts give another number.
    """

    node: Node
    svg: bytes
    alt: str
    looks: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


OTHER = "not the collection's: its receipt gives another number, or another day or name beside it"
TOLD = 5
"""Marks of a figure that its caption names as not the collection's."""
RECORD = 4
"""Columns from which on a telephone shows the rows of a table as records."""


FIRST_SENTENCE = re.compile(r".*?[.!?](?=\s+[^a-z\s]|\s*$)", re.DOTALL)
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
        link = Markup('<a href="{}">{}</a>')
        return Markup("").join(
            Markup.escape(words)
            if to is None
            else link.format(f"{address}#{to}" if to else address, words)
            for words, to in self.parts
        )


def first_sentence(text: str) -> str:
    """Return the first sentence of a text in one line, or all of it if it has no end.

    >>> first_sentence("Two did. Or one.")
    'Two did.'
    """
    found = FIRST_SENTENCE.match(text)
    return found.group() if found else text


def sentence_of(paragraph: Node) -> Sentence:
    """Return the first sentence of a paragraph whose numbers are linked."""
    parts = _runs(paragraph)
    left = len(first_sentence("".join(words for words, _ in parts).rstrip()))
    kept: list[tuple[str, str | None]] = []
    for words, to in parts:
        if words[:left]:
            kept.append((words[:left], to))
        left = max(0, left - len(words))
    return Sentence(tuple(kept))


def _runs(paragraph: Node) -> list[tuple[str, str | None]]:
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


@dataclass(frozen=True)
class Backing:
    """What stands behind the numbers of a page.

    Parameters
    ----------
    end : str
        HTML of cards, receipts and claims; empty if no number has a receipt.
    claims : tuple of str
        Ids of the claims that the receipts rest on, each once.
    """

    end: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """The text of a page.

    Parameters
    ----------
    title : str
        The first heading, as plain text; empty if there is none.
    contents : tuple of (str, str)
        Address and plain text of each heading one level below.
    lead : str
        The first paragraph, as plain text.
    behind : Backing
        The receipts of its numbers, and the claims they rest on.
    bare : tuple of str
        Its numbers without a receipt, as printed.
    """

    tree: Tree
    title: str
    contents: tuple[tuple[str, str], ...]
    lead: str
    behind: Backing
    drawings: tuple[Drawing, ...] = ()
    bare: tuple[str, ...] = ()

    @property
    def opening(self) -> str:
        """HTML of what stands before the first heading: the answer, read before all else.

        >>> from analysis.publish.page.exporter import body_of
        >>> body_of("<h1>Who?</h1><p>Two did.</p><h2>How</h2><p>So.</p>").opening
        '<p>Two did.</p>'
        """
        return self._halves[0]

    @property
    def rest(self) -> str:
        """HTML from the first heading on; empty if there is none."""
        return self._halves[1]

    @property
    def html(self) -> str:
        """All of it, without the title."""
        return f"{self.opening}{self.rest}"

    @cached_property
    def _halves(self) -> tuple[str, str]:
        top = self.tree.body
        first = self.tree.css_first(HEADINGS)
        while first is not None and first.parent.mem_id != top.mem_id:
            first = first.parent
        cut = None if first is None else first.mem_id
        halves: tuple[list[str], list[str]] = ([], [])
        after = False
        for node in top.iter(include_text=True):
            after = after or node.mem_id == cut
            halves[after].append(str(node.html).replace(CLOSED, "/>"))
        return "".join(halves[0]), "".join(halves[1])

    @property
    def first_sentence(self) -> str:
        """The first sentence of the lead, or all of it if it has no end."""
        return first_sentence(self.lead)

    @property
    def sentence(self) -> Sentence | None:
        """The first sentence with a number that code said; None if there is none."""
        said = (sentence_of(node) for node in self.tree.css('p[class="said"]'))
        return next((sentence for sentence in said if sentence.has_number), None)

    @property
    def looks(self) -> str:
        """The rules of its drawings and tables, for the head of the page."""
        drawn = {name: look for one in self.drawings for name, look in one.looks.items()}
        return css_of(drawn) + named_cells(self.tree)

    def lead_to_files(self) -> None:
        """Let what says that rows are left out lead to the files of the page."""
        for said in self.tree.css("p.table-rest"):
            said.insert_child(" ")
            link = element(self.tree, "a", {"href": f"#{FILES}"}, "Download them")
            said.insert_child(link, move=True)
            said.insert_child(".")

    def put_under(self, drawing: Drawing, links: Sequence[tuple[str, str, str]]) -> None:
        """Put the links to its files under a figure: address, label and words of each.

        What was printed of the body before does not have them.
        """
        link = Markup('<a href="{}" download="" aria-label="{}">{}</a>')
        line_of_links = Markup(
            '<p><span class="downloads"> Download this figure: {}. <a href="#{}">Link to it</a>.'
            "</span></p>"
        ).format(Markup(", ").join(link.format(*one) for one in links), drawing.node.id)
        paragraph = tree_of(line_of_links).css_first("p")
        if captions := drawing.node.css("figcaption"):
            captions[-1].insert_child(paragraph.first_child)
        else:
            drawing.node.insert_after(paragraph)


def named_cells(tree: Tree) -> str:
    """Write rules that name the cells of a wide table by their headings, where it is a list.

    On a telephone each row of it is a record, so that no column lies off the screen; columns with
    numbers come first in it.

    >>> heads, cells = "<th>day<th>speaker<th>said<th>by &", "<td>1<td>2<td>3<td>4"
    >>> rows = f"<thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody>"
    >>> from analysis.publish.page.exporter import body_of
    >>> body_of(f"<table>{rows}</table>").looks.rpartition("}#")[2]
    'table-day-speaker-said-by{--h2:"speaker";--h3:"said";--h4:"by \\\\26 "}}'
    """
    tables: dict[str, list[str]] = {}
    widest = 0
    for box in tree.css("div.scroll"):
        heads = [words_of(head) for head in box.css("thead th, thead td")]
        if len(heads) >= RECORD:
            widest = max(widest, len(heads))
            named = ";".join(_named(box, n, head) for n, head in enumerate(heads[1:], start=2))
            tables.setdefault(named, []).append(f"#{box.attributes['id']}")
    columns = "".join(
        f"td:nth-child({n}){{order:var(--o{n},2);&:before{{content:var(--h{n})}}}}"
        for n in range(2, widest + 1)
    )
    rules = "".join(f"{','.join(ids)}{{{named}}}" for named, ids in tables.items())
    return f"@media (max-width:600px){{{columns}{rules}}}" if rules else ""


def _named(box: Node, number: int, head: str) -> str:
    """Name one column of a table, and say whether it holds numbers."""
    column = f"td:nth-child({number})"
    held = box.css_first(f"{column} button, {column}.number") is not None
    # In a text of CSS nothing but letters and digits stands for itself.
    signs = (sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in head)
    return f'--h{number}:"{"".join(signs)}"' + f";--o{number}:1" * held


def box_tables(tree: Tree) -> None:
    """Put each table in a box that scrolls by itself, also from the keyboard.

    The box is called as the table's caption says, or by its number, and has an address of the
    caption, or of its headings; that of the values of a figure is made of the figure's. An empty
    corner cell is no heading, so it does not stay marked as one.
    """
    taken: Counter[str] = Counter(str(node.id) for node in tree.css("[id]"))
    for number, table in enumerate(tree.css("table"), start=1):
        caption = next((node for node in table.iter() if node.tag == "caption"), None)
        words = words_of(caption) if caption is not None else ""
        address = free(_table_address(table, words), taken)
        given = {"id": address, "class": "scroll", "role": "group", "tabindex": "0"}
        box = element(tree, "div", given | {"aria-label": words or f"Table {number}"})
        table.insert_before(box, move=True)
        box.insert_child(table, move=True)
    for cell in tree.css("th"):
        if cell.first_child is None and not cell.attributes:
            cell.replace_with(tree.create_node("td"), move=True)


def _table_address(table: Node, caption: str) -> str:
    figure = table.parent.prev if table.parent.tag == "details" else None
    if figure is not None and figure.id:
        return f"{figure.id}-values"
    heads = " ".join(words_of(head) for head in table.css("tr:first-child th"))
    return table_address(caption or heads)


def name_figures(tree: Tree) -> None:
    """Give each figure its address: of the name that it brings, else of what it says in words."""
    taken: Counter[str] = Counter()
    for figure in tree.css("figure.report-figure"):
        image = figure.css_first("img")
        words = (image.attributes.get("alt") or "") if image is not None else ""
        named = figure.attributes.get("data-name") or words
        figure.attrs["id"] = free(f"figure-{slug(named)}".rstrip("-"), taken)
        if "data-name" in figure.attributes:
            del figure.attrs["data-name"]


def arrange(tree: Tree) -> tuple[str, list[tuple[str, str]]]:
    """Put the headings in order and take the title out; return it and the contents."""
    first, *others = tree.css(HEADINGS) or [None]
    if first is None:
        return "", []
    title = words_of(first)
    first.remove()
    named = (node.id or "" for node in tree.css("[id]"))
    taken = Counter([*OWN_IDS, *named])
    contents: list[tuple[str, str]] = []
    last = 1
    for heading in others:
        last = min(max(int(heading.tag[1]), 2), last + 1)
        text = words_of(heading)
        address = free(_address(text), taken)
        contents += [(address, text)] if last == 2 else []
        placed = element(tree, f"h{last}", {"id": address})
        move_children(heading, placed)
        heading.replace_with(placed, move=True)
    return title, contents


def lead_away(tree: Tree, up: str) -> None:
    """Let links to other pages of the site lead there from a folder of it."""
    for link in tree.css("a[href]") if up else ():
        address = link.attributes["href"] or ""
        if is_beside(address):
            link.attrs["href"] = f"{up}{address}"


def is_beside(address: str) -> bool:
    """Say whether an address is that of a file from the place of the page.

    >>> [is_beside(a) for a in ("a.html", "../b.csv#c", "#c", "/d", "https://e.org", "mailto:f@g")]
    [True, True, False, False, False, False]
    """
    try:
        return bool(address) and address[0] not in "/#" and not urlsplit(address).scheme
    except ValueError:
        return False


def drawing_of(
    tree: Tree,
    node: Node,
    places: dict[str, int],
    gives: Callable[[str, str], bool] = lambda key, words: True,
) -> Drawing:
    """Put the drawing of a figure into its page, wide and narrow.

    Marks that their receipts do not give lead to none, and the caption says whose they are not.
    """
    image = node.css_first(f'img[src^="{DRAWN}"]')
    if image is None:
        return Drawing(node, b"", "")
    svg, alt = _drawn(image.attributes["src"]), image.attributes.get("alt") or ""
    forms = {"wide": svg}
    if (phone := node.css_first(f'source[srcset^="{DRAWN}"]')) is not None:
        forms["narrow"] = _drawn(phone.attributes["srcset"])
    # What ids within a drawing begin with: short, for there are many.
    stem = f"f{sha256(str(node.id).encode()).hexdigest()[:5]}"
    found = [
        placed(
            *(code, form if len(forms) > 1 else "only", stem, alt, places),
            first=form == "wide",
            gives=gives,
        )
        for form, code in forms.items()
    ]
    others = tuple(dict.fromkeys(words for one in found if one for words in one.others))
    svg = b"" if _tell_others(tree, node, others) else svg
    if None in found:
        return Drawing(node, svg, alt, others=others)
    picture = image.parent if image.parent.tag == "picture" else image
    for one in found:
        picture.insert_before(tree_of(one.markup).css_first("svg"))
    picture.remove()
    looks = {name: look for one in found for name, look in one.looks.items()}
    return Drawing(node, svg, alt, looks, others)


def _tell_others(tree: Tree, node: Node, others: Sequence[str]) -> bool:
    """Say in the caption of a figure which of its numbers are not the collection's, if any are."""
    # Of those that have no mark of their own the table of its values tells it.
    values = node.next
    if not others and (values is None or values.css_first(f'span[title="{OTHER}"]') is None):
        return False
    further = len(others) - TOLD
    shown = [*others[:TOLD], *([f"and {further} more"] if further > 0 else [])]
    which = f"the marks {'; '.join(shown)}" if others else "values that the table below underlines"
    words = f" Not the collection's, for their receipts give other numbers: {which}."
    told = element(tree, "span", {"class": "bare-note"}, words)
    (node.css_first("figcaption") or node).insert_child(told, move=True)
    return True


def _drawn(address: str | None) -> bytes:
    return b64decode((address or "").removeprefix(DRAWN))


def _address(text: str) -> str:
    """Return a heading's address: hyphens for spaces and signs that lead astray."""
    spaced = "".join(" " if sign in NO_ADDRESS else sign for sign in text)
    return "-".join(spaced.split()).strip("-") or "section"


def plain(html: str) -> str:
    """Return the text of some HTML, in one line.

    >>> plain("3 &lt; <b>4</b>")
    '3 < 4'
    """
    return line(tree_of(html).body.text())
