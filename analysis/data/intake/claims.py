"""Claims that the cells of a table make by its mapping, checked and cleaned later like any other.

Each keeps the file, line and columns that it was read from, and the mirror it belongs to. Days are
read as the table writes them: in any form, counted, of a month alone, or with a time zone. Numbers
in the table's locale are written in ours, so that a number alone and a number among words are read
by one rule; a cell in which a number cannot be settled keeps its text and gets a reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.data.dates import read_days
from analysis.data.intake.cells import ABOVE, EMPTY, Cells, Form
from analysis.data.intake.mapping import ESTIMATES, FieldSource, Figures, TableMap
from analysis.data.names import fold
from analysis.data.vocabulary import Vocabulary
from analysis.errors import AnalysisError
from analysis.terms import CLAIM_FIELDS, GROUP_OF_DAY, OF_EVENT
from analysis.wording.languages import with_english_days, without_year_word
from analysis.wording.numerals import ENGLISH, SCALES, SPACES, NumberFormat, read_digits
from analysis.wording.reading import in_english, read_wording

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
    has_months = any(sign in form.days for sign in ("%m", "%b", "%B"))
    whole = known.dt.to_period("M" if has_months else "Y")
    first = whole.dt.start_time.dt.strftime("%Y-%m-%d")
    last = whole.dt.end_time.dt.strftime("%Y-%m-%d")
    here = known.notna()
    spans = here & rows["period"].isin(["month", "year"])
    return {
        "stated_on": last.where(here, days),
        "date_basis": rows["date_basis"].mask((rows["date_basis"] == "") & here, "inferred"),
        "period": (first + " to " + last).where(spans, rows["period"]),
    }


def days_as_written(cells: pd.Series, form: Form) -> pd.Series:
    """Write days as YYYY-MM-DD; what is none stays as it stands, to be refused by its words.

    >>> form = Form(days="%d.%m.%Y")
    >>> days_as_written(pd.Series(["18.3.2023", "2023-03-18T00:00:00", "?"]), form).tolist()
    ['2023-03-18', '2023-03-18', '?']
    """
    written = {cell: _day(cell, form) for cell in cells.unique()}
    if form.days:
        named = form.language and re.search("%[aAbB]", form.days)
        texts, days = list(written), form.days
        if named:
            plain = (without_year_word(text, form.language) for text in texts)
            texts = [with_english_days(text, form.language) for text in plain]
            days = without_year_word(days, form.language)
        found = pd.to_datetime(pd.Series(texts, dtype="str"), format=days, errors="coerce")
        own = found.dt.strftime("%Y-%m-%d")
        written |= {c: day for c, day in zip(written, own, strict=True) if isinstance(day, str)}
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


DAY_FORMS = (
    *("", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%y"),
    *("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%d. %B %Y", "%d de %B de %Y", "%b %d, %Y", "%d-%b-%Y"),
    *("%A, %d %B %Y", "%A %d %B %Y", "%A, %B %d, %Y", "%A, %d. %B %Y", "%A, %d de %B de %Y"),
    *("%Y%m%d", "%Y-%m", "%m/%Y", "%B %Y", "%b %Y"),
)
"""Forms of days, then of months alone, tried in this order where none is declared."""


def are_days(cells: pd.Series, days: str, language: str = "") -> pd.Series:
    """Say which cells are days of a form, with months of a language.

    >>> are_days(pd.Series(["18.3.2023", "193"]), "%d.%m.%Y").tolist()
    [True, False]
    """
    written = days_as_written(cells, Form(days=days, language=language))
    own = written if days else written.where(cells.str.match(r"\d{4}-"), "")
    known = read_days(own).notna()
    already = cells.str.match(r"\d{4}-\d{2}-\d{2}") if days else pd.Series(False, cells.index)
    return known & ~already


LONGEST_DAY = 40
"""Letters of a day with its weekday, in any language; a longer cell is none."""


def unread(cells: pd.Series, form: Form) -> pd.Series:
    """Return the cells that are neither a figure nor a day, in words of the form's language.

    Examples
    --------
    >>> cells = pd.Series(["más de 40", "3 de mayo de 2041", "40"])
    >>> unread(cells, Form()).tolist(), unread(cells, Form(language="es")).tolist()
    (['más de 40', '3 de mayo de 2041'], [])
    """
    figures = cells.map(lambda cell: bool(read_wording(wording(cell, form), "persons").wording))
    left = cells[~figures.astype(bool)]
    short = left[(left.str.len() <= LONGEST_DAY) & left.str.contains(r"\d")]
    other = short
    for days in (form.days,) if form.days else DAY_FORMS:
        if other.empty:
            break
        other = other[~are_days(other, days, form.language)]
    return left.drop(short.index.difference(other.index))


def zones_not_named(table: TableMap, cells: Cells) -> list[str]:
    """Say which days have a time zone of their own while the mapping names none."""
    if table.form.zone:
        return []
    days = (figures.taken.get("stated_on", FieldSource()) for figures in table.figures)
    named = {name for source in days for name in source.named}
    found = []
    for column in sorted(named.intersection(cells.columns)):
        texts = cells.frame[column].str.strip()
        zones = {text: bool((time := TIME.fullmatch(text)) and time[3]) for text in texts.unique()}
        zoned = texts[texts.map(zones).astype(bool)]
        if len(zoned):
            place = cells.place(int(zoned.index[0]), column)
            rows = f"{len(zoned):,} row{'s' if len(zoned) > 1 else ''}"
            found.append(
                f"{place}: {zoned.iloc[0]!r} has a time zone; its day is taken as written "
                f"({rows}); `zone` in the form names the zone whose day is meant"
            )
    return found


SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
FACTORS = {100: "hundred", 1000: "thousand", 10**6: "million", 10**9: "billion"}
"""What one may stand for, and the word that says so."""
DIGITS = re.compile(rf"[.,]?\d+(?:[.,'\u2019\u02bc]\d+|[{SPACES}]\d{{3}}(?!\d))*")
"""A number among words, with its groups and its decimals."""


def wordings(cells: pd.Series, form: Form, factor: int = 1) -> pd.Series:
    """Write each distinct cell as a wording; empty where nothing was reported.

    Examples
    --------
    >>> wordings(pd.Series(["1.234,5", "k. A."]), Form(decimal=",", missing=("", "k. A."))).tolist()
    ['1234.5', '']
    """
    return cells.map({cell: wording(cell, form, factor) for cell in cells.unique()})


def wording(cell: str, form: Form, factor: int = 1) -> str:
    """Write one cell as a wording; one that cannot be settled stays as it stands.

    >>> wording("1e3", Form()), wording("more than 50", Form()), wording("12O", Form())
    ('1000', 'more than 50', '12O')
    >>> wording("ca. 2.500-3.000", Form(decimal=",")), wording("2.5", Form(), factor=1000)
    ('ca. 2500-3000', '2.5 thousand')
    >>> wording("más de 1.200", Form(decimal=",", language="es"))
    'more than 1200'
    """
    return settled(cell, form, factor)[0]


def settled(cell: str, form: Form, factor: int = 1) -> tuple[str, str]:
    """Write one cell as a wording, and say why if it cannot be settled in the table's locale.

    >>> settled("1,100", Form(thousands=" "))
    ('1,100', '“1,100” has a separator that the table does not declare.')
    """
    text = cell.strip()
    try:
        return _settled(text, form, factor), ""
    except AnalysisError as refusal:
        return text, str(refusal)


def _settled(text: str, form: Form, factor: int) -> str:
    """Write the numbers of a cell in our locale, and words of another language in English."""
    if text in form.missing:
        return ""
    if (plain := _plain(text, form)) is not None:
        return plain if factor == 1 else f"{plain} {FACTORS[factor]}"
    if form.decimal != "." or form.thousands:
        declared = NumberFormat(form.decimal, form.thousands or None)
        text = DIGITS.sub(lambda found: _in_ours(found, declared), text)
    text = _worded(text, form)
    return text if factor == 1 else DIGITS.sub(lambda found: _times(found, factor), text)


def _worded(text: str, form: Form) -> str:
    """Write words of the table's language in English; words that it does not have stay."""
    return (form.language and in_english(text, form.language, decimal=".")) or text


