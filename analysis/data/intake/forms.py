"""What a table looks like that nobody has described: its file's form and its columns.

The form is told once and from its beginning: of delimited text the first megabyte is looked at, of
a workbook its rows are read once, of JSON the outline of what was decoded. What fits in two ways is
told as a doubt. What the headings of its columns say is read by `headings`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

import pandas as pd

from analysis.data.dates import is_day
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
from analysis.data.intake.headings import headings_in, says_no_figure
from analysis.data.names import fold
from analysis.errors import RawDataError
from analysis.wording.languages import (
    languages,
    read_rows,
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
