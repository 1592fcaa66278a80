"""Drafts of claims: their files, what a reader sees of them, and the rows that they may become.

Drafts stand in the folder `drafts` of the collection, three files a text, named by its digest: the
drafts, what was refused, and the page. The text itself stays where its user keeps it. All three can
be made again from the text, so they are put in place by renames alone; the drafts come last, and a
text counts as read once they are there.

Rows of a table of text are added and taken out without touching the bytes of the others.

>>> text = "claim_id,note\\na1,\\na2,\\"one, two\\"\\n"
>>> with_rows(text, [{"claim_id": "a3"}])
'claim_id,note\\na1,\\na2,"one, two"\\na3,\\n'
>>> without_rows(text, "claim_id", {"a2"})
'claim_id,note\\na1,\\n'
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import chain, count, repeat
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from analysis.claims import clean_claims, group_origins
from analysis.data.dates import read_days
from analysis.data.inputs import as_fault, misleading_signs, read_words, without_misleading
from analysis.data.names import fold, key_from, nearest
from analysis.data.raw import hint
from analysis.data.vocabulary import Vocabulary, claim_rules
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.reading.reader import GROUNDED
from analysis.store.columns import cells_of_rows
from analysis.store.files import plainly, write_text
from analysis.terms import CLAIM_FIELDS
from analysis.wording.reading import read_wording

if TYPE_CHECKING:
    from analysis.reading.reader import TextReading

LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""Not `str.splitlines`, for which signs inside a cell end a line, too."""


def header(text: str) -> list[str]:
    """Return the columns of a table; none if it has no header."""
    return next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), [])


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a table, each as a dictionary of its columns."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True))


def rows_in(path: Path, needed: Iterable[str] = ()) -> list[dict[str, str]]:
    """Read the rows of a file, of which some columns are needed.

    Raises
    ------
    RawDataError
        If it cannot be read, a quotation mark in it is not closed, a needed column does not stand
        there once, or a row has more cells than the header, or fewer.
    """
    text = read_words(path)
    with as_fault(f"{path.name} cannot be read as a table"):
        rows, there = rows_of(text), header(text)
    faults = [
        f"{path.name} line 1: column {column} is missing, or stands there twice"
        for column in needed
        if there.count(column) != 1
    ]
    uneven = (n for n, row in enumerate(rows, start=1) if None in row or None in row.values())
    faults += [f"{path.name} row {n}: not as many cells as columns" for n in uneven]
    if faults:
        raise RawDataError(faults)
    return rows


def table_of(columns: Iterable[str], rows: Iterable[Mapping[str, str]] = ()) -> str:
    """Write a table: a header and rows; cells that a row lacks are empty."""
    return with_rows(_written([list(columns)], "\n"), rows)


def with_rows(text: str, rows: Iterable[Mapping[str, str]]) -> str:
    """Add rows below a table; a column that a row lacks is empty, one that it alone has is lost."""
    columns = header(text)
    cells = [[row.get(column, "") for column in columns] for row in rows]
    return text + _written(cells, _line_end(text))


def with_columns(text: str, columns: Iterable[str]) -> str:
    """Add columns on the right of a table, empty in every row; those it has already stay."""
    new = [column for column in columns if column not in header(text)]
    if not new:
        return text
    end = _line_end(text)
    cells = chain(["," + ",".join(new)], repeat("," * len(new)))
    return "".join(
        f"{record.rstrip(chr(13) + chr(10))}{more}{end}" if record.strip() else record
        for record, more in zip(_records(text), cells, strict=False)
    )


def without_rows(text: str, column: str, keys: Collection[str]) -> str:
    """Take out the rows whose cell in a column is one of the keys."""
    place = header(text).index(column)
    first, *records = _records(text)
    cells = (next(csv.reader(io.StringIO(record, newline="")), [""]) for record in records)
    kept = [record for record, row in zip(records, cells, strict=True) if row[place] not in keys]
    return "".join([first, *kept])


