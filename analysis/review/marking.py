"""A text with its figures marked, as static markup: each mark leads to its draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from analysis.review.drafts import Draft, unsure_of

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
