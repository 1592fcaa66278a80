"""One text, read: its figures marked, the drafts with their grounds, and what is known of them.

A text with its figures marked, as static markup: each mark leads to its draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.labels import reported
from analysis.data.intake.tables import outline, receive
from analysis.reading import Reading
from analysis.reports import receipts
from analysis.review.drafts import (
    OPEN,
    Draft,
    Page,
    drafts_of,
    from_span,
    ground_in_words,
    plain_words,
    refusals_of,
    unsure_of,
)
from analysis.review.rows import Demands, Labels, claim_of, faults_of, known_of, labels_of, settled
from analysis.store.reads import fact
from analysis.text.receipt import Cited, marked
from analysis.text.say import Said, say
from analysis.text.tables import Table, table

UNSEEN_SHOWN = "\ufffd"
STATES = {
    "sure": "drafted",
    "unsure": "drafted, with a field that is unsure",
    "accepted": "accepted",
    "rejected": "rejected",
    "refused": "refused",
}
"""What a mark may be, in words."""


@dataclass(frozen=True)
class Piece:
    """A stretch of the text.

    Parameters
    ----------
    words : str
        As they stand, with what cannot be seen shown as a sign.
    draft_id : str
        Of the figure; empty for the text between figures and for what was refused.
    state : str
        A key of `STATES`; empty for plain text.
    """

    words: str
    draft_id: str = ""
    state: str = ""


def pieces(
    text: str,
    drafts: Sequence[Draft],
    refusals: Sequence[Mapping[str, str]] = (),
    outcomes: Mapping[str, str] | None = None,
) -> list[Piece]:
    """Cut a text at its figures.

    Parameters
    ----------
    text : str
    drafts, refusals : sequence of dict
        With `start` and `end`. Where two overlap the first speaks for the sign.
    outcomes : mapping, optional
        From draft to accepted or rejected.

    Returns
    -------
    list of Piece
        Joined, they are the text.
    """
    spans = [
        (int(row["start"]), int(row["end"]), row["draft_id"], _state(row, outcomes or {}))
        for row in drafts
    ]
    spans += [(int(row["start"]), int(row["end"]), "", "refused") for row in refusals]
    cut, at = [], 0
    for start, end, draft_id, state in sorted(spans, key=lambda span: (span[0], not span[2])):
        if start < at or end <= start:
            continue
        cut += [Piece(seen(text[at:start])), Piece(seen(text[start:end]), draft_id, state)]
        at = end
    return [piece for piece in [*cut, Piece(seen(text[at:]))] if piece.words]


def seen(words: str) -> str:
    """Show signs that cannot be seen, but line ends, as one that can.

    >>> seen("\\u202e391")
    '\\ufffd391'
    """
    return "".join(
        sign if sign.isprintable() or sign in "\n\u00a0\u202f\u2009" else UNSEEN_SHOWN
        for sign in words.replace("\r\n", "\n").replace("\t", " ")
    )


def marked_text(cut: Sequence[Piece], addresses: Mapping[str, str]) -> str:
    """Write a text with its figures marked.

    Parameters
    ----------
    cut : sequence of Piece
    addresses : mapping
        From draft to where its mark leads on the page.
    """
    paragraphs = "".join(f"<p><cite>{words}</cite></p>" for words in _paragraphs(cut, addresses))
    return f'<blockquote class="read-text">{paragraphs}</blockquote>'


def _paragraphs(cut: Sequence[Piece], addresses: Mapping[str, str]) -> Iterator[str]:
    written = "".join(_written(piece, addresses) for piece in cut)
    for paragraph in written.split("\n\n"):
        if paragraph.strip():
            yield paragraph.strip().replace("\n", "<br>")


def _written(piece: Piece, addresses: Mapping[str, str]) -> str:
    words = escape(piece.words)
    if not piece.state:
        return words
    mark = f'<mark class="{piece.state}" title="{STATES[piece.state]}">{words}</mark>'
    address = addresses.get(piece.draft_id)
    return f'<a href="#{escape(address)}">{mark}</a>' if address else mark


def _state(draft: Draft, outcomes: Mapping[str, str]) -> str:
    return outcomes.get(draft["draft_id"]) or ("unsure" if unsure_of(draft) else "sure")


HEADINGS = {
    "measure": "counts",
    "subject": "about",
    "speaker": "speaker",
    "scope": "area",
    "period": "period",
    "stated_on": "day",
    "stance": "stance",
}
"""What a reader sees over the fields of a draft."""
SHOWN = [name for name in HEADINGS if name != "stance"]
FOUND = {
    "same_page": "the same figure, from the same page",
    "echo": "the same figure of the same statement",
    "other": "another value for the same statement",
}


@dataclass(frozen=True)
class Markup:
    """Something to be seen, with the words that say the same."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