def _records(text: str) -> Iterator[str]:
    """Give the records of a table with their line ends; a quoted cell may hold line breaks."""
    record: list[str] = []
    quotes = 0
    for line in LINE.findall(text):
        record.append(line)
        quotes += line.count('"')
        if quotes % 2 == 0:
            yield "".join(record)
            record, quotes = [], 0
    if record:
        yield "".join(record)


def _written(rows: Iterable[Iterable[str]], end: str) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end).writerows(rows)
    return written.getvalue()


def _line_end(text: str) -> str:
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


FOLDER = "drafts"
SHORT = 12
"""Signs of a text's digest that name its files."""
IN_ID = 8
"""Signs of it that stand in the ids of drafts."""
OPEN = "?"
"""What a draft leaves to a person."""
REFUSAL_COLUMNS = ("start", "end", "words", "reason")
RULE = "rule:"

Draft = dict[str, str]
"""One draft: the columns of claims.csv, where it stands in the text, and where fields come from."""


@dataclass(frozen=True)
class SourcePage:
    """What is known of the page a text was read on; empty where it is not.

    Parameters
    ----------
    text_sha256 : str
        Digest of the text, in UTF-8.
    file : str
        Name of the file, without its folder.
    title, publisher, url, language : str
    published, read_on : str
        Days, YYYY-MM-DD.
    archived : str
        Address of a copy that an archive keeps.
    """

    text_sha256: str
    file: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    published: str = ""
    read_on: str = ""
    archived: str = ""

    @property
    def short(self) -> str:
        """The name of the text's files."""
        return self.text_sha256[:SHORT]


def plain_words(text: str) -> str:
    """Write words on one line, with what cannot be seen or misleads shown as a sign.

    >>> plain_words("two\\nlines \\u202e391")
    'two lines \\ufffd391'
    """
    return " ".join(without_misleading(text).split())


def drafts_of(reading: TextReading) -> list[Draft]:
    """Return the drafts of a text, each with an id made of the digest and where it stands."""
    given: Counter[str] = Counter()
    named = []
    for figure in reading.figures:
        row = _as_text(figure.as_row(reading.sha256))
        stem = f"{reading.sha256[:IN_ID]}-{row['start']}"
        twin = chr(ord("a") + given[stem]) if given[stem] else ""
        given[stem] += 1
        named.append({"draft_id": stem + twin, **row})
    return named


def refusals_of(reading: TextReading) -> list[Draft]:
    """Return what was left out of a text, each with its reason."""
    return [_as_text(refusal._asdict()) for refusal in reading.refused]


def _as_text(row: Mapping[str, object]) -> Draft:
    return {name: str(value) for name, value in row.items()}


def columns_of(drafts: Iterable[Draft]) -> list[str]:
    """Return the columns of a file of drafts: those of claims first."""
    usual = ["draft_id", *CLAIM_FIELDS, "start", "end", "wording", "words", "text_sha256"]
    usual += [*(f"{field}_from" for field in GROUNDED), "unsure", "proposed"]
    return [*usual, *(column for column in next(iter(drafts), {}) if column not in usual)]


