"""Numbers, days, sentences and tables as a reader reads them, and the receipts of the numbers.

>>> number(0.9698492), number(193), number(1823.0), number(float("inf"))
('0.97', '193', '1,823', 'infinite')

No number in prose is typed. A receipt says what stands behind a number: how it was made, in steps,
and the claims it rests on.

>>> made = Receipt(("claim", "a0214"), ("As reported: “193”.",), ("a0214",))
>>> say("{who} said that {killed} were killed.", who="The spokesman", killed=quantity(193, made))
The spokesman said that 193 were killed.

A cell shows markup in which each number names its receipt by a key; the receipts themselves go
beside it, as data of a kind of output of their own. A numeral of a name or title is a citation.

>>> ratio = Receipt(("ratio", "a1", "a2"), ("First over second.",), ("a1", "a2"))
>>> read_receipts(bundle("<p>0.97</p>", "0.97", [ratio])[KIND]) == {ratio.key: ratio}
True

A table has chosen columns with spoken headings and no index; a card has a few facts. Every word
of both is escaped.

>>> card("A <day>", {"killed": 193.0, "wounded": None})
'<table><caption>A &lt;day&gt;</caption><tr><th>killed</th><td>193</td></tr></table>'
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from html import escape
from itertools import islice, zip_longest
from string import Formatter

import numpy as np
import pandas as pd

from analysis.data.names import isolated
from analysis.errors import AnalysisError, Offering
from analysis.wording.intervals import Interval

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def whole_number(value: float) -> float:
    """Return a number of people in whole ones, a half upwards; what is infinite stays so.

    >>> whole_number(49.75), whole_number(99.5), whole_number(float("inf"))
    (50.0, 100.0, inf)
    """
    return float(math.floor(value + 0.5)) if math.isfinite(value) else value


def within(words: str) -> str:
    """Put brackets around a figure made of several, where it is written beside another.

    >>> within("193"), within("193 + 199")
    ('193', '(193 + 199)')
    """
    return f"({words})" if " + " in words or " − " in words else words


def period_words(period: str) -> str:
    """Write a period as part of a sentence: "one day", "the time since 24 February 2022".

    >>> period_words("day"), period_words("since 2022-02-24"), period_words("two days")
    ('one day', 'the time since 24 February 2022', 'two days')
    >>> period_words("2023-04-01 to 2023-04-30")
    'the time from 1 April 2023 to 30 April 2023'
    """
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})", period):
        first, last = (day(pd.Timestamp(match[end])) for end in (1, 2))
        return f"the time from {first} to {last}"
    if match := re.fullmatch(r"since (\d{4}-\d{2}-\d{2})", period):
        return f"the time since {day(pd.Timestamp(match[1]))}"
    fixed = {
        "day": "one day",
        "to_date": "the time up to then",
        "moment": "that moment",
        "week": "a week",
        "month": "a month",
        "day_average": "an average day",
        "unclear": "a time that is not made clear",
    }
    if period.startswith("since"):
        return f"the time {period}"
    return fixed.get(period, period.replace("_", " "))


def over_time(period: str) -> str:
    """Say over what time a figure counts, if it is none of the day that it stands under.

    >>> over_time("since 2022-02-24"), over_time("day")
    ('over the time since 24 February 2022', '')
    """
    return "" if period in ("day", "moment") else f"over {period_words(period)}"


def grouped(words: str) -> str:
    """Part the digits of long numbers in a wording by thousands.

    >>> grouped("about 121480"), grouped("1100"), grouped("2.54321")
    ('about 121,480', '1,100', '2.54321')
    """
    return re.sub(r"(?<![\d.,])\d{4,}(?![\d.,])", lambda found: f"{int(found[0]):,}", words)


def number(value: float, digits: int = 3) -> str:
    """Write a figure for a reader: counts in full, anything else to `digits` digits.

    Never in powers of ten, and without zeros at the end that claim more than was said.

    Parameters
    ----------
    value : float
        Not missing: what is missing is said in words by the caller.
    digits : int
        Significant digits of a value that is no whole number; 3 in text and charts, 4 in
        tables.

    Raises
    ------
    AnalysisError
        If the value is missing.

    Examples
    --------
    >>> number(0.0769), number(14.5185), number(1234.56), number(0.15625, 4), number(-32.5)
    ('0.0769', '14.5', '1,230', '0.1562', '−32.5')
    """
    if pd.isna(value):
        raise AnalysisError("a missing figure has no digits: say in words what is missing")
    if math.isinf(value):
        return "infinite" if value > 0 else "minus infinite"
    if value < 0:
        return f"−{number(-value, digits)}"
    if float(value).is_integer():
        return f"{int(value):,}"
    shown = float(np.format_float_positional(value, precision=digits, fractional=False))
    if shown.is_integer():
        return f"{int(shown):,}"
    text = np.format_float_positional(shown, trim="-")
    whole, _, rest = text.partition(".")
    return f"{int(whole):,}.{rest}" if shown >= 1000 else text


def day(moment: date | datetime | pd.Timestamp) -> str:
    """Write a day as a reader says it, whatever the language of the machine.

    >>> day(date(2023, 3, 18))
    '18 March 2023'
    """
    if pd.isna(moment):
        return "day not known"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def cell(value: object, digits: int = 3) -> str:
    """Write one value of a table, a number to so many significant digits.

    >>> cell(0.9698492), cell("open"), cell(pd.Timestamp("2023-03-18")), cell(None)
    ('0.97', 'open', '18 March 2023', '')
    """
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (date, pd.Timestamp)):
        return day(value)
    is_number = isinstance(value, (int, float, np.number))
    return number(float(value), digits) if is_number else str(value)


KIND = "application/vnd.reportedly.receipts+json"
"""The kind of output in which a cell hands over the receipts of the numbers that it shows."""
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
NEAR = 0.01
"""As a share: a printed number lies nearer to the one it was rounded from."""
TABLE_DIGITS = 4
"""Significant digits in tables; text and charts have three."""
SIDES = ("numerator", "denominator")


@dataclass(frozen=True)
class Receipt:
    """What stands behind a number.

    Parameters
    ----------
    made : tuple of str
        The way in which the number was made and what it was made of, such as `("claim", "a0214")`;
        numbers made in the same way of the same share a receipt.
    steps : tuple of str
        What was done, a sentence each.
    claims : tuple of str
        Ids of the claims it rests on, in order; empty for a count of rows.
    """

    made: tuple[str, ...]
    steps: tuple[str, ...]
    claims: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """What tells it apart from others, as markup names it.

        >>> Receipt(("claim", "a0214"), ()).key
        '["claim", "a0214"]'
        """
        return json.dumps(self.made, ensure_ascii=False)


def bundle(html: str, text: str, receipts: Iterable[Receipt]) -> dict[str, object]:
    """Return what a cell shows, with the receipts of its numbers as data."""
    told = {made.key: {"steps": made.steps, "claims": ";".join(made.claims)} for made in receipts}
    shown: dict[str, object] = {"text/html": html, "text/plain": text}
    return shown | ({KIND: told} if told else {})


def read_receipts(told: object) -> dict[str, Receipt]:
    """Read the receipts that an output carries, by their keys.

    Raises
    ------
    AnalysisError
        If they are not written as `bundle` writes them.
    """
    try:
        return {
            key: Receipt(_words(json.loads(key)), _words(parts["steps"]), named(parts["claims"]))
            for key, parts in told.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise AnalysisError(f"the receipts of an output cannot be read: {fault}") from fault


def _words(part: object) -> tuple[str, ...]:
    if not isinstance(part, list | tuple) or not all(isinstance(word, str) for word in part):
        raise TypeError(f"{part!r} is no list of words")
    return tuple(part)


def prints(numbers: Iterable[float], text: str) -> bool:
    """Say whether each numeral of a text is one of some numbers, as texts and tables print it.

    >>> prints([0.96985], "0.97"), prints([193.0], "9999")
    (True, False)
    """
    known = [n for n in numbers if not pd.isna(n)]
    numerals = (numeral.replace(",", "") for numeral in NUMERAL.findall(text))
    return all(_is_among(numeral, known) for numeral in numerals)


def _is_among(numeral: str, numbers: Iterable[float]) -> bool:
    said = float(numeral)
    near = (abs(n) for n in numbers if abs(abs(n) - said) <= NEAR * said + NEAR)
    return any(
        numeral in (f"{n:g}", *(number(n, digits).replace(",", "") for digits in (3, TABLE_DIGITS)))
        for n in near
    )


def numerals(text: str) -> dict[str, float]:
    """Take the numerals of words as reported, so that they may be printed as they stand."""
    parts = re.findall(r"\d+(?:\.\d+)?", text)
    return {f"reported {place}": float(part) for place, part in enumerate(parts)}


def claims_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the claims of rows of ratios, row by row, each once."""
    sides = (rows["numerator_claims"], rows["denominator_claims"])
    return named(*(ids for row in zip(*sides, strict=True) for ids in row))