@dataclass(eq=False, repr=False)
class Sheet:
    """A text that was read, held against a collection.

    Parameters
    ----------
    reading : Reading
    page : Page
    held : Collection
        Against which the drafts are held; nothing is added to it.
    into : str
        The collection that accepted drafts go to, at the desk; empty for none yet.
    remark : str
        What its sidecar says of the text; empty if it has none.
    """

    reading: Reading
    page: Page
    held: Collection
    into: str = ""
    remark: str = ""

    @cached_property
    def rows(self) -> list[Draft]:
        """The drafts, with what follows from the vocabulary of the collection."""
        return [settled(draft, self.held.words) for draft in drafts_of(self.reading)]

    @cached_property
    def refusals(self) -> list[dict[str, str]]:
        """What was left out, each with its reason."""
        return refusals_of(self.reading)

    def __repr__(self) -> str:
        return seen(self.reading.text).strip()

    def html(self) -> str:
        """Return the text with its figures marked, each leading to its draft."""
        addresses = {row["draft_id"]: _address(place) for place, row in self._numbered()}
        return marked_text(pieces(self.reading.text, self.rows, self.refusals), addresses)

    def said(self) -> Said:
        """Say what was read, and how much was drafted and refused."""
        unsure = sum(bool(unsure_of(row)) for row in self.rows)
        left = len(self.refusals)
        refused = _so_many(left, "number was", "numbers were") + say("refused")
        told = say(
            "Of {title} {drafted} drafted, {unsure} with a field that is unsure; {refused}.",
            title=Cited(plain_words(self.page.title or self.page.file or "the text")),
            drafted=_so_many(len(self.rows), "figure was", "figures were"),
            unsure=_so_many(unsure, "of them") if unsure else "none of them",
            refused=say("{n}, each with its reason", n=refused) if left else refused,
        )
        drafted = say("Nothing of it is a claim until a person has accepted it.")
        remark = [say("{note}", note=Cited(self.remark))] if self.remark else []
        return sum(remark, told + drafted)

    def drafts(self) -> Table:
        """List the drafts; what is unsure has a question mark."""
        labels = labels_of(self.held.words)
        shown = [
            {
                "draft": str(place),
                "words": seen(row["words"]),
                "reported": row["reported"],
                **{name: _cell(name, row, labels) for name in SHOWN},
            }
            for place, row in self._numbered()
        ]
        headings = {"draft": "draft", "words": "on the page", "reported": "read as"}
        headings |= {name: HEADINGS[name] for name in SHOWN}
        frame = pd.DataFrame(shown, columns=list(headings))
        caption = "Drafts of this text; a question mark says that a field is unsure or open"
        return table(frame, headings, caption=caption).or_say("No figure was drafted.")

    def grounds(self) -> Markup:
        """Say of every draft where each of its fields comes from, in the words of the text."""
        labels = labels_of(self.held.words)
        told = [
            (_heading(place), _ground_line(row, self.reading.text, labels))
            for place, row in self._numbered()
        ]
        cards = "".join(f"<h3>{head}</h3><p>{line.markup}</p>" for head, line in told)
        text = "\n".join(f"{head}: {line}" for head, line in told)
        return Markup(cards or '<p class="said">No figure was drafted.</p>', text or "none")

    def refused(self) -> Table:
        """List what was refused, and why."""
        frame = pd.DataFrame(self.refusals, columns=["start", "end", "words", "reason"])
        frame = frame.assign(words=[seen(words) for words in frame["words"]])
        headings = {"words": "on the page", "reason": "why it is no draft"}
        caption = "Numbers of the text that were refused"
        return table(frame, headings, caption=caption).or_say("No number of the text was refused.")

    def known(self) -> Table:
        """List what the collection holds of the statements in the text."""
        answers = _known(self.held, [_bare(row) for row in self.rows])
        found = [
            (str(place), row["reported"], claim_id, FOUND[how])
            for (place, row), claims in zip(self._numbered(), answers, strict=True)
            for how, claim_id in claims
        ]
        frame = pd.DataFrame(found, columns=["draft", "read", "claim_id", "how"])
        frame["holds"] = [reported(self.held, claim_id) for claim_id in frame["claim_id"]]
        return table(
            frame,
            {"draft": "draft", "read": "read as", "holds": "the collection has", "how": "that is"},
            caption=f"What the collection {self.held.name} holds of these statements",
            receipts=receipts.of_claims(self.held, frame["claim_id"]),
            figures=("holds",),
        ).or_say(f"The collection {self.held.name} holds none of these statements.")

    def _numbered(self) -> list[tuple[int, Draft]]:
        return list(enumerate(self.rows, start=1))


