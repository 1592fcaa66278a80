"""A published page, read for what it prints: numbers in prose, figures in tables, drawings.

It is read off the HTML itself, whoever made or changed it.

>>> read_page("<h2>Answer</h2><p>He said that 193 were killed.</p>").figures
(PageFigure(place='Answer', label='He said that # were killed.', name='1', value='193', claims=''),)

A figure is known by its place and by the words around it, its numbers masked; so the same
sentence with another number is the same figure with another value, and moved between two pages.
"""

from __future__ import annotations

import re
from base64 import b64decode
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import accumulate

from analysis.publish.page.markup import CARD, SPACES, VOID, Node, line, steps, tree_of

MASK = "#"
"""Stands for each number in a label."""
DIGEST = "sha256 "
"""How the value of a drawing begins."""


@dataclass(frozen=True)
class PageFigure:
    """One figure on a page.

    Parameters
    ----------
    place : str
        The heading it stands under, and the table or drawing if it is in one.
    label : str
        The sentence, its numbers masked; or the first cells of the row.
    name : str
        Which of the sentence's numbers, from 1; or the column.
    value : str
        As printed; of a drawing the SHA-256 of its bytes.
    claims : str
        Ids of the claims behind it, with semicolons; empty if the page does not say.
    """

    place: str
    label: str
    name: str
    value: str
    claims: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from every other figure of the page."""
        return self.place, self.label, self.name


@dataclass(frozen=True)
class Print:
    """All that a page says.

    Parameters
    ----------
    figures : tuple of PageFigure
        In the order of the page.
    words : tuple of str
        The text of each paragraph, heading and cell.
    """

    figures: tuple[PageFigure, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """A figure that differs between two pages.

    Parameters
    ----------
    old, new : PageFigure or None
        None where the page does not have it.
    """

    old: PageFigure | None
    new: PageFigure | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Of the figure, the same on both pages."""
        return (self.new or self.old).key

    @property
    def claims(self) -> set[str]:
        """Ids of the claims behind it, then or now."""
        both = [figure.claims for figure in (self.old, self.new) if figure]
        return {claim_id for ids in both for claim_id in ids.split(";") if claim_id}

    @property
    def values(self) -> tuple[str, ...]:
        """As printed then and now; empty where the page does not have it."""
        return tuple(figure.value if figure else "" for figure in (self.old, self.new))

    @property
    def is_drawing(self) -> bool:
        """Whether it is a whole drawing and no number."""
        return any(value.startswith(DIGEST) for value in self.values)

    @property
    def words(self) -> str:
        """The place, and what became what."""
        known = self.new or self.old
        was, now = (_short(figure) for figure in (self.old, self.new))
        told = f"{was} → {now}" if self.old and self.new else f"{was}{now}"
        kind = "" if self.old and self.new else "added: " if self.new else "gone: "
        return f"{known.place}: {kind}{_around(known, told)}"


def moves(old: Iterable[PageFigure], new: Iterable[PageFigure]) -> list[Move]:
    """Return the figures that differ, in the order of the new page; gone ones come last.

    >>> said = PageFigure("Answer", "# were killed.", "1", "193")
    >>> [move.words for move in moves([said], [PageFigure(*said.key, "180")])]
    ['Answer: 193 → 180 were killed.']
    """
    before = {figure.key: figure for figure in old}
    after = {figure.key: figure for figure in new}
    found = [
        Move(before.get(key), figure)
        for key, figure in after.items()
        if key not in before or before[key].value != figure.value
    ]
    return found + [Move(figure, None) for key, figure in before.items() if key not in after]


def together(found: Iterable[Move]) -> list[list[Move]]:
    """Group figures that came or went with their whole sentence or row; the others stay alone."""
    groups: dict[object, list[Move]] = {}
    for move in found:
        known = move.new or move.old
        whole_one = (bool(move.new), known.place, known.label)
        groups.setdefault(move.key if move.old and move.new else whole_one, []).append(move)
    return list(groups.values())