def named(*cells: str) -> tuple[str, ...]:
    """Return the claims named in cells such as `a0214;a0215`, each once."""
    return tuple(dict.fromkeys(filter(None, ";".join(cells).split(";"))))


_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS)
DATE = re.compile(rf"\b(?:\d{{1,2}} )?(?:{_MONTH}) \d{{4}}\b|\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b")
"""Dates as pages write them; a date is not a figure."""


@dataclass(frozen=True)
class Quantity:
    """A number as a reader sees it, with what stands behind it.

    Parameters
    ----------
    text : str
        As printed.
    receipt : Receipt or None
        None for a number of which nothing is known.
    """

    text: str
    receipt: Receipt | None

    def __str__(self) -> str:
        return self.text

    def html(self) -> str:
        """Return it as markup in which the number names its receipt."""
        if self.receipt is None:
            return escape(isolated(self.text))
        return (
            f'<data class="n" value="{escape(self.text)}" '
            f'data-receipt="{escape(self.receipt.key)}">{escape(isolated(self.text))}</data>'
        )


@dataclass(frozen=True)
class Citation:
    """Words of a title, a name or a version, whose numerals are not figures."""

    text: str

    def __str__(self) -> str:
        return self.text

    def html(self) -> str:
        """Return it as a citation."""
        return f"<cite>{escape(isolated(self.text))}</cite>"


