"""The log of decisions: what a person did with which draft, in order, and what still holds of it.

Nothing in it is changed afterwards: who takes a decision back adds a row that names it.

The tables of a collection that decisions change: read, and written anew as texts.

The collection that drafts are written beside: one that is there, or a new one of our form.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path

import pandas as pd
import yaml

from analysis.data.doors import read_words
from analysis.data.homes import COLLECTIONS, DECLARATION, collection_homes, refuse_no_name
from analysis.data.intake.tables import PAGE_FIELDS, READING_FIELDS, SOURCE_FIELDS, is_mapped
from analysis.data.names import fold, nearest
from analysis.data.vocabulary import COLUMNS, Vocabulary
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.paths import RAW, as_typed
from analysis.review.drafts import (
    FOLDER,
    Draft,
    Page,
    header,
    plain_words,
    rows_in,
    rows_of,
    table_of,
    with_rows,
    without_rows,
)
from analysis.review.rows import TABLES, key_column, next_claim_id
from analysis.store.files import new_folder, write_text
from analysis.terms import CLAIM_FIELDS

LOG = f"{FOLDER}/decisions.csv"
KINDS = {
    "mended": "a field of the draft was given another value",
    "accepted": "the draft became a claim",
    "rejected": "the draft will not become a claim",
    "noted": "a remark was made about the draft",
    "added": "a key was added to the vocabulary of the collection, and the draft took it",
    "undone": "an earlier decision was taken back",
}
FINAL = ("accepted", "rejected")


@dataclass(frozen=True)
class Decision:
    """One row of the log.

    Parameters
    ----------
    number : int
        From 1.
    draft_id : str
    decision : str
        A key of `KINDS`.
    field, value : str
        Of what was mended, or the table and key that were added.
    claim_id : str
        Of what was accepted.
    undoes : str
        The number of the decision that is taken back.
    by : str
        Who decided; empty if nobody said.
    note : str
    """

    number: int
    draft_id: str
    decision: str
    field: str = ""
    value: str = ""
    claim_id: str = ""
    undoes: str = ""
    by: str = ""
    note: str = ""


LOG_COLUMNS = tuple(entry.name for entry in fields(Decision))


@dataclass(frozen=True)
class State:
    """What holds of one draft after all decisions.

    Parameters
    ----------
    outcome : str
        accepted, rejected, or empty while it is open.
    claim_id : str
        Of an accepted one.
    mended : dict
        Field to the value that a person gave it.
    notes : tuple of str
    """

    outcome: str = ""
    claim_id: str = ""
    mended: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_log(home: Path) -> list[Decision]:
    """Return the decisions about the drafts of a collection; none if there is no log.

    Raises
    ------
    RawDataError
        With every row that is none.
    """
    path = home / LOG
    if not path.is_file():
        return []
    rows = rows_in(path, LOG_COLUMNS)
    faults = [
        f"{path.name} row {place}, column decision: {row['decision']!r} is not a known decision; "
        f"known: {', '.join(KINDS)}"
        for place, row in enumerate(rows, start=1)
        if row["decision"] not in KINDS
    ]
    faults += [
        f"{path.name} row {place}, column number: {row['number']!r} is not {place}"
        for place, row in enumerate(rows, start=1)
        if row["number"] != str(place)
    ]
    if faults:
        raise RawDataError(faults)
    return [
        Decision(**{name: row[name] for name in LOG_COLUMNS} | {"number": int(row["number"])})
        for row in rows
    ]


def log_text(home: Path, new: Iterable[Decision]) -> str:
    """Return the whole log with decisions added."""
    path = home / LOG
    before = read_words(path) if path.exists() else table_of(LOG_COLUMNS)
    rows = [{name: str(value) for name, value in asdict(entry).items()} for entry in new]
    return with_rows(before, rows)


def standing(log: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that were not taken back, in order."""
    log = list(log)
    undone = {entry.undoes for entry in log if entry.decision == "undone"}
    return [
        entry for entry in log if entry.decision != "undone" and str(entry.number) not in undone
    ]


def states_of(log: Iterable[Decision]) -> dict[str, State]:
    """Return what holds of each draft that anything was decided about."""
    states: dict[str, State] = {}
    for entry in standing(log):
        before = states.get(entry.draft_id, State())
        states[entry.draft_id] = _after(before, entry)
    return states


def mended(draft: Draft, state: State) -> Draft:
    """Return a draft as it stands after what a person mended: such a field is sure."""
    unsure = [name for name in draft["unsure"].split(";") if name and name not in state.mended]
    grounds = {f"{name}_from": "by hand" for name in state.mended}
    return {**draft, **state.mended, **grounds, "unsure": ";".join(unsure)}


