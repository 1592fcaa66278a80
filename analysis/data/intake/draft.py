"""A first mapping of a table that nobody has described, drafted from its headings and its cells.

What is a guess is marked as one. What only its owner can know, of a column or of a new name, stands
as `?`, which no check lets pass; who speaks for whom is never guessed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from analysis.data.dates import read_period
from analysis.data.intake.cells import Cells, Form
from analysis.data.intake.claims import DAY_FORMS, is_read, share_of_days, wordings
from analysis.data.intake.formats import read_cells
from analysis.data.intake.forms import tell_form
from analysis.data.names import fold, key_from
from analysis.data.vocabulary import COLUMNS, Vocabulary
from analysis.errors import RawDataError
from analysis.terms import OPEN
from analysis.wording.languages import languages, read_rows
from analysis.wording.reading import read_wordings

SAMPLE = 5_000
"""Rows from which columns are told."""
MOST_READ = 300
"""Distinct cells that are read as words, to tell what a column holds."""
SOME = 0.2
"""Share of the cells with a digit in them above which a column may hold figures in words."""
MOSTLY = 0.8
"""Share of the filled cells that make a column one of days or of figures."""
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
    told = tell_form(path, given or Form())
    cells = read_cells(path, told.form)
    sample = replace(cells, rows=cells.rows[:SAMPLE])
    if len(cells.columns) < 2 or not any(_has_digit(row.texts) for row in sample.rows):
        raise RawDataError([f"{path.name}: no table with figures was found in it"])
    form, doubts = told.form, {**told.doubts}
    if not (given and given.decimal != "."):
        grouped = _grouped(sample)
        form = replace(form, decimal="," if grouped else _decimal(sample))
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
        form = replace(form, missing=("", *usual, *marks))
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

    Headings decide between languages that read as many; empty if none reads any, or two do.
    """
    unread = [text for name in cells.columns for text in _unread(cells.frame[name], form)]
    scores = {}
    for language in languages():
        spoken = replace(form, language=language)
        known = [text for text in unread if is_read(text, spoken)]
        if known:
            titles = _headings_in(language)
            named = sum(fold(name) in titles for name in cells.columns)
            scores[language] = (len(known), named, known[0])
    best = sorted(scores, key=lambda language: scores[language][:2], reverse=True)
    if not best or (len(best) > 1 and scores[best[0]][:2] == scores[best[1]][:2]):
        return "", ""
    return best[0], scores[best[0]][2]


def _unread(texts: pd.Series, form: Form) -> list[str]:
    """Return the distinct cells of figures or days, with letters, that English does not read."""
    filled = texts[~texts.isin(form.missing)]
    if filled.empty or filled.str.contains(r"\d").mean() < SOME:
        return []
    distinct = filled.drop_duplicates().head(MOST_READ)
    worded = distinct[distinct.str.contains(r"[^\W\d_]")]
    return [text for text in worded if not is_read(text, form)]


@lru_cache(maxsize=16)
def _headings_in(language: str) -> frozenset[str]:
    """Folded headings that a language has words for."""
    rows = (row for row in read_rows() if row.kind == "heading" and row.language == language)
    return frozenset(fold(row.form) for row in rows)


def _has_digit(texts: list[str]) -> bool:
    return any(sign.isdigit() for text in texts for sign in text)


def _decimal(cells: Cells) -> str:
    texts = [text for row in cells.rows for text in row.texts if "," in text]
    commas = [text for text in texts if COMMA_DECIMAL.fullmatch(text)]
    return "," if commas and len(commas) > len(texts) / 2 else "."


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


def columns_of(cells: Cells, form: Form) -> list[Column]:
    """Say what each column of a table looks like."""
    return [_look_of_column(name, cells.frame[name], form) for name in cells.columns]


