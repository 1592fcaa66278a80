"""The tables of a collection that decisions change: read, and written anew as texts.

Nothing here writes a file: what a decision changes is written at once, by who decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

import pandas as pd

from analysis.data.doors import read_words
from analysis.data.names import fold
from analysis.data.received import READING_FIELDS, SOURCE_FIELDS
from analysis.data.vocabulary import COLUMNS, Vocabulary
from analysis.errors import AnalysisError
from analysis.review.beginning import sidecar
from analysis.review.decisions import Decision
from analysis.review.drafts import Draft, Page, plain_words
from analysis.review.lines import header, rows_in, rows_of, table_of, with_rows, without_rows
from analysis.review.rows import TABLES, key_column, next_claim_id
from analysis.terms import CLAIM_FIELDS

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
