"""The vocabulary of the tables and of reports: columns, codes, statuses and parameters.

What the parameters of reports mean stands here, whichever report declares them. Type, default and
help stand in the `parameters` cell of a notebook (`execute.parameters`). What kind of values it
has, what they choose from, who knows its keys and spellings, what readers call it, whether it
belongs to one collection, and what `all` stands for, are said once for each name; one that is not
here has no meaning beyond its report.

>>> MEANINGS["area"].column, MEANINGS["area"].table
('scope', 'scopes')
"""

from __future__ import annotations

from dataclasses import dataclass

LEAD = "killed_per_wounded"
"""The ratio that is asked about first, and that the bands of other wars are read against."""


@dataclass(frozen=True)
class Side:
    """A side of a war as drawings show it.

    Attributes
    ----------
    name : str
        For the key of a drawing.
    place : int
        Among the sides that speak in a collection, in the order of the table of parties; its
        colour in every drawing.
    """

    name: str
    place: int


CLAIM_FIELDS = {
    "claim_id": "identifier, unique in the collection",
    "source_id": "page the figure was read on, a row of sources.csv",
    "also_in": "further pages with the same figure, semicolon-separated",
    "claim_group": "rows with one value are versions or parts of one statement and never add",
    "stated_on": "day of announcement, YYYY-MM-DD; empty where the page does not allow one",
    "date_basis": "how the day is known: a key of DATE_BASES",
    "period": "what the figure covers, in words: day, week, since 2022-02-24, ...",
    "speaker": "who asserts the figure, as written",
    "organisation": "the speaker's organisation, as written",
    "party": "the speaker's side",
    "stance": "a key of STANCES",
    "measure": "what is counted",
    "subject": "whose people, ground or equipment is counted; none for events",
    "scope": "where, as a key of scopes.csv",
    "scope_wording": "where, as worded on the page",
    "reported": "the figure in words",
    "unit": "unit of the figure",
    "note": "the compiler's remark",
}
"""Columns of a raw table of claims."""

GROUP_OF_DAY = "day "
"""How the group of a claim begins whose table says itself which row is of which day."""

OF_EVENT = ", event "
"""In the group of a claim whose row is an event of its own, and no version of another."""

SUM = "sum of events"
SUM_OF_BOUNDS = "sum of events, with bounds among them"
"""The wording of what was added of events."""

DATE_BASES = {
    "stated": "the day stands on the page",
    "announced": "the page's own day",
    "inferred": "from a weekday or the context",
    "unknown": "not known",
}
"""How a day is known, from firm to unknown."""

TABLE_KINDS = {
    "csv": (".csv",),
    "tsv": (".tsv", ".tab"),
    "json": (".json",),
    "jsonl": (".jsonl", ".ndjson"),
    "xlsx": (".xlsx",),
    "parquet": (".parquet",),
}
"""Kinds of tables that are read, each with the endings of its files; `.gz` may follow."""

FIRM_DATE_BASES = ("stated", "announced")

STANCES = {
    "claim": "an interested party's statement",
    "assessment": "an independent body that has a name and counts, measures or maps itself",
    "estimate": "a government or official that supports a side without fighting",
    "unattributed": "the press in its own words, or a source that the page does not name",
    "denial": "a figure quoted in order to reject it",
}

PERIOD_KINDS = {
    "day": "the 24 hours up to the day of announcement",
    "moment": "a state on a day, not a flow",
    "span": "a stated number of days up to the announcement, or two dates",
    "cumulative": "since a stated day",
    "to_date": "up to the announcement, with no stated beginning",
    "average": "an average day of an unstated stretch",
    "unclear": "not made clear by the page",
}

VERIFICATIONS = ("unverified", "uncorroborated", "contradicted", "corroborated")

DENIERS = {
    "independent": "contradicted by an independent body",
    "opponent": "contradicted by the other side",
    "supporter": "contradicted by a government that supports a side",
    "own": "contradicted by its own side",
    "unnamed": "contradicted",
}
"""Who says that a claim is not true, by where that speaker stands; unnamed: not read who."""

READING_COLUMNS = {
    "verification": VERIFICATIONS,
    "checked_by": (),
    "doubted_by": (),
    "own_word": (),
    "in_words": (),
    "part": (),
    "directness": ("direct", "retold"),
    "set_aside": (),
    "inferred": ("scope", "period", "scope;period"),
}
"""What a row of readings.csv may say about a claim that the transcribed columns cannot.

With the readings there are; empty where any words will do.
"""

STATUSES = {
    "ok": "both figures agree in all that must match",
    "conditional": "holds only on an assumption that is printed with it",
    "qualified": "place or period is inferred, or taken from the same page; it may be a range",
    "no_point": "all agrees, but the words allow a range and no single value",
    "blocked_scope": "the two figures cover different ground",
    "blocked_subject": "the two figures are about different sides, or about the one that acted",
    "blocked_period": "the two figures cover different times",
    "blocked_speaker": "the two figures come from the wrong speakers for this ratio",
    "blocked_unit": "the two figures are counted in different units",
    "blocked_collection": "the collection rules this ratio out",
    "undefined_zero_zero": "zero over zero",
    "infinite_zero_denominator": "the denominator is zero",
    "missing": "one of the two figures was not located",
}
"""Every status a ratio can have."""

