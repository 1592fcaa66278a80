"""The words of a language as its tables give them, found by what a word begins or ends with.

The tables stand in `data/raw/reading`; their README says what each kind means. A language is
compiled once and kept; nothing here knows a word of any language.
"""

from __future__ import annotations

import csv
import re
from calendar import day_name, month_name
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import RawDataError
from analysis.paths import RAW

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from pathlib import Path

TABLES = RAW / "reading"
ANY = "any"
"""What holds in every language."""
OURS = "en"
"""The language of the rules of wordings."""
COLUMNS = ("language", "kind", "key", "form")
GAP = "~"
LONGEST_GAP = 2
"""Words that `~` stands for at most."""
NOTHING = "-"
"""The key of a form that looks like one of its kind and is none."""


ELIDED = r"[lcdnjs]|qu|jusqu|un|dell|all|dall|nell|sull|quell|quest"
"""Articles and prepositions that lose their last letter before a vowel: words of their own."""
PARTED = re.compile(rf"(?<![^\s])({ELIDED})'(?=[^\W\d_]{{2}})")


class Row(NamedTuple):
    """A row of the tables."""

    language: str
    kind: str
    key: str
    form: str


class WordForm(NamedTuple):
    """A form that begins with a certain word.

    Parameters
    ----------
    kind, key : str
        As in the tables.
    rest : tuple of str
        Patterns of the words that have to follow.
    weight : int
        Longer and more exact forms weigh more.
    """

    kind: str
    key: str
    rest: tuple[str, ...]
    weight: int


@lru_cache(maxsize=8)
def read_rows(folder: Path = TABLES) -> tuple[Row, ...]:
    """Read every table of a folder, in the order of their names.

    Raises
    ------
    RawDataError
        If a table lacks a column or a row lacks a cell; names the file and line.
    """
    rows: list[Row] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines)
            head = next(reader, [])
            if tuple(head[:4]) != COLUMNS:
                faults.append(f"{path.name}: the first columns are not {', '.join(COLUMNS)}")
                continue
            for cells in reader:
                if len(cells) < len(COLUMNS) or not cells[0] or not cells[1] or not cells[3]:
                    faults.append(f"{path.name}, line {reader.line_num}: a cell is empty: {cells}")
                    continue
                rows += [Row(*cells[:3], form) for form in cells[3].split("|")]
    if faults:
        raise RawDataError(faults)
    return tuple(rows)


def languages() -> list[str]:
    """The languages that have a table, in alphabetical order."""
    return sorted({row.language for row in read_rows()} - {ANY})


class Lexicon:
    """The forms of one language.

    Parameters
    ----------
    language : str
        Two letters, as in the tables.
    named : iterable of (kind, key, form)
        Further forms: names that the vocabulary of a collection knows.
    """

    def __init__(self, language: str, named: Iterable[tuple[str, str, str]] = ()) -> None:
        self.language = language
        self.format: dict[str, str] = {}
        self._exact: dict[str, list[WordForm]] = defaultdict(list)
        self._begin: dict[str, list[WordForm]] = defaultdict(list)
        self._end: dict[str, list[WordForm]] = defaultdict(list)
        self._hold: list[tuple[str, WordForm]] = []
        self._inner: dict[str, list[tuple[str, WordForm]]] = defaultdict(list)
        self._known: dict[str, tuple[WordForm, ...]] = {}
        for row in read_rows():
            if row.language not in (language, ANY) or row.kind in RULES:
                continue
            if row.kind == "format":
                self.format[row.key] = row.form
            else:
                self._add(row.kind, row.key, row.form)
        for kind, key, form in named:
            self._add(kind, key, form)

    def _add(self, kind: str, key: str, written: str) -> None:
        first, *rest = PARTED.sub(r"\1' ", written).split()
        bare = sum(len(word.strip("*")) for word in (first, *rest) if word != GAP)
        solid = sum(word != GAP for word in (first, *rest))
        exact = 50 * ("*" not in written)
        form = WordForm(kind, key, tuple(rest), 1000 * solid + exact + bare)
        stem = first.strip("*")
        if "*" in stem:
            self._inner[first.split("*")[0]].append((first, form))
        elif first.startswith("*") and first.endswith("*"):
            self._hold.append((stem, form))
        elif first.endswith("*"):
            self._begin[stem].append(form)
        elif first.startswith("*"):
            self._end[stem].append(form)
        else:
            self._exact[stem].append(form)

    def of(self, word: str) -> tuple[WordForm, ...]:
        """Forms that begin with this word, the heaviest first; of one word, one of each kind."""
        found = self._known.get(word)
        if found is None:
            found = self._look(word)
            if len(self._known) < 200_000 and len(word) < 60:
                self._known[word] = found
        return found

    def _look(self, word: str) -> tuple[WordForm, ...]:
        forms = list(self._exact.get(word, ()))
        for end in range(1, min(len(word), 40) + 1):
            forms += self._begin.get(word[:end], ())
            forms += self._end.get(word[-end:], ())
            forms += [form for shape, form in self._inner.get(word[:end], ()) if fits(shape, word)]
        forms += [form for stem, form in self._hold if stem in word]
        forms.sort(key=lambda form: (-form.weight, form.key == NOTHING))
        alone: set[str] = set()
        kept = []
        for form in forms:
            if form.rest or form.kind not in alone:
                kept.append(form)
            if not form.rest:
                alone.add(form.kind)
        return tuple(kept)


