"""The words of a language as its tables give them, found by what a word begins or ends with.

The tables stand in `data/raw/reading`; their README says what each kind means. A language is
compiled once and kept; nothing here knows a word of any language.

Wordings in the words of the page: another language's figure written again in English words.

The words come from the tables of `data/raw/reading`; the rules stay those of the English grammar.
A word that no table of the language has leaves the wording unread.
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
UNITS = {"percent": "%", "points": "percentage points", "square_km": "square km"}
UNITS |= {"square_metres": "square metres"}
JOINTS = {"to": "to", "to_free": "to", "and": "to", "or": "or"}
SILENT = ("range_open", "filler", "noun", "counter", "link", "article", "side", "abbreviation")
"""Kinds of words that change no figure."""
AMOUNTS = ("vague", "part", "hedge", "hedge_after", "number", "factor", "scale", "unit", "range")
AFTER_A_NUMBER = ("range", "scale", "unit", "hedge_after", "number", "part", "hedge")
AFTER_A_HEDGE = ("number", "factor", "scale", "unit", "part")
"""Which kind goes first where a word may be several."""
CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)


def in_english(text: str, language: str, decimal: str = "") -> str | None:
    """Write a figure again in English words.

    Parameters
    ----------
    text : str
        One figure as reported.
    language : str
        Two letters of a table.
    decimal : str
        The decimal mark of its numbers; empty = that of the language.

    Returns
    -------
    str or None
        None if the table does not have every word.

    Examples
    --------
    >>> in_english("майже 1 200", "uk"), in_english("кілька десятків", "uk")
    ('nearly 1200', 'several dozen')
    >>> in_english("двадцять п'ять", "uk"), in_english("майже двісті слонів", "uk")
    ('25', None)
    """
    if language == OURS:
        return text
    words = TOKEN.findall(text.translate(PLAIN).lower())
    if len(words) > 20:
        return None
    lexicon = _lexicon(language)
    mark = decimal or lexicon.format.get("decimal", ".")
    english: list[str] = []
    i, opened = 0, False
    while i < len(words):
        if words[i][0].isdigit():
            english.append(_digits(words[i], mark))
            i += 1
        elif words[i] in "-%~+.":
            english += [words[i]] if words[i] != "." else []
            i += 1
        elif found := _longest(lexicon, words, i, _order(english, opened=opened)):
            form, i = found
            opened = opened or form.kind == "range_open"
            _say(form, english)
        else:
            return None
    return " ".join(english)


def with_english_days(text: str, language: str) -> str:
    """Write a day again with English names of its month and its weekday; other words stay.

    >>> with_english_days("lunes, 12 de marzo de 2031", "es"), with_english_days("18 mars", "de")
    ('Monday, 12 de March de 2031', '18 mars')
    """
    lexicon = _lexicon(language)
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
    return before if last.lower() in _year_words(language) else text


@lru_cache(maxsize=16)
def _year_words(language: str) -> frozenset[str]:
    rows = (row for row in read_rows() if row.kind == "year_word" and row.language == language)
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
    lexicon = _lexicon(language)
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


def candidates(text: str) -> list[str]:
    """Languages that a wording may be in by its letters; none for Latin ones, which may be English.

    >>> candidates("майже 200"), candidates("almost 200")
    (['ru', 'uk'], [])
    """
    if not CYRILLIC.search(text):
        return []
    return [name for name in languages() if _is_cyrillic(name)]


@lru_cache(maxsize=16)
def _is_cyrillic(language: str) -> bool:
    return any(
        CYRILLIC.search(row.form)
        for row in read_rows()
        if row.language == language and row.kind == "number"
    )


@lru_cache(maxsize=16)
def _lexicon(language: str) -> Lexicon:
    return Lexicon(language)


def _order(english: list[str], *, opened: bool) -> tuple[str, ...]:
    """The kinds of words, those first that fit what stands before."""
    if english and re.fullmatch(r"[\d.]+", english[-1]):
        first = AFTER_A_NUMBER if opened else AFTER_A_NUMBER[1:]
    else:
        first = AFTER_A_HEDGE if english else ("range_open", "vague", "part", "hedge")
    return (*first, *AMOUNTS, *SILENT)


def _longest(
    lexicon: Lexicon, words: list[str], i: int, order: tuple[str, ...]
) -> tuple[WordForm, int] | None:
    """The form that begins at a word: of the first kind that has one."""
    found: dict[str, tuple[WordForm, int]] = {}
    for form in lexicon.of(words[i]):
        end = i + 1 + len(form.rest)
        fitting = GAP not in form.rest and end <= len(words)
        if form.kind in found or form.key == NOTHING or not fitting:
            continue
        if all(map(fits, form.rest, words[i + 1 : end])):
            found[form.kind] = (form, end)
    return next((found[kind] for kind in order if kind in found), None)


def _say(form: WordForm, english: list[str]) -> None:
    """Add what a form means to the English words."""
    kind, key = form.kind, form.key
    if kind == "number":
        _add_number(float(key), english)
    elif kind == "factor":
        english.append(key)
    elif kind == "scale":
        _add_scale(key, english)
    elif kind == "unit":
        english.append(UNITS.get(key, key))
    elif kind == "range":
        english += [JOINTS[key]] if key in JOINTS else []
    elif kind in ("hedge", "hedge_after"):
        english += {"plain": []}.get(key, [key.rstrip("?")])
    elif kind in ("vague", "part"):
        english.append(key)


def _add_scale(key: str, english: list[str]) -> None:
    """Multiply what stands before; alone, after a hedge, it means one of them."""
    counted = bool(english) and re.fullmatch(r"[\d.]+", english[-1]) is not None
    if key == "10":
        english[-1:] = [f"{10 * float(english[-1]):.0f}"] if counted else [*english[-1:], "10"]
    else:
        english += [SCALES[key]] if counted else ["a", SCALES[key]]


def _add_number(value: float, english: list[str]) -> None:
    """Put the parts of a number together: twenty and five are twenty-five."""
    before = english[-1] if english else ""
    if before.isdigit() and value < 100 and int(before) % (10 if value < 10 else 100) == 0:
        english[-1] = f"{int(before) + value:.0f}"
    else:
        english.append(f"{value:.0f}")


def _digits(word: str, decimal: str) -> str:
    """Digits with the separators of English.

    >>> _digits("1 100", ","), _digits("1.100", ","), _digits("76,5", ",")
    ('1100', '1100', '76.5')
    """
    bare = re.sub(r"\s", "", word)
    other = "," if decimal == "." else "."
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", bare):
        return bare.replace(other, "")
    return bare.replace(",", ".")
