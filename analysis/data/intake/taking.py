"""Which rows of a table are taken, and whether what a mapping says of its form can be."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd

from analysis.data.intake.cells import Cells
from analysis.data.intake.declared import Lines
from analysis.data.intake.mapping import Rows, TableMap
from analysis.data.names import nearest
from analysis.data.signs import shown

LEFT_OUT = "left out by the mapping"


def rows_taken(table: TableMap, cells: Cells, lines: Lines) -> tuple[Cells, list[str]]:
    """Keep the rows that a mapping takes; say which of its filters tell none.

    Returns
    -------
    cells : Cells
    faults : list of str
        A filter that no row meets, with the values that stand there.
    """
    if not table.only and not table.without:
        return cells, []
    told = {rows: _told_by(rows, cells) for rows in (*table.only, *table.without)}
    kept = pd.Series(not table.only, index=range(len(cells.rows)), dtype=bool)
    for rows in table.only:
        kept |= told[rows]
    for rows in table.without:
        kept &= ~told[rows]
    faults = [
        f"{lines.at(rows.path)}: no row of {cells.file} is told by {rows.told()}"
        + _nearest_to(rows, cells)
        for rows, found in told.items()
        if not found.any()
    ]
    return cells.only(kept.tolist(), LEFT_OUT), faults


def _nearest_to(rows: Rows, cells: Cells) -> str:
    """Name what stands in the column and is spelt most like what is looked for."""
    there = [text for text in cells.frame[rows.column].unique()[:1000] if text]
    close = [value for wanted in rows.values[:3] for value in nearest(wanted, there)]
    return f"; nearest: {', '.join(map(shown, dict.fromkeys(close)))}" if close else ""


def _told_by(rows: Rows, cells: Cells) -> pd.Series:
    texts = cells.frame[rows.column]
    found = texts.isin(rows.values)
    for part in rows.containing:
        found |= texts.str.contains(part, regex=False)
    return found.astype(bool)


def form_faults(table: TableMap, lines: Lines) -> list[str]:
    """Say what a mapping says of a file's form that cannot be, or contradicts itself."""
    form = table.form
    found = {
        "thousands": form.decimal in form.thousands and "is the decimal mark as well",
        "days": _fault_of_days(form.days),
        "days_from": bool(form.days_from and form.days) and "and `days` exclude each other",
        "zone": _fault_of_zone(form.zone),
        "delimiter": form.delimiter in '"\r\n' and "can be no delimiter" if form.delimiter else "",
    }
    return [
        f"{lines.at((*table.path, 'form', name))}: {shown(getattr(form, name))} {fault}"
        for name, fault in found.items()
        if fault
    ]


def _fault_of_days(form: str) -> str:
    """Say why a form of days reads none; it must name a year and a month."""
    if not form:
        return ""
    if "%z" in form or "%Z" in form:
        return "names a time zone; leave `days` out, and name the zone whose day is meant in `zone`"
    try:
        written = datetime(2023, 3, 18).strftime(form)
        pd.to_datetime(pd.Series([written]), format=form)
    except (ValueError, re.error, OverflowError) as error:
        return f"is no form of days: {error}"
    if not re.search(r"%-?[Yy]", form):
        return "names no year"
    return ""


def _fault_of_zone(zone: str) -> str:
    if not zone:
        return ""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        close = ", ".join(nearest(zone, available_timezones()))
        return "is no time zone" + (f"; nearest: {close}" if close else "")
    return ""