def words_of_group(group: Sequence[Move]) -> str:
    """Tell a sentence or row that came or went, its figures filled in.

    >>> said = [PageFigure("Answer", "# of # days", str(n), str(n)) for n in (1, 2)]
    >>> words_of_group(moves(said, []))
    'Answer: gone: 1 of 2 days'
    """
    kind = "added" if group[0].new else "gone"
    figures = [move.new or move.old for move in group]
    place, label, _ = figures[0].key
    if [figure.name for figure in figures] == [str(n) for n in range(1, label.count(MASK) + 1)]:
        parts = label.split(MASK)
        values = [figure.value for figure in figures]
        text = parts[0] + "".join(map("".join, zip(values, parts[1:], strict=True)))
        return f"{place}: {kind}: {text}"
    cells = ", ".join(f"{figure.name} {_short(figure)}" for figure in figures)
    return f"{place}: {kind}: {label}: {cells}"


def as_rows(figures: Iterable[PageFigure]) -> list[dict]:
    """Write figures for a record, those of one sentence or row together."""
    rows: dict[tuple[str, str], dict] = {}
    for figure in figures:
        fresh = {"place": figure.place, "label": figure.label, "values": {}}
        row = rows.setdefault((figure.place, figure.label), fresh)
        row["values"][figure.name] = figure.value
        if figure.claims:
            row.setdefault("claims", {})[figure.name] = figure.claims
    return list(rows.values())


def from_rows(rows: Sequence[dict]) -> list[PageFigure]:
    """Read what `as_rows` wrote."""
    return [
        PageFigure(row["place"], row["label"], name, value, row.get("claims", {}).get(name, ""))
        for row in rows
        for name, value in row["values"].items()
    ]


AROUND = 60
"""Signs of a sentence that are told on either side of a figure, to the last whole word."""


def _around(figure: PageFigure, told: str) -> str:
    """Put a figure back among its words."""
    parts = figure.label.split(MASK)
    if figure.name.isdigit() and int(figure.name) < len(parts):
        before, after = (
            MASK.join(some) for some in (parts[: int(figure.name)], parts[int(figure.name) :])
        )
        if len(before) > AROUND:
            before = before[-AROUND - 1 :].partition(" ")[2]
        if len(after) > AROUND:
            after = after[: AROUND + 1].rpartition(" ")[0]
        return f"{before}{told}{after}".replace(MASK, "…")
    return f"{figure.label}, {figure.name}: {told}"


def _short(figure: PageFigure | None) -> str:
    value = figure.value if figure else ""
    return value[:15] + "…" if value.startswith(DIGEST) else value


MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
FIGURE = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}} {MONTH}(?: \d{{4}})?|{MONTH} \d{{4}}"
    r"|(?:(?<![\w.,)])[-−])?(?<![A-Za-z_\d])(?<![A-Za-z]-)\d(?:[\d,.]*\d)?"
)
"""A day, a month, or a number with its sign; not the digits of an id."""
GAP = r"(?:\s|<[^<>]*>)+"
"""Between two words, of a text or of a drawing in which a line ends there."""
VERSIONS = re.compile(rf"((?i:data){GAP}version{GAP})[\w-]+(?:(,{GAP}rules{GAP})[\w-]+)?")
"""The names of the data and of the rules that something was made of: no figures."""
DAY = re.compile(rf"\d{{4}}-\d\d-\d\d|(?:\d{{1,2}} )?{MONTH}(?: \d{{4}})?")
SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s+[^a-z\s])|\s*$)", re.DOTALL)
DRAWING = re.compile(r"data:image/[\w+]+;base64,([A-Za-z0-9+/=\s]+)")

UNREAD = {"head", "nav", "footer", "code", "script", "style", "template"}
UNREAD_CLASSES = {"site", "code", "made", "downloads"}
"""Of elements that lead somewhere, tell how the page was made, or repeat what stands elsewhere."""
WORDS_ONLY = {"receipts", "register"}
"""Classes of what stands behind the figures: its text is compared, it holds none of its own."""
CLAIM = "#claim-"
"""How a receipt leads to its claims; a number leads to its card, which has the receipt's place."""
LEADS = {"href", "id", "aria-labelledby"}
"""Attributes within a drawing that change with what else is on its page."""
BLOCK = re.compile(
    "h[1-6r]|p|li|d[dtl]|[uo]l|figure|figcaption|caption|summary|details|pre|blockquote|div|section"
    "|main|article|aside|body|table|thead|tbody|tfoot|t[rdh]"
)


