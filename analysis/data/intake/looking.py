"""What a table that nobody has described looks like: its form, and what each column holds.

What the headings of a table that nobody has described may stand for: each a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.data.dates import read_days
from analysis.data.intake.cells import Cells, Form
from analysis.data.intake.mapped import days_as_written, wordings
from analysis.data.intake.reading import read_cells, tell_form
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary
from analysis.errors import RawDataError
from analysis.wording.reading import read_wordings

SAMPLE = 5_000
"""Rows from which columns are told."""
DAY_FORMS = (
    *("", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%y"),
    *("%d %B %Y", "%B %d, %Y", "%d %b %Y"),
)
"""Forms of days, tried in this order."""
MOST_READ = 300
"""Distinct cells that are read as words, to tell what a column holds."""
SOME = 0.2
"""Share of the cells with a digit in them above which a column may hold figures in words."""
MOSTLY = 0.8
"""Share of the filled cells that make a column one of days or of figures."""
COMMA_DECIMAL = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+),\d{1,2}")
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
class Looked:
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


def look_at(path: Path, given: Form | None = None) -> Looked:
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
    form = (
        told.form
        if given and given.decimal != "."
        else replace(told.form, decimal=_decimal(sample))
    )
    return Looked(form, cells, sample, told.doubts)


def _has_digit(texts: list[str]) -> bool:
    return any(sign.isdigit() for text in texts for sign in text)


def _decimal(cells: Cells) -> str:
    texts = [text for row in cells.rows for text in row.texts if "," in text]
    commas = [text for text in texts if COMMA_DECIMAL.fullmatch(text)]
    return "," if commas and len(commas) > len(texts) / 2 else "."


def columns_of(cells: Cells, form: Form) -> list[Column]:
    """Say what each column of a table looks like."""
    return [_column(name, cells.frame[name], form) for name in cells.columns]


def _column(name: str, texts: pd.Series, form: Form) -> Column:
    filled = texts[~texts.isin(form.missing)]
    if filled.empty:
        return Column(name, "empty")
    if filled.str.match(r"https?://").mean() >= MOSTLY:
        return Column(name, "address")
    tried = (form.days,) if form.days else DAY_FORMS
    forms = [days for days in tried if _share_of_days(filled, days) >= MOSTLY]
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


def _share_of_days(texts: pd.Series, form: str) -> float:
    written = days_as_written(texts, Form(days=form))
    own = written if form else written.where(texts.str.match(r"\d{4}-"), "")
    known = read_days(own).notna()
    already = texts.str.match(r"\d{4}-\d{2}-\d{2}") if form else pd.Series(False, texts.index)
    return float((known & ~already).mean())


def _rises(numbers: pd.Series) -> bool:
    """Whether figures only go up, but for a few, in the order of the file or against it."""
    moves = numbers.diff().dropna()
    if len(moves) < 3 or (moves == 0).all():
        return False
    return bool(max((moves >= 0).mean(), (moves <= 0).mean()) >= 0.97)


HEADINGS = {
    "speaker": (
        *("speaker", "source", "said by", "claimant", "claimed by", "who", "spokesman"),
        *("spokesperson", "reported by"),
    ),
    "organisation": ("organisation", "organization", "institution", "agency", "body"),
    "measure": ("measure", "category", "item", "what", "type", "indicator", "metric", "loss type"),
    "subject": ("subject", "about", "force", "side", "party", "whose", "whom", "about whom"),
    "scope": (
        *(
            "scope",
            "area",
            "place",
            "location",
            "direction",
            "region",
            "where",
            "district",
            "sector",
        ),
        *("province", "city", "town", "village", "country"),
    ),
    "period": ("period", "report period", "timeframe", "time frame", "hours", "span", "time span"),
    "qualifier": ("qualifier", "prefix", "hedge", "modifier"),
    "note": ("note", "notes", "remark", "remarks", "comment", "comments"),
    "claim_id": ("id", "claim id", "row id", "ref", "reference"),
    "publisher": ("publisher", "outlet", "media", "newspaper", "medium", "site", "website"),
    "title": ("title", "headline"),
    "published": ("published", "published on", "publication date"),
    "language": ("language", "lang"),
}
"""Headings by which a field of a claim or of its page is guessed."""
PAGE = ("publisher", "title", "published", "language")
ENDS = {
    "low": ("low", "min", "minimum", "least", "lower"),
    "best": ("best", "estimate", "point", "central", "mid"),
    "high": ("high", "max", "maximum", "most", "upper"),
}
CUMULATIVE = ("cum", "cumulative", "cumul", "cumulated", "running", "to date", "so far")
"""Words of a heading that say a total is told."""
NO_FIGURE = (
    *("latitude", "longitude", "lat", "lon", "lng", "long", "x", "y", "year", "month", "week"),
    *("day", "no", "nr", "number", "index", "row", "#", "timestamp", "objectid", "zip"),
)
"""Headings of numbers that count nothing that was reported."""
NO_FIGURE_WORDS = ("latitude", "longitude", "code", "iso", "id", "gid", "fips", "precision", "prec")
"""Words that make any heading one of those."""
BESIDE = (
    *("number", "total", "totals", "of", "the", "in", "action", "by", "daily", "per", "day"),
    *("reported", "claimed", "estimated", "people", "persons", "new", "losses", "loss"),
)
"""Words of a heading that say neither what is counted nor of whom."""
OTHER_WORDS = {
    **dict.fromkeys(("tank", "tanks"), "tanks_destroyed"),
    **dict.fromkeys(("drone", "drones", "uav", "uavs"), "drones_destroyed"),
    **dict.fromkeys(("pow", "pows", "prisoners"), "captured"),
    **dict.fromkeys(("dead", "deaths", "fatalities", "kia"), "killed"),
    **dict.fromkeys(("injured", "injuries", "wia"), "wounded"),
    **dict.fromkeys(("mia",), "missing"),
    **dict.fromkeys(("personnel", "losses"), "lost_unspecified"),
}
"""Headings and values that name a measure in other words."""


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
    >>> read_heading("estimate_low", read_vocabulary()).end
    'low'
    """
    text = " ".join(re.split(r"[\s/(),:;-]+", fold(name).replace("*", " "))).strip()
    is_total = any(re.search(rf"\b{word}\b", text) for word in CUMULATIVE)
    text = " ".join(re.sub(rf"\b({'|'.join(CUMULATIVE)})\b", " ", text).split())
    stem, end = _without_end(text)
    measure, rest = _measure_in(stem, words)
    return Heading(stem, end, measure, rest, is_total)


