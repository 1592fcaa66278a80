"""Wordings in the words of the page: another language's figure written again in English words.

The words come from the tables of `data/raw/reading`; the rules stay those of the English grammar.
A word that no table of the language has leaves the wording unread.
"""

from __future__ import annotations

import re
from functools import lru_cache

from analysis.wording.forms import GAP, NOTHING, Form, Lexicon, fits, languages, read_rows

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


def in_english(text: str, language: str) -> str | None:
    """Write a figure again in English words.

    Parameters
    ----------
    text : str
        One figure as reported.
    language : str
        Two letters of a table.

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
    words = TOKEN.findall(text.translate(PLAIN).lower())
    if len(words) > 20:
        return None
    lexicon = _lexicon(language)
    english: list[str] = []
    i, opened = 0, False
    while i < len(words):
        if words[i][0].isdigit():
            english.append(_digits(words[i], lexicon.format.get("decimal", ".")))
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
) -> tuple[Form, int] | None:
    """The form that begins at a word: of the first kind that has one."""
    found: dict[str, tuple[Form, int]] = {}
    for form in lexicon.of(words[i]):
        end = i + 1 + len(form.rest)
        fitting = GAP not in form.rest and end <= len(words)
        if form.kind in found or form.key == NOTHING or not fitting:
            continue
        if all(map(fits, form.rest, words[i + 1 : end])):
            found[form.kind] = (form, end)
    return next((found[kind] for kind in order if kind in found), None)


def _say(form: Form, english: list[str]) -> None:
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