def marked(text: str, receipt: Receipt | None = None) -> str:
    """Write a cell: a figure with its receipt, numerals of names and titles as a citation.

    >>> marked("3rd Assault Brigade"), marked("18 March 2023"), marked("killed")
    ('<cite>3rd Assault Brigade</cite>', '18 March 2023', 'killed')
    """
    if not any(sign.isdigit() for sign in DATE.sub("", text)):
        return escape(isolated(text))
    return Quantity(text, receipt).html() if receipt else Citation(text).html()


@dataclass(frozen=True)
class Day:
    """A day, which is a date and not a figure."""

    moment: pd.Timestamp

    def __str__(self) -> str:
        return day(self.moment)

    def html(self) -> str:
        """Return it as a marked date; a day that is not known has no mark."""
        if pd.isna(self.moment):
            return str(self)
        return f'<time datetime="{self.moment:%Y-%m-%d}">{self}</time>'


@dataclass(frozen=True, repr=False)
class Passage(Offering):
    """A sentence or a paragraph.

    Parameters
    ----------
    parts : tuple
        Words, and between them quantities, days and citations.
    """

    parts: tuple[str | Quantity | Day | Citation, ...]

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """It as plain text."""
        return "".join(
            part if isinstance(part, str) else isolated(str(part)) for part in self.parts
        )

    @property
    def markup(self) -> str:
        """It as markup, in which each number names its receipt."""
        return "".join(
            escape(part, quote=False) if isinstance(part, str) else part.html()
            for part in self.parts
        )

    @property
    def receipts(self) -> list[Receipt]:
        """What stands behind its numbers."""
        found = (part.receipt for part in self.parts if isinstance(part, Quantity))
        return [receipt for receipt in found if receipt is not None]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        shown = f'<p class="said">{self.markup}</p>' if self.parts else ""
        return bundle(shown, self.text, self.receipts)

    def __add__(self, other: Passage) -> Passage:
        return Passage((*self.parts, " ", *other.parts))


