"""A first mapping of a table, drafted without asking; what is a guess is marked as one.

What only its owner can know stands as `?`, which no check lets pass.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields

from analysis.data.dates import read_period
from analysis.data.intake.cells import Cells
from analysis.data.intake.describing import Group, Sheet
from analysis.data.intake.form import Form
from analysis.data.intake.headings import OTHER_WORDS, PAGE, Heading
from analysis.data.intake.looking import Column
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary
from analysis.data.vocabulary_rules import OPEN

UNSURE = "  # UNSURE"
OPEN_TITLE = f'title = "{OPEN}"{UNSURE}: say what the collection is'
MOST_LISTED = 40
"""Values of a column that a draft lists."""


def draft(
    file: str, cells: Cells, form: Form, words: Vocabulary, doubts: Mapping[str, str] | None = None
) -> str:
    """Draft the part of a `collection.toml` that maps one table.

    Parameters
    ----------
    file : str
        Its name beside the mapping.
    cells : Cells
    form : Form
        Under which they were read.
    words : Vocabulary
    doubts : mapping, optional
        From a part of the form to why it may be another.

    Returns
    -------
    str
        TOML. A line that is a guess ends in `UNSURE` and what it was guessed from.
    """
    sheet = Sheet(cells, form, words)
    parts = [
        "\n".join(["[[table]]", f"file = {_text(file)}", *_left_out(sheet)]),
        _form(sheet, doubts or {}),
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
    """Say which numbers were taken for no figures."""
    names = ", ".join(sheet.no_figures)
    return [f"# Taken for no figures by their headings or their order: {names}"] if names else []


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
        return f"{field} = {_column(column.name)}{_why('by the heading')}"
    if field == "subject" and any(group.heading.subject for group in sheet.groups):
        return ""
    return _open(field, "no column looks like it")


def _measures(sheet: Sheet) -> str:
    """Write the column of measures, with what other words for shared ones stand for."""
    column = sheet.named["measure"]
    values = {
        text: OTHER_WORDS[fold(text)]
        for text in _distinct(sheet, column)
        if fold(text) in OTHER_WORDS
    }
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
        lines.append(_measure(heading))
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