def _look_of_column(name: str, texts: pd.Series, form: Form) -> Column:
    filled = texts[~texts.isin(form.missing)]
    if filled.empty:
        return Column(name, "empty")
    if filled.str.match(r"https?://").mean() >= MOSTLY:
        return Column(name, "address")
    tried = (form.days,) if form.days else DAY_FORMS
    forms = [days for days in tried if share_of_days(filled, days, form.language) >= MOSTLY]
    if forms:
        return Column(name, "day", *forms[:2])
    read = wordings(filled, form)
    numbers = read.str.fullmatch(PLAIN.pattern)
    if numbers.mean() >= MOSTLY:
        found = read[numbers].astype(float)
        return Column(name, "figures", rises=_rises(found), counts_rows=_counts_rows(found))
    if read.str.contains(r"\d").mean() >= SOME:
        return Column(name, "figures" if _are_worded(read) else "words")
    return Column(name, "words")


def _are_worded(texts: pd.Series) -> bool:
    """Whether most cells are figures in words, as "more than 40" or "dozens"."""
    distinct = texts.drop_duplicates().head(MOST_READ)
    read = read_wordings(distinct, pd.Series("persons", index=distinct.index))
    return bool((read["set_aside_reason"] == "").mean() >= MOSTLY)


def _counts_rows(numbers: pd.Series) -> bool:
    moves = numbers.diff().dropna()
    return len(moves) >= 3 and bool((moves.abs() == 1).all() and moves.nunique() == 1)


def _rises(numbers: pd.Series) -> bool:
    """Whether figures only go up, but for a few, in the order of the file or against it."""
    moves = numbers.diff().dropna()
    if len(moves) < 3 or (moves == 0).all():
        return False
    return bool(max((moves >= 0).mean(), (moves <= 0).mean()) >= 0.97)


FIELDS = (
    *("speaker", "organisation", "measure", "subject", "scope", "period", "qualifier", "note"),
    *("claim_id", "publisher", "title", "published", "language"),
)
"""Fields of a claim or of its page that a heading may name."""
PAGE = ("publisher", "title", "published", "language")
ENDS = ("low", "high", "best")
"""Ends of an estimate, in the order in which a heading is searched for them."""


@lru_cache(maxsize=1)
def _headings() -> Mapping[str, frozenset[str]]:
    """Folded headings by what they stand for, in the languages that have a table of words."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in read_rows():
        if row.kind == "heading":
            found[row.key].add(fold(row.form))
    return {key: frozenset(forms) for key, forms in found.items()}


def _headed(key: str) -> frozenset[str]:
    """Folded headings that stand for one thing; none if the tables of words have none."""
    return _headings().get(key, frozenset())


@dataclass(frozen=True)
class Heading:
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
    """

    stem: str
    end: str
    measure: str
    subject: str
    is_total: bool


def read_heading(name: str, words: Vocabulary) -> Heading:
    """Read the heading of a column of figures.

    >>> from analysis.data.vocabulary import read_vocabulary
    >>> read_heading("north_killed_cum", read_vocabulary())
    Heading(stem='north killed', end='', measure='killed', subject='north', is_total=True)
    >>> read_heading("Südland Gefallene", read_vocabulary()).subject
    'Südland'
    >>> read_heading("estimate_low", read_vocabulary()).end
    'low'
    """
    written = {fold(word): word for word in re.split(r"[\s/(),:;*_.-]+", name)}
    text = " ".join(re.split(r"[\s/(),:;-]+", fold(name).replace("*", " "))).strip()
    totals = sorted(_headed("total"), key=len, reverse=True)
    bare = " ".join(re.sub(rf"\b({'|'.join(map(re.escape, totals))})\b", " ", text).split())
    is_total = bare != text
    stem, end = _without_end(bare)
    measure, rest = _measure_in(stem, words)
    subject = " ".join(written.get(word, word) for word in rest)
    return Heading(stem, end, measure, subject, is_total)


