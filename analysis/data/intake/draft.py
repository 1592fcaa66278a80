"""A first mapping of a table that nobody has described, drafted from its headings and its cells.

What is a guess is marked as one. What only its owner can know, of a column or of a new name, stands
as `?`, which no check lets pass; who speaks for whom is never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain, count

import pandas as pd

from analysis.data.dates import read_period
from analysis.data.intake.cells import Cells, Form
from analysis.data.intake.claims import names_no_day
from analysis.data.intake.forms import SOME, Column, TableLook, column_of
from analysis.data.intake.headings import (
    FIELDS,
    PAGE,
    ColumnHeading,
    headed,
    other_words,
    read_heading,
    says_no_figure,
    tells_whose,
    without_brackets,
)
from analysis.data.names import fold, key_from
from analysis.data.vocabulary import COLUMNS, Vocabulary
from analysis.terms import OPEN

NUMBERS = ("period", "claim_id")
"""Fields that may stand as numbers."""


@dataclass(frozen=True)
class ColumnGroup:
    """Columns of figures that are one claim: one alone, or low, best and high.

    Parameters
    ----------
    columns : dict
        From "column", or "low", "best" and "high", to headings.
    heading : ColumnHeading
        Of the first.
    rises : bool
        Whether each of them never falls.
    """

    columns: dict[str, str]
    heading: ColumnHeading
    rises: bool

    @property
    def is_total(self) -> bool:
        """Whether heading or figures look like a running total."""
        return self.heading.is_total or self.rises


@dataclass(frozen=True)
class DraftTable:
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
        named, frame = filter(None, self.cells.columns), self.cells.frame
        found = [column_of(name, frame[name], self.form) for name in named]
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
        own = [c for c in days if not headed("page_day") & {*fold(c.name).split()}]
        return next(iter([*own, *days]), None)

    @cached_property
    def months(self) -> tuple[list[str], str] | None:
        """Columns of a year and a month, with the form of their days."""
        year, month = (
            next((c.name for c in self.columns if fold(c.name) in headed(part)), None)
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
                if headed(field) & {fold(column.name), fold(without_brackets(column.name)[0])}:
                    found.setdefault(field, column)
        if "subject" not in found and (column := self.sufferers):
            found["subject"] = column
        if "claim_id" in found:
            texts = self.cells.frame[found["claim_id"].name]
            if not (texts.is_unique and texts.str.fullmatch(r"\w+").all()):
                del found["claim_id"]
        said = {column.name: column for column in self.columns}
        own = {key: said[name] for key, name in self.given.items() if key in FIELDS}
        others = {key: column for key, column in found.items() if column not in own.values()}
        found = others | own
        return {name: c for name, c in found.items() if name in NUMBERS or c.kind != "figures"}

    @property
    def sufferers(self) -> Column | None:
        """The column of words whose heading says that it names those who suffered."""
        worded = (column for column in self.columns if column.kind == "words")
        return next((c for c in worded if tells_whose(c.name, self.words)), None)

    @cached_property
    def no_figures(self) -> list[str]:
        """Columns of numbers that count nothing that was reported."""
        return [
            column.name
            for column in self.columns
            if column.kind == "figures"
            and column not in self.named.values()
            and not self.measure_of(column.name)
            and (
                says_no_figure(column.name)
                or (column.counts_rows and not read_heading(column.name, self.words).measure)
            )
        ]

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
    def groups(self) -> list[ColumnGroup]:
        """Columns of figures, the ends of one estimate together."""
        grouped: dict[str, dict[str, Column]] = {}
        headings: dict[str, ColumnHeading] = {}
        for column in self.columns:
            is_taken = column in self.named.values() or column.name in self.no_figures
            if column.kind != "figures" or is_taken:
                continue
            heading = read_heading(column.name, self.words)
            if measure := self.measure_of(column.name):
                heading = replace(heading, stem=measure, end="", measure=measure, subject="")
            stem = "" if heading.stem in headed("best") else heading.stem
            key = f"{stem} total" if heading.is_total else stem
            key = " ".join([key, *heading.open, *heading.told.values()])
            if heading.end in grouped.get(key, {}):
                key = column.name
            grouped.setdefault(key, {})[heading.end] = column
            headings.setdefault(key, replace(heading, stem=stem))
        found = []
        for key, columns in grouped.items():
            # A figure beside the ends of an estimate is the best one.
            is_estimate = len(columns) > 1 or set(columns) <= {"low", "high"}
            names = {
                (end or "best") if is_estimate else "column": column.name
                for end, column in columns.items()
            }
            order = [part for part in ("column", "low", "best", "high") if part in names]
            rises = all(column.rises for column in columns.values())
            found.append(ColumnGroup({part: names[part] for part in order}, headings[key], rises))
        return found

    @cached_property
    def is_long(self) -> bool:
        """Whether a column says what each row counts."""
        return "measure" in self.named and len(self.groups) == 1


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
    sheet = DraftTable(looked.sample, looked.form, words, given or {})
    left_out = {
        "Taken for no figures by their headings or their order": sheet.no_figures,
        "Columns that nothing here takes": sheet.idle,
    }
    told = [f"# {words}: {', '.join(names)}" for words, names in left_out.items() if names]
    parts = [
        "\n".join(["[[table]]", f"file = {_text(file)}", *told]),
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


def _form(sheet: DraftTable, doubts: Mapping[str, str]) -> str:
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


def _fields(sheet: DraftTable) -> str:
    stated_on = _open(
        "stated_on", "no days found; days that are counted need days_from in the form"
    )
    if sheet.day:
        stated_on = f"stated_on = {_column(sheet.day.name)}"
    elif sheet.months:
        stated_on = f"stated_on = {{ columns = [{', '.join(map(_text, sheet.months[0]))}] }}"
    lines = ["[table.fields]", stated_on, _period(sheet)]
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


def _period(sheet: DraftTable) -> str:
    if column := sheet.named.get("period"):
        return f"period = {_periods(sheet, column)}"
    if sheet.months or (sheet.day and names_no_day(sheet.day.days)):
        return f'period = "month"{_why("of what time?")}'
    if sheet.groups and all(group.is_total for group in sheet.groups):
        return f'period = "since {OPEN}"{_why("totals: since which day do they count?")}'
    return f'period = "day"{_why("of what time?")}'


def _periods(sheet: DraftTable, column: Column) -> str:
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


def _named(sheet: DraftTable, field: str) -> str:
    """Write a field by its column; names that nobody knows get a row of the vocabulary."""
    if column := sheet.named.get(field):
        guess = "" if field in sheet.given else _why("by the heading")
        return f"{field} = {_column(column.name)}{guess}"
    if any(_said(group.heading, field) for group in sheet.groups):
        return ""
    if sheet.idle:
        return _open(field, f"a key, or a column, as {_column(sheet.idle[0])}")
    return _open(field, "no column looks like it")


def _said(heading: ColumnHeading, field: str) -> str:
    """Return what a heading says of a field; empty if it says nothing."""
    return heading.told.get(field, "") or (heading.subject if field == "subject" else "")


def _measures(sheet: DraftTable) -> str:
    """Write the column of measures, with what other words for shared ones stand for."""
    column = sheet.named["measure"]
    known = other_words(sheet.words)
    values = {text: known[fold(text)] for text in _distinct(sheet, column) if fold(text) in known}
    if values:
        return _valued(column, values, "by the spelling of the values")
    return _column(column.name) + _why("by the heading")


def _valued(column: Column, values: Mapping[str, str], why: str) -> str:
    listed = ", ".join(f"{_text(text)} = {_text(key)}" for text, key in values.items())
    return f"{{ column = {_text(column.name)}, values = {{ {listed} }} }}{_why(why)}"


def _distinct(sheet: DraftTable, column: Column) -> Sequence[str]:
    texts = sheet.cells.frame[column.name].str.strip().unique()
    return [text for text in texts if text][:MOST_LISTED]


def _page(sheet: DraftTable) -> str:
    address = next((column for column in sheet.columns if column.kind == "address"), None)
    lines = [f"url = {_column(address.name)}"] if address else []
    lines += [
        f"{field} = {_column(sheet.named[field].name)}" for field in PAGE if field in sheet.named
    ]
    if "publisher" not in sheet.named:
        lines.append(_open("publisher", "who published it?"))
    return "\n".join(["[table.page]", *lines])


def _figures(sheet: DraftTable) -> list[str]:
    if not sheet.groups:
        return [f'[[table.figures]]\ncolumn = "{OPEN}"{_why("no column of figures was found")}']
    return [_entry(group, sheet) for group in sheet.groups]


OPEN_BRACKET = "whom it counts, who says so, where, or for what time? nothing takes it"
ASKED = {
    "subject": "by the heading: whom does it count?",
    "speaker": "by the heading: who says so?",
    "scope": "by the heading: for which area?",
}


def _entry(group: ColumnGroup, sheet: DraftTable) -> str:
    """Write what one claim of each row is taken from, and what its heading says of it."""
    heading, lines = group.heading, ["[[table.figures]]"]
    lines += [f"{part} = {_text(name)}" for part, name in group.columns.items()]
    if heading.open:
        asked = " and what is ".join(map(_text, heading.open))
        lines[-1] += _why(f"what is {asked}: {OPEN_BRACKET}")
    if factor := heading.told.get("factor"):
        lines.append(f"factor = {factor}{_why('by the heading')}")
    if not sheet.is_long:
        is_said = any(map(sheet.measure_of, group.columns.values()))
        lines.append(_measure(heading, _why("by the heading") if not is_said else ""))
    for name, asks in ASKED.items():
        if name not in sheet.named and any(_said(g.heading, name) for g in sheet.groups):
            lines.append(f"{name} = {_text(_said(heading, name) or OPEN)}{_why(asks)}")
    # The period of one column, where its heading or its figures tell another than the table's.
    period = heading.told.get("period", "")
    is_own = "period" not in sheet.named and not sheet.months
    tells = is_own and not all(other.is_total for other in sheet.groups)
    if period and not period.endswith(OPEN):
        lines.append(f"period = {_text(period)}{_why('by the heading')}")
    elif (tells and group.is_total) or (heading.is_total and "period" in sheet.named):
        lines.append(f'period = "since {OPEN}"{_why("a total: since which day does it count?")}')
    if "qualifier" in sheet.named:
        lines.append(f"qualifier = {_column(sheet.named['qualifier'].name)}")
    return "\n".join(lines)


def _measure(heading: ColumnHeading, why: str) -> str:
    """Write what a column counts: a known measure, or a new one of the heading's words."""
    if heading.measure or not why:
        return f'measure = "{heading.measure}"{why}'
    if heading.stem:
        return f"measure = {_text(heading.label)}{_why('a new measure, or another word for one?')}"
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
            if name not in ("", OPEN) and fold(name) not in known[field]:
                names.setdefault(fold(name), name)
        found[field] = [*names.values()]
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


