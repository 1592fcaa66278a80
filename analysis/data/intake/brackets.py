"""What stands in the brackets of a heading: a time, a scale, a unit, or a name that is known.

All of it is settled by the tables of words and the vocabulary. What they do not settle, or settle
in two ways, is nobody's guess: it stays open, to be asked of the owner of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.data.dates import read_period
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary
from analysis.terms import OPEN
from analysis.wording.languages import (
    SCALES,
    SMALL,
    forms_in,
    languages,
    read_rows,
    tokens_of,
)

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
        found |= {*_told(text, language), *_quoted(text, language, words)}
    return found.pop() if len(found) == 1 else Aside("", text)


def _named(text: str, words: Vocabulary) -> Iterator[Aside]:
    """Yield whom or what a text names, as the vocabulary knows it."""
    for field, spelt in (
        ("subject", words.subject_aliases),
        ("speaker", words.speaker_aliases),
        ("scope", words.scope_aliases),
    ):
        if (key := spelt.get(fold(text))) is not None:
            yield Aside(field, key)
    party = words.spellings["party"].get(fold(text))
    forces = words.forces.index[words.forces["party"] == party]
    if party and len(forces) == 1:
        yield Aside("subject", forces[0])
    if text in languages():
        yield Aside("language", text)


def _told(text: str, language: str) -> Iterator[Aside]:
    """Yield what the words of a language say of a time, a scale, a unit or a side."""
    tokens = tokens_of(text)
    if _begins_somewhere(text, tokens, language):
        day = ISO_DAY.search(text)
        yield Aside("period", f"since {day.group() if day else OPEN}")
        return
    if plain := _hours(text) or _plain_period(tokens, language):
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


def _quoted(text: str, language: str, words: Vocabulary) -> Iterator[Aside]:
    """Yield the name after words such as "according to", whether it is known or not."""
    for _, inside in forms_in(tokens_of(text), language, ("according",)):
        name = re.sub(rf"^(?:\W*[\w'’]+){{{len(inside)}}}\W*", "", text)
        if 0 in inside and name:
            yield Aside("speaker", words.speaker_aliases.get(fold(name), name))
            return


def _begins_somewhere(text: str, tokens: Sequence[str], language: str) -> bool:
    """Whether a time is told that began once, as "since the start" or "since" a day."""
    totals = _headings_in(language, "total")
    if any(f" {form} " in f" {fold(text)} " for form in totals):
        return True
    for form, inside in forms_in(tokens, language, ("period", "since")):
        if form.kind == "period" and form.key == "start":
            return True
        if form.kind == "since" and 0 in inside and any(map(str.isdigit, text)):
            return True
    return False


def _hours(text: str) -> str:
    """Return a time in hours; empty if the text tells none that makes whole days."""
    found = HOURS.search(text)
    told = {row.form for row in read_rows() if row.kind == "heading" and row.key == "hours"}
    if not found or found[2].casefold() not in told:
        return ""
    period = f"{int(found[1])} hours"
    known = read_period(period)
    return "day" if known == read_period("day") else period if known else ""


def hours_alone(text: str, spoken: Iterable[str]) -> bool:
    """Whether only small words stand beside hours; true of a text that tells none."""
    rest = tokens_of(HOURS.sub(" ", text))
    return not HOURS.search(text) or any(_are_small(rest, language) for language in spoken)


def _plain_period(tokens: Sequence[str], language: str) -> str:
    """Return a time as a mapping writes it, but for small words; empty if it is none."""
    small = {n for _, inside in forms_in(tokens, language, SMALL) for n in inside}
    period = " ".join(token for n, token in enumerate(tokens) if n not in small)
    return period if read_period(period) else ""


def _are_small(tokens: Sequence[str], language: str) -> bool:
    """Whether words say nothing of their own, as "of", "last" and "people"."""
    beside = _headings_in(language, "beside")
    small = {n for _, inside in forms_in(tokens, language, SMALL) for n in inside}
    return all(
        n in small or fold(token) in beside or not token.isalnum() for n, token in enumerate(tokens)
    )


def _headings_in(language: str, key: str) -> set[str]:
    rows = (row for row in read_rows() if row.kind == "heading" and row.key == key)
    return {fold(row.form) for row in rows if row.language in (language, "any")}


def spoken_in(text: str) -> list[str]:
    """Return the languages that have a word of a heading; all, if none has.

    >>> spoken_in("Muertos"), len(spoken_in("Tewas")) == len(languages())
    (['es'], True)
    """
    parts = {fold(text), *fold(text).split()}
    rows = (row for row in read_rows() if row.kind == "heading")
    found = {row.language for row in rows if fold(row.form) in parts} & {*languages()}
    return sorted(found) or languages()
