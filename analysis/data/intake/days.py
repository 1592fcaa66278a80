"""Days as a table writes them: in any form, counted, of a month alone, or with a time zone."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.data.dates import read_days
from analysis.data.intake.cells import Cells
from analysis.data.intake.form import Form
from analysis.data.intake.mapping import TableMap

TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)"
    r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
"""A day with a time, and perhaps with the distance of its zone."""


def names_no_day(form: str) -> bool:
    """Say whether a form of days gives months or years alone.

    >>> names_no_day("%Y-%m"), names_no_day("%d.%m.%Y"), names_no_day("")
    (True, False, False)
    """
    return bool(form) and not re.search(r"%-?[djxcDF]", form)


def days_of(rows: pd.DataFrame, form: Form) -> dict[str, pd.Series]:
    """Read the days of rows, and what they say of the period.

    A month is no day: the figure is taken as told on its last one, which is inferred, and a
    period of a month is that month.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns stated_on, date_basis and period, all text, as the table and the mapping give them.
    form : Form

    Returns
    -------
    dict
        The same columns.
    """
    days = days_as_written(rows["stated_on"], form)
    if not names_no_day(form.days):
        return {"stated_on": days}
    known = read_days(days)
    whole = known.dt.to_period("Y" if "%m" not in form.days and not _months(form) else "M")
    first = whole.dt.start_time.dt.strftime("%Y-%m-%d")
    last = whole.dt.end_time.dt.strftime("%Y-%m-%d")
    here = known.notna()
    spans = here & rows["period"].isin(["month", "year"])
    return {
        "stated_on": last.where(here, days),
        "date_basis": rows["date_basis"].mask((rows["date_basis"] == "") & here, "inferred"),
        "period": (first + " to " + last).where(spans, rows["period"]),
    }


def _months(form: Form) -> bool:
    return any(sign in form.days for sign in ("%m", "%b", "%B"))


def days_as_written(cells: pd.Series, form: Form) -> pd.Series:
    """Write days as YYYY-MM-DD; what is none stays as it stands, to be refused by its words.

    >>> form = Form(days="%d.%m.%Y")
    >>> days_as_written(pd.Series(["18.3.2023", "2023-03-18T00:00:00", "?"]), form).tolist()
    ['2023-03-18', '2023-03-18', '?']
    """
    written = {cell: _day(cell, form) for cell in cells.unique()}
    if form.days:
        distinct = pd.Series(list(written), dtype="str")
        found = pd.to_datetime(distinct, format=form.days, errors="coerce")
        own = found.dt.strftime("%Y-%m-%d")
        written |= {c: day for c, day in zip(distinct, own, strict=True) if isinstance(day, str)}
    return cells.map(written).astype("str")


def _day(cell: str, form: Form) -> str:
    """Write one day of the usual form, a counted one, or the day of a time."""
    if form.days_from and re.fullmatch(r"-?\d{1,6}", cell, re.ASCII):
        first = pd.Timestamp(form.days_from)
        return f"{first + pd.Timedelta(days=int(cell) - form.day_number):%Y-%m-%d}"
    found = TIME.fullmatch(cell)
    if not found:
        return cell
    if not found[3] or not form.zone:
        return found[1]
    try:
        moment = pd.Timestamp(cell)
    except ValueError:
        return cell
    return f"{moment.tz_convert(ZoneInfo(form.zone)):%Y-%m-%d}"


def days_told(table: TableMap, cells: Cells) -> list[str]:
    """Say which days have a time zone of their own while the mapping names none."""
    if table.form.zone:
        return []
    named = {name for figures in table.figures for name in _columns(figures)}
    found = []
    for column in sorted(named.intersection(cells.columns)):
        texts = cells.frame[column].str.strip()
        zoned = texts[texts.map({text: _has_zone(text) for text in texts.unique()}).astype(bool)]
        if len(zoned):
            place = cells.place(int(zoned.index[0]), column)
            found.append(
                f"{place}: {zoned.iloc[0]!r} has a time zone; its day is taken as written "
                f"({_counted(len(zoned))}); `zone` in the form names the zone whose day is meant"
            )
    return found


def _columns(figures) -> list[str]:
    taken = figures.taken.get("stated_on")
    return taken.named if taken else []


def _has_zone(text: str) -> bool:
    found = TIME.fullmatch(text)
    return bool(found and found[3])


def _counted(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