@dataclass(frozen=True, repr=False)
class Points(Offering):
    """Sentences without a number, under each other."""

    sentences: tuple[str, ...]

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """They as plain text."""
        return " ".join(self.sentences)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        items = "".join(f"<li>{escape(words)}</li>" for words in self.sentences)
        return bundle(f"<ul>{items}</ul>", self.text, ())


def say(template: str, /, **values: object) -> Passage:
    """Fill a sentence with quantities and words.

    Parameters
    ----------
    template : str
        With `{name}` for each value; holds no digit of its own.
    **values
        Quantities, days, citations and sentences stay what they are, also in a list; everything
        else is taken as text.

    Raises
    ------
    AnalysisError
        If a number is typed into the template, or a name in it has no value.

    Examples
    --------
    >>> say("On {day}.", day=Day(pd.Timestamp("2023-03-18"))).markup
    'On <time datetime="2023-03-18">18 March 2023</time>.'
    """
    if any(sign.isdigit() for sign in template):
        raise AnalysisError(f"a number is typed into the sentence {template!r}: pass it in")
    parts: list[str | Quantity | Day | Citation] = []
    # A sentence may begin with a name, and names of others begin as they like.
    begins = template.endswith((".", ":"))
    for words, name, _, _ in Formatter().parse(template):
        if name is not None and name not in values:
            given = listed(values) or "none"
            raise AnalysisError(f"no value for {name!r} in {template!r}; given: {given}")
        parts += [words] if words else []
        begins = words.endswith(". ") if words else begins
        filled = [] if name is None else _parts(values[name])
        parts += [_capital(filled[0]), *filled[1:]] if begins and filled else filled
        begins = False
    return Passage(tuple(parts))


def _capital(part: str | Quantity | Day | Citation) -> str | Quantity | Day | Citation:
    """Begin a sentence with a word of ours: a name, or "no" and "none" for a nought."""
    if isinstance(part, Quantity):
        return replace(part, text=part.text[:1].upper() + part.text[1:])
    return part[:1].upper() + part[1:] if isinstance(part, str) else part


def _parts(value: object) -> list[str | Quantity | Day | Citation]:
    """Return what a value adds to a sentence."""
    if isinstance(value, Passage):
        return list(value.parts)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _listed([_parts(item) for item in value])
    return [value if isinstance(value, Quantity | Day | Citation) else isolated(str(value))]


def _listed(items: Sequence[list]) -> list[str | Quantity | Day | Citation]:
    """Join what several values add, as a sentence does."""
    parts = list(items[0]) if items else []
    for place, item in enumerate(items[1:], start=2):
        parts += [" and " if place == len(items) else ", ", *item]
    return parts


def quantity(value: float, receipt: Receipt, *, digits: int = 3) -> Quantity:
    """Write a number for running text: counts in full, anything else to three digits."""
    return Quantity(number(value, digits), receipt)


def several(count: int, noun: str, *, none: str = "0") -> str:
    """Count things where no receipt is given: in titles, labels and alt texts.

    >>> several(1, "figure"), several(1823, "figure"), several(0, "day", none="no")
    ('1 figure', '1,823 figures', 'no days')
    """
    return f"{number(count) if count else none} {noun}{'' if count == 1 else 's'}"


def how_many(count: float, receipt: Receipt) -> Quantity:
    """Write a count that stands alone in a sentence: "none" where there is none.

    >>> made = Receipt(("count", "holdings"), ())
    >>> str(how_many(0, made)), str(how_many(3, made))
    ('none', '3')
    """
    return quantity(count, receipt) if count else Quantity("none", receipt)