def _without_end(text: str) -> tuple[str, str]:
    """Tell the end of an estimate from what it is an end of.

    >>> _without_end("killed min"), _without_end("high estimate"), _without_end("tank")
    (('killed', 'low'), ('estimate', 'high'), ('tank', ''))
    """
    parts = text.split()
    for end in ENDS:
        for place in (-1, 0):
            if parts and parts[place] in _headed(end):
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
                return key, [part for part in rest if part not in _headed("beside")]
    return "", []


def known_measures(words: Vocabulary) -> Mapping[str, str]:
    """Return the key of each measure by its folded names."""
    return _other_words(words) | words.spellings["measure"]


def _other_words(words: Vocabulary) -> Mapping[str, str]:
    """Return the key of each measure by headings and values that name it in other words."""
    listed = _headings().items()
    return {form: key for key, forms in listed if key in words.measures.index for form in forms}


def says_no_figure(name: str) -> bool:
    """Say whether a heading stands above numbers that count nothing: places, years, codes.

    >>> says_no_figure("Latitude"), says_no_figure("country_id"), says_no_figure("killed")
    (True, True, False)
    """
    text = fold(name)
    inside = _headed("no_figure_word")
    return text in _headed("no_figure") or any(part in inside for part in text.split())


NUMBERS = ("period", "claim_id")
"""Fields that may stand as numbers."""


@dataclass(frozen=True)
class Group:
    """Columns of figures that are one claim: one alone, or low, best and high.

    Parameters
    ----------
    columns : dict
        From "column", or "low", "best" and "high", to headings.
    heading : Heading
        Of the first.
    rises : bool
        Whether each of them never falls.
    """

    columns: dict[str, str]
    heading: Heading
    rises: bool

    @property
    def is_total(self) -> bool:
        """Whether heading or figures look like a running total."""
        return self.heading.is_total or self.rises