def _plain(text: str, form: Form) -> str | None:
    """Write a cell that is a number and nothing else; None if it is more, or less."""
    if SCIENTIFIC.fullmatch(text):
        return f"{Decimal(text).normalize():f}"
    signs = (form.thousands or " '\u2019.,").replace(form.decimal, "")
    signs += SPACES if " " in signs else ""
    group = rf"[{re.escape(signs)}]" if signs else r"(?!)"
    whole = rf"[+-]?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)"
    if not re.fullmatch(rf"{whole}(?:{re.escape(form.decimal)}\d+)?", text):
        return None
    return re.sub(group, "", text).replace(form.decimal, ".").removeprefix("+")


def _in_ours(found: re.Match, declared: NumberFormat) -> str:
    """Write one number of a cell in our locale."""
    number = read_digits(found.group(), declared)
    decimals = -min(number.place or 0, 0)
    return f"{float(number.amount):.{decimals}f}" if decimals else str(int(number.amount))


def _times(found: re.Match, factor: int) -> str:
    """Write what one stands for after a number of a cell that has no unit of its own."""
    after = re.match(r"\s*([^\W\d_]+)", found.string[found.end() :])
    if after and after[1].casefold() in SCALES:
        raise AnalysisError("The table gives a factor, and the cell a unit of its own.")
    return f"{_in_ours(found, ENGLISH)} {FACTORS[factor]}"