def counted(count: float, noun: str, receipt: Receipt, *, plural: str = "") -> Passage:
    """Write a count with what is counted: none, one or several.

    >>> made = Receipt(("count", "holdings"), ())
    >>> counted(1, "page", made), counted(2, "row was", made, plural="rows were")
    (1 page, 2 rows were)
    >>> counted(0, "row was", made, plural="rows were")
    no row was
    """
    words = noun if count in (0, 1) else plural or f"{noun}s"
    n = quantity(count, receipt) if count else Quantity("no", receipt)
    return say("{n} {words}", n=n, words=words)


def of_them(count: float, verb: str, receipt: Receipt, *, plural: str) -> Passage:
    """Write how many of those just named do something: none, one or several.

    >>> made = Receipt(("count", "holdings"), ())
    >>> of_them(0, "gives", made, plural="give"), of_them(2, "gives", made, plural="give")
    (none gives, 2 give)
    """
    return say("{n} {verb}", n=how_many(count, receipt), verb=verb if count in (0, 1) else plural)


def percent(part: float, whole: float, receipt: Receipt) -> Quantity:
    """Write a share of rows or days in whole per cent.

    >>> str(percent(1, 3, Receipt(("count", "holdings"), ())))
    '33 %'
    """
    return Quantity(f"{100 * part / whole:.0f} %", receipt)


def span(interval: Interval | None, receipt: Receipt, *, digits: int = 3) -> Quantity | str:
    """Write an interval in words: "0.45 to 1.34", "exactly 0.97", "at least 301".

    >>> made = Receipt(("claim", "a0218"), ())
    >>> str(span(Interval(5.0, 24.75), made)), str(span(Interval(301, float("inf")), made))
    ('5 to 24.8', 'at least 301')
    """
    if interval is None:
        return "not given"
    low, high = number(interval.low, digits), number(interval.high, digits)
    if interval.is_point:
        return Quantity(f"exactly {low}", receipt)
    if interval.high == float("inf"):
        return Quantity(f"at least {low}", receipt)
    return Quantity(f"{low} to {high}", receipt)


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["killed", "wounded", "clashes"])
    'killed, wounded and clashes'
    """
    items = list(words)
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


MOST_ROWS = 200
"""Rows that a table shows at most, and values of a figure: few open a page of thousands."""
NOTHING = "There is nothing to list here, for no figure of this kind was located."
"""Said in place of a table without rows, unless whoever lists knows a plainer sentence."""


@dataclass(frozen=True, eq=False, repr=False)
class Table(Offering):
    """A table as a reader sees it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns already named as headings, in order.
    caption : str
        What the table lists, and who says so.
    left_out : int
        Rows that are not shown; said under the table.
    receipts : tuple of Receipt
        One for each row; empty if the table has no figures.
    figures : tuple of str
        Headings of the columns whose numerals are figures.
    nothing : str
        The sentence in place of a table without rows; empty where one before it says so.
    """

    frame: pd.DataFrame
    caption: str
    left_out: int = 0
    receipts: tuple[Receipt, ...] = ()
    figures: tuple[str, ...] = ()
    nothing: str = NOTHING

    def __repr__(self) -> str:
        if self.frame.empty:
            return self.nothing
        lines = [self.caption, " | ".join(self.frame.columns)]
        lines += [" | ".join(row) for row in self._cells()]
        return "\n".join(lines + [said for said in [rest(self.left_out)] if said])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
        return bundle(self.html(), repr(self), self.receipts if self.figures else ())

    def or_say(self, nothing: str) -> Table:
        """Say in a sentence of one's own that the table has no rows; nothing if it is empty."""
        return replace(self, nothing=nothing)

    def _cells(self) -> list[list[str]]:
        rows = self.frame.itertuples(index=False, name=None)
        return [[cell(value, TABLE_DIGITS) for value in row] for row in rows]

    def html(self) -> str:
        """Return the table as markup: figures name their receipts, other numerals are citations."""
        if self.frame.empty:
            return f'<p class="said">{escape(self.nothing)}</p>' if self.nothing else ""
        kinds = [
            ' class="number"' if pd.api.types.is_numeric_dtype(kind) else ""
            for kind in self.frame.dtypes
        ]
        head = "".join(
            f'<th scope="col"{kind}>{escape(name)}</th>'
            for name, kind in zip(self.frame.columns, kinds, strict=True)
        )
        body = "".join(
            "<tr>" + "".join(self._marked(cells, made, kinds)) + "</tr>"
            for cells, made in zip_longest(self._cells(), self.receipts)
        )
        return (
            f'<div class="table-box"><table class="report-table"><caption>{escape(self.caption)}'
            f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"{rest_html(self.left_out)}</div>"
        )

    def _marked(self, cells: list[str], made: Receipt | None, kinds: list[str]) -> list[str]:
        named = zip(self.frame.columns, cells, kinds, strict=True)
        return [f"<td{kind}>{self._cell(text, name, made)}</td>" for name, text, kind in named]

    def _cell(self, text: str, name: str, made: Receipt | None) -> str:
        """Mark a figure by its receipt; without one it stays bare, and is no citation."""
        if name not in self.figures:
            return marked(text)
        return marked(text, made) if made else escape(text)


