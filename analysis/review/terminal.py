"""Reading and review in a terminal: what of texts was drafted, and one command a line about it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from analysis.data.names import nearest
from analysis.errors import AnalysisError, ParameterError
from analysis.publish.console import tell
from analysis.reading.reader import GROUNDED
from analysis.review.drafts import (
    LISTED,
    OPEN,
    TABLES,
    Draft,
    Labels,
    choices_of,
    field_in_words,
    ground_in_words,
    is_proposed,
    key_column,
    labels_of,
    plain_words,
    unsure_of,
    with_key,
    word_row,
)
from analysis.review.review import Review, decide
from analysis.review.texts import Read, jobs_of, load

MOST_TABLES = 5
"""Texts whose drafts are printed one by one; of more, a line each."""
WIDTH = 170
"""Columns of a table that no terminal limits."""
SHOWN = {"draft_id": "draft", "words": "on the page", "reported": "read as", **LISTED}
MARK = "bold yellow"
AROUND = 160
"""Signs of the text that are shown before and after a figure."""


def console() -> Console:
    """Return a console for standard output, wide where nothing limits it."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, soft_wrap=False)


def plain(text: object) -> str:
    """Write words of others so that they steer no terminal."""
    return plain_line(plain_words(str(text)))


def plain_line(line: str) -> str:
    """Write one line so that nothing in it steers a terminal, its spaces as they are."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def drafts_table(
    drafts: Iterable[Draft], title: str, decided: Mapping[str, str] | None = None
) -> Table:
    """Lay drafts out as a table; a field that is unsure has a mark that needs no colour.

    Parameters
    ----------
    drafts : iterable of dict
    title : str
    decided : mapping, optional
        From draft to what became of it, for one more column.
    """
    table = Table(title=Text(plain(title)), title_justify="left", box=SIMPLE, pad_edge=False)
    table.add_column("#", justify="right")
    for heading in SHOWN.values():
        table.add_column(heading, overflow="fold", no_wrap=heading in ("draft", "day"))
    if decided is not None:
        table.add_column("decided")
    for place, draft in enumerate(drafts, start=1):
        unsure = unsure_of(draft)
        cells = [Text(str(place))]
        for name in SHOWN:
            proposed = name == "draft_id" and is_proposed(draft)
            words = plain(field_in_words(name, draft, {})) + (" proposed" if proposed else "")
            cells.append(Text(words, style=MARK if proposed or name in unsure else ""))
        if decided is not None:
            cells.append(Text(plain(decided.get(draft["draft_id"], ""))))
        table.add_row(*cells)
    return table


def print_read(done: Iterable[Read]) -> None:
    """Print the drafts of a few texts, or a line for each of many."""
    read = [one for one in done if one.page]
    if len(read) > MOST_TABLES:
        tell(f"{one.name}: {len(one.drafts)} drafts, {len(one.refusals)} refusals" for one in read)
        return
    for one in read:
        told = " · ".join(filter(None, [one.name, one.page.title, one.page.published]))
        if one.drafts:
            console().print(drafts_table(one.drafts, told))
        else:
            tell([f"{told}: no figure was drafted"])
        tell(f"  refused {row['words']!r}: {row['reason']}" for row in one.refusals)


def watched(done: Iterable[Read], count: int) -> Iterator[Read]:
    """Show how far the reading is: a bar on a terminal, else a line now and then."""
    if sys.stderr.isatty() and count > 1:
        shown = Console(stderr=True)
        yield from track(done, "reading", count, console=shown, transient=True)
        return
    for place, one in enumerate(done, start=1):
        if count > 1 and (place % 100 == 0 or place == count):
            typer.echo(f"read {place} of {count}", err=True)
        yield one


def texts_by_digest(places: list[str]) -> dict[str, str]:
    """Return texts by their digests, to show words around figures; say which are unreadable."""
    texts = []
    for job in jobs_of(places, {}):
        try:
            texts.append(load(job).text)
        except AnalysisError as error:
            tell([f"{job.name} could not be read: {error}"], err=True)
    return {sha256(text.encode("utf-8", "surrogatepass")).hexdigest(): text for text in texts}


def in_full(draft: Draft, labels: Labels) -> list[Text]:
    """Say all of a draft, a line each: field, value, and where it comes from."""
    unsure = unsure_of(draft)
    lines = [Text(f"draft {plain(draft['draft_id'])}", style="bold")]
    lines.append(Text(f"  on the page    {plain(draft['words'])}"))
    lines.append(Text(f"  read as        {plain(draft['reported'])} {plain(draft['unit'])}"))
    for field in GROUNDED:
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
    if is_proposed(draft):
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
DECISIONS = ("accept", "reject", "note", "mend", "sure", "undo")
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
        self.list_all()
        self.show()
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
        word, _, rest = (part.strip() for part in line.strip().partition(" "))
        name = SHORT.get(word, word)
        if name == "quit":
            return False
        try:
            if name in DECISIONS:
                self.decide(name, rest)
            else:
                self._show(name, word, rest)
        except AnalysisError as refusal:
            self.failed = True
            for told in str(refusal).splitlines():
                self.console.print(plain_line(told), style="red", markup=False, highlight=False)
        return True

    def decide(self, act: str, words: str) -> None:
        """Do one thing about the draft, and look at it again or at the next that is open."""
        draft_id = self.at if act in ("sure", "undo") else self._here()
        told, self.at = decide(self.review, draft_id, act, words)
        if act != "mend":
            self.say(told)
        if self._scripted or act == "note":
            return
        if act in ("accept", "reject", "sure"):
            ids, left = self.review.ids, self.review.open_ids
            after = ids[ids.index(self.at) :] if self.at in ids else ids
            self.at = next((name for name in after if name in left), next(iter(left), ""))
        self.show()

    def _show(self, name: str, word: str, rest: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "list": self.list_all,
            "show": lambda: self.show(rest),
            "next": lambda: self.go(1),
            "back": lambda: self.go(-1),
            "new": lambda: self.new(rest),
            "choices": lambda: self.choices(rest),
            "help": lambda: self.say(HELP),
        }
        if name in acts:
            acts[name]()
        elif chosen := self._named(word):
            self.at = chosen
            self.show()
        else:
            known = [*acts, *DECISIONS]
            close = ", ".join(nearest(word, known) or known)
            raise ParameterError(f"no command and no draft {word!r}; nearest: {close}")

    def list_all(self) -> None:
        """Show all drafts."""
        review, left = self.review, len(self.review.open_ids)
        title = f"{review.name}: {len(review.ids)} drafts, {left} open"
        self.console.print(drafts_table(review.drafts, title, review.outcomes))

    def show(self, chosen: str = "") -> None:
        """Show one draft in full, and go there."""
        if chosen:
            self.at = self._named(chosen) or chosen
        if not self.at:
            self.say("no draft is left open")
            return
        draft = self.review.draft(self.at)
        for line in in_full(draft, labels_of(self.review.words)):
            self.console.print(line)
        if text := self.texts.get(draft["text_sha256"]):
            self.console.print(around(text, draft))
        for told in [*self.review.faults(draft), *self.review.matches(draft).told]:
            self.say(told)

    def go(self, step: int) -> None:
        """Go to the next draft that is open, or to the one before."""
        ids = self.review.ids
        here = ids.index(self.at) if self.at in ids else -1
        ahead = ids[here + 1 :] if step > 0 else ids[:here][::-1]
        left = [name for name in ahead if name in self.review.open_ids]
        if left:
            self.at = left[0]
            self.show()
        else:
            self.say("no open draft lies that way")

    def new(self, rest: str) -> None:
        """Draft a row of the vocabulary, or add it once nothing in it is open."""
        field, _, given = rest.partition(" ")
        drafted = word_row(field, self.review.draft(self._here()))
        row = with_key(field, {**drafted, **assignments(given, drafted)})
        if OPEN in row.values():
            shown = " ".join(f'{name}="{value}"' for name, value in row.items())
            told = f"fill in what is open and say it again:\nnew {field} {shown}"
            if self._scripted:
                raise ParameterError(told)
            self.say(told)
            return
        self.review.add_word(self._here(), field, row)
        key = row[key_column(field)]
        self.say(f"{field} {key} is added to {TABLES[field]}.csv of {self.review.name}")
        if not self._scripted:
            self.show()

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

    def _named(self, word: str) -> str:
        ids = self.review.ids
        if word.isdecimal() and 0 < int(word) <= len(ids):
            return ids[int(word) - 1]
        return word if word in ids else ""


def scripted(
    given: Mapping[str, Iterable[str] | None], *, undo: bool, sure: bool
) -> Iterator[tuple[str, str]]:
    """Give options of the command as lines for `Terminal.follow`: undo, those given, sure.

    Parameters
    ----------
    given : mapping
        From a command to drafts, each with the rest of the line behind a colon; of notes behind =.
    undo, sure : bool
    """
    if undo:
        yield "", "undo"
    for act, lines in given.items():
        for line in lines or ():
            draft_id, _, rest = line.partition("=" if act == "note" else ":")
            yield draft_id, f"{act} {rest}"
    if sure:
        yield "", "sure"


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


def _line() -> str | None:
    if sys.stdin.isatty():
        typer.echo("> ", nl=False)
    line = sys.stdin.readline()
    return line if line else None