def _without_end(text: str) -> tuple[str, str]:
    """Tell the end of an estimate from what it is an end of.

    >>> _without_end("killed min"), _without_end("high estimate"), _without_end("tank")
    (('killed', 'low'), ('estimate', 'high'), ('tank', ''))
    """
    parts = text.split()
    for end in ("low", "high", "best"):
        for place in (-1, 0):
            if parts and parts[place] in ENDS[end]:
                del parts[place]
                return " ".join(parts), end
    return text, ""


def _measure_in(stem: str, words: Vocabulary) -> tuple[str, str]:
    """Find the measure that a heading names, and the words that are left."""
    known = known_measures(words)
    if stem in known:
        return known[stem], ""
    parts = stem.split()
    for length in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - length + 1):
            if (key := known.get(" ".join(parts[start : start + length]))) is not None:
                rest = [*parts[:start], *parts[start + length :]]
                return key, " ".join(part for part in rest if part not in BESIDE)
    return "", ""


def known_measures(words: Vocabulary) -> Mapping[str, str]:
    """Return the key of each measure by its folded names."""
    return OTHER_WORDS | words.spellings["measure"]


def says_no_figure(name: str) -> bool:
    """Say whether a heading stands above numbers that count nothing: places, years, codes.

    >>> says_no_figure("Latitude"), says_no_figure("country_id"), says_no_figure("killed")
    (True, True, False)
    """
    text = fold(name)
    return text in NO_FIGURE or any(part in NO_FIGURE_WORDS for part in text.split())