def newcomers(
    unknown: Mapping[str, Sequence[str]], words: Vocabulary, ready: Drafted, **usual: dict
) -> Drafted:
    """Draft a row of the vocabulary for each unknown name, and the name as a spelling.

    Parameters
    ----------
    unknown : mapping
        As `unknown_names` returns it.
    words : Vocabulary
    ready : dict
        Rows by table that stand already; their keys are taken, and so are those of the vocabulary.
    **usual : dict
        By table, what is known of each new row, as the level of all areas.

    Returns
    -------
    dict
        Rows by table; a new force comes with the party that it may belong to, where no party has
        its name.
    """
    there = {table: [*ready.get(table, ())] for table in ROWS}
    for field, names in unknown.items():
        table, kind = TABLE_OF[field]
        for name in names:
            if field == "party" and _is_party(name, there, words):
                continue
            key = _added(name, field, there, words, usual.get(table, {}))
            if kind:
                there["aliases"].append({"kind": kind, "written": name, "key": key})
            is_open = field == "subject" and "party" not in usual.get("forces", {})
            if is_open and not _is_party(name, there, words):
                _added(name, "party", there, words, usual.get("parties", {}))
    fresh = {table: rows[len(ready.get(table, ())) :] for table, rows in there.items()}
    return {table: rows for table, rows in fresh.items() if rows}


def _added(
    name: str, field: str, there: Drafted, words: Vocabulary, known: Mapping[str, str]
) -> str:
    """Add a row for a name to those that are there; return the key that it got."""
    table = TABLE_OF[field][0]
    column = COLUMNS[table][0]
    taken = [*getattr(words, table).index, *(row[column] for row in there[table])]
    key = _key(name, field, taken)
    there[table].append(ROWS[table] | known | {column: key, "label": name})
    return key


def _is_party(name: str, there: Drafted, words: Vocabulary) -> bool:
    drafted = (fold(row["label"]) for row in there["parties"])
    return fold(name) in {*words.spellings["party"], *drafted}


def _key(name: str, field: str, taken: Iterable[str]) -> str:
    """Make a key of a name, or of its field's name if it has no letters; no key is taken twice.

    >>> _key("Gen. Ana Ruiz", "speaker", []), _key("***", "speaker", ["speaker"])
    ('gen_ana_ruiz', 'speaker_2')
    """
    plain, taken = key_from(name) or field, set(taken)
    numbered = (f"{plain}_{number}" for number in count(2))
    return next(key for key in chain([plain], numbered) if key not in taken)
