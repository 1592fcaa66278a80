"""A review in a terminal: one command a line, read from the keyboard or from a file.

Drafts as a terminal shows them: a table with what is unsure marked, and one draft in full.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.data.names import nearest
from analysis.errors import AnalysisError, ParameterError
from analysis.review.drafts import (
    GROUNDS,
    OPEN,
    Draft,
    ground_in_words,
    plain_words,
    unsure_of,
)
from analysis.review.review import Decision, Review
from analysis.review.rows import TABLES, Labels, choices_of, key_column, labels_of, with_key

WIDTH = 170
"""Columns of a table that no terminal limits."""
SHOWN = {
    "draft_id": "draft",
    "words": "on the page",
    "reported": "read as",
    "measure": "counts",
    "subject": "about",
    "speaker": "speaker",
    "scope": "area",
    "period": "period",
    "stated_on": "day",
}
MARK = "bold yellow"
AROUND = 160
"""Signs of the text that are shown before and after a figure."""


def console() -> Console:
    """Return a console for standard output, wide where nothing limits it."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, soft_wrap=False)


def plain(text: object) -> str:
    """Write words of others so that they steer no terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in plain_words(str(text)))


def drafts_table(
    drafts: Iterable[Draft], title: str, more: Mapping[str, str] | None = None
) -> Table:
    """Lay drafts out as a table; a field that is unsure has a mark that needs no colour.

    Parameters
    ----------
    drafts : iterable of dict
    title : str
    more : mapping, optional
        From draft to what became of it.
    """
    table = Table(title=Text(plain(title)), title_justify="left", box=SIMPLE, pad_edge=False)
    table.add_column("#", justify="right")
    for heading in SHOWN.values():
        table.add_column(heading, overflow="fold", no_wrap=heading in ("draft", "day"))
    if more is not None:
        table.add_column("decided")
    for place, draft in enumerate(drafts, start=1):
        unsure = unsure_of(draft)
        cells = [Text(str(place)), *(_cell(name, draft, unsure) for name in SHOWN)]
        if more is not None:
            cells.append(Text(plain(more.get(draft["draft_id"], ""))))
        table.add_row(*cells)
    return table


def in_full(draft: Draft, labels: Labels) -> list[Text]:
    """Say all of a draft, a line each: field, value, and where it comes from."""
    unsure = unsure_of(draft)
    lines = [Text(f"draft {plain(draft['draft_id'])}", style="bold")]
    lines.append(Text(f"  on the page    {plain(draft['words'])}"))
    lines.append(Text(f"  read as        {plain(draft['reported'])} {plain(draft['unit'])}"))
    for field in GROUNDS:
        value = draft[field]
        said = plain(labels.get(field, {}).get(value) or value) or "(empty)"
        line = Text(f"  {field.replace('_', ' '):<15}{said}")
        line.append(f"   ({plain(ground_in_words(draft[f'{field}_from']))})", style="dim")
        if field in unsure:
            line.append("   unsure", style=MARK)
        lines.append(line)
    for field in ("date_basis", "party", "organisation", "scope_wording", "note"):
        if draft.get(field):
            lines.append(Text(f"  {field.replace('_', ' '):<15}{plain(draft[field])}"))
    if _is_proposed(draft):
        lines.append(Text("  proposed by a tool, and found in the text", style=MARK))
    return lines


def around(text: str, draft: Draft) -> Text:
    """Show the words around a figure, the figure marked."""
    start, end = int(draft["start"]), int(draft["end"])
    shown = Text("… " if start > AROUND else "")
    shown.append(plain(text[max(0, start - AROUND) : start]) + " ")
    shown.append(f"[{plain(text[start:end])}]", style="bold reverse")
    shown.append(" " + plain(text[end : end + AROUND]))
    return shown.append(" …" if end + AROUND < len(text) else "")


def _cell(name: str, draft: Draft, unsure: list[str]) -> Text:
    value = plain(draft.get(name, "")) or ("–" if name not in unsure else OPEN)
    written = plain(draft.get(f"{name}_words", ""))
    if value == OPEN and written:
        value = f"{OPEN} ({written})"
    if name == "draft_id" and _is_proposed(draft):
        return Text(f"{value} proposed", style=MARK)
    if name not in unsure:
        return Text(value)
    return Text(value if value.startswith(OPEN) else f"{value} {OPEN}", style=MARK)


def _is_proposed(draft: Draft) -> bool:
    return draft.get("proposed", "").casefold() in ("true", "1", "yes")


HELP = """\
list              all drafts, with what was decided        l
show [DRAFT]      one draft in full                        s, or Enter
next, back        the draft after, the one before          j, k
DRAFT             go to a draft, by its id or its place
mend FIELD=VALUE  give a field another value               m
accept            make it a claim                          a
reject [WHY]      it will not become one                   r
note WORDS        make a remark                            n
new FIELD NAME=VALUE ...   a new speaker, scope or measure, drafted first
sure              accept all that is sure
undo              take the last decision back              u
choices FIELD     what a field may be
help, quit                                                 h, q
"""
SHORT = {"l": "list", "s": "show", "j": "next", "k": "back", "m": "mend", "a": "accept"}
SHORT |= {"r": "reject", "n": "note", "u": "undo", "h": "help", "q": "quit", "": "show"}


class Terminal:
    """A review that is told what to do a line at a time.

    Parameters
    ----------
    review : Review
    texts : mapping
        From a text's digest to the text, for those whose user gave them.
    console : rich.console.Console
    failed : bool
        Whether anything was refused so far.
    """

    def __init__(self, review: Review, texts: Mapping[str, str], console: Console) -> None:
        self.review, self.texts, self.console = review, texts, console
        self.at = next(iter(review.open_ids), "")
        self.failed = self._scripted = False

    def run(self) -> None:
        """Take commands until there are no more."""
        self.list_all("")
        self.show("")
        while (line := _line()) is not None:
            if not self.obey(line):
                break

    def follow(self, script: Iterable[tuple[str, str]]) -> None:
        """Do what a script says: drafts, each with a command about it."""
        self._scripted = True
        for draft_id, line in script:
            self.at = draft_id
            self.obey(line)

    def obey(self, line: str) -> bool:
        """Do what one line says; return whether to go on."""
        word, _, rest = line.strip().partition(" ")
        name = SHORT.get(word, word)
        if name == "quit":
            return False
        try:
            self._act(name, word, rest.strip())
        except AnalysisError as refusal:
            self.failed = True
            for told in str(refusal).splitlines():
                self.console.print(plain_line(told), style="red", markup=False, highlight=False)
        return True

    def _act(self, name: str, word: str, rest: str) -> None:
        acts: dict[str, Callable[[str], None]] = {
            "list": self.list_all,
            "show": self.show,
            "next": lambda rest: self.go(1),
            "back": lambda rest: self.go(-1),
            "mend": self.mend,
            "accept": self.accept,
            "reject": self.reject,
            "note": self.note,
            "new": self.new,
            "sure": self.sure,
            "undo": self.undo,
            "choices": self.choices,
            "help": lambda rest: self.say(HELP),
        }
        if name in acts:
            acts[name](rest)
        elif chosen := self._named(word):
            self.at = chosen
            self.show("")
        else:
            close = ", ".join(nearest(word, acts) or acts)
            raise ParameterError(f"no command and no draft {word!r}; nearest: {close}")

    def list_all(self, rest: str) -> None:
        """Show all drafts."""
        table = drafts_table(self.review.drafts, self._sum(), outcomes_of(self.review))
        self.console.print(table)

    def show(self, rest: str) -> None:
        """Show one draft in full, and go there."""
        if rest:
            self.at = self._named(rest) or rest
        if not self.at:
            self.say("no draft is left open")
            return
        draft = self.review.draft(self.at)
        for line in in_full(draft, labels_of(self.review.words)):
            self.console.print(line)
        if text := self.texts.get(draft["text_sha256"]):
            self.console.print(around(text, draft))
        for told in [*self.review.faults(draft), *_about(self.review, draft)]:
            self.say(told)

    def go(self, step: int) -> None:
        """Go to the next draft that is open, or to the one before."""
        ids = [draft["draft_id"] for draft in self.review.drafts]
        here = ids.index(self.at) if self.at in ids else -1
        ahead = ids[here + 1 :] if step > 0 else ids[:here][::-1]
        left = [name for name in ahead if name in self.review.open_ids]
        if left:
            self.at = left[0]
            self.show("")
        else:
            self.say("no open draft lies that way")

    def mend(self, rest: str) -> None:
        """Give a field another value."""
        field, equals, value = rest.partition("=")
        if not equals:
            raise ParameterError("mend takes FIELD=VALUE, such as mend scope=bakhmut_city")
        self.review.mend(self._here(), field.strip(), value.strip())
        self._again()

    def accept(self, rest: str) -> None:
        """Accept the draft and go to the next."""
        draft_id, remark = self._here(), self.review.known(self.review.draft(self._here())).remark
        claim_id = self.review.accept(draft_id, note=rest)
        self.say(f"draft {draft_id} is claim {claim_id}" + (f"; {remark}" if remark else ""))
        self._onwards()

    def reject(self, rest: str) -> None:
        """Reject the draft and go to the next."""
        self.review.reject(self._here(), note=rest)
        self.say(f"draft {self.at} is rejected")
        self._onwards()

    def note(self, rest: str) -> None:
        """Make a remark."""
        self.review.note(self._here(), rest)
        self.say(f"noted about draft {self.at}")

    def new(self, rest: str) -> None:
        """Draft a row of the vocabulary, or add it once nothing in it is open."""
        field, _, given = rest.partition(" ")
        drafted = self.review.drafted_word(self._here(), field)
        row = with_key(field, {**drafted, **assignments(given, drafted)})
        if OPEN in row.values():
            shown = " ".join(f'{name}="{value}"' for name, value in row.items())
            self._refuse_or_say(f"fill in what is open and say it again:\nnew {field} {shown}")
            return
        self.review.add_word(self._here(), field, row)
        key = row[key_column(field)]
        self.say(f"{field} {key} is added to {TABLES[field]}.csv of {self.review.name}")
        self._again()

    def sure(self, rest: str) -> None:
        """Accept all that is sure, and say what was left."""
        accepted, left = self.review.accept_sure()
        for line in told_sure(accepted, left):
            self.say(line)
        self._onwards()

    def undo(self, rest: str) -> None:
        """Take the last decision back and go to its draft."""
        undone = self.review.undo()
        self.say(undone_in_words(undone))
        self.at = undone.draft_id
        self._again()

    def choices(self, rest: str) -> None:
        """List what a field may be."""
        found = choices_of(rest, self.review.words)
        self.say(", ".join(found) if found else f"{rest}: any words will do")

    def say(self, words: str) -> None:
        """Print lines that may quote a page."""
        for line in words.splitlines():
            self.console.print(plain_line(line), markup=False, highlight=False)

    def _here(self) -> str:
        if not self.at:
            raise ParameterError("no draft is chosen; name one by its id or place")
        return self.at

    def _refuse_or_say(self, words: str) -> None:
        if self._scripted:
            raise ParameterError(words)
        self.say(words)

    def _again(self) -> None:
        if not self._scripted:
            self.show("")

    def _onwards(self) -> None:
        if self._scripted:
            return
        left = self.review.open_ids
        ids = [draft["draft_id"] for draft in self.review.drafts]
        after = ids[ids.index(self.at) :] if self.at in ids else ids
        self.at = next((name for name in after if name in left), next(iter(left), ""))
        self.show("")

    def _named(self, word: str) -> str:
        ids = [draft["draft_id"] for draft in self.review.drafts]
        if word.isdecimal() and 0 < int(word) <= len(ids):
            return ids[int(word) - 1]
        found = [name for name in ids if name == word]
        return found[0] if found else ""

    def _sum(self) -> str:
        total, left = len(self.review.drafts), len(self.review.open_ids)
        return f"{self.review.name}: {total} drafts, {left} open"


def outcomes_of(review: Review) -> dict[str, str]:
    """Say what was decided about each draft."""
    told = {}
    for draft in review.drafts:
        state = review.state(draft["draft_id"])
        outcome = f"claim {state.claim_id}" if state.claim_id else state.outcome
        words = [outcome, *state.notes]
        told[draft["draft_id"]] = " ".join(filter(None, words))
    return told


def assignments(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """Read NAME=VALUE pairs, values with spaces in quotation marks.

    Raises
    ------
    ParameterError
        If a name is not one of those known, or a word is no pair.

    Examples
    --------
    >>> assignments('label="Ivan the Clerk" party=ukraine', {"label": "", "party": ""})
    {'label': 'Ivan the Clerk', 'party': 'ukraine'}
    """
    import shlex

    try:
        parts = [part.partition("=") for part in shlex.split(text)]
    except ValueError as error:
        raise ParameterError(f"{text!r}: {error}") from None
    faults = [
        f"{name!r} is no column of the row; nearest: {', '.join(nearest(name, known) or known)}"
        for name, equals, _ in parts
        if not equals or name not in known
    ]
    if faults:
        raise ParameterError("\n".join(faults))
    return {name: value for name, _, value in parts}


def told_sure(accepted: Mapping[str, str], left: Mapping[str, str]) -> list[str]:
    """Say what came of accepting all that is sure, a line each."""
    lines = [f"draft {draft_id} is claim {claim_id}" for draft_id, claim_id in accepted.items()]
    lines += [f"left: draft {draft_id}: {why}" for draft_id, why in left.items()]
    return [*lines, f"{len(accepted)} accepted, {len(left)} left"]


def undone_in_words(undone: Decision) -> str:
    """Say which decision was taken back."""
    what = {
        "accepted": f"accepted as {undone.claim_id}",
        "mended": f"{undone.field} mended to {undone.value}",
        "added": f"{undone.field} {undone.value} added",
    }.get(undone.decision, undone.decision)
    return f"taken back: draft {undone.draft_id}, {what}"


def plain_line(line: str) -> str:
    """Write one line so that nothing in it steers a terminal, its spaces as they are."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def _about(review: Review, draft: Draft) -> list[str]:
    known = review.known(draft)
    return [words for words in (known.refusal, known.remark) if words]


def _line() -> str | None:
    if sys.stdin.isatty():
        typer.echo("> ", nl=False)
    line = sys.stdin.readline()
    return line if line else None