def read_page(html: str) -> Print:
    """Read what a page prints; contents, foot, code and downloads are left out.

    Raises
    ------
    AnalysisError
        If it cannot be read as a page at all (`markup.tree_of`).
    """
    reader = _Reader()
    take = {"begin": reader.begin, "end": reader.end, "text": reader.text}
    for kind, node in steps(tree_of(html).root):
        # A comment is what no reader sees.
        if kind in take:
            take[kind](node)
    reader.end_block()
    behind = {place: ";".join(dict.fromkeys(ids)) for place, ids in reader.receipts.items()}
    figures = [
        replace(figure, claims=_ids_once(*(behind.get(n, "") for n in figure.claims.split(";"))))
        for figure in reader.figures
    ]
    return Print(tuple(figures), tuple(reader.words))


class _Reader:
    """Goes through a page once; text gathers until a block begins or ends."""

    def __init__(self) -> None:
        self.figures: list[PageFigure] = []
        self.words: list[str] = []
        self.place = ""
        self.stack: list[tuple[str, bool, bool]] = []
        self.receipts: dict[str, list[str]] = {}
        self.place_of_receipt = 0
        self.pieces: list[tuple[str, str]] = []
        self.rows: list[list[list[str]]] | None = None
        self.caption = ""
        self.named = ""
        self.seen: Counter[tuple[str, str]] = Counter()
        self.inside: list[str] = []
        self.drawn: list[str] = []
        self.form = ""

    def begin(self, node: Node) -> None:
        """Enter an element: where its text stands, and whether it is read."""
        tag, given = node.tag, {name: value or "" for name, value in node.attributes.items()}
        if self.inside or tag == "svg":
            self._begin_drawn(tag, given)
            return
        classes = set(given.get("class", "").split())
        place, unread, quiet = self.stack[-1] if self.stack else ("", False, False)
        unread = unread or tag in UNREAD or "popover" in given or bool(UNREAD_CLASSES & classes)
        quiet = quiet or bool(WORDS_ONLY & classes)
        if BLOCK.fullmatch(tag):
            self.end_block()
        if not unread:
            self._begin(tag, given)
        if given.get("popovertarget", "").startswith(CARD):
            place = given["popovertarget"].removeprefix(CARD)
        elif quiet and "data-made" in given:
            self.place_of_receipt += 1
            place = str(self.place_of_receipt)
        elif quiet and given.get("href", "").startswith(CLAIM):
            self.named = place
        self.stack.append((place, unread, quiet))

    def end(self, node: Node) -> None:
        """Leave an element: its block is whole."""
        tag = node.tag
        if self.inside:
            self._end_drawn()
            return
        if BLOCK.fullmatch(tag) and tag not in VOID:
            self.end_block(tag)
        if tag == "table" and self.rows is not None:
            self._end_table()
        self.stack.pop()

    def text(self, node: Node) -> None:
        """Take words, their spaces made one: none tells a sentence from another."""
        data = node.text_content or ""
        if self.inside:
            # Words that tell a drawing to who does not see it are read as text.
            self.drawn.append(data)
            if self.inside[-1] == "desc" and not self._is_unread:
                self._say_alt(data)
            return
        place, unread, _ = self.stack[-1] if self.stack else ("", False, False)
        if self.named:
            self.receipts.setdefault(self.named, []).append(data.strip())
            self.named = ""
        if not unread:
            # A run of spaces is one, also where it began in the piece before.
            words = SPACES.sub(" ", data)
            if self.pieces and self.pieces[-1][0].endswith(" "):
                words = words.removeprefix(" ")
            self.pieces.append((words, place))

    def end_block(self, tag: str = "") -> None:
        """Say what gathered; a cell keeps it, a heading becomes the place."""
        text = line("".join(words for words, _ in self.pieces))
        pieces, self.pieces = self.pieces, []
        if not text:
            return
        self.words.append(text)
        if self.rows and tag != "caption" and self.rows[-1]:
            words, claims = self.rows[-1][-1]
            ids = _ids_once(claims, *(ids for _, ids in pieces))
            self.rows[-1][-1] = [f"{words} {text}".strip(), ids]
            return
        if self.stack and self.stack[-1][2]:
            return
        if re.fullmatch("h[1-6]", tag):
            self.place = FIGURE.sub("…", text)
        self.caption = text if tag == "caption" else self.caption
        self._say(pieces)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table" and self.rows is None:
            self.rows, self.caption = [], ""
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append(["", ""])
        elif tag in ("img", "source"):
            self._see(given)

    def _begin_drawn(self, tag: str, given: dict[str, str]) -> None:
        """Take a part of a drawing; where its marks lead is told by the receipts."""
        if not self.inside:
            self.end_block()
            self.drawn, self.form = [], given.get("class", "")
        self.inside.append(tag)
        looks = sorted(item for item in given.items() if item[0] not in LEADS)
        self.drawn.append(f"<{tag}{looks}>")

    def _end_drawn(self) -> None:
        """Leave a part of a drawing; the whole is one figure, known by its digest."""
        self.inside.pop()
        if not self.inside and not self._is_unread:
            drawn = without_versions("".join(self.drawn)).encode("utf-8", "replace")
            self._add_drawing(drawn, "narrow" in self.form.split())

    @property
    def _is_unread(self) -> bool:
        return bool(self.stack and self.stack[-1][1])

    def _say_alt(self, words: str) -> None:
        self.words.append(words)
        self._say([(words, "")], ", alt text")

    def _see(self, given: dict[str, str]) -> None:
        found = DRAWING.fullmatch(given.get("src") or given.get("srcset") or "")
        if found:
            self._add_drawing(_drawn(found[1]), "media" in given)
        if words := given.get("alt", ""):
            self._say_alt(words)

    def _add_drawing(self, drawn: bytes, is_narrow: bool) -> None:
        form = "on a phone" if is_narrow else "drawing"
        self._add(self.place, "drawing", [(form, f"{DIGEST}{sha256(drawn).hexdigest()}", "")])

    def _say(self, pieces: Sequence[tuple[str, str]], form: str = "") -> None:
        text = "".join(words for words, _ in pieces)
        ends = list(accumulate(len(words) for words, _ in pieces))
        ids = [claims for _, claims in pieces]
        named_so = {n for found in VERSIONS.finditer(text) for n in range(*found.span())}
        for sentence in SENTENCE.finditer(text):
            found = FIGURE.finditer(text, sentence.start(), sentence.end())
            counted = [hit for hit in found if hit.start() not in named_so]
            named = [
                (str(n), line(hit[0]), ids[bisect_right(ends, hit.start())])
                for n, hit in enumerate(counted, start=1)
            ]
            if named:
                label = FIGURE.sub(MASK, without_versions(sentence[0]))
                self._add(self.place + form, line(label), named)

    def _end_table(self) -> None:
        rows, self.rows = self.rows or [], None
        place = f"{self.place}, table {FIGURE.sub('…', self.caption)}".strip(", ")
        for row in rows[1:]:
            self._add(place, *_of_row([words for words, _ in rows[0]], row))

    def _add(self, place: str, label: str, named: Sequence[tuple[str, str, str]]) -> None:
        self.seen[place, label] += 1
        count = self.seen[place, label]
        label = label if count == 1 else f"{label} ({count})"
        self.figures += [PageFigure(place, label, *rest) for rest in named]


