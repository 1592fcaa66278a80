"""The form of a `collection.toml`, as types from which its schema is made.

Nothing here is loaded when a collection is read: the schema stands in `collection.schema.json`, by
which editors complete the file too, and `reportedly refresh` writes it.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema

from analysis.data.intake.claims import FACTORS
from analysis.settings import MOST_VERSIONS
from analysis.terms import DATE_BASES, TABLE_KINDS

Text = Annotated[str, Field(min_length=1)]
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Part(BaseModel):
    """A part of the file: it holds the names told here and no others."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def _one_of(*names: str) -> ConfigDict:
    """Demand one of some names that may each be left out."""
    return ConfigDict(json_schema_extra={"anyOf": [{"required": [name]} for name in names]})


class Column(Part):
    """A column of the table, and what its values stand for."""

    model_config = _one_of("column", "columns")

    column: Text = ""
    """Heading of the column."""
    columns: Annotated[list[Text], Field(min_length=2)] = []
    """Headings of several columns, whose texts are joined by a space: a year and a month."""
    values: dict[str, str] = {}
    """From a value in the table to what it stands for."""


Said = str | Column


class Fields(Part):
    """What holds for every figure: a constant, or a column."""

    stated_on: Said = ""
    """Day of the statement; the column that holds it."""
    date_basis: Literal[tuple(DATE_BASES)] | Column = ""
    """How the day is known."""
    period: Said = ""
    """What time a figure covers: day, moment, week, since 2022-02-24 (a running total), ..."""
    speaker: Said = ""
    """Who asserts the figures: a key, a name or a known spelling of speakers.csv."""
    organisation: Said = ""
    """The body that the speaker speaks for, as written."""
    party: Said = ""
    """The side of the speaker, a key of parties.csv; left out, it is that of speakers.csv."""
    stance: Literal["claim", "assessment", "denial"] | Column = ""
    """What kind of statement it is; left out, a claim."""
    measure: Said = ""
    """What is counted, a key of measures.csv."""
    subject: Said = ""
    """Whose people, ground or equipment is counted, a key of forces.csv; none for events."""
    scope: Said = ""
    """The area that a figure is for, a key of scopes.csv."""
    scope_wording: Said = ""
    """The area as the table words it."""
    unit: Said = ""
    """Unit of the figure; left out, that of the measure."""
    note: Said = ""
    """A remark."""
    claim_id: Column = ""
    """A column with an identifier of each row; left out, ids are made of table, day and column."""


class FigureColumns(Part):
    """Which columns a figure stands in, and what one of it stands for."""

    column: Text = ""
    """Heading of the column with the figure."""
    low: Text = ""
    """Heading of the column with the least figure of a claim."""
    best: Text = ""
    """Heading of the column with the best figure of a claim."""
    high: Text = ""
    """Heading of the column with the greatest figure of a claim."""
    qualifier: Said = ""
    """Words before each figure, such as about; or the column that holds them."""
    factor: Literal[tuple(FACTORS)] = 1
    """What one stands for: 1000 if the figures are in thousands."""
    first_day: Day = ""
    """Take the column only from this day on."""
    last_day: Day = ""
    """Take the column only up to this day."""


class Figures(Fields, FigureColumns):
    """One column of figures, or low, best and high of one claim.

    Any field may be given here for this column alone.
    """

    model_config = _one_of("column", "low", "best", "high")


class Page(Part):
    """Where a figure was read: one page for the table, or a column with an address for each row."""

    url: Said = ""
    """Address of the page on which a row was read."""
    publisher: Said = ""
    """Who published it."""
    title: Said = ""
    """Its title."""
    published: Said = ""
    """Its day, YYYY-MM-DD."""
    language: Said = ""
    """Its language, such as uk."""


class Rows(Part):
    """Rows of a table, told by what stands in one column."""

    model_config = _one_of("values", "containing")

    column: Text
    """Heading of the column that tells the rows."""
    values: Annotated[list[str], Field(min_length=1)] = []
    """What stands in it, whole."""
    containing: Annotated[list[Text], Field(min_length=1)] = []
    """What its text holds somewhere."""
    optional: bool = False
    """Whether a table without any such row is no fault."""
    reason: Text = ""
    """Why, for whoever reads the mapping."""