def estimates(low: pd.Series, best: pd.Series, high: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Join low, best and high to one wording, and say which end is left over.

    Two ends without a best are a range, one end alone is a bound; a best without both ends stands
    alone, and the end is for the note.

    Examples
    --------
    >>> low, high = pd.Series(["100", "100", "100", ""]), pd.Series(["200", "200", "", "9"])
    >>> words, left = estimates(low, pd.Series(["150", "", "", "7"]), high)
    >>> words.tolist(), left.tolist()[-1]
    (['150 (between 100 and 200)', '100-200', 'at least 100', '7'], 'the table gives as high: 9')
    """
    both, neither = (low != "") & (high != ""), (low == "") & (high == "")
    bound = ("at least " + low).where(low != "", "up to " + high)
    alone = bound.mask(neither, "").mask(both, low + "-" + high)
    words = best.mask(both, best + " (between " + low + " and " + high + ")")
    words = words.where(best != "", alone)
    is_one = both & (low == high) & ((best == "") | (best == low))
    end = ("the table gives as low: " + low).where(low != "", "the table gives as high: " + high)
    return words.mask(is_one, low), end.mask(both | neither | (best == ""), "")


PAGE_FIELDS = ("url", "publisher", "title", "published", "language")
DEFAULTS = {"stance": "claim", "subject": "none"}
ORDER = ("_row", "_place")
BESIDE = (*ORDER, "_refusal", "_written")


@dataclass(frozen=True, eq=False)
class MappedTable:
    """A table of others as claims.

    Parameters
    ----------
    claims : pandas.DataFrame
        Columns of `terms.CLAIM_FIELDS`, all text; in the order of the file.
    sources : pandas.DataFrame
        The pages of those claims: source_id and `PAGE_FIELDS`.
    places : pandas.DataFrame
        Where each claim stands, same index: claim_id, file, noun (line or row) and its number,
        column (headings), mirror, rows, whether its row is a statement or an event, and written,
        its cells as they stand in the file.
    taken : list of Figures
        Which figures of the mapping each claim belongs to, same order.
    cells : Cells
    unsettled : pandas.DataFrame
        Cells that cannot be read in the table's locale, as readings that set them aside.
    remarks, notes : tuple of str
        What a reader of the table should know, and how its rows were counted.
    """

    claims: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    taken: list[Figures]
    cells: Cells
    unsettled: pd.DataFrame
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def map_table(table: TableMap, cells: Cells, words: Vocabulary) -> MappedTable:
    """Turn one table into claims by its mapping.

    Parameters
    ----------
    table : TableMap
        All columns that it names are in the cells (`tables.column_faults`).
    cells : Cells
    words : Vocabulary
        From which the side of a speaker and the unit of a measure are taken where the mapping
        gives none.

    Returns
    -------
    MappedTable
        One row a cell that reports something.
    """
    pages = _pages(table, cells)
    found = [
        _claims_of(figures, table, cells).assign(_place=place)
        for place, figures in enumerate(table.figures)
    ]
    rows = pd.concat(found, ignore_index=True).sort_values(list(ORDER), ignore_index=True)
    rows = _completed(rows, words)
    rows["source_id"] = pages["source_id"].take(rows["_row"]).to_numpy()
    rows["claim_id"] = _ids(rows, table)
    if table.are_events:
        # Shares of ground, tanks in the field: of two events neither is a part of a sum.
        adds_up = _looked_up(rows["measure"], words.measures["adds_up"]) != "no"
        rows["claim_group"] += (OF_EVENT + rows["claim_id"]).where(adds_up, "")
    taken = [table.figures[place] for place in rows["_place"]]
    places = rows[["claim_id"]].assign(
        file=cells.file,
        noun=cells.noun,
        number=cells.numbers.take(rows["_row"]).to_numpy(),
        column=[figures.label for figures in taken],
        mirror=table.mirror,
        rows="events" if table.are_events else "statements",
        written=rows["_written"],
    )
    used = pages[pages["source_id"].isin(rows["source_id"].unique())].drop_duplicates("source_id")
    claims = rows[list(CLAIM_FIELDS)]
    pages = used.reset_index(drop=True)
    remarks = (*cells.remarks, *zones_not_named(table, cells))
    notes = _rows_told(cells, rows["_row"].nunique())
    refused = rows[rows["_refusal"] != ""]
    unsettled = pd.DataFrame(
        {
            "claim_id": refused["claim_id"],
            "column": "set_aside",
            "reading": "not settled",
            "reason": refused["_refusal"],
        }
    ).astype("str")
    return MappedTable(claims, pages, places, taken, cells, unsettled, remarks, notes)


def _rows_told(cells: Cells, reporting: int) -> tuple[str, ...]:
    """Say how many rows of the file were taken, if not all below its heading hold a figure."""
    counts = {why: count for why, count in cells.left_out.items() if why not in (ABOVE, EMPTY)}
    silent = len(cells.rows) - reporting
    counts |= {"without any figure": silent} if silent else {}
    if not counts:
        return ()
    told = ", ".join(f"{count:,} {why}" for why, count in counts.items())
    rows = len(cells.rows) + sum(cells.left_out.get(why, 0) for why in counts)
    return (f"{cells.file}: {rows:,} rows below the heading, of them {told}",)


def _claims_of(figures: Figures, table: TableMap, cells: Cells) -> pd.DataFrame:
    """Return one row a cell of the figures that reports something, with its row in the file."""
    frame, form = cells.frame, table.form
    # As `Figures.label` joins headings; words that qualify a figure stand before it.
    first, *further = (cells.as_written(name) for name in figures.columns.values())
    written = first.str.cat(further, sep="; ")
    for name in reversed(figures.qualifier.named if figures.qualifier else []):
        written = cells.as_written(name).str.cat(written, sep=" ")
    taken = {name: _text(part, frame) for name, part in figures.taken.items()}
    rows = pd.DataFrame(taken, index=frame.index)
    for name in ("stated_on", "date_basis", "period", "note"):
        rows[name] = rows.get(name, pd.Series("", index=rows.index))
    rows = rows.assign(**days_of(rows, form))
    rows["reported"], left, rows["_refusal"] = _read_figures(figures, frame, form)
    told = [frame[name] for name in figures.columns.values()]
    if figures.qualifier:
        before = _text(figures.qualifier, frame)
        words = {text: _worded(text, form) for text in before.unique()}
        qualified = (before.map(words) + " " + rows["reported"]).str.strip()
        rows["reported"] = qualified.where(rows["reported"] != "", "")
        told = [before, *told]
    rows["note"] = _remarks(rows["note"], left)
    if form.language:
        rows["note"] = _remarks(rows["note"], _as_written(told, form))
    days, keep = rows["stated_on"], rows["reported"] != ""
    keep &= (days >= figures.first_day) if figures.first_day else True
    keep &= (days <= figures.last_day) if figures.last_day else True
    return rows.assign(_written=written, _row=range(len(rows)))[keep]


def _read_figures(figures: Figures, frame: pd.DataFrame, form: Form) -> list[pd.Series]:
    """Return the wording of each row, what of an estimate is left over, and why one is refused."""
    nothing = pd.Series("", index=frame.index, dtype="str")
    read, refused = {}, nothing
    for part, name in figures.columns.items():
        cells = frame[name]
        known = {cell: settled(cell, form, figures.factor) for cell in cells.unique()}
        read[part] = cells.map({cell: words for cell, (words, _) in known.items()})
        why = cells.map({cell: refusal for cell, (_, refusal) in known.items()})
        refused = refused.mask(refused == "", why)
    if "column" in read:
        return [read["column"], nothing, refused]
    return [*estimates(*(read.get(part, nothing) for part in ESTIMATES)), refused]


def _text(taken: FieldSource, frame: pd.DataFrame) -> pd.Series:
    if not taken.column:
        return pd.Series(taken.constant, index=frame.index, dtype="str")
    cells = frame[taken.column].str.strip()
    for name in taken.further:
        cells = (cells + " " + frame[name].str.strip()).str.strip()
    if not taken.values:
        return cells
    return cells.map({cell: taken.values.get(cell, cell) for cell in cells.unique()})


def _remarks(first: pd.Series, second: pd.Series) -> pd.Series:
    """Join remarks, leaving out those that are empty."""
    between = ((first != "") & (second != "")).map({True: "; ", False: ""})
    return first + between + second


def _as_written(cells: Iterable[pd.Series], form: Form) -> pd.Series:
    """Keep the cells of a figure whose words were put into English."""
    frame = pd.concat([texts.str.strip() for texts in cells], axis=1).astype("str")
    distinct = frame.drop_duplicates()
    words = {
        row: f"written “{' '.join(filter(None, row))}”"
        for row in distinct.itertuples(index=False, name=None)
        if any(_is_foreign(text, form) for text in row)
    }
    rows = frame.itertuples(index=False, name=None)
    return pd.Series([words.get(row, "") for row in rows], index=frame.index, dtype="str")


def _is_foreign(text: str, form: Form) -> bool:
    """Whether a cell holds words that only the table's language has."""
    plain = DIGITS.sub("1", text)
    return any(map(str.isalpha, plain)) and _worded(plain, form) != plain


def _completed(rows: pd.DataFrame, words: Vocabulary) -> pd.DataFrame:
    """Fill in what a mapping may leave out: the side of a speaker, the unit of a measure."""
    rows = rows.reindex(columns=list(CLAIM_FIELDS)).astype("str").join(rows[list(BESIDE)])
    for name, usual in DEFAULTS.items():
        rows[name] = rows[name].fillna(usual)
    for name, spelt in words.spellings.items():
        keys = {
            text: spelt.get(fold(str(text)), text) if text else text for text in rows[name].unique()
        }
        rows[name] = rows[name].map(keys).astype("str")
    rows["unit"] = rows["unit"].fillna(_looked_up(rows["measure"], words.measures["unit"]))
    rows["speaker"] = rows["speaker"].fillna("")
    speakers = {name: words.speaker_aliases.get(fold(name)) for name in rows["speaker"].unique()}
    side = _looked_up(rows["speaker"].map(speakers), words.speakers["party"])
    rows["party"] = rows["party"].fillna(side)
    dated = rows["stated_on"] != ""
    # A table says itself which row is of which day: equal figures of two days stay two.
    rows["claim_group"] = (GROUP_OF_DAY + rows["stated_on"]).where(dated, "")
    known = dated.map({True: "stated", False: "unknown"})
    rows["date_basis"] = rows["date_basis"].where(rows["date_basis"] != "", known)
    return rows.fillna("")


def _looked_up(keys: pd.Series, table: pd.Series) -> pd.Series:
    return keys.map(table.to_dict()).astype("str")


def _pages(table: TableMap, cells: Cells) -> pd.DataFrame:
    """Return the page of each row: one for each address, or one for the whole table."""
    frame = cells.frame
    pages = pd.DataFrame(index=frame.index)
    for name in PAGE_FIELDS:
        taken = table.page.get(name, FieldSource())
        pages[name] = _text(taken, frame)
    pages["publisher"] = pages["publisher"].where(pages["publisher"] != "", table.name)
    pages["published"] = days_as_written(pages["published"], table.form)
    pages["language"] = pages["language"].where(pages["language"] != "", table.form.language)
    distinct = {
        url: f"{table.name}_{hashlib.sha256(url.encode()).hexdigest()[:10]}"
        for url in pages["url"].unique()
        if url
    }
    several = table.page.get("url", FieldSource()).column
    pages["source_id"] = pages["url"].map(distinct).fillna(table.name) if several else table.name
    return pages[["source_id", *PAGE_FIELDS]]


def _ids(rows: pd.DataFrame, table: TableMap) -> pd.Series:
    """Name each claim by table, day and column, so that a new row renames none.

    A second figure of the same name gets a number.
    """
    slugs = [re.sub(r"\W+", "_", figures.label).strip("_") for figures in table.figures]
    column = rows["_place"].map(dict(enumerate(slugs)))
    if len(set(slugs)) < len(slugs) or len(slugs) == 1:
        column = rows["measure"] + "_" + rows["subject"]
    day = rows["stated_on"].str.replace("-", "").where(rows["stated_on"] != "", "undated")
    given = rows["claim_id"]
    names = (table.name + "_" + day).where(given == "", given) + "_" + column
    names = names.str.replace(r"\W+", "_", regex=True)
    names = names.mask((given != "") & (len(table.figures) == 1), given)
    # Which of several is the second is said by what stands in the row, not by where it stands.
    content = rows[["speaker", "scope", "period", "stance", "reported", "source_id", "note"]]
    ordered = names[content.sort_values(list(content)).index]
    count = ordered.groupby(ordered).cumcount().reindex(names.index)
    return names.where(count == 0, names + "_" + (count + 1).astype("str"))


def joined(tables: Iterable[MappedTable]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Put the claims, pages and places of several tables under each other."""
    parts = list(tables)
    return (
        pd.concat([part.claims for part in parts], ignore_index=True),
        pd.concat([part.sources for part in parts], ignore_index=True).drop_duplicates("source_id"),
        pd.concat([part.places for part in parts], ignore_index=True),
    )
