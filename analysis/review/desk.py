"""One text with its figures marked, and a desk to decide about its drafts one at a time.

A text is read, held against a collection, and shown with widgets or as static markup. Every mark
is a button that leads to its draft and every action has a key, so that a review needs no mouse. All
text that others wrote is escaped before it reaches a widget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from typing import Any

import ipywidgets as w
import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.labels import reported
from analysis.data.intake.tables import outline, receive
from analysis.data.places import collection_homes, place_of
from analysis.data.raw import read_origin
from analysis.data.vocabulary import Vocabulary
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import RAW
from analysis.reading.reader import TextReading
from analysis.reports import receipts
from analysis.review.drafts import (
    HEADINGS,
    LISTED,
    MENDABLE,
    OPEN,
    TABLES,
    Demands,
    Draft,
    Labels,
    SourcePage,
    choices_of,
    claim_of,
    drafts_of,
    faults_of,
    field_in_words,
    from_span,
    ground_in_words,
    key_column,
    labels_of,
    matches_of,
    plain_words,
    refusals_of,
    settled,
    unsure_of,
    word_row,
    write_drafts,
)
from analysis.review.review import Review, State, begin_or_find, decide
from analysis.review.texts import TextJob, load, read_known
from analysis.store.reads import fact, file_read
from analysis.text import Citation, Passage, Table, marked, say, table

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
    spans = []
    for row in drafts:
        decided = (outcomes or {}).get(row["draft_id"])
        state = decided or ("unsure" if unsure_of(row) else "sure")
        spans.append((int(row["start"]), int(row["end"]), row["draft_id"], state))
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
    written = ""
    for piece in cut:
        words = escape(piece.words)
        if piece.state:
            words = f'<mark class="{piece.state}" title="{STATES[piece.state]}">{words}</mark>'
        if address := addresses.get(piece.draft_id):
            words = f'<a href="#{escape(address)}">{words}</a>'
        written += words
    paragraphs = "".join(
        f"<p><cite>{paragraph.strip().replace(chr(10), '<br>')}</cite></p>"
        for paragraph in written.split("\n\n")
        if paragraph.strip()
    )
    return f'<blockquote class="read-text">{paragraphs}</blockquote>'


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
class ReadText:
    """A text that was read, held against a collection: a desk where widgets are shown, else marked.

    Parameters
    ----------
    reading : TextReading
    page : SourcePage
    held : Collection
        Against which the drafts are held; nothing is added to it.
    into : str
        The collection that accepted drafts go to, at the desk; empty for none yet.
    remark : str
        What its sidecar says of the text; empty if it has none.
    """

    reading: TextReading
    page: SourcePage
    held: Collection
    into: str = ""
    remark: str = ""

    @cached_property
    def rows(self) -> list[Draft]:
        """The drafts, with what follows from the vocabulary of the collection."""
        return [settled(draft, self.held.words) for draft in drafts_of(self.reading)]

    @cached_property
    def desk(self) -> Desk:
        """The widgets; made when they are first shown."""
        return Desk(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        static = {"text/html": self.html(), "text/plain": repr(self)}
        return static | self.desk.box._repr_mimebundle_() | static

    @cached_property
    def refusals(self) -> list[dict[str, str]]:
        """What was left out, each with its reason."""
        return refusals_of(self.reading)

    def __repr__(self) -> str:
        return seen(self.reading.text).strip()

    def html(self) -> str:
        """Return the text with its figures marked, each leading to its draft."""
        addresses = {row["draft_id"]: f"Draft-{place}" for place, row in self._numbered()}
        return marked_text(pieces(self.reading.text, self.rows, self.refusals), addresses)

    def said(self) -> Passage:
        """Say what was read, and how much was drafted and refused."""
        unsure = sum(bool(unsure_of(row)) for row in self.rows)
        left = len(self.refusals)
        refused = _so_many(left, "number was", "numbers were") + say("refused")
        told = say(
            "Of {title} {drafted} drafted, {unsure} with a field that is unsure; {refused}.",
            title=Citation(plain_words(self.page.title or self.page.file or "the text")),
            drafted=_so_many(len(self.rows), "figure was", "figures were"),
            unsure=_so_many(unsure, "of them") if unsure else "none of them",
            refused=say("{n}, each with its reason", n=refused) if left else refused,
        )
        drafted = say("Nothing of it is a claim until a person has accepted it.")
        remark = [say("{note}", note=Citation(self.remark))] if self.remark else []
        return sum(remark, told + drafted)

    def drafts(self) -> Table:
        """List the drafts; what is unsure has a question mark."""
        labels = labels_of(self.held.words)
        shown = [
            {
                "draft": str(place),
                "words": seen(row["words"]),
                "reported": row["reported"],
                **{name: field_in_words(name, row, labels) for name in LISTED},
            }
            for place, row in self._numbered()
        ]
        headings = {"draft": "draft", "words": "on the page", "reported": "read as", **LISTED}
        frame = pd.DataFrame(shown, columns=list(headings))
        caption = "Drafts of this text; a question mark says that a field is unsure or open"
        return table(frame, headings, caption=caption).or_say("No figure was drafted.")

    def grounds(self) -> Markup:
        """Say of every draft where each of its fields comes from, in the words of the text."""
        labels = labels_of(self.held.words)
        heads, lines = [], []
        for place, draft in self._numbered():
            values = {"words": Citation(seen(draft["words"])), "read": Citation(draft["reported"])}
            parts = []
            for name, value, said in grounds_of(draft, self.reading.text, labels):
                parts.append(f"{HEADINGS[name]}: {{{name}}} ({{{name}_from}})")
                values |= {name: Citation(value), f"{name}_from": Citation(said)}
            heads.append(f"Draft {place}")
            lines.append(say("{words}, read as {read}; " + "; ".join(parts) + ".", **values))
        told = list(zip(heads, lines, strict=True))
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
        # An id of a draft has nothing to do with its statement.
        asked = [{k: str(v) for k, v in row.items() if k != "draft_id"} for row in self.rows]
        answers = _known(self.held, asked)
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
        found.append((name, field_in_words(name, draft, labels), said))
    return found


@fact
def _known(held: Collection, rows: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
    """Return, for each draft, the claims of its statement and what each is to it."""
    claims, _, readings = receive(outline(held.home, is_sound=True), held.words).tables
    shown = set(held.claims["claim_id"])
    claims = claims[claims["claim_id"].isin(shown)].astype("str")
    demands = Demands(held.words)
    whole = [n for n, row in enumerate(rows) if not faults_of({**row, "draft_id": ""}, demands)]
    drafts = [claim_of(rows[n], "", "") for n in whole]
    found: list[list[tuple[str, str]]] = [[] for _ in rows]
    for n, matches in zip(whole, matches_of(drafts, claims, readings, held.words), strict=True):
        pairs = [("same_page", matches.same_page), ("echo", matches.echo)]
        pairs += [("other", claim_id) for claim_id, _ in matches.other_values]
        found[n] = [(how, claim_id) for how, claim_id in pairs if claim_id]
    return found


def _so_many(count: int, one: str, several: str = "") -> Passage:
    """Count what a text has, none, one or several; such a count has no receipt."""
    words = one if count in (0, 1) else several or one
    return say("{n} {words}", n=Citation(str(count or "no")), words=words)


STYLE = """\
<style>
.reportedly-desk .desk-text { display: block; max-height: 75vh; overflow-y: auto; }
.reportedly-desk .desk-text > .widget-html, .reportedly-desk .desk-text .widget-html-content {
  display: inline; white-space: pre-line; line-height: 1.7; height: auto; margin: 0;
  color: var(--jp-ui-font-color1); font-size: var(--jp-ui-font-size1); }