STATUS_WORDS = {
    "ok": "may be divided",
    "conditional": "on an assumption",
    "qualified": "with a remark",
    "no_point": "a range alone",
    "blocked_scope": "other ground",
    "blocked_subject": "other sides",
    "blocked_period": "other times",
    "blocked_speaker": "other speakers",
    "blocked_unit": "other units",
    "blocked_collection": "ruled out by the collection",
    "undefined_zero_zero": "nought over nought",
    "infinite_zero_denominator": "over nought",
    "missing": "no second figure",
}
"""Each status as a reader sees it in a table."""

DIVIDED = ("ok", "conditional", "qualified", "no_point")
"""Statuses that carry an interval."""

FLAGS = {
    "day_inferred": "day inferred",
    "day_apart": "dated a day apart on other pages",
    "scope_inferred": "place inferred",
    "period_inferred": "period inferred",
    "actor_inferred": "who acted inferred from who speaks",
    "values_differ": "pages give different values",
    "as_of_apart": "as-of days far apart",
    "above_whole": "part larger than its whole",
    "contradicted": "contradicted by another speaker",
    "doubted": "the figure itself is doubted",
    "stale": "carried forward from an earlier day",
}
"""What is inferred, assumed or doubtful about a claim or a ratio."""

RELIABILITIES = ("high", "medium", "low", "unverified")
"""How well a row of another war is documented, the best first."""

OPEN = "?"
"""What a drafted row leaves to whoever knows."""


KINDS = {
    "": "what its report makes of it",
    "key": "a key of the vocabulary, or any spelling that it knows",
    "total": "a measure of which the collection has a running total",
    "day": "a day, YYYY-MM-DD",
    "choice": "one of those listed",
    "pairing": "a ratio of the catalogue that pairs two claims",
    "option": "how a collection is loaded: an argument of `load_collection`",
    "collection": "a folder of data/raw; a site is of one, so it is never swept",
    "text": "the file of a text",
    "destination": "a collection, a name for a new one, or empty",
}
"""What values a parameter may have; `collection.choices` checks each kind in its own way."""


@dataclass(frozen=True)
class Meaning:
    """What a parameter of some name means.

    Parameters
    ----------
    name : str
    kind : str
        Of its values, one of `KINDS`.
    column : str
        Of the claims, from which it chooses; empty if it chooses no claims.
    table : str
        Of the vocabulary, which knows its keys and their spellings; empty if none does.
    word : str
        What readers call it; empty for its name.
    follows : bool
        Whether its value belongs to one collection: for another its default is left empty, and
        the collection chooses (`default_values`).
    of_claims : bool
        Whether `all` stands for the values that claims have.
    apart : bool
        Whether it chooses claims of its own, not those that the others choose together.
    choices : tuple of str
        Every value there is, where no collection decides; then `all` stands for each of them.
    """

    name: str
    kind: str = ""
    column: str = ""
    table: str = ""
    word: str = ""
    follows: bool = False
    of_claims: bool = False
    apart: bool = False
    choices: tuple[str, ...] = ()


MEANINGS: dict[str, Meaning] = {
    meaning.name: meaning
    for meaning in (
        Meaning("stated_on", "day", "stated_on", word="day", follows=True, of_claims=True),
        Meaning("speaker", "key", "speaker", "speakers", follows=True, of_claims=True),
        Meaning("measure", "total", "measure", "measures", follows=True),
        Meaning("scope", "key", "scope", "scopes", "area", follows=True, of_claims=True),
        Meaning("area", "key", "scope", "scopes", follows=True, of_claims=True, apart=True),
        Meaning("subject", "key", "subject", "forces", of_claims=True),
        Meaning("ratio", "pairing"),
        Meaning("min_reliability", "choice", choices=RELIABILITIES),
        Meaning("collection", "collection"),
        Meaning("as_of", "option"),
        Meaning("inferred_days", "option"),
        Meaning("counting_noise"),
        Meaning("text", "text", follows=True),
        Meaning("published", "day", follows=True),
        Meaning("into", "destination"),
    )
}
"""By the name of the parameter, in the order in which one names what a claim is about."""
MEANT = tuple(name for name, meaning in MEANINGS.items() if meaning.of_claims)
"""Parameters of which a collection tells every value that its claims have."""
AT_ONCE = tuple(name for name, of in MEANINGS.items() if of.column and not of.apart)
"""Parameters that choose one claim together."""


def meaning_of(name: str) -> Meaning:
    """Return what a parameter means; of a name that means nothing beyond its report, just that.

    >>> meaning_of("scope").word, meaning_of("days").kind
    ('area', '')
    """
    return MEANINGS.get(name) or Meaning(name)