class Form(Part):
    """How the file is written."""

    kind: Literal[tuple(TABLE_KINDS)] = ""
    """Left out, by the ending of the file."""
    encoding: str = ""
    """Of text files; left out, UTF-8."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ""
    """Between cells of a CSV file; left out, a comma."""
    skip_rows: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Rows above the heading; empty rows do not count."""
    header_rows: Annotated[int, Field(ge=1, le=20)] = 1
    """Rows of the heading; texts below each other are joined by ' / '."""
    footer_rows: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Rows below the table, such as totals and notes; empty rows do not count."""
    line_breaks: bool = False
    """CSV: true if cells hold lines that look like rows and are meant so."""
    open_end: bool = False
    """CSV: true if the file is whole though its last line does not end."""
    records: str = ""
    """JSON: where the list of records lies, names joined by points."""
    keys: Annotated[list[Text], Field(min_length=1, max_length=5)] = []
    """JSON: columns made of the names under which records stand, such as days; the outermost
    first."""
    layout: Literal["records", "columns"] = ""
    """JSON: columns if each name holds a list of cells; left out, records."""
    sheet: str = ""
    """XLSX: name of the sheet, if there are several."""
    decimal: Literal[".", ","] = ""
    """The decimal mark."""
    thousands: Annotated[str, Field(pattern=r"^[^\w+-]*$", max_length=10)] = ""
    """Every sign that may stand between groups of three digits; no digit, letter, plus or minus."""
    days: Annotated[str, Field(pattern="%")] = ""
    """How days are written, as %d.%m.%Y; left out, YYYY-MM-DD."""
    zone: Text = ""
    """Time zone on whose day a time with a zone falls, as Europe/Kyiv; left out, the day as
    written."""
    days_from: Day = ""
    """Days are counted: the day that has the number day_number."""
    day_number: Annotated[int, Field(ge=-10_000, le=1_000_000)] = 0
    """The number of the day days_from; left out, 0."""
    missing: Annotated[list[str], Field(max_length=100)] = []
    """What stands in a cell where nothing was reported."""
    language: Text = ""
    """Language of the words for figures and months, as es; left out, English."""


class Table(Part):
    """A table of others."""

    name: Annotated[str, Field(pattern="^[A-Za-z0-9_]+$")] = ""
    """Short name, the beginning of every claim id; left out, from the file."""
    file: Text
    """A table of a kind that `form` names, also gzipped; beside collection.toml. A file elsewhere
    is read only if its reader allows it by name."""
    mirror: Text = ""
    """Tables of one mirror are one copy of a series; left out, the table's name. Several mirrors of
    one series are compared."""
    rows: Literal["statements", "events"] = ""
    """Whether each row is a statement, or an event of its own that is added or counted with others;
    left out, a statement."""
    versions: Annotated[int, Field(ge=1)] = MOST_VERSIONS
    """How many unequal figures of one key and day there may be, of which one speaks; left out, 3.
    For tables that put many speakers under one name."""
    only: Annotated[list[Rows], Field(min_length=1)] = []
    """Take only the rows that one of these tells."""
    without: Annotated[list[Rows], Field(min_length=1)] = []
    """Leave out the rows that one of these tells, such as a row of totals."""
    form: Form = {}
    fields: Fields
    page: Page = {}
    figures: Annotated[list[Figures], Field(min_length=1)]
    """The columns that hold figures."""


class Break(Part):
    """A day from which a running total counts something else."""

    day: Day
    """First day on which the total counts something else."""
    measures: Annotated[list[str], Field(min_length=1)]
    """Keys of measures.csv."""
    mirrors: list[str] = []
    """Only in these mirrors; left out, in all."""
    reason: Text
    """What changed, for the page."""


class Refusal(Part):
    """Ratios that may not be made of the figures of a collection."""

    ratios: Annotated[list[str], Field(min_length=1)]
    """Names of the catalogue, as killed_per_wounded."""
    reason: Words
    """Why not, for the page."""


class Collection(Part):
    """collection.toml: what a collection is, and how tables of others become claims."""

    title: Words
    """What the collection is, in words, for the head of its pages."""
    first_day: Day = ""
    """First day that the collection set out to cover; left out, the first day in it."""
    last_day: Day = ""
    """Last day that it set out to cover; left out, the last day in it."""
    war: str = ""
    """The war that the collection is about, as reference/grounds.csv names it; its reference rows
    then stand in a group of their own. Left out: a war that has none."""
    sides: dict[str, str] = {}
    """Parties that fight on the side of another, each with that party."""
    supports: dict[str, str] = {}
    """Parties that support a side without fighting, each with the party it supports; their figures
    are estimates."""
    table: Annotated[list[Table], Field(min_length=1)] = []
    """Tables of others. A collection without any has claims.csv, sources.csv and readings.csv."""
    break_: list[Break] = Field([], alias="break")
    """Days from which a running total counts something else: no step leads over them."""
    refuse: list[Refusal] = []
    """Ratios that may not be made of these figures, whatever else agrees; each is listed with its
    reason."""


class _Plain(GenerateJsonSchema):
    """Schemas without titles and defaults, in which a choice is a list of values."""

    def field_title_should_be_set(self, schema) -> bool:
        return False

    def literal_schema(self, schema):
        return {"enum": list(schema["expected"])}

    def default_schema(self, schema):
        return self.generate_inner(schema["schema"])


def schema_text() -> str:
    """Write the JSON schema of a `collection.toml`."""
    made = Collection.model_json_schema(schema_generator=_Plain)
    named = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(named, indent=1, ensure_ascii=False) + "\n"