RULES = frozenset(
    (
        *("frame", "war_start", "usual", "daily", "counts", "irregular", "general"),
        *("mark", "letters", "heading", "nothing", "year_word"),
    )
)
"""Kinds that are no words of a text, or that only tell the language."""


def fits(pattern: str, word: str) -> bool:
    """Whether a word is one that a pattern of the tables stands for.

    >>> fits("tank*", "tankers"), fits("*panzer", "kampfpanzer"), fits("tank", "tanks")
    (True, True, False)
    >>> fits("defen*e", "defense"), fits("defen*e", "defenders")
    (True, False)
    """
    if "*" not in pattern:
        return word == pattern
    first, *middle, last = pattern.split("*")
    if not (word.startswith(first) and word.endswith(last)):
        return False
    at, end = len(first), len(word) - len(last)
    for part in middle:
        at = word.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return at <= end


@lru_cache(maxsize=1)
def frames() -> dict[tuple[str, str], str]:
    """The measure of a noun and an action; the action `*` stands for any or none."""
    return {
        (noun, action): row.key
        for row in read_rows()
        if row.kind == "frame"
        for noun, action in [row.form.split()]
    }


@lru_cache(maxsize=8)
def rules(kind: str) -> dict[str, str]:
    """From form to key, of a kind that stands under `any`: `usual`, `daily`."""
    return {row.form: row.key for row in read_rows() if row.kind == kind}


@lru_cache(maxsize=1)
def war_starts() -> dict[str, str]:
    """The day from which a force's "since the start" counts."""
    return {row.key: row.form for row in read_rows() if row.kind == "war_start"}


@lru_cache(maxsize=1)
def marks() -> dict[str, tuple[frozenset[str], str]]:
    """Per language, the words and the letters by which it is told."""
    words, letters = defaultdict(set), defaultdict(str)
    for row in read_rows():
        if row.kind == "mark":
            words[row.language].add(row.form)
        elif row.kind == "letters":
            letters[row.language] += row.form
    return {name: (frozenset(words[name]), letters[name]) for name in languages()}


TOKEN = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\S"
)
PLAIN = str.maketrans("’ʼ`–—−ёЁ", "'''---её")


SCALES = {"12": "dozen", "100": "hundred", "1000": "thousand", "1000000": "million"}
SCALES |= {"1000000000": "billion"}
"""The English words of what multiplies, by the keys of the tables."""


@lru_cache(maxsize=16)
def lexicon_of(language: str) -> Lexicon:
    """The forms of a language, compiled once."""
    return Lexicon(language)


def with_english_days(text: str, language: str) -> str:
    """Write a day again with English names of its month and its weekday; other words stay.

    >>> with_english_days("lunes, 12 de marzo de 2031", "es"), with_english_days("18 mars", "de")
    ('Monday, 12 de March de 2031', '18 mars')
    """
    lexicon = lexicon_of(language)
    parts = re.split(r"([^\W\d_]+)", text)
    for i in range(1, len(parts), 2):
        forms = lexicon.of(parts[i].translate(PLAIN).lower())
        found = {form.kind: form.key for form in forms if not form.rest}
        if "month" in found:
            parts[i] = month_name[int(found["month"])]
        elif "weekday" in found:
            parts[i] = day_name[int(found["weekday"])]
    return "".join(parts)


def without_year_word(text: str, language: str) -> str:
    """Leave out what a language writes after a year, of a day or of a form of days.

    >>> without_year_word("3 marca 2041 r.", "pl"), without_year_word("%d %B %Y roku", "pl")
    ('3 marca 2041', '%d %B %Y')
    """
    before, _, last = text.rstrip(" .").rpartition(" ")
    return before if last.lower() in forms_of("year_word", language) else text


@lru_cache(maxsize=32)
def forms_of(kind: str, language: str) -> frozenset[str]:
    """The forms of one kind of word, as they stand in the tables of a language."""
    rows = (row for row in read_rows() if (row.kind, row.language) == (kind, language))
    return frozenset(row.form for row in rows)


SMALL = ("filler", "link", "article", "counter", "place_before", "past")
"""Kinds of words that say nothing of their own beside a name, a scale or a time."""


def tokens_of(text: str) -> list[str]:
    """Take a text apart into the words and numbers that the tables are held against.

    >>> tokens_of("тис. осіб"), tokens_of("24h")
    (['тис', '.', 'осіб'], ['24', 'h'])
    """
    return TOKEN.findall(text.translate(PLAIN).lower())


def forms_in(
    tokens: Sequence[str], language: str, kinds: Container[str]
) -> Iterator[tuple[WordForm, range]]:
    """Yield the forms of some kinds that occur among words, with the places that each takes.

    A longer form comes before one that begins at the same word; words that a table names as none
    of their kind (`-`) are none.

    >>> {form.key for form, _ in forms_in(["за", "добу"], "uk", ("period",))}
    {'day'}
    """
    lexicon = lexicon_of(language)
    for start, token in enumerate(tokens):
        none = set()
        for form in lexicon.of(token):
            inside = range(start, start + 1 + len(form.rest))
            fitting = GAP not in form.rest and inside.stop <= len(tokens)
            if form.kind not in kinds or form.kind in none or not fitting:
                continue
            if all(map(fits, form.rest, tokens[start + 1 : inside.stop])):
                if form.key == NOTHING:
                    none.add(form.kind)
                else:
                    yield form, inside