@dataclass(frozen=True)
class Sheet:
    """A table as it looks, with what each column may be for.

    Parameters
    ----------
    cells : Cells
    form : Form
    words : Vocabulary
    given : mapping
        From a field or a measure to the heading of its column, as the owner of the table says.
    """

    cells: Cells
    form: Form
    words: Vocabulary
    given: Mapping[str, str]

    @cached_property
    def columns(self) -> list[Column]:
        """All columns with a heading."""
        found = [column for column in columns_of(self.cells, self.form) if column.name]
        return [replace(c, kind="figures") if self._counts(c) else c for c in found]

    def _counts(self, column: Column) -> bool:
        """Whether a column is said to hold figures, or has some and a heading that says so."""
        if self.measure_of(column.name):
            return True
        if column.kind != "words" or not read_heading(column.name, self.words).measure:
            return False
        filled = self.cells.frame[column.name]
        return bool(filled[~filled.isin(self.form.missing)].str.contains(r"\d").mean() >= SOME)

    def measure_of(self, heading: str) -> str:
        """Return the measure that a column is said to hold; empty if nothing is said."""
        said = (key for key, name in self.given.items() if name == heading and key not in FIELDS)
        return next(said, "")

    @cached_property
    def day(self) -> Column | None:
        """The column of the days of statements."""
        days = [column for column in self.columns if column.kind == "day"]
        own = [c for c in days if not _headed("page_day") & {*fold(c.name).split()}]
        return next(iter([*own, *days]), None)

    @cached_property
    def months(self) -> tuple[list[str], str] | None:
        """Columns of a year and a month, with the form of their days."""
        year, month = (
            next((c.name for c in self.columns if fold(c.name) in _headed(part)), None)
            for part in ("year", "month")
        )
        if self.day or not (year and month):
            return None
        first = next(text for text in self.cells.frame[month] if text)
        form = "%m" if first.isdigit() else "%b" if len(first) == 3 else "%B"
        return [year, month], f"%Y {form}"

    @cached_property
    def named(self) -> dict[str, Column]:
        """The column of each field, as far as headings tell one."""
        found = {}
        for field in FIELDS:
            for column in self.columns:
                if column.kind == "address" or column is self.day:
                    continue
                if fold(column.name) in _headed(field):
                    found.setdefault(field, column)
        if "claim_id" in found and not self._is_id(found["claim_id"]):
            del found["claim_id"]
        said = {column.name: column for column in self.columns}
        own = {key: said[name] for key, name in self.given.items() if key in FIELDS}
        taken = [*own.values()]
        found = {key: column for key, column in found.items() if column not in taken} | own
        return {name: c for name, c in found.items() if name in NUMBERS or c.kind != "figures"}

    def _is_id(self, column: Column) -> bool:
        texts = self.cells.frame[column.name]
        return texts.is_unique and bool(texts.str.fullmatch(r"\w+").all())

    @cached_property
    def no_figures(self) -> list[str]:
        """Columns of numbers that count nothing that was reported."""
        return [
            column.name
            for column in self.columns
            if column.kind == "figures"
            and column not in self.named.values()
            and not self.measure_of(column.name)
            and (says_no_figure(column.name) or self._only_counts_rows(column))
        ]

    def _only_counts_rows(self, column: Column) -> bool:
        return column.counts_rows and not read_heading(column.name, self.words).measure

    @cached_property
    def idle(self) -> list[str]:
        """Columns of words whose headings say nothing, such as those of a language not known."""
        months = self.months[0] if self.months else []
        return [
            column.name
            for column in self.columns
            if column.kind == "words"
            and column not in self.named.values()
            and column.name not in months
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """Columns of figures, the ends of one estimate together."""
        grouped: dict[str, dict[str, Column]] = {}
        headings: dict[str, Heading] = {}
        for column in self.columns:
            if column.kind != "figures" or column.name in self.no_figures:
                continue
            if column in self.named.values():
                continue
            heading = read_heading(column.name, self.words)
            if measure := self.measure_of(column.name):
                heading = replace(heading, stem=measure, end="", measure=measure, subject="")
            stem = "" if heading.stem in _headed("best") else heading.stem
            key = f"{stem} total" if heading.is_total else stem
            if heading.end in grouped.get(key, {}):
                key = column.name
            grouped.setdefault(key, {})[heading.end] = column
            headings.setdefault(key, replace(heading, stem=stem))
        return [_group(columns, headings[key]) for key, columns in grouped.items()]

    @cached_property
    def is_long(self) -> bool:
        """Whether a column says what each row counts."""
        return "measure" in self.named and len(self.groups) == 1


def _group(columns: Mapping[str, Column], heading: Heading) -> Group:
    """Name the parts of an estimate; a figure beside ends is the best."""
    several = len(columns) > 1 or set(columns) <= {"low", "high"}
    names = {
        (end or "best") if several else "column": column.name for end, column in columns.items()
    }
    order = [part for part in ("column", "low", "best", "high") if part in names]
    rises = all(column.rises for column in columns.values())
    return Group({part: names[part] for part in order}, heading, rises)


UNSURE = "  # UNSURE"
OPEN_TITLE = f'title = "{OPEN}"{UNSURE}: say what the collection is'
MOST_LISTED = 40
"""Values of a column that a draft lists."""


def draft(
    file: str,
    looked: TableLook,
    words: Vocabulary,
    given: Mapping[str, str] | None = None,
) -> str:
    """Draft the part of a `collection.toml` that maps one table.

    Parameters
    ----------
    file : str
        Its name beside the mapping.
    looked : TableLook
    words : Vocabulary
    given : mapping, optional
        From a field or a measure to the heading of its column, as the owner of the table says.

    Returns
    -------
    str
        TOML. A line that is a guess ends in `UNSURE` and what it was guessed from.
    """
    sheet = Sheet(looked.sample, looked.form, words, given or {})
    parts = [
        "\n".join(["[[table]]", f"file = {_text(file)}", *_left_out(sheet)]),
        _form(sheet, looked.doubts),
        _fields(sheet),
        _page(sheet),
        *_figures(sheet),
    ]
    return "\n\n".join(part for part in parts if part)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _why(told: str) -> str:
    return f"{UNSURE}: {told}"


def _open(field: str, why: str) -> str:
    return f'{field} = "{OPEN}"{_why(why)}'


def _column(name: str) -> str:
    return f"{{ column = {_text(name)} }}"


def _left_out(sheet: Sheet) -> list[str]:
    """Say which numbers were taken for no figures, and which columns nothing takes."""
    told = {
        "Taken for no figures by their headings or their order": sheet.no_figures,
        "Columns that nothing here takes": sheet.idle,
    }
    return [f"# {words}: {', '.join(names)}" for words, names in told.items() if names]


def form_lines(form: Form, doubts: Mapping[str, str]) -> list[str]:
    """Write how a file is written, but for its days, as far as that is not as usual."""
    plain = Form()
    lines = []
    for field in fields(Form):
        value = getattr(form, field.name)
        if field.name not in ("missing", "days") and value != getattr(plain, field.name):
            doubt = _why(doubts[field.name]) if field.name in doubts else ""
            lines.append(f"{field.name} = {json.dumps(value, ensure_ascii=False)}{doubt}")
    return lines


def _form(sheet: Sheet, doubts: Mapping[str, str]) -> str:
    lines = form_lines(sheet.form, doubts)
    if sheet.form.missing != Form().missing:
        marks = json.dumps(sheet.form.missing[1:], ensure_ascii=False)
        lines.append(f"missing = {marks}{_why('nothing reported?')}")
    if sheet.day and sheet.day.days:
        other = sheet.day.also_days
        lines.append(f'days = "{sheet.day.days}"{_why(f"{other} fits as well") if other else ""}')
    elif sheet.months:
        lines.append(f'days = "{sheet.months[1]}"')
    return "\n".join(["[table.form]", *lines]) if lines else ""


def _fields(sheet: Sheet) -> str:
    lines = ["[table.fields]", _stated_on(sheet), _period(sheet)]
    for field in ("speaker", "subject", "scope"):
        lines.append(_named(sheet, field))
    if sheet.is_long:
        lines.append(f"measure = {_measures(sheet)}")
    lines += [
        f"{field} = {_column(sheet.named[field].name)}"
        for field in ("organisation", "note", "claim_id")
        if field in sheet.named
    ]
    return "\n".join(line for line in lines if line)


def _stated_on(sheet: Sheet) -> str:
    if sheet.day:
        return f"stated_on = {_column(sheet.day.name)}"
    if sheet.months:
        listed = ", ".join(map(_text, sheet.months[0]))
        return f"stated_on = {{ columns = [{listed}] }}"
    return _open("stated_on", "no days found; days that are counted need days_from in the form")


def _period(sheet: Sheet) -> str:
    if column := sheet.named.get("period"):
        return f"period = {_periods(sheet, column)}"
    if sheet.months:
        return f'period = "month"{_why("of what time?")}'
    if sheet.groups and all(group.is_total for group in sheet.groups):
        return f'period = "since {OPEN}"{_why("totals: since which day do they count?")}'
    return f'period = "day"{_why("of what time?")}'


def _periods(sheet: Sheet, column: Column) -> str:
    """Write a column of periods; hours are counted in days, and other words are open."""
    values = {}
    for text in _distinct(sheet, column):
        if re.fullmatch(r"\d{1,4}(\.0)?", text):
            hours = int(float(text))
            is_hours = hours and hours % 24 == 0
            values[text] = f"{hours} hours" if is_hours else OPEN
        elif read_period(text) is None:
            values[text] = OPEN
    return (
        _valued(column, values, "24 is taken for the hours of a day")
        if values
        else _column(column.name)
    )


def _named(sheet: Sheet, field: str) -> str:
    """Write a field by its column; names that nobody knows get a row of the vocabulary."""
    if column := sheet.named.get(field):
        guess = "" if field in sheet.given else _why("by the heading")
        return f"{field} = {_column(column.name)}{guess}"
    if field == "subject" and any(group.heading.subject for group in sheet.groups):
        return ""
    if sheet.idle:
        return _open(field, f"a key, or a column, as {_column(sheet.idle[0])}")
    return _open(field, "no column looks like it")


def _measures(sheet: Sheet) -> str:
    """Write the column of measures, with what other words for shared ones stand for."""
    column = sheet.named["measure"]
    known = _other_words(sheet.words)
    values = {text: known[fold(text)] for text in _distinct(sheet, column) if fold(text) in known}
    if values:
        return _valued(column, values, "by the spelling of the values")
    return _column(column.name) + _why("by the heading")


def _valued(column: Column, values: Mapping[str, str], why: str) -> str:
    listed = ", ".join(f"{_text(text)} = {_text(key)}" for text, key in values.items())
    return f"{{ column = {_text(column.name)}, values = {{ {listed} }} }}{_why(why)}"


def _distinct(sheet: Sheet, column: Column) -> Sequence[str]:
    texts = sheet.cells.frame[column.name].str.strip().unique()
    return [text for text in texts if text][:MOST_LISTED]


def _page(sheet: Sheet) -> str:
    address = next((column for column in sheet.columns if column.kind == "address"), None)
    lines = [f"url = {_column(address.name)}"] if address else []
    lines += [
        f"{field} = {_column(sheet.named[field].name)}" for field in PAGE if field in sheet.named
    ]
    if "publisher" not in sheet.named:
        lines.append(_open("publisher", "who published it?"))
    return "\n".join(["[table.page]", *lines])


def _figures(sheet: Sheet) -> list[str]:
    groups = sheet.groups
    if not groups:
        return [f'[[table.figures]]\ncolumn = "{OPEN}"{_why("no column of figures was found")}']
    all_totals = all(group.is_total for group in groups)
    own_period = "period" not in sheet.named and not sheet.months
    return [_entry(group, sheet, own_period and not all_totals) for group in groups]


def _entry(group: Group, sheet: Sheet, tells_period: bool) -> str:
    heading = group.heading
    lines = ["[[table.figures]]"]
    lines += [f"{part} = {_text(name)}" for part, name in group.columns.items()]
    if not sheet.is_long:
        is_said = any(map(sheet.measure_of, group.columns.values()))
        lines.append(f'measure = "{heading.measure}"' if is_said else _measure(heading))
    if "subject" not in sheet.named and any(g.heading.subject for g in sheet.groups):
        subject = heading.subject or OPEN
        lines.append(f"subject = {_text(subject)}{_why('by the heading: whom does it count?')}")
    if (tells_period and group.is_total) or (heading.is_total and "period" in sheet.named):
        lines.append(f'period = "since {OPEN}"{_why("a total: since which day does it count?")}')
    if "qualifier" in sheet.named:
        lines.append(f"qualifier = {_column(sheet.named['qualifier'].name)}")
    return "\n".join(lines)


def _measure(heading: Heading) -> str:
    """Write what a column counts: a known measure, or a new one of the heading's words."""
    if heading.measure:
        return f'measure = "{heading.measure}"{_why("by the heading")}'
    if heading.stem:
        return f"measure = {_text(heading.stem)}{_why('a new measure, or another word for one?')}"
    return _open("measure", "what does it count?")


ROWS: dict[str, dict[str, str]] = {
    "speakers": {"speaker": "", "label": "", "role": "", "party": OPEN},
    "forces": {"force": "", "label": "", "people": OPEN, "party": OPEN},
    "scopes": {"scope": "", "label": "", "level": OPEN, "parent": "", "note": ""},
    "measures": {
        **{"measure": "", "label": "", "unit": OPEN, "also_in": "", "counts": ""},
        **{"role": OPEN, "adds_up": OPEN, "note": ""},
    },
    "parties": {"party": "", "label": "", "opponent": OPEN, "interested": OPEN},
    "aliases": {"kind": "", "written": "", "key": ""},
}
"""A row of each table as it is drafted: the key, the name, and what is left open."""
TABLE_OF = {
    "speaker": ("speakers", "speaker"),
    "subject": ("forces", "force"),
    "scope": ("scopes", "scope"),
    "measure": ("measures", "measure"),
    "party": ("parties", ""),
}
"""The table of a field's names, and the kind of their spellings in the aliases."""
Drafted = dict[str, list[dict[str, str]]]
"""Rows by the name of their table."""


def unknown_names(claims: pd.DataFrame, words: Vocabulary) -> dict[str, list[str]]:
    """Return the names of each field that the vocabulary does not know, in order.

    Parameters
    ----------
    claims : pandas.DataFrame
        As a mapping makes them: fields of a claim, all text.
    words : Vocabulary
    """
    known = {**words.spellings, "speaker": words.speaker_aliases}
    found: dict[str, list[str]] = {}
    for field in TABLE_OF:
        names: dict[str, str] = {}
        for name in map(str, claims[field].unique()):
            names.setdefault(fold(name), name)
        found[field] = [
            name
            for folded, name in names.items()
            if name not in ("", OPEN) and folded not in known[field]
        ]
    return found


def taken_from(
    ready: Drafted, unknown: Mapping[str, Sequence[str]]
) -> tuple[Drafted, dict[str, list[str]]]:
    """Take the rows that are ready for unknown names; return those that are left as well."""
    rows: Drafted = {}
    left = {}
    for field, names in unknown.items():
        table = TABLE_OF[field][0]
        spelt = {fold(name) for name in names}
        found = [row for row in ready.get(table, ()) if spelt & _names_of(row, table)]
        rows[table] = found
        known = {name for row in found for name in _names_of(row, table)}
        left[field] = [name for name in names if fold(name) not in known]
    return {table: found for table, found in rows.items() if found}, left


def _names_of(row: Mapping[str, str], table: str) -> set[str]:
    return {fold(row[COLUMNS[table][0]]), fold(row["label"])}


def joined_rows(first: Drafted, second: Drafted) -> Drafted:
    """Put rows of tables under each other, each table in its usual place."""
    both = {table: [*first.get(table, ()), *second.get(table, ())] for table in ROWS}
    return {table: rows for table, rows in both.items() if rows}


def newcomers(unknown: Mapping[str, Sequence[str]], words: Vocabulary, **usual: dict) -> Drafted:
    """Draft a row of the vocabulary for each unknown name, and the name as a spelling.

    Parameters
    ----------
    unknown : mapping
        As `unknown_names` returns it.
    words : Vocabulary
        Whose keys are taken.
    **usual : dict
        By table, what is known of each new row, as the level of all areas.

    Returns
    -------
    dict
        Rows by table; a new force comes with the party that it may belong to.
    """
    drafted: Drafted = {name: [] for name in ROWS}
    for field, names in unknown.items():
        table, kind = TABLE_OF[field]
        for name in names:
            taken = [row[COLUMNS[table][0]] for row in drafted[table]]
            key = _key(name, field, [*getattr(words, table).index, *taken])
            row = ROWS[table] | usual.get(table, {})
            drafted[table].append(row | {COLUMNS[table][0]: key, "label": name})
            if kind:
                drafted["aliases"].append({"kind": kind, "written": name, "key": key})
            if table == "forces" and "party" not in usual.get("forces", {}):
                drafted["parties"].append(ROWS["parties"] | {"party": key, "label": name})
    return {name: rows for name, rows in drafted.items() if rows}


def _key(name: str, field: str, taken: Iterable[str]) -> str:
    """Make a key of a name, or of its field's name if it has no letters; no key is taken twice.

    >>> _key("Gen. Ana Ruiz", "speaker", []), _key("***", "speaker", ["speaker"])
    ('gen_ana_ruiz', 'speaker_2')
    """
    plain = key_from(name) or field
    taken, key, number = set(taken), plain, 1
    while key in taken:
        number += 1
        key = f"{plain}_{number}"
    return key
