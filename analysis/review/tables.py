"""The collection that claims are accepted into, its tables, and rows of its vocabulary.

It is one that is there, or a new one of our form. Nothing here writes but what begins one: a change
of tables is returned as their new texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

import pandas as pd
import yaml

from analysis.data.inputs import misleading_signs, read_words
from analysis.data.intake.tables import PAGE_FIELDS, READING_FIELDS, SOURCE_FIELDS, is_mapped
from analysis.data.names import fold, key_from, nearest
from analysis.data.places import (
    DECLARATION,
    collection_homes,
    new_home,
    places_told,
    refuse_no_name,
)
from analysis.data.vocabulary import COLUMNS, Vocabulary
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import RAW, own
from analysis.review.drafts import (
    OPEN,
    TABLES,
    Draft,
    SourcePage,
    header,
    next_claim_id,
    plain_words,
    rows_in,
    rows_of,
    table_of,
    with_rows,
    without_rows,
)
from analysis.store.files import new_folder, write_text
from analysis.terms import CLAIM_FIELDS

NEW_TABLES = {
    "claims": (tuple(CLAIM_FIELDS), "Figures read from texts"),
    "sources": ((*SOURCE_FIELDS, *PAGE_FIELDS), "Pages that figures were read on"),
    "readings": (READING_FIELDS, "Readings of single claims"),
}
"""The tables of a collection of our own form: its columns and its title."""
NOTE = (
    "Each row was drafted by the reader from a text, and accepted by a person; "
    "drafts/decisions.csv says what was decided about which draft."
)


def home_of(name: str, folder: Path = RAW) -> Path:
    """Return the folder of a collection that claims can be accepted into.

    Parameters
    ----------
    name : str
    folder : Path
        Where collections stand, as for `places.collection_homes`.

    Raises
    ------
    ParameterError
        If there is no such collection, or its claims come from tables of others or in parts.
    """
    homes = collection_homes(folder)
    if name not in homes:
        close = ", ".join(nearest(name, homes) or homes) or "there is none"
        raise ParameterError(
            f"no collection {name!r} in {places_told(folder)}; nearest: {close}; "
            f"`reportedly read TEXT --into {name}` begins one"
        )
    return refuse_tables_of_others(homes[name])


def begin_or_find(name: str, folder: Path = RAW) -> tuple[Path, bool]:
    """Return the folder of a collection, which is begun if it is not there.

    Returns
    -------
    Path, bool
        The second: whether it was begun.

    Raises
    ------
    ParameterError
        As `home_of`, or if the name cannot be one, or something else stands there.
    """
    homes = collection_homes(folder)
    if name in homes:
        return refuse_tables_of_others(homes[name]), False
    refuse_no_name(name)
    home = own(new_home(folder)) / name
    if home.exists():
        raise ParameterError(f"{home} is there already and is no collection; choose another name")
    with new_folder(home) as made:
        for table, (columns, title) in NEW_TABLES.items():
            text = table_of(columns)
            write_text(made / f"{table}.csv", text)
            write_text(made / f"{table}.origin.yml", sidecar(f"{title}: {name}", text))
        title = NEW_TABLES["claims"][1]
        write_text(made / DECLARATION, f'title = "{title}: {name}"\n')
    return home, True


def refuse_tables_of_others(home: Path) -> Path:
    """Return the folder; refuse one whose claims are not rows of a claims.csv of its own."""
    if is_mapped(home):
        raise ParameterError(
            f"{home.name} is read from tables of others by its {DECLARATION}, and accepted claims "
            f"would have no table there; read into a collection of its own, such as "
            f"{home.name}-read"
        )
    if not (home / "claims.csv").is_file():
        raise ParameterError(
            f"{home.name} has no claims.csv that a claim could be added to; read into a collection "
            f"of its own, such as {home.name}-read"
        )
    return home


def sidecar(title: str, text: str = "") -> str:
    """Write the origin file of a table whose maker has not been named."""
    entries = {
        "producer": "not named",
        "title": title,
        "citation": title,
        "url": "",
        "accessed": None,
        "published": None,
        "licence": "not stated",
        "sha256": sha256(text.encode("utf-8")).hexdigest(),
        "note": NOTE,
    }
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True)


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
    return rows[field]


def word_faults(field: str, row: Mapping[str, str], words: Vocabulary) -> list[str]:
    """Say what keeps a drafted row from the vocabulary."""
    known = getattr(words, TABLES[field])
    named = key_column(field)
    key = row.get(named, "")
    faults = [f"new {field}: {name} is open" for name, value in row.items() if value == OPEN]
    faults += [f"new {field}: {name} is empty" for name in (named, "label") if not row.get(name)]
    if key in known.index:
        faults.append(f"new {field}: {key!r} is there already: {known.at[key, 'label']}")
    elif close := [name for name in nearest(key, known.index, 1) if fold(name) == fold(key)]:
        faults.append(f"new {field}: {key!r} is spelt as {close[0]!r}")
    choices = {"parent": ["", *words.scopes.index], "interested": ["yes", "no"]}
    if field in ("speaker", "subject"):
        choices["party"] = [*[""] * (field == "subject"), *words.parties.index]
    if field == "party":
        choices["opponent"] = ["", *words.forces.index]
    if field == "measure":
        choices |= {name: words.measures[name].unique() for name in ("role", "unit")}
    for name, allowed in choices.items():
        if name in row and row[name] not in (*allowed, OPEN):
            close = ", ".join(nearest(row[name], allowed) or list(allowed)[:6])
            faults.append(f"new {field}: {name} {row[name]!r} is not known; nearest: {close}")
    faults += [
        f"new {field}: {name} holds {what}"
        for name, value in row.items()
        for _, what in misleading_signs(value)
    ]
    return faults


def with_key(field: str, row: dict[str, str]) -> dict[str, str]:
    """Give a drafted speaker, area or measure without a key the one that its label spells.

    >>> with_key("speaker", {"speaker": "?", "label": "Ivan the Clerk"})["speaker"]
    'ivan_the_clerk'
    """
    told = field in ("speaker", "scope", "measure") and row[field] == OPEN and row["label"] != OPEN
    return {**row, field: key_from(row["label"]) or OPEN} if told else row


ALIASED = ("speaker", "scope")
"""Fields whose spellings on pages aliases.csv knows."""
NEEDED = {
    "claims.csv": tuple(CLAIM_FIELDS),
    "sources.csv": SOURCE_FIELDS,
    "readings.csv": READING_FIELDS,
}
"""Columns that each table must have."""


class Tables:
    """The tables of claims, pages and readings of one collection.

    Parameters
    ----------
    home : Path
        The collection's folder.
    name : str
        Of the collection.
    """

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.name = home, name
        self.claims, self.sources, self.readings = (
            self._frame(f"{table}.csv") for table in ("claims", "sources", "readings")
        )

    def listed(self, page: SourcePage) -> str:
        """Return the id under which a page is in the sources; empty if it is not."""
        sources = self.sources
        alike = pd.Series(False, index=sources.index)
        if page.url:
            alike |= sources["url"] == page.url
        if "text_sha256" in sources:
            alike |= sources["text_sha256"] == page.text_sha256
        found = sources.loc[alike, "source_id"]
        return str(found.iloc[0]) if len(found) else ""

    def free_id(self, used: Iterable[str]) -> str:
        """Return an id that no claim has or had; those used may be gone."""
        taken = self.claims["claim_id"].tolist()
        return next_claim_id([*(name for name in used if name not in taken), *taken])

    def claim(self, claim_id: str) -> dict[str, str]:
        """Return the row of a claim; refuse if it is gone."""
        rows = rows_of(self.text("claims.csv"))
        found = [row for row in rows if row["claim_id"] == claim_id]
        if not found:
            raise AnalysisError(f"claim {claim_id} is gone from claims.csv already")
        return found[0]

    def without_claim(self, claim_id: str, source_id: str) -> dict[str, str]:
        """Return the tables without a claim, and without a page unless another claim has it."""
        ids = {claim_id}
        texts = {"claims.csv": without_rows(self.text("claims.csv"), "claim_id", ids)}
        if claim_id in set(self.readings["claim_id"]):
            texts["readings.csv"] = without_rows(self.text("readings.csv"), "claim_id", ids)
        used = {
            page
            for row in rows_of(self.text("claims.csv"))
            for page in (row["source_id"], *row["also_in"].split(";"))
            if row["claim_id"] != claim_id
        }
        if source_id and source_id not in used:
            sources = self.text("sources.csv")
            texts["sources.csv"] = without_rows(sources, "source_id", {source_id})
        return texts

    def with_word(
        self, field: str, row: dict[str, str], draft: Draft, words: Vocabulary
    ) -> dict[str, str]:
        """Return the vocabulary with a new row, and the page's spelling of it as an alias.

        A spelling that stands for another key already stays with that.
        """
        table = f"{TABLES[field]}.csv"
        texts = {table: with_rows(self.text(table, tuple(row)), [row])}
        written = plain_words(draft.get(f"{field}_words", ""))
        key = row[key_column(field)]
        known = {fold(key), fold(row["label"])}
        spelt = {"speaker": words.speaker_aliases, "scope": words.scope_aliases}.get(field, {})
        if field in ALIASED and written and fold(written) not in (*known, *spelt):
            alias = {"kind": field, "written": written, "key": key}
            aliases = self.text("aliases.csv", COLUMNS["aliases"])
            texts["aliases.csv"] = with_rows(aliases, [alias])
        return texts

    def without_word(self, field: str, key: str, words: Vocabulary) -> dict[str, str]:
        """Return the vocabulary without an added row; refuse if a claim uses it."""
        claims = self.claims
        spelt = words.speaker_aliases if field == "speaker" else {}
        uses = claims[field].map(lambda name: spelt.get(fold(name), name)) == key
        if uses.any():
            first = claims.loc[uses, "claim_id"].iloc[0]
            raise AnalysisError(f"{field} {key!r} is used by claim {first}; it stays")
        table = f"{TABLES[field]}.csv"
        texts = {table: without_rows(self.text(table), key_column(field), {key})}
        if (self.home / "aliases.csv").is_file() and field in ALIASED:
            texts["aliases.csv"] = without_rows(self.text("aliases.csv"), "key", {key})
        return texts

    def resealed(self, name: str, text: str) -> str:
        """Return the sidecar of a table with the checksum of its new text."""
        digest = sha256(text.encode("utf-8")).hexdigest()
        path = self.home / name.replace(".csv", ".origin.yml")
        title = f"{name.removesuffix('.csv').capitalize()} of {self.name}"
        before = read_words(path) if path.is_file() else sidecar(title)
        return re.sub(r"(?m)^sha256:.*$", f"sha256: {digest}", before)

    def text(self, name: str, columns: Iterable[str] = ()) -> str:
        """Return a table as it stands, or an empty one with columns, or those of the shared one."""
        path = self.home / name
        return read_words(path) if path.exists() else table_of(columns)

    def _frame(self, name: str) -> pd.DataFrame:
        path = self.home / name
        rows = rows_in(path, NEEDED[name]) if path.exists() else []
        return pd.DataFrame(rows, columns=header(self.text(name))).fillna("").astype("str")