def _after(before: State, entry: Decision) -> State:
    if entry.decision in FINAL:
        return replace(before, outcome=entry.decision, claim_id=entry.claim_id)
    if entry.decision in ("mended", "added"):
        return replace(before, mended={**before.mended, entry.field: entry.value})
    if entry.decision == "noted":
        return replace(before, notes=(*before.notes, entry.note))
    return before


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
        Where collections stand, as for `homes.collection_homes`.

    Raises
    ------
    ParameterError
        If there is no such collection, or its claims come from tables of others or in parts.
    """
    homes = collection_homes(folder)
    if name not in homes:
        close = ", ".join(nearest(name, homes) or homes) or "there is none"
        raise ParameterError(
            f"no collection {name!r}; nearest: {close}; `reportedly read TEXT --into {name}` "
            "begins one"
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
    more = os.environ.get(COLLECTIONS, "") if folder == RAW else ""
    home = (as_typed(more).resolve() if more else folder) / name
    if home.exists():
        raise ParameterError(f"{home} is there already and is no collection; choose another name")
    with new_folder(home) as made:
        _write_tables(made, name)
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


def sidecar(title: str, text: str = "", note: str = NOTE) -> str:
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
        "note": note,
    }
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True)


def _write_tables(made: Path, name: str) -> None:
    for table, (columns, title) in NEW_TABLES.items():
        text = table_of(columns)
        write_text(made / f"{table}.csv", text)
        write_text(made / f"{table}.origin.yml", sidecar(f"{title}: {name}", text))
    title = f'title = "{NEW_TABLES["claims"][1]}: {name}"\n'
    write_text(made / DECLARATION, title)


ALIASED = ("speaker", "scope")
"""Fields whose spellings on pages aliases.csv knows."""
NEEDED = {
    "claims.csv": tuple(CLAIM_FIELDS),
    "sources.csv": SOURCE_FIELDS,
    "readings.csv": READING_FIELDS,
}
"""Columns that each table must have."""
Written = Callable[[str], dict[str, str] | None]
"""From the id of a page to the row that a draft makes; None if the draft is gone."""


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

    def listed(self, page: Page) -> str:
        """Return the id under which a page is in the sources; empty if it is not."""
        sources = self.sources
        alike = pd.Series(False, index=sources.index)
        if page.url:
            alike |= sources["url"] == page.url
        if "text_sha256" in sources:
            alike |= sources["text_sha256"] == page.text_sha256
        found = sources.loc[alike, "source_id"]
        return str(found.iloc[0]) if len(found) else ""

    def free_id(self, log: Iterable[Decision]) -> str:
        """Return an id that no claim has, nor one that was taken back."""
        taken = self.claims["claim_id"].tolist()
        used = [entry.claim_id for entry in log if entry.claim_id]
        return next_claim_id([*(name for name in used if name not in taken), *taken])

    def without_claim(self, last: Decision, written: Written) -> dict[str, str]:
        """Return the tables without an accepted claim and what came with it alone."""
        rows = {row["claim_id"]: row for row in rows_of(self.text("claims.csv"))}
        row = rows.pop(last.claim_id, None)
        if row is None:
            raise AnalysisError(f"claim {last.claim_id} is gone from claims.csv already")
        _refuse_changed(row, written(row["source_id"]), last)
        ids = {last.claim_id}
        texts = {"claims.csv": without_rows(self.text("claims.csv"), "claim_id", ids)}
        if last.claim_id in set(self.readings["claim_id"]):
            texts["readings.csv"] = without_rows(self.text("readings.csv"), "claim_id", ids)
        used = {page for left in rows.values() for page in _pages_of(left)}
        if last.field == "source_id" and last.value not in used:
            pages = without_rows(self.text("sources.csv"), "source_id", {last.value})
            texts["sources.csv"] = pages
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

    def without_word(self, last: Decision, words: Vocabulary) -> dict[str, str]:
        """Return the vocabulary without an added row; refuse if a claim uses it."""
        field, key = last.field, last.value
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
        if path.is_file():
            before = read_words(path)
        else:
            title = f"{name.removesuffix('.csv').capitalize()} of {self.name}"
            before = sidecar(title)
        line = f"sha256: {digest}"
        return re.sub(r"(?m)^sha256:.*$", line, before)

    def text(self, name: str, columns: Iterable[str] = ()) -> str:
        """Return a table as it stands, or an empty one with columns, or those of the shared one."""
        path = self.home / name
        return read_words(path) if path.exists() else table_of(columns)

    def _frame(self, name: str) -> pd.DataFrame:
        path = self.home / name
        rows = rows_in(path, NEEDED[name]) if path.exists() else []
        return pd.DataFrame(rows, columns=header(self.text(name))).fillna("").astype("str")


def _pages_of(row: dict[str, str]) -> list[str]:
    return [row["source_id"], *filter(None, row["also_in"].split(";"))]


def _refuse_changed(row: dict[str, str], written: dict[str, str] | None, last: Decision) -> None:
    """Refuse to take out a claim that somebody has worked on since it was accepted."""
    if written is None:
        return
    if moved := [name for name, value in written.items() if row[name] != value]:
        raise AnalysisError(
            f"claim {last.claim_id} was changed since it was accepted ({', '.join(moved)}); "
            "take it out by hand"
        )