.reportedly-desk .desk-text button { display: inline; width: auto; height: auto; margin: 0;
  padding: 0 0.25em; line-height: 1.4; font-size: var(--jp-ui-font-size1); min-width: 0;
  color: #222; background: #ffe9a8; border: 1px solid #8a6d00; }
.reportedly-desk .desk-text button.unsure { background: #fff; border-style: dashed; }
.reportedly-desk .desk-text button.accepted { background: #cfe8d5; border-color: #22663a; }
.reportedly-desk .desk-text button.rejected { background: #e6e6e6; border-color: #666;
  text-decoration: line-through; }
.reportedly-desk .desk-text button.at { outline: 3px solid var(--jp-brand-color1, #00567a); }
.reportedly-desk cite { font-style: normal; }
.reportedly-desk table { border-collapse: collapse; }
.reportedly-desk caption { text-align: left; font-weight: bold; padding: 0.3em 0; }
.reportedly-desk th, .reportedly-desk td { text-align: left; vertical-align: top;
  padding: 0.15em 0.8em 0.15em 0; line-height: 1.35; border-bottom: 1px solid
  var(--jp-border-color2); color: var(--jp-ui-font-color1); }
.reportedly-desk .widget-html-content { line-height: 1.4; color: var(--jp-ui-font-color1); }
.reportedly-desk .refused { border-left: 4px solid var(--jp-error-color1); padding-left: 1em; }
</style>
"""
KEYS = {
    "j": "next",
    "k": "back",
    "a": "accept",
    "r": "reject",
    "n": "note",
    "m": "mend",
    "u": "undo",
}
"""What each key does; the words stand on the buttons."""
LONGEST_TYPED = 24
"""Signs in the field of keys before it is emptied."""
WIDE = {"width": "auto"}
LABELS = {"description_width": "6em"}


class Desk:
    """A live review of one text.

    Parameters
    ----------
    sheet : ReadText
    """

    def __init__(self, sheet: ReadText) -> None:
        self.sheet = sheet
        self.review: Review | None = None
        self.ids = [row["draft_id"] for row in sheet.rows]
        self.at = next(iter(self.ids), "")
        self._typed = ""
        self._make_fields()
        self.box = self._laid_out()
        if sheet.into:
            self.open(sheet.into)
        else:
            self.show()

    def _make_fields(self) -> None:
        self.into = _labelled(
            w.Combobox,
            "accept into",
            options=list(collection_homes()),
            placeholder="a collection; a new name begins one",
        )
        self.text = w.Box(layout={"display": "block"})
        self.text.add_class("desk-text")
        self.said, self.card = w.HTML(), w.HTML()
        keys = ", ".join(f"{key} {act}" for key, act in KEYS.items())
        self.keys = _labelled(w.Text, "keys", placeholder=keys)
        self.keys.observe(self._key, names="value")
        names = [(name.replace("_", " "), name) for name in MENDABLE]
        self.field = _labelled(w.Dropdown, "field", options=names)
        self.field.observe(lambda change: self._offer(), names="value")
        self.value = _labelled(w.Combobox, "value", continuous_update=False)
        self.note_words = _labelled(w.Text, "note", continuous_update=False)
        for field in (self.value, self.note_words):
            field.observe(self._enter, names="value")
        self.word_boxes = [w.VBox() for _ in TABLES]
        self.words = w.Accordion(self.word_boxes, titles=[f"new {name}" for name in TABLES])

    def _laid_out(self) -> w.VBox:
        acts: dict[str, Callable[[], None]] = {
            "next": lambda: self.go(1),
            "back": lambda: self.go(-1),
            **{name: partial(self.decide, name) for name in ("accept", "reject", "undo")},
        }
        keys = {act: key for key, act in KEYS.items()}
        self.buttons = {
            name: _button(f"{name} ({keys[name]})", name, act) for name, act in acts.items()
        }
        sure = partial(self.decide, "sure")
        self.buttons["sure"] = _button("accept all sure", "what is unsure is left", sure)
        self.begin = _button("Open", "begin or open the collection", self.open)
        row = {"flex_flow": "row wrap", "width": "auto"}
        buttons = w.HBox(list(self.buttons.values()), layout=row)
        parts = [self.said, self.card, buttons, self.keys, self.field, self.value]
        parts += [self.note_words, self.words]
        right = w.VBox(parts, layout={"min_width": "16em", "flex": "1 1 22em"})
        left = w.VBox([self.text], layout={"min_width": "16em", "flex": "1 1 26em"})
        top = w.HBox([self.into, self.begin], layout=row)
        box = w.VBox([w.HTML(STYLE), top, w.HBox([left, right], layout=row)], layout=WIDE)
        box.add_class("reportedly-desk")
        return box

    def open(self, name: str = "") -> None:
        """Open a collection to accept into, or begin it, and write the drafts beside it."""
        name = name or self.into.value.strip()
        try:
            if not name:
                raise ParameterError("name the collection that accepted drafts go to")
            home, begun = begin_or_find(name, RAW)
            sheet = self.sheet
            write_drafts(home, sheet.page, sheet.rows, refusals_of(sheet.reading))
            self.review = Review(name)
            self.into.value = name
            self.tell(f"{name} is begun" if begun else f"{name} is open")
        except AnalysisError as refusal:
            self.refuse(refusal)
        self.show()

    @property
    def drafts(self) -> dict[str, Draft]:
        """The drafts of this text, as they stand, by their ids."""
        if self.review is None:
            return dict(zip(self.ids, self.sheet.rows, strict=True))
        return {draft_id: self.review.draft(draft_id) for draft_id in self.ids}

    def show(self) -> None:
        """Show the text with what was decided, and the draft that is looked at."""
        outcomes = {draft_id: self._state(draft_id).outcome for draft_id in self.ids}
        cut = pieces(self.sheet.reading.text, [*self.drafts.values()], (), outcomes)
        self.text.children = [
            self._mark(piece.words, piece.draft_id, piece.state)
            if piece.draft_id
            else w.HTML(escape(piece.words).replace("\n", "<br>"))
            for piece in cut
        ]
        self._show_card()

    def press(self, key: str) -> None:
        """Do what a key stands for; other keys do nothing."""
        act = KEYS.get(key.lower(), "")
        if act in self.buttons:
            self.buttons[act].click()
        elif act == "note":
            self.note_words.focus()
        elif act == "mend":
            self.value.focus()

    def go(self, step: int) -> None:
        """Look at the draft after this one, or before it."""
        if self.at in self.ids:
            place = self.ids.index(self.at) + step
            self._look_at(self.ids[max(0, min(len(self.ids) - 1, place))])

    def decide(self, name: str, words: str = "") -> None:
        """Do one thing about the draft, as `review.decide`, and look at the next that is open."""

        def act(review: Review) -> str:
            told, about = decide(review, self.at, name, words)
            self.at = about if about in self.ids else self.at
            if name in ("accept", "reject", "sure"):
                after = self.ids[self.ids.index(self.at) :]
                self.at = next((each for each in after if each in review.open_ids), self.at)
            return told.splitlines()[-1]

        self._do(act)

    def add_word(self, name: str, fields: Mapping[str, w.Text]) -> None:
        """Add the drafted row of the vocabulary, as it was filled in."""
        row = {column: field.value for column, field in fields.items()}
        key = row.get(key_column(name), "")
        self._do(lambda review: review.add_word(self.at, name, row) or f"{name} {key} is added")

    def tell(self, words: str) -> None:
        """Say what was done."""
        self.said.value = f'<p role="status">{escape(words)}</p>'

    def refuse(self, refusal: AnalysisError) -> None:
        """Say what was not done, and why."""
        lines = "".join(f"<li>{escape(line)}</li>" for line in str(refusal).splitlines())
        self.said.value = (
            f'<div class="refused" role="alert"><p>Not done:</p><ul>{lines}</ul></div>'
        )

    def _do(self, act: Callable[[Review], str]) -> None:
        """Do something, show what it changed, and only then say that it is done."""
        try:
            if self.review is None:
                raise ParameterError("open a collection first: nothing is accepted into none")
            told = act(self.review)
            self.show()
            self.tell(told)
        except AnalysisError as refusal:
            self.show()
            self.refuse(refusal)
        self.keys.focus()

    def _look_at(self, draft_id: str) -> None:
        self.at = draft_id
        for child in self.text.children:
            if isinstance(child, w.Button):
                (child.add_class if child.tooltip == draft_id else child.remove_class)("at")
        self._show_card()
        self.keys.focus()

    def _mark(self, words: str, draft_id: str, state: str) -> w.Button:
        button = w.Button(description=" ".join(words.split()), tooltip=draft_id)
        button.add_class(state)
        if draft_id == self.at:
            button.add_class("at")
        button.on_click(lambda pressed: self._look_at(draft_id))
        return button

    def _show_card(self) -> None:
        if not self.at:
            self.card.value = "<p>No figure was drafted.</p>"
            return
        draft, state, words = self.drafts[self.at], self._state(self.at), self._vocabulary
        told = [STATES.get(state.outcome, "open")]
        told += [f"claim {state.claim_id}"] if state.claim_id else []
        told += [f"note: {note}" for note in state.notes]
        if self.review and not state.outcome:
            told += self.review.matches(draft).told
        lines = "".join(f"<p>{escape(line)}</p>" for line in told)
        written = card(draft, self.sheet.reading.text, labels_of(words))
        self.card.value = f"<p>{escape(self.at)}</p>{written}{lines}"
        self._offer()
        self._offer_words(draft)

    @property
    def _vocabulary(self) -> Vocabulary:
        return self.review.words if self.review else self.sheet.held.words

    def _offer(self) -> None:
        """Offer the values that the chosen field may have, and the present one as a hint."""
        self.value.options = choices_of(self.field.value, self._vocabulary)
        self.value.placeholder = self.drafts.get(self.at, {}).get(self.field.value, "")

    def _offer_words(self, draft: Draft) -> None:
        """Draft a row of the vocabulary for each field that is open."""
        for name, box in zip(TABLES, self.word_boxes, strict=True):
            if draft[name] != OPEN:
                box.children = [w.HTML("<p>The field has a key; mend it to change it.</p>")]
                continue
            fields = {
                column: _labelled(w.Text, column, value=value)
                for column, value in word_row(name, draft).items()
            }
            add = partial(self.add_word, name, fields)
            add = _button(f"add {name}", "to the collection's own vocabulary", add)
            box.children = [*fields.values(), add]
        opened = (place for place, name in enumerate(TABLES) if draft[name] == OPEN)
        self.words.selected_index = next(opened, None)

    def _state(self, draft_id: str) -> State:
        return self.review.state(draft_id) if self.review else State()

    def _key(self, change: Mapping[str, Any]) -> None:
        """Take the signs that were typed since the last look."""
        now = change["new"]
        fresh = now[len(self._typed) :] if now.startswith(self._typed) else now
        self._typed = now
        for sign in fresh:
            self.press(sign)
        if len(now) > LONGEST_TYPED:
            self.keys.value = ""

    def _enter(self, change: Mapping[str, Any]) -> None:
        """Do what a filled field is for, and empty it."""
        if not change["new"]:
            return
        if change["owner"] is self.note_words:
            self.decide("note", change["new"])
        else:
            self.decide("mend", f"{self.field.value}={change['new']}")
        change["owner"].value = ""


def _labelled(kind: type[w.Widget], name: str, **more: Any) -> Any:
    return kind(description=name, layout=WIDE, style=LABELS, **more)


def _button(name: str, hint: str, act: Callable[[], None]) -> w.Button:
    button = w.Button(description=name, tooltip=hint, layout={"width": "auto"})
    button.on_click(lambda pressed: act())
    return button


def open_text(
    text: str, held: Collection, *, published: str = "", url: str = "", into: str = ""
) -> ReadText:
    """Read a text and hold its drafts against a collection.

    Parameters
    ----------
    text : str
        A file, in `data/raw` or anywhere; a page is read as its text.
    held : Collection
    published : str
        YYYY-MM-DD; empty takes the page's own day.
    url : str
        The page's address; empty takes the page's own.
    into : str
        Where accepted drafts go, at the desk.

    Returns
    -------
    ReadText
        Show it as the last line of a cell: in JupyterLab it is the desk.

    Raises
    ------
    ParameterError
        If there is no such file.
    AnalysisError
        If it is no text.

    Examples
    --------
    >>> from analysis import load_collection
    >>> sheet = open_text("reading-example/briefing.txt", load_collection("bakhmut-2023"))
    >>> sheet.page.file, sheet.rows[0]["words"]
    ('briefing.txt', '193')
    """
    path = place_of(text)
    loaded = load(TextJob(path, (("published", published), ("url", url))))
    file_read(path)
    reading, page = read_known(loaded, path.name, held.words)
    remark = ""
    if path.with_name(f"{path.stem}.origin.yml").is_file():
        with suppress(AnalysisError):
            remark = read_origin(path).note
    return ReadText(reading, page, held, into, remark)