def without_versions(text: str) -> str:
    """Leave the names of versions out of a text, so that another one makes no other sentence.

    >>> without_versions("Of 5 claims. Data version 8a1f, rules 2.")
    'Of 5 claims. Data version …, rules ….'
    """
    return VERSIONS.sub(lambda found: f"{found[1]}…{f'{found[2]}…' if found[2] else ''}", text)


def _of_row(
    head: Sequence[str], row: Sequence[Sequence[str]]
) -> tuple[str, list[tuple[str, str, str]]]:
    """Tell the cells that name a row from those that hold its figures.

    The first names it, and so do those after it until there is a number other than a day.
    """
    cells = [words for words, _ in row]
    numbers = [n for n, cell in enumerate(cells) if re.search(r"\d", DAY.sub("", cell))]
    first = max(1, min(numbers, default=len(cells))) if len(cells) > 1 else 0
    names: list[str] = []
    for n in range(len(cells)):
        name = head[n] if n < len(head) and head[n] else f"column {n + 1}"
        names.append(name if name not in names else f"{name} ({n + 1})")
    named = [
        (name, cell, ids)
        for name, (cell, ids) in list(zip(names, row, strict=True))[first:]
        if re.search(r"\d", cell)
    ]
    return " · ".join(filter(None, cells[:first])), named


def _drawn(written: str) -> bytes:
    """Return the bytes of a drawing in a page; as they are written if nothing can be drawn."""
    try:
        return b64decode(written)
    except ValueError:
        return written.encode()


def _ids_once(*ids: str) -> str:
    """Join lists of ids, each once."""
    return ";".join(dict.fromkeys(one for some in ids for one in some.split(";") if one))