def write_drafts(home: Path, page: SourcePage, drafts: list[Draft], refusals: list[Draft]) -> None:
    """Write what was read of one text beside a collection, never into its claims.

    Raises
    ------
    AnalysisError
        If a file cannot be written.
    """
    folder = home / FOLDER
    page = with_record(home, page)
    # As TOML writes them; JSON's escapes are among those of TOML.
    quoted = {
        name: json.dumps(plain_words(value), ensure_ascii=False).replace("\x7f", "\\u007f")
        for name, value in asdict(page).items()
        if value
    }
    texts = {
        f"{page.short}.refused.csv": table_of(REFUSAL_COLUMNS, refusals),
        f"{page.short}.toml": "".join(f"{name} = {value}\n" for name, value in quoted.items()),
        f"{page.short}.csv": table_of(columns_of(drafts), drafts),
    }
    with plainly(f"the drafts of {page.file or page.short} were not written"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_text(folder / name, text)


def with_record(home: Path, page: SourcePage) -> SourcePage:
    """Return a page with what is known of it from an earlier reading of the same text."""
    if not (home / FOLDER / f"{page.short}.toml").is_file():
        return page
    known = asdict(read_page(home, page.short))
    return replace(page, **{name: getattr(page, name) or known[name] for name in known})


def read_drafts(home: Path) -> list[Draft]:
    """Return the drafts beside a collection, by the days and files of their texts."""
    found = sorted((home / FOLDER).glob("*.csv"))
    paths = [path for path in found if re.fullmatch(r"[0-9a-f]+", path.stem)]
    pages = {path: read_page(home, path.stem) for path in paths}
    paths.sort(key=lambda path: (pages[path].published, pages[path].file, path.stem))
    needed = columns_of(())
    return [row for path in paths for row in rows_in(path, needed)]


def read_page(home: Path, short: str) -> SourcePage:
    """Return the record of the page a text was read on.

    Raises
    ------
    AnalysisError
        If it is damaged.
    """
    path = home / FOLDER / f"{short}.toml"
    if not path.is_file():
        raise AnalysisError(f"{path.name}: there is no such file in {FOLDER}/; read the text again")
    try:
        told = tomllib.loads(read_words(path))
    except tomllib.TOMLDecodeError as error:
        raise AnalysisError(f"{path.name}: {error}; read the text again") from error
    known = {field.name for field in fields(SourcePage)}
    if "text_sha256" not in told:
        raise AnalysisError(f"{path.name}: text_sha256 is missing; read the text again")
    return SourcePage(**{name: str(value) for name, value in told.items() if name in known})


def from_span(ground: str) -> tuple[int, int] | None:
    """Return the span that a field was read from; None if it is a rule or nothing.

    >>> from_span("1203-1226"), from_span("rule:usual_place")
    ((1203, 1226), None)
    """
    found = re.fullmatch(r"(\d+)-(\d+)", ground)
    return (int(found[1]), int(found[2])) if found else None


def ground_in_words(ground: str) -> str:
    """Say where a field comes from.

    >>> ground_in_words("rule:usual_place"), ground_in_words("")
    ('by the rule "usual place"', 'nothing in the text')
    """
    if ground.startswith(RULE):
        return f'by the rule "{ground.removeprefix(RULE).replace("_", " ")}"'
    if span := from_span(ground):
        return f"signs {span[0]} to {span[1]} of the text"
    return ground or "nothing in the text"


def unsure_of(draft: Mapping[str, str]) -> list[str]:
    """Return the fields of a draft that its reader marks, and those it leaves open."""
    marked = [field for field in draft.get("unsure", "").split(";") if field]
    left = [field for field in CLAIM_FIELDS if draft.get(field) == OPEN]
    return list(dict.fromkeys([*marked, *left]))


def is_proposed(draft: Mapping[str, str]) -> bool:
    """Whether a tool proposed the figure, and it was found in the text."""
    return draft.get("proposed", "").casefold() in ("true", "1", "yes")


HEADINGS = {
    "measure": "counts",
    "subject": "about",
    "speaker": "speaker",
    "scope": "area",
    "period": "period",
    "stated_on": "day",
    "stance": "stance",
}
"""What a reader sees over the fields of a draft."""
LISTED = {name: heading for name, heading in HEADINGS.items() if name != "stance"}
"""The fields of which a list of drafts has a column."""
Labels = dict[str, dict[str, str]]
"""For a field, from key to the words that a reader sees."""


def labels_of(words: Vocabulary) -> Labels:
    """Return the readers' words for the keys of each field."""
    return {field: getattr(words, table)["label"].to_dict() for field, table in TABLES.items()}


def field_in_words(name: str, draft: Draft, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Return the value of a field, with the words of the page if it is open, marked if unsure."""
    value = labels.get(name, {}).get(draft[name]) or draft[name] or "–"
    written = plain_words(draft.get(f"{name}_words", ""))
    if value == OPEN and written:
        return f"{OPEN} ({written})"
    return f"{value} {OPEN}" if name in unsure_of(draft) and value != OPEN else value


NEEDED = ("date_basis", "period", "speaker", "party", "stance", "measure", "subject", "scope")
NEEDED += ("reported", "unit")
"""Fields without which a draft is no claim."""
MENDABLE = ("stated_on", "date_basis", *NEEDED[1:], "organisation", "scope_wording", "note")
"""Fields that a person may mend."""
TABLES = {
    "speaker": "speakers",
    "scope": "scopes",
    "measure": "measures",
    "subject": "forces",
    "party": "parties",
}
"""Fields whose keys a person may add to the vocabulary, and the table of each."""
INFERRED = ("scope", "period")
"""Fields that a claim says of that they were inferred, where a rule gave them."""
NOT_GIVEN = "publisher not given"


def settled(draft: Draft, words: Vocabulary) -> Draft:
    """Return a draft with what follows from its speaker and measure: party and unit."""
    speaker = words.speaker_aliases.get(fold(draft["speaker"]))
    party = words.speakers.at[speaker, "party"] if speaker else draft["party"]
    unit = draft["unit"]
    if draft["measure"] in words.measures.index and unit not in words.units[draft["measure"]]:
        unit = words.units[draft["measure"]][0]
    return {**draft, "party": party, "unit": unit}


class Demands:
    """What a vocabulary demands of a draft before it is a claim; each value is held once.

    Parameters
    ----------
    words : Vocabulary
    """

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self._rules = claim_rules(words)
        self._told: dict[tuple[str, str], str] = {}

    def refuses(self, field: str, value: str) -> str:
        """Say what a value is that a field cannot have, with what is nearest; empty if it can."""
        if (field, value) not in self._told:
            broken = [
                f"{rule.says}{hint(value, rule)}"
                for rule in self._rules
                if rule.column == field and not rule.holds_for(pd.Series([value])).iloc[0]
            ]
            self._told[field, value] = next(iter(broken), "")
        return self._told[field, value]


def faults_of(draft: Draft, demands: Demands) -> list[str]:
    """Say what keeps a draft from being a claim: each field with its value and what is nearest.

    Parameters
    ----------
    draft : dict
        As it is settled.
    demands : Demands
    """
    words, faults = demands.words, []
    for field in dict.fromkeys(["stated_on", *NEEDED]):
        value = draft.get(field, "")
        if field in NEEDED and value in (OPEN, ""):
            faults.append(f"{field} is open{_nearest_to_words(field, draft, words)}")
        elif refusal := demands.refuses(field, value):
            faults.append(f"{field}: {value!r} {refusal}")
    measure, unit, reported = draft["measure"], draft["unit"], draft["reported"]
    if reported not in ("", OPEN):
        reason = read_wording(reported, unit if unit != OPEN else "").reason
        faults += [f"reported: {reported!r}: {reason}"] if reason else []
    if measure in words.measures.index and unit not in ("", OPEN, *words.units[measure]):
        allowed = ", ".join(words.units[measure])
        faults.append(f"unit: {unit!r} is not a unit of {measure}; nearest: {allowed}")
    faults += [
        f"{field} holds {what}"
        for field in CLAIM_FIELDS
        for _, what in misleading_signs(draft.get(field, ""))
    ]
    return [f"draft {draft['draft_id']}: {fault}" for fault in faults]


def choices_of(field: str, words: Vocabulary) -> list[str]:
    """Return the values that a field may have; none where any words will do."""
    if field == "speaker":
        return list(words.speakers.index)
    choices = (rule.choices for rule in claim_rules(words) if rule.column == field)
    return list(next(filter(None, choices), ()))


def _nearest_to_words(field: str, draft: Draft, words: Vocabulary) -> str:
    """Name the choices that are spelt most like what stands on the page."""
    written = draft.get(f"{field}_words", "")
    said = f"; the page says {plain_words(written)!r}" if written else ""
    choices = choices_of(field, words)
    labels = getattr(words, TABLES[field])["label"].to_dict() if field in TABLES else {}
    keys = {label: key for key, label in labels.items()} | {key: key for key in choices}
    found = [keys[name] for name in nearest(written, keys)] if written else []
    close = list(dict.fromkeys(found)) or choices[:4]
    return f"{said}; nearest: {', '.join(close)}" if close else said


def claim_of(draft: Draft, claim_id: str, source_id: str) -> dict[str, str]:
    """Return the row of claims.csv that a draft becomes."""
    row = {column: draft.get(column, "") for column in CLAIM_FIELDS}
    return {**row, "claim_id": claim_id, "source_id": source_id}


def readings_of(draft: Draft, claim_id: str) -> list[dict[str, str]]:
    """Return what readings.csv says of a claim whose place or period a rule gave."""
    found = [field for field in INFERRED if draft.get(f"{field}_from", "").startswith(RULE)]
    if not found:
        return []
    grounds = "; ".join(f"{name} {ground_in_words(draft[f'{name}_from'])}" for name in found)
    reason = f"the page does not say it beside the figure: {grounds}"
    row = {"claim_id": claim_id, "column": "inferred", "reading": ";".join(found)}
    return [{**row, "reason": reason}]


def source_of(page: SourcePage, source_id: str) -> dict[str, str]:
    """Return the row of sources.csv for a page."""
    host = urlsplit(page.url).netloc.removeprefix("www.") if page.url else ""
    row = {"source_id": source_id, **asdict(page), "publisher": page.publisher or host or NOT_GIVEN}
    del row["file"]
    return row


def source_id_of(page: SourcePage, taken: Iterable[str]) -> str:
    """Name a page by its publisher and day, as no other page is named.

    >>> page = SourcePage("ab12", url="https://www.pravda.com.ua/x", published="2023-03-19")
    >>> source_id_of(page, [])
    'pravda-com-ua-20230319'
    """
    where = source_of(page, "")["publisher"]
    stem = slug(where) if where != NOT_GIVEN else ""
    parts = [stem or "text", page.published.replace("-", "") or page.text_sha256[:8]]
    stem, known = "-".join(parts), set(taken)
    names = chain([stem], (f"{stem}-{place}" for place in count(2)))
    return next(name for name in names if name not in known)


def next_claim_id(taken: list[str]) -> str:
    """Return an id after the last one that ends in a number, in its form.

    >>> next_claim_id(["a0214", "b0009"]), next_claim_id([])
    ('b0010', 'c0001')
    """
    numbered = [found for name in reversed(taken) if (found := re.fullmatch(r"(.*?)(\d+)", name))]
    stem, number = numbered[0].groups() if numbered else ("c", "0000")
    known = set(taken)
    names = (f"{stem}{place:0{len(number)}d}" for place in count(int(number) + 1))
    return next(name for name in names if name not in known)


def slug(words: str) -> str:
    """Write words with small Latin letters, digits and hyphens.

    >>> slug("Ukrainska Pravda (mirror)"), slug("Черевати")
    ('ukrainska-pravda-mirror', '')
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def key_column(field: str) -> str:
    """The column of a vocabulary table that holds the keys of a field."""
    return {"subject": "force"}.get(field, field)


def word_row(field: str, draft: Mapping[str, str]) -> dict[str, str]:
    """Draft a row of the vocabulary for what the page says: what only a person knows is "?".

    Parameters
    ----------
    field : str
        A key of `TABLES`.
    draft : dict

    Raises
    ------
    ParameterError
        If there is no vocabulary for the field.
    """
    written = plain_words(draft.get(f"{field}_words", "")) or draft.get(field, "").strip(OPEN)
    label = written if written.isascii() and written else OPEN
    key = key_from(label) or OPEN
    rows = {
        "speaker": {"speaker": key, "label": label, "role": "", "party": OPEN},
        "scope": {"scope": key, "label": label, "level": "point", "parent": "", "note": ""},
        "measure": {
            **{"measure": key, "label": label, "unit": OPEN, "also_in": "", "counts": OPEN},
            **{"role": "subject", "adds_up": "", "note": ""},
        },
        "subject": {"force": OPEN, "label": OPEN, "people": OPEN, "party": ""},
        "party": {"party": OPEN, "label": OPEN, "opponent": "", "interested": OPEN},
    }
    if field not in rows:
        raise ParameterError(f"no vocabulary for {field!r}; there is one for {', '.join(TABLES)}")
    return rows[field]


def word_faults(field: str, row: Mapping[str, str], words: Vocabulary) -> list[str]:
    """Say what keeps a drafted row from the vocabulary."""
    known, named = getattr(words, TABLES[field]), key_column(field)
    key = row.get(named, "")
    choices: dict[str, Iterable[str]] = {
        "speaker": {"party": words.parties.index},
        "scope": {"parent": ["", *words.scopes.index]},
        "measure": {name: words.measures[name].unique() for name in ("role", "unit")},
        "subject": {"party": ["", *words.parties.index]},
        "party": {"interested": ["yes", "no"], "opponent": ["", *words.forces.index]},
    }[field]
    faults = [f"{name} is open" for name, value in row.items() if value == OPEN]
    faults += [f"{name} is empty" for name in (named, "label") if not row.get(name)]
    if key in known.index:
        faults.append(f"{key!r} is there already: {known.at[key, 'label']}")
    elif close := [name for name in nearest(key, known.index, 1) if fold(name) == fold(key)]:
        faults.append(f"{key!r} is spelt as {close[0]!r}")
    for name, allowed in choices.items():
        if name in row and row[name] not in (*allowed, OPEN):
            close = ", ".join(nearest(row[name], allowed) or list(allowed)[:6])
            faults.append(f"{name} {row[name]!r} is not known; nearest: {close}")
    faults += [
        f"{name} holds {what}" for name, value in row.items() for _, what in misleading_signs(value)
    ]
    return [f"new {field}: {fault}" for fault in faults]


def with_key(field: str, row: dict[str, str]) -> dict[str, str]:
    """Give a drafted speaker, area or measure without a key the one that its label spells.

    >>> with_key("speaker", {"speaker": "?", "label": "Ivan the Clerk"})["speaker"]
    'ivan_the_clerk'
    """
    told = field in ("speaker", "scope", "measure") and row[field] == OPEN and row["label"] != OPEN
    return {**row, field: key_from(row["label"]) or OPEN} if told else row


SAME = ("stance", "measure", "subject", "scope", "unit")
"""What a claim must share with a draft, besides the speaker, to be looked at."""
NEW = "\x00draft"


@dataclass(frozen=True)
class Matches:
    """What a collection holds of the statement that a draft belongs to.

    Parameters
    ----------
    same_page, echo : str
        The claim that gives the same figure on the same page, or on another; empty if none.
    other_values : tuple of (str, str)
        Claims of the same statement with another value, each with its words.
    """

    same_page: str = ""
    echo: str = ""
    other_values: tuple[tuple[str, str], ...] = ()

    @property
    def refusal(self) -> str:
        """Why the draft may not be accepted, in words; empty if it may."""
        if self.same_page:
            return f"the figure is there already: claim {self.same_page}, from the same page"
        if self.echo:
            return f"the figure is there already: claim {self.echo}, the same statement on a page"
        return ""

    @property
    def remark(self) -> str:
        """What else the statement says, in words; empty if nothing."""
        told = [f"{claim_id} ({reported})" for claim_id, reported in self.other_values]
        return f"the same statement has another value in {', '.join(told)}" if told else ""

    @property
    def told(self) -> list[str]:
        """Refusal and remark, whichever there is."""
        return [words for words in (self.refusal, self.remark) if words]


def matches_of(
    rows: Sequence[Mapping[str, str]],
    claims: pd.DataFrame,
    readings: pd.DataFrame,
    words: Vocabulary,
) -> list[Matches]:
    """Look for the statement of each draft among the claims of a collection.

    Parameters
    ----------
    rows : sequence of dict
        The drafts as rows of claims.csv, with the id of their page if that is listed.
    claims, readings : pandas.DataFrame
        As they are read: text.
    words : Vocabulary
    """
    if not rows:
        return []
    near = [_near(row, claims, words) for row in rows]
    names = [f"{NEW}{place}" for place in range(len(rows))]
    drafts = [{**row, "claim_id": name} for row, name in zip(rows, names, strict=True)]
    ours = pd.DataFrame(drafts, columns=list(CLAIM_FIELDS)).astype("str")
    looked_at = claims[np.logical_or.reduce(near)]
    raw = pd.concat([looked_at[list(CLAIM_FIELDS)].astype("str"), ours], ignore_index=True)
    cleaned, _ = clean_claims(raw, words, readings)
    return [
        _matches(row, name, cleaned[cleaned["claim_id"].isin([*claims["claim_id"][close], name])])
        for row, name, close in zip(rows, names, near, strict=True)
    ]


def _matches(row: Mapping[str, str], name: str, cleaned: pd.DataFrame) -> Matches:
    """Hold a draft against the claims near it, cleaned with it; it is called by a name."""
    if len(cleaned) < 2 or name not in set(cleaned["claim_id"]):
        return Matches()
    grouped = group_origins(cleaned.reset_index(drop=True))
    draft = grouped[grouped["claim_id"] == name].iloc[0]
    others = grouped[grouped["claim_id"] != name]
    equal = (others[["low", "high"]].fillna(-1) == draft[["low", "high"]].fillna(-1)).all(axis=1)
    statement = others["origin_id"] == draft["origin_id"]
    apart = others["stated_on"].notna() & (others["stated_on"] != draft["stated_on"])
    same_time = (others["period"] == draft["period"]) & ~(apart & pd.notna(draft["stated_on"]))
    here = next(
        iter(others["claim_id"][equal & _on_page(others, row["source_id"]) & same_time]), ""
    )
    echo = next(iter(others["claim_id"][equal & statement]), "")
    differing = others[statement & ~equal][["claim_id", "reported"]]
    return Matches(here, "" if here else echo, tuple(cells_of_rows(differing)))


def _near(row: Mapping[str, str], claims: pd.DataFrame, words: Vocabulary) -> pd.Series:
    """Keep what may be the same statement: a day apart at most, without a day, or on one page."""
    spelt = words.speaker_aliases
    speaker = spelt.get(fold(row["speaker"]), "")
    names = [name for name in claims["speaker"].unique() if spelt.get(fold(name)) == speaker]
    alike = claims["speaker"].isin(names)
    for column in SAME:
        alike &= claims[column] == row[column]
    days, day = read_days(claims["stated_on"]), read_days(pd.Series([row["stated_on"]])).iloc[0]
    if pd.isna(day):
        return alike
    close = (days - day).abs() <= pd.Timedelta(days=1)
    return alike & (close | days.isna() | _on_page(claims, row["source_id"]))


def _on_page(claims: pd.DataFrame, source_id: str) -> pd.Series:
    pages = claims["source_id"] + ";" + claims["also_in"]
    return pages.str.split(";").map(lambda ids: bool(source_id) and source_id in ids)
