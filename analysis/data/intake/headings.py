"""What the heading of a column says, in any language that has a table of words.

Nothing is guessed from the cells below it: see `forms` for what a column looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from analysis.data.dates import read_period
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary
from analysis.terms import OPEN
from analysis.wording.languages import SCALES, SMALL, forms_in, languages, read_rows, tokens_of

FACTORS = {f"{word}s": number for number, word in SCALES.items() if number != "12"}
"""What one figure of a column may stand for, by the word for several."""
KINDS = ("period", "scale", "vague", "unit", "side")
"""Kinds of words of which one may be all that a bracket says."""
HOURS = re.compile(r"(\d{1,3})\s*-?\s*([^\W\d_]+)")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Aside:
    """What a part of a bracket says.

    Parameters
    ----------
    field : str
        period, factor, unit, subject, speaker, scope or language; empty if it is open.
    value : str
        Of the field; of an open one the words.
    """

    field: str
    value: str


def read_aside(text: str, spoken: Iterable[str], words: Vocabulary) -> Aside:
    """Read a part of a bracket, in languages that the heading may be written in.

    >>> from analysis.data.vocabulary import read_vocabulary
    >>> told = [("since 2022-02-24", "en"), ("за добу", "uk"), ("en miles", "es"), ("ISW", "en")]
    >>> [read_aside(text, [told_in], read_vocabulary()).value for text, told_in in told]
    ['since 2022-02-24', 'day', '1000', 'isw']
    >>> read_aside("North", ["en"], read_vocabulary())
    Aside(field='', value='North')
    """
    found = {*_named(text, words)}
    for language in spoken:
        found |= {*_told(text, language)}
        # Words such as "according to", and the name after them, whether it is known or not.
        for _, inside in forms_in(tokens_of(text), language, ("according",)):
            name = re.sub(rf"^(?:\W*[\w'’]+){{{len(inside)}}}\W*", "", text)
            if 0 in inside and name:
                found.add(Aside("speaker", words.speaker_aliases.get(fold(name), name)))
                break
    return found.pop() if len(found) == 1 else Aside("", text)


def _named(text: str, words: Vocabulary) -> Iterator[Aside]:
    """Yield whom or what a text names, as the vocabulary knows it."""
    for name, spelt in (
        ("subject", words.subject_aliases),
        ("speaker", words.speaker_aliases),
        ("scope", words.scope_aliases),
    ):
        if (key := spelt.get(fold(text))) is not None:
            yield Aside(name, key)
    party = words.spellings["party"].get(fold(text))
    forces = words.forces.index[words.forces["party"] == party]
    if party and len(forces) == 1:
        yield Aside("subject", forces[0])
    if text in languages():
        yield Aside("language", text)


def _told(text: str, language: str) -> Iterator[Aside]:
    """Yield what the words of a language say of a time, a scale, a unit or a side."""
    tokens = tokens_of(text)
    if _begins(text, tokens, language):
        day = ISO_DAY.search(text)
        yield Aside("period", f"since {day.group() if day else OPEN}")
        return
    small = _small_in(tokens, language)
    plain = _hours(text) or " ".join(t for n, t in enumerate(tokens) if n not in small)
    if read_period(plain):
        yield Aside("period", plain)
        return
    for form, inside in forms_in(tokens, language, KINDS):
        rest = [token for n, token in enumerate(tokens) if n not in inside]
        if not _are_small(rest, language):
            continue
        if form.kind == "period" and read_period(form.key) is not None:
            yield Aside("period", form.key)
        elif form.kind == "scale" and form.key in FACTORS.values():
            yield Aside("factor", form.key)
        elif form.kind == "vague" and form.key in FACTORS:
            yield Aside("factor", FACTORS[form.key])
        elif form.kind == "unit":
            yield Aside("unit", form.key)
        elif form.kind == "side" and not form.key.startswith(("@", OPEN)):
            yield Aside("subject", form.key)


def _begins(text: str, tokens: Sequence[str], language: str) -> bool:
    """Whether a text says "since the start", "since" a day, or has words for a total."""
    if any(f" {form} " in f" {fold(text)} " for form in headed("total", language)):
        return True
    for form, inside in forms_in(tokens, language, ("period", "since")):
        if form.kind == "period" and form.key == "start":
            return True
        if form.kind == "since" and 0 in inside and re.search(r"\d", text):
            return True
    return False


def _hours(text: str) -> str:
    """Return a time in hours; empty if the text tells none that makes whole days."""
    found = HOURS.search(text)
    if not found or fold(found[2]) not in headed("hours"):
        return ""
    period = f"{int(found[1])} hours"
    if read_period(period) == read_period("day"):
        return "day"
    return period if read_period(period) else ""


def hours_alone(text: str, spoken: Iterable[str]) -> bool:
    """Whether only small words stand beside hours; true of a text that tells none."""
    rest = tokens_of(HOURS.sub(" ", text))
    return not HOURS.search(text) or any(_are_small(rest, language) for language in spoken)


def _are_small(tokens: Sequence[str], language: str) -> bool:
    """Whether words say nothing of their own, as "of", "last" and "people"."""
    beside, small = headed("beside", language), _small_in(tokens, language)
    return all(
        n in small or fold(token) in beside or not token.isalnum() for n, token in enumerate(tokens)
    )


def _small_in(tokens: Sequence[str], language: str) -> set[int]:
    """Return the places of small words, as "of"."""
    return {n for _, inside in forms_in(tokens, language, SMALL) for n in inside}


def spoken_in(text: str) -> list[str]:
    """Return the languages that have a word of a heading; all, if none has.

    >>> spoken_in("Muertos"), len(spoken_in("Tewas")) == len(languages())
    (['es'], True)
    """
    parts = {fold(text), *fold(text).split()}
    found = [language for language in languages() if headings_in(language) & parts]
    return sorted(found) or languages()


FIELDS = (
    *("speaker", "organisation", "measure", "subject", "scope", "period", "qualifier", "note"),
    *("claim_id", "publisher", "title", "published", "language"),
)
"""Fields of a claim or of its page that a heading may name."""
PAGE = ("publisher", "title", "published", "language")
ENDS = ("low", "high", "best")
"""Ends of an estimate, in the order in which a heading is searched for them."""


@cache
def headed(key: str, language: str = "") -> frozenset[str]:
    """Folded headings that stand for one thing, in one language or in all that have words."""
    rows = (row for row in read_rows() if row.kind == "heading" and row.key == key)
    told = (row.form for row in rows if not language or row.language in (language, "any"))
    return frozenset(map(fold, told))


@lru_cache(maxsize=16)
def headings_in(language: str) -> frozenset[str]:
    """Folded headings that a language has words for."""
    rows = (row for row in read_rows() if row.kind == "heading" and row.language == language)
    return frozenset(fold(row.form) for row in rows)


@dataclass(frozen=True)
class ColumnHeading:
    """What the heading of a column of figures may say.

    Parameters
    ----------
    stem : str
        What is left without ends of an estimate and words for a total.
    end : str
        low, best or high; empty for a figure alone.
    measure : str
        A key, or empty.
    subject : str
        Words of whom the figure is; empty if the heading says nothing more.
    is_total : bool
        Whether it says that a running total is told.
    told : dict
        What its brackets say by the vocabulary: subject, speaker, scope, period or factor.
    open : tuple of str
        Parts of its brackets that nothing settles.
    label : str
        The stem with the letters of the heading, small.
    """

    stem: str
    end: str
    measure: str
    subject: str
    is_total: bool
    told: Mapping[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    label: str = ""


def read_heading(name: str, words: Vocabulary) -> ColumnHeading:
    """Read the heading of a column of figures.

    What stands in brackets is a time, a scale, a unit or a known name, or part of the words
    around; else it stays open.

    >>> from analysis.data.vocabulary import read_vocabulary
    >>> words = read_vocabulary()
    >>> found = read_heading("north_killed_cum", words)
    >>> found.stem, found.measure, found.subject, found.is_total
    ('north killed', 'killed', 'north', True)
    >>> read_heading("Südland Gefallene", words).subject, read_heading("estimate_low", words).end
    ('Südland', 'low')
    >>> found = read_heading("Killed (North, total since start)", words)
    >>> found.measure, found.subject, found.told, found.open
    ('killed', '', {'period': 'since ?'}, ('North',))
    >>> found = read_heading("Injured in 24h", words)
    >>> found.subject, found.told, read_heading("Killed 2047", words).open
    ('', {'period': 'day'}, ('2047',))
    """
    bare, parts = without_brackets(name)
    known, spoken = known_measures(words), spoken_in(bare)
    ends = {form for end in ENDS for form in headed(end)}
    # The end of an estimate, or small words, are read as the words around them.
    texts = {part: " ".join(re.split(r"[\s:-]+", fold(part))) for part in parts}
    beside = [p for p, t in texts.items() if t in ends or {*t.split()} <= headed("beside")]
    found = _read_words(" ".join([bare, *(part for part in parts if part in beside)]), words)
    told, left = {}, []
    # A time or a scale says nothing of whom a figure is, and a number names nobody.
    aside = read_aside(found.subject, spoken, words)
    if aside.field in ("period", "factor") and hours_alone(found.subject, spoken):
        found, told = replace(found, subject=""), {aside.field: aside.value}
    elif any(map(str.isdigit, found.subject)):
        found, left = replace(found, subject=""), [found.subject]
    for part in (part for part in parts if part not in beside):
        aside = read_aside(part, spoken, words)
        units = words.units[found.measure] if found.measure else [aside.value]
        if fold(part) in known:
            found = replace(found, measure=known[fold(part)])
        # A share of people is no count of them.
        elif not aside.field or (aside.field == "unit" and aside.value not in units):
            left.append(part)
        elif aside.field not in SILENT:
            told[aside.field] = aside.value
    is_total = found.is_total or told.get("period", "").startswith("since")
    return replace(found, is_total=is_total, told=told, open=tuple(left))


BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
SILENT = ("unit", "language")
"""What a bracket may say that is known without it."""


def without_brackets(name: str) -> tuple[str, list[str]]:
    """Tell a heading from the parts of its brackets; one in brackets alone is a heading.

    >>> without_brackets("Source (as named)"), without_brackets("(all) killed")
    (('Source', ['as named']), ('killed', ['all']))
    """
    bare = " ".join(BRACKETS.sub(" ", name).split())
    parts = [part.strip() for held in BRACKETS.findall(name) for part in re.split("[,;/]", held)]
    return (bare, list(filter(None, parts))) if bare else (name, [])


def _read_words(name: str, words: Vocabulary) -> ColumnHeading:
    written = {fold(word): word for word in re.split(r"[\s/(),:;*_.-]+", name)}
    text = " ".join(re.split(r"[\s/(),:;-]+", fold(name).replace("*", " "))).strip()
    totals = sorted(headed("total"), key=len, reverse=True)
    bare = " ".join(re.sub(rf"\b({'|'.join(map(re.escape, totals))})\b", " ", text).split())
    is_total = bare != text
    stem, end = _without_end(bare)
    measure, rest = _measure_in(stem, words)
    subject = " ".join(written.get(word, word) for word in rest)
    label = " ".join(written.get(word, word).lower() for word in stem.split())
    return ColumnHeading(stem, end, measure, subject, is_total, label=label)


def _without_end(text: str) -> tuple[str, str]:
    """Tell the end of an estimate from what it is an end of.

    >>> _without_end("killed min"), _without_end("high estimate"), _without_end("tank")
    (('killed', 'low'), ('estimate', 'high'), ('tank', ''))
    """
    parts = text.split()
    for end in ENDS:
        for place in (-1, 0):
            if parts and parts[place] in headed(end):
                del parts[place]
                return " ".join(parts), end
    return text, ""


def _measure_in(stem: str, words: Vocabulary) -> tuple[str, list[str]]:
    """Find the measure that a heading names, and the words that are left."""
    known = known_measures(words)
    if stem in known:
        return known[stem], []
    parts = stem.split()
    for length in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - length + 1):
            if (key := known.get(" ".join(parts[start : start + length]))) is not None:
                rest = [*parts[:start], *parts[start + length :]]
                return key, [part for part in rest if part not in headed("beside")]
    return "", []


def tells_whose(name: str, words: Vocabulary) -> bool:
    """Say whether a heading names those who suffered, as "casualties of" or "losses (side)".

    >>> from analysis.data.vocabulary import read_vocabulary
    >>> [tells_whose(name, read_vocabulary()) for name in ("Casualties of", "Bajas de", "Losses")]
    [True, True, False]
    """
    text = " ".join(re.split(r"[\s/(),:;-]+", fold(name))).strip()
    ends = sorted(headed("whose") | headed("subject"), key=len, reverse=True)
    before = next((text.removesuffix(f" {end}") for end in ends if text.endswith(f" {end}")), "")
    return bool(before) and bool(_measure_in(before, words)[0])


def known_measures(words: Vocabulary) -> Mapping[str, str]:
    """Return the key of each measure by its folded names."""
    return other_words(words) | words.spellings["measure"]


def other_words(words: Vocabulary) -> Mapping[str, str]:
    """Return the key of each measure by headings and values that name it in other words."""
    return {form: key for key in words.measures.index for form in headed(key)}


def says_no_figure(name: str) -> bool:
    """Say whether a heading stands above numbers that count nothing: places, years, codes.

    >>> says_no_figure("Latitude"), says_no_figure("country_id"), says_no_figure("killed")
    (True, True, False)
    """
    text = fold(name)
    inside = headed("no_figure_word")
    return text in headed("no_figure") or any(part in inside for part in text.split())