def table(
    frame: pd.DataFrame,
    headings: Mapping[str, str],
    *,
    caption: str,
    most: int = MOST_ROWS,
    receipts: Iterable[Receipt] = (),
    figures: Iterable[str] = (),
) -> Table:
    """Choose columns of a frame for a reader; a column of words without a word is left out.

    Parameters
    ----------
    frame : pandas.DataFrame
    headings : mapping
        From column to spoken heading, in the order shown.
    caption : str
    most : int
        Show so many rows, never more than `MOST_ROWS`, and say how many are left out.
    receipts : iterable of Receipt
        One for each row; no more are taken than rows are shown.
    figures : iterable of str
        Columns of text whose numerals are figures; columns of numbers are so in any case.

    Raises
    ------
    AnalysisError
        If a column is not there, the caption is empty, or a figure has no receipt.

    Examples
    --------
    >>> table(pd.DataFrame({"who": ["a", "b"]}), {"who": "speaker"}, caption="Speakers", most=1)
    Speakers
    speaker
    a
    1 more row is in the tables of the collection.
    """
    absent = [column for column in headings if column not in frame]
    if absent or not caption.strip():
        raise AnalysisError(f"a table needs a caption and its columns; absent: {absent}")
    shown = frame.head(min(most, MOST_ROWS))
    kept = [column for column in headings if shown.empty or not _is_blank(shown[column])]
    numeric = shown[kept].select_dtypes("number").columns
    chosen = shown[kept].set_axis([headings[column] for column in kept], axis=1)
    made = tuple(islice(receipts, len(shown)))
    named = tuple(headings[column] for column in kept if column in {*figures, *numeric})
    if named and len(made) != len(shown):
        raise AnalysisError(f"the table {caption!r} has {len(shown)} rows, {len(made)} receipts")
    return Table(chosen, caption, len(frame) - len(shown), made, named)


def rest(left_out: int) -> str:
    """Say how many rows are not shown, and where they are; empty if all are.

    >>> rest(2448), rest(0)
    ('2,448 more rows are in the tables of the collection.', '')
    """
    rows = "1 more row is" if left_out == 1 else f"{left_out:,} more rows are"
    return f"{rows} in the tables of the collection." if left_out > 0 else ""


def rest_html(left_out: int) -> str:
    """Say the same as markup; how long a list is, is no figure of anybody."""
    said = rest(left_out)
    return f'<p class="table-rest"><cite>{said}</cite></p>' if said else ""


def _is_blank(column: pd.Series) -> bool:
    """Say whether a column of words or days holds none; one of numbers says that all are open."""
    words = not pd.api.types.is_numeric_dtype(column)
    return words and bool((column.isna() | column.eq("")).all())


def card(title: str, facts: Mapping[str, object]) -> str:
    """Write a title and facts as a table of two columns.

    Parameters
    ----------
    title : str
    facts : mapping
        Name to number, text or anything that says itself; what is None or empty is left out.
    """
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(_said(fact))}</td></tr>"
        for name, fact in facts.items()
        if fact is not None and fact != ""
    )
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


def _said(fact: object) -> str:
    return f"{fact:,.4g}" if isinstance(fact, float) else str(fact)
