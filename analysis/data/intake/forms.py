"""What a table looks like that nobody has described: its file's form, its columns, its headings.

The form is told once and from its beginning: of delimited text the first megabyte is looked at, of
a workbook its rows are read once, of JSON the outline of what was decoded. What fits in two ways is
told as a doubt.

A heading is read in any language that has a table of words, and nothing of it is guessed from the
cells below it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path

import pandas as pd

from analysis.data.dates import is_day, read_period
from analysis.data.inputs import as_fault, bytes_of, keep_within
from analysis.data.intake.cells import (
    Cells,
    Form,
    Row,
    decoded,
    with_heading,
)
from analysis.data.intake.claims import DAY_FORMS, are_days, unread, wording, wordings
from analysis.data.intake.formats import kind_of, read_cells, sheet_rows
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary
from analysis.errors import RawDataError
from analysis.terms import OPEN
from analysis.wording.languages import (
    SCALES,
    SMALL,
    forms_in,
    languages,
    read_rows,
    tokens_of,
    with_english_days,
    without_year_word,
)
from analysis.wording.reading import read_wording, read_wordings

BEGINNING = 2**20
"""Bytes from which the form of a text is told."""
TRIED = 2_000
"""Rows under which headings are tried."""
DELIMITERS = ("", ";", "\t", "|")
ENCODINGS = ("cp1252", "cp1251")
"""Tried where a text is not UTF-8: one for the letters of the west, one for Cyrillic."""
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8"}
MOST_TITLE_ROWS, MOST_HEADER_ROWS = 4, 3
HEADS = sorted(product(range(MOST_TITLE_ROWS + 1), range(1, MOST_HEADER_ROWS + 1)), key=sum)
NUMBER = re.compile(r"[-+]?\d[\d.,\s]*%?")


def tell_form(path: Path, given: Form) -> tuple[Form, dict[str, str]]:
    """Tell how a file is written, and what of it is a guess.

    Parameters
    ----------
    path : Path
    given : Form
        What its owner says of it; the other parts are looked for.

    Returns
    -------
    form : Form
    doubts : dict
        From the name of a part of the form to why it may be another.

    Raises
    ------
    RawDataError
        If no table with figures is found: with what is wrong under the plainest form.
    """
    kind = kind_of(path, given)
    if kind in ("csv", "tsv"):
        return _of_text(path, given)
    if kind == "xlsx":
        rows, _, place = sheet_rows(bytes_of(path), path.name, given)
        form, _ = _headed(((given, rows[:TRIED]),), place, "row")
        return form, {}
    if kind == "json" and not (given.records or given.keys or given.layout):
        lies, doubts = _of_json(bytes_of(path, kind=kind), path.name)
        return replace(given, **lies), doubts
    return given, {}


def _of_text(path: Path, given: Form) -> tuple[Form, dict[str, str]]:
    beginning = bytes_of(path, most=BEGINNING)
    whole = len(beginning) < BEGINNING
    encoding, doubts = _encoding(beginning, path.name, given)
    form = replace(given, encoding=encoding)
    if not whole:
        beginning = beginning[: beginning.rfind(b"\n") + 1] or beginning
    text = decoded(beginning, path.name, encoding)
    delimiters = (given.delimiter,) if given.delimiter else DELIMITERS
    usual = "\t" if form.kind_of(path) == "tsv" else ","
    tried = ((replace(form, delimiter=sign), _rows(text, sign or usual)) for sign in delimiters)
    form, _ = _headed(tried, path.name, "line")
    if whole and not text.endswith(("\n", "\r", '"')):
        form = replace(form, open_end=True)
        doubts["open_end"] = f"the last line has no end; is {text[-20:]!r} whole?"
    return form, doubts


def _encoding(beginning: bytes, name: str, given: Form) -> tuple[str, dict[str, str]]:
    """Tell the encoding of a text by its mark, or as the first that it can be."""
    if given.encoding != Form().encoding:
        return given.encoding, {}
    for mark, encoding in MARKS.items():
        if beginning.startswith(mark):
            return encoding, {}
    end = len(beginning) if len(beginning) < BEGINNING else beginning.rfind(b"\n")
    try:
        beginning[:end].decode("utf-8")
        return "utf-8", {}
    except UnicodeDecodeError as error:
        line = beginning.count(b"\n", 0, error.start) + 1
    # Letters beyond ASCII stand beside each other in words that have no others.
    letters = re.findall(rb"[\xa8\xb8\xb2\xb3\xc0-\xff]+", beginning)
    is_cyrillic = 2 * sum(len(run) for run in letters if len(run) > 2) > sum(map(len, letters))
    possible = {}
    for encoding in reversed(ENCODINGS) if is_cyrillic else ENCODINGS:
        with suppress(UnicodeDecodeError):
            # The first word that reads otherwise in another encoding, cut to what shows it.
            word = re.search(r"\w{0,20}[^\x00-\x7f]\w{0,20}", beginning.decode(encoding))
            possible[encoding] = f"{word.group() if word else ''!r} in {encoding}"
    if not possible:
        raise RawDataError([f"{name} line {line}: neither UTF-8 nor {' nor '.join(ENCODINGS)}"])
    reads = " and ".join(possible.values())
    return next(iter(possible)), {"encoding": f"line {line} is not UTF-8; it reads {reads}"}


def _rows(text: str, delimiter: str) -> list[Row]:
    """Read the first rows of a text, as far as they can be read."""
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    with suppress(csv.Error):
        rows += islice((Row(n, texts) for n, texts in enumerate(reader, start=1) if texts), TRIED)
    return rows


def _headed(tried: Iterable[tuple[Form, list[Row]]], name: str, noun: str) -> tuple[Form, Cells]:
    """Return the form with the most columns, and the fewest rows of heading, that has figures."""
    found: list[tuple[Form, Cells]] = []
    refused: list[tuple[int, RawDataError]] = []
    for form, rows in tried:
        is_given = form.skip_rows + form.header_rows != 1
        heads = ((form.skip_rows, form.header_rows),) if is_given else HEADS
        for skip, height in heads:
            headed = replace(form, skip_rows=skip, header_rows=height)
            try:
                cells = with_heading(rows, name, noun, replace(headed, footer_rows=0))
            except RawDataError as error:
                refused.append((len(rows[0].texts) if rows else 0, error))
                continue
            if _is_table(cells):
                found.append((headed, cells))
    if found:
        return max(found, key=lambda pair: (len(pair[1].columns), -pair[0].header_rows))
    if refused and (widest := max(refused, key=lambda pair: pair[0]))[0] > 1:
        raise widest[1]
    raise RawDataError([f"{name}: no table with figures was found in it"])


def _is_table(cells: Cells) -> bool:
    """Whether there are several columns, a figure in the first row, and none in the heading."""
    if len(cells.columns) < 2 or not cells.rows or not any(map(_is_data, cells.rows[0].texts)):
        return False
    headings = [name for name in cells.columns if name]
    return 2 * sum(_is_data(part) for name in headings for part in name.split(" / ")) < len(
        headings
    )


def _is_data(cell: str) -> bool:
    """Whether a cell is a number or a day, in digits or words of any language: no heading."""
    if NUMBER.fullmatch(cell.strip()) or is_day(cell[:10]) or _is_short_day(cell):
        return True
    return any(map(str.isdigit, cell)) and _is_worded(cell)


@lru_cache(maxsize=1024)
def _is_worded(cell: str) -> bool:
    plain = {language: without_year_word(cell, language) for language in languages()}
    days = {with_english_days(text, language) for language, text in plain.items()}
    spoken = pd.Series([cell, *(days - {cell})], dtype="str")
    return len(unread(spoken, Form())) < len(spoken) or any(
        read_wording(wording(cell, Form(language=language)), "persons").wording
        for language in languages()
    )


def _is_short_day(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*", cell.strip()))


def _of_json(content: bytes, name: str) -> tuple[dict[str, object], dict[str, str]]:
    """Tell where the records of JSON lie: in a list, under names, or column by column."""
    keep_within(name, json=len(content))
    text = decoded(content, name, "utf-8")
    with as_fault(f"{name} cannot be read as JSON"):
        whole = json.loads(text, parse_int=str, parse_float=str)
    if isinstance(whole, dict):
        lists = [
            key
            for key, value in whole.items()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        if lists:
            return {"records": max(lists, key=lambda key: len(whole[key]))}, {}
        if whole and all(isinstance(value, list) for value in whole.values()):
            return {"layout": "columns"}, {}
        keys: list[str] = []
        while whole and all(isinstance(value, dict) for value in whole.values()):
            days = all(is_day(key[:10]) or _is_short_day(key) for key in whole)
            keys.append("day" if days else f"name {len(keys) + 1}")
            whole = next(iter(whole.values()))
        if keys:
            return {"keys": tuple(keys)}, {"keys": "what do the outer names stand for?"}
    return {}, {}


SAMPLE = 5_000
"""Rows from which columns are told."""
MOST_READ = 300
"""Distinct cells that are read as words, to tell what a column holds."""
SOME = 0.2
"""Share of the cells with a digit in them above which a column may hold figures in words."""
MOSTLY = 0.8
"""Share of the filled cells that make a column one of days or of figures."""
MOSTLY_RISING = 0.97
"""Share of steps in one direction that make a column one of running totals."""
COMMA_DECIMAL = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+),\d{1,2}")
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")
PLAIN = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Column:
    """What a column looks like.

    Parameters
    ----------
    name : str
    kind : str
        day, address, figures, words or empty.
    days, also_days : str
        The form of its days, and another that fits as well.
    rises : bool
        Figures that never fall much from one row to the next, or from the next to it.
    counts_rows : bool
        Whole numbers of which each is the one before and one more.
    """

    name: str
    kind: str
    days: str = ""
    also_days: str = ""
    rises: bool = False
    counts_rows: bool = False


@dataclass(frozen=True)
class TableLook:
    """A table that nobody has described, under the form that fits it best.

    Parameters
    ----------
    form : Form
    cells : Cells
        All of them.
    sample : Cells
        The first rows, from which columns are told.
    doubts : mapping
        From a part of the form to why it may be another.
    """

    form: Form
    cells: Cells
    sample: Cells
    doubts: Mapping[str, str]


def look_at(path: Path, given: Form | None = None) -> TableLook:
    """Find the form of a file, and read it once.

    Parameters
    ----------
    path : Path
    given : Form, optional
        What its owner says of it.

    Raises
    ------
    RawDataError
        If there is no table with figures, with what is wrong under the plainest form; or the file
        is damaged.
    """
    form, doubts = tell_form(path, given or Form())
    cells = read_cells(path, form)
    sample = replace(cells, rows=cells.rows[:SAMPLE])
    has_digit = any(sign.isdigit() for row in sample.rows for text in row.texts for sign in text)
    if len(cells.columns) < 2 or not has_digit:
        raise RawDataError([f"{path.name}: no table with figures was found in it"])
    if not (given and given.decimal != "."):
        grouped = _grouped(sample)
        texts = [text for row in sample.rows for text in row.texts if "," in text]
        commas = sum(bool(COMMA_DECIMAL.fullmatch(text)) for text in texts)
        form = replace(form, decimal="," if grouped or 2 * commas > len(texts) else ".")
        if grouped:
            doubts["decimal"] = f"taken for thousands wherever a point stands, as in {grouped}"
    if not form.language:
        language, words = _language(sample, form)
        form = replace(form, language=language)
        if language:
            doubts["language"] = f"by its words, as in {words}"
    if marks := _nothing_reported(sample):
        written = {text.strip() for row in sample.rows for text in row.texts}
        usual = [mark for mark in form.missing if mark and mark in written]
        form = replace(form, missing=tuple(dict.fromkeys(["", *usual, *marks])))
    return TableLook(form, cells, sample, doubts)


def _nothing_reported(cells: Cells) -> list[str]:
    """Return the cells beside figures that say in some language that nothing was reported."""
    known = {fold(row.form) for row in read_rows() if row.kind == "nothing"}
    found: dict[str, None] = {}
    for name in cells.columns:
        texts = cells.frame[name].str.strip()
        if texts.str.contains(r"\d").mean() >= SOME:
            said = (text for text in texts.unique() if fold(text.replace("/", " ")) in known)
            found |= dict.fromkeys(said)
    return [*found]


def _language(cells: Cells, form: Form) -> tuple[str, str]:
    """Tell the language that reads most figures and days which English does not, and one of them.

    A language counts in a column of which it reads half or more: one word that it shares with
    another language tells nothing. Headings decide between languages that read as many; empty if
    none reads any, or two do.
    """
    columns = []
    for name in cells.columns:
        filled = cells.frame[name][~cells.frame[name].isin(form.missing)]
        if len(filled) and filled.str.contains(r"\d").mean() >= SOME:
            distinct = filled.drop_duplicates().head(MOST_READ)
            # Distinct cells with letters that English does not read.
            columns.append(unread(distinct[distinct.str.contains(r"[^\W\d_]")], form))
    scores = {}
    for language in languages():
        spoken, known = replace(form, language=language), []
        for left in columns:
            found = left.drop(unread(left, spoken).index)
            known += found.tolist() if 2 * len(found) >= len(left) else []
        if known:
            titles = headings_in(language)
            named = sum(fold(name) in titles for name in cells.columns)
            scores[language] = (len(known), named, known[0])
    best = sorted(scores, key=lambda language: scores[language][:2], reverse=True)
    if not best or (len(best) > 1 and scores[best[0]][:2] == scores[best[1]][:2]):
        return "", ""
    return best[0], scores[best[0]][2]


def _grouped(cells: Cells) -> str:
    """Return a number in which points part thousands, where every number with a point is such.

    >>> from types import SimpleNamespace
    >>> column = pd.DataFrame({"Tewas": ["14", "1.031", "12.400", "03.05.2047"]})
    >>> _grouped(SimpleNamespace(columns=["Tewas"], frame=column))
    '1.031'
    >>> words = pd.DataFrame({"Tote": ["mehr als 1.200", "14"]})
    >>> _grouped(SimpleNamespace(columns=["Tote"], frame=words))
    '1.200'
    """
    counting = [name for name in cells.columns if name and not says_no_figure(name)]
    texts = [text for name in counting for text in cells.frame[name] if "." in text]
    alone = [text for text in texts if re.fullmatch(r"-?[\d.]*\d", text)]
    inside = [n for text in texts if "//" not in text for n in re.findall(r"\d+(?:\.\d+)+", text)]
    numbers = [n for n in alone if not _is_day(n)] or [n for n in inside if not _is_day(n)]
    return numbers[0] if numbers and all(map(THOUSANDS.fullmatch, numbers)) else ""


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}\.\d{1,2}\.\d{1,4}", text))


def column_of(name: str, texts: pd.Series, form: Form) -> Column:
    """Say what a column of a table looks like."""
    filled = texts[~texts.isin(form.missing)]
    if filled.empty:
        return Column(name, "empty")
    if filled.str.match(r"https?://").mean() >= MOSTLY:
        return Column(name, "address")
    tried = (form.days,) if form.days else DAY_FORMS
    forms = [days for days in tried if are_days(filled, days, form.language).mean() >= MOSTLY]
    if forms:
        return Column(name, "day", *forms[:2])
    read = wordings(filled, form)
    numbers = read.str.fullmatch(PLAIN.pattern)
    if numbers.mean() >= MOSTLY:
        return _figures(name, read[numbers].astype(float))
    if read.str.contains(r"\d").mean() < SOME:
        return Column(name, "words")
    # Figures in words, as "more than 40" or "dozens".
    distinct = read.drop_duplicates().head(MOST_READ)
    worded = read_wordings(distinct, pd.Series("persons", index=distinct.index))
    is_worded = (worded["set_aside_reason"] == "").mean() >= MOSTLY
    return Column(name, "figures" if is_worded else "words")


def _figures(name: str, numbers: pd.Series) -> Column:
    """Say whether figures go up in the order of the file or against it, and whether by one."""
    moves = numbers.diff().dropna()
    if len(moves) < 3:
        return Column(name, "figures")
    in_order = max((moves >= 0).mean(), (moves <= 0).mean()) >= MOSTLY_RISING
    rises = bool(in_order and (moves != 0).any())
    counts_rows = bool((moves.abs() == 1).all() and moves.nunique() == 1)
    return Column(name, "figures", rises=rises, counts_rows=counts_rows)


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