def card(draft: Draft, text: str, labels: Labels) -> str:
    """Write one draft as a table: each field, its value, and the words it was read from."""
    rows = "".join(
        f'<tr><th scope="row">{HEADINGS[name]}</th><td>{marked(value)}</td>'
        f"<td><cite>{escape(said)}</cite></td></tr>"
        for name, value, said in grounds_of(draft, text, labels)
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("field", "value", "from"))
    told = f"{escape(seen(draft['words']))}, read as {escape(draft['reported'])}"
    return (
        f"<table><caption>{told}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def grounds_of(draft: Draft, text: str, labels: Labels) -> list[tuple[str, str, str]]:
    """Return each field of a draft with its value and where it comes from, in words."""
    found = []
    for name in HEADINGS:
        span = from_span(draft[f"{name}_from"])
        said = f"“{plain_words(text[slice(*span)])}”" if span else ""
        said = said or ground_in_words(draft[f"{name}_from"])
        found.append((name, _cell(name, draft, labels), said))
    return found


def _ground_line(draft: Draft, text: str, labels: Labels) -> Said:
    """Say in a line what a draft is, and where each of its fields comes from."""
    values = {"words": Cited(seen(draft["words"])), "read": Cited(draft["reported"])}
    parts = []
    for name, value, said in grounds_of(draft, text, labels):
        parts.append(f"{HEADINGS[name]}: {{{name}}} ({{{name}_from}})")
        values |= {name: Cited(value), f"{name}_from": Cited(said)}
    return say("{words}, read as {read}; " + "; ".join(parts) + ".", **values)


@fact
def _known(held: Collection, rows: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
    """Return, for each draft, the claims of its statement and what each is to it."""
    claims, _, readings = receive(outline(held.home), held.words).tables
    shown = set(held.claims["claim_id"])
    claims = claims[claims["claim_id"].isin(shown)].astype("str")
    demands = Demands(held.words)
    found = []
    for row in rows:
        if faults_of({**row, "draft_id": ""}, demands):
            found.append([])
            continue
        known = known_of(claim_of(row, "", ""), claims, readings, held.words)
        pairs = [("same_page", known.same_page), ("echo", known.echo)]
        pairs += [("other", claim_id) for claim_id, _ in known.other_values]
        found.append([(how, claim_id) for how, claim_id in pairs if claim_id])
    return found


def _bare(draft: Draft) -> dict[str, str]:
    """Return what of a draft its statement hangs on."""
    return {name: str(value) for name, value in draft.items() if name != "draft_id"}


def _cell(name: str, draft: Draft, labels: Labels) -> str:
    value = labels.get(name, {}).get(draft[name]) or draft[name] or "–"
    written = plain_words(draft.get(f"{name}_words", ""))
    if value == OPEN and written:
        return f"{OPEN} ({written})"
    return f"{value} {OPEN}" if name in unsure_of(draft) and value != OPEN else value


def _heading(place: int) -> str:
    return f"Draft {place}"


def _so_many(count: int, one: str, several: str = "") -> Said:
    """Count what a text has, none, one or several; such a count has no receipt."""
    words = one if count in (0, 1) else several or one
    return say("{n} {words}", n=Cited(str(count or "no")), words=words)


def _address(place: int) -> str:
    return f"Draft-{place}"
