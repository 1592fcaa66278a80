"""Names in a table that the vocabulary does not know: a drafted row for each.

What only a person knows of a new name stands as `?`, and who speaks for whom is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.data.names import fold
from analysis.data.vocabulary import COLUMNS, Vocabulary
from analysis.data.vocabulary_rules import OPEN

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
    return {
        field: [
            name
            for name in dict.fromkeys(map(str, claims[field].unique()))
            if name not in ("", OPEN) and fold(name) not in known[field]
        ]
        for field in TABLE_OF
    }


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


def newcomers(unknown: Mapping[str, Sequence[str]], words: Vocabulary, **usual: dict) -> Drafted:
    """Draft a row of the vocabulary for each unknown name, and the name as a spelling.

    Parameters
    ----------
    unknown : mapping
        As `unknown_names` returns it.
    words : Vocabulary
        Whose keys are taken.
    **usual : dict
        By table, what is known of each new row, as the level of all areas.

    Returns
    -------
    dict
        Rows by table; a new force comes with the party that it may belong to.
    """
    drafted: Drafted = {name: [] for name in ROWS}
    for field, names in unknown.items():
        table, kind = TABLE_OF[field]
        for name in names:
            key = _key(name, field, [*_keys(words, table), *_drafted_keys(drafted, table)])
            row = ROWS[table] | usual.get(table, {})
            drafted[table].append(row | {COLUMNS[table][0]: key, "label": name})
            if kind:
                drafted["aliases"].append({"kind": kind, "written": name, "key": key})
            if table == "forces" and "party" not in usual.get("forces", {}):
                drafted["parties"].append(ROWS["parties"] | {"party": key, "label": name})
    return {name: rows for name, rows in drafted.items() if rows}


def _keys(words: Vocabulary, table: str) -> Iterable[str]:
    return getattr(words, table).index


def _drafted_keys(drafted: Drafted, table: str) -> list[str]:
    return [row[COLUMNS[table][0]] for row in drafted[table]]


def _key(name: str, field: str, taken: Iterable[str]) -> str:
    """Make a key of a name: its Latin letters and digits, or the field's name.

    >>> _key("Gen. Ana Ruiz", "speaker", []), _key("وزارة", "speaker", ["speaker"])
    ('gen_ana_ruiz', 'speaker_2')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_") or field
    taken, key, number = set(taken), plain, 1
    while key in taken:
        number += 1
        key = f"{plain}_{number}"
    return key
