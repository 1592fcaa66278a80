"""A review: the drafts beside a collection decided one after the other, and the log of decisions.

The collection is one that is there, or a new one of our form. Whatever is decided is one change of
its files: all of it or nothing. Nothing in the log is changed afterwards: who takes a decision back
adds a row that names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import pandas as pd
import yaml

from analysis.data.doors import read_words
from analysis.data.homes import (
    DECLARATION,
    collection_homes,
    new_home,
    places_told,
    refuse_no_name,
)
from analysis.data.intake.tables import PAGE_FIELDS, READING_FIELDS, SOURCE_FIELDS, is_mapped
from analysis.data.names import fold, nearest
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.paths import RAW, own
from analysis.review.drafts import (
    FOLDER,
    OPEN,
    Draft,
    SourcePage,
    header,
    plain_words,
    read_drafts,
    read_page,
    rows_in,
    rows_of,
    table_of,
    unsure_of,
    with_columns,
    with_rows,
    without_rows,
)
from analysis.review.rows import (
    MENDABLE,
    TABLES,
    Demands,
    Known,
    choices_of,
    claim_of,
    faults_of,
    key_column,
    known_of,
    next_claim_id,
    readings_of,
    settled,
    source_id_of,
    source_of,
    word_faults,
    word_row,
)
from analysis.store.files import alone, change, finish, new_folder, write_text
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


class Review:
    """The drafts of one collection, and what may be done with them.

    Parameters
    ----------
    name : str
        Of the collection.
    folder : Path
        Where collections and vocabulary stand.
    by : str
        Who decides, for the log; may be empty.

    Raises
    ------
    ParameterError
        If there is no such collection, or it can take no claims.
    """

    def __init__(self, name: str, *, folder: Path = RAW, by: str = "") -> None:
        self.home = home_of(name, folder)
        self.name, self.by, self._folder = name, by, folder
        finish(self.home)
        self.look_again()

    def look_again(self) -> None:
        """Read the collection's files anew."""
        self._learn_words()
        self._drafted = {row["draft_id"]: row for row in read_drafts(self.home)}
        self._pages: dict[str, SourcePage] = {}
        self._learn_tables()

    def _learn_words(self) -> None:
        self.words: Vocabulary = read_vocabulary(self._folder, own=self.home)
        self._demands = Demands(self.words)

    def _learn_tables(self) -> None:
        """Read what decisions change: the log and the tables of claims."""
        self.log = read_log(self.home)
        self.states = states_of(self.log)
        self._tables = Tables(self.home, self.name)

    @property
    def drafts(self) -> list[Draft]:
        """All drafts, as they stand after what was mended."""
        return [self.draft(draft_id) for draft_id in self._drafted]

    @property
    def open_ids(self) -> list[str]:
        """The drafts that nothing final was decided about, in order."""
        return [name for name in self._drafted if not self.state(name).outcome]

    def draft(self, draft_id: str) -> Draft:
        """Return one draft as it stands after what was mended.

        Raises
        ------
        ParameterError
            If there is none of that id, with the nearest.
        """
        if draft_id not in self._drafted:
            close = ", ".join(nearest(draft_id, self._drafted) or list(self._drafted)[:3])
            raise ParameterError(f"no draft {draft_id!r}; nearest: {close or 'there is none'}")
        draft = mended(self._drafted[draft_id], self.state(draft_id))
        return settled(self._with_aliases(draft), self.words)

    def state(self, draft_id: str) -> State:
        """Return what was decided about a draft."""
        return self.states.get(draft_id, State())

    def page(self, draft: Draft) -> SourcePage:
        """Return the record of a draft's page."""
        short = draft["text_sha256"][:12]
        if short not in self._pages:
            self._pages[short] = read_page(self.home, short)
        return self._pages[short]

    def faults(self, draft: Draft) -> list[str]:
        """Say what keeps a draft from being a claim; empty if nothing does."""
        return faults_of(draft, self._demands)

    def known(self, draft: Draft) -> Known:
        """Say what the collection holds of a draft's statement; nothing while fields are open."""
        if self.faults(draft):
            return Known()
        row = claim_of(draft, "", self._tables.listed(self.page(draft)))
        return known_of(row, self._tables.claims, self._tables.readings, self.words)

    def is_sure(self, draft: Draft) -> bool:
        """Whether a draft may be accepted without a look: nothing unsure, proposed or open."""
        proposed = draft.get("proposed", "").casefold() in ("true", "1", "yes")
        return not (unsure_of(draft) or proposed or self.faults(draft))

    def accept(self, draft_id: str, *, note: str = "") -> str:
        """Make a draft a claim of the collection, and list its page; return the claim's id.

        Raises
        ------
        AnalysisError
            If a field is open or wrong, the figure is there already, or the draft is decided.
        """
        with self._alone():
            draft = self._undecided(draft_id)
            if faults := self.faults(draft):
                raise AnalysisError("\n".join(faults))
            if refusal := self.known(draft).refusal:
                raise AnalysisError(f"draft {draft_id}: {refusal}")
            return self._append(draft, note)

    def accept_sure(self) -> tuple[dict[str, str], dict[str, str]]:
        """Accept every open draft that is sure.

        Returns
        -------
        accepted, left : dict
            From draft to claim, and from draft to why it was left, in words.
        """
        accepted, left = {}, {}
        for draft_id in self.open_ids:
            draft = self.draft(draft_id)
            try:
                if unsure := unsure_of(draft):
                    left[draft_id] = f"unsure: {', '.join(unsure)}"
                elif not self.is_sure(draft) and not self.faults(draft):
                    left[draft_id] = "proposed by a tool"
                else:
                    accepted[draft_id] = self.accept(draft_id)
            except AnalysisError as refusal:
                left[draft_id] = str(refusal)
        return accepted, left

    def reject(self, draft_id: str, *, note: str = "") -> None:
        """Decide that a draft will not become a claim."""
        with self._alone():
            self._undecided(draft_id)
            self._log(Decision(0, draft_id, "rejected", note=note))

    def note(self, draft_id: str, words: str) -> None:
        """Make a remark about a draft; it decides nothing.

        Raises
        ------
        ParameterError
            If there are no words.
        """
        if not words.strip():
            raise ParameterError(f"draft {draft_id}: a note needs words")
        with self._alone():
            self.draft(draft_id)
            self._log(Decision(0, draft_id, "noted", note=plain_words(words)))

    def mend(self, draft_id: str, field: str, value: str) -> None:
        """Give a field of a draft another value.

        Raises
        ------
        ParameterError
            If the field cannot be mended, or cannot have the value, with the nearest.
        """
        if field not in MENDABLE:
            close = ", ".join(nearest(field, MENDABLE) or MENDABLE)
            raise ParameterError(f"no field {field!r} that can be mended; nearest: {close}")
        with self._alone():
            draft = self._undecided(draft_id)
            value = self._key_of(field, plain_words(value))
            trial = {**draft, field: value}
            if field in ("speaker", "measure"):
                trial = settled(trial, self.words)
            prefix = f"draft {draft_id}: {field}"
            if faults := [x for x in faults_of(trial, self._demands) if x.startswith(prefix)]:
                raise ParameterError("\n".join(faults))
            self._log(Decision(0, draft_id, "mended", field=field, value=value))

    def drafted_word(self, draft_id: str, field: str) -> dict[str, str]:
        """Draft a row of the vocabulary for what the page says; what is not known is "?"."""
        return word_row(_one_of_tables(field), self.draft(draft_id))

    def add_word(self, draft_id: str, field: str, row: dict[str, str]) -> None:
        """Add a speaker, scope, measure, side or party to the collection's own vocabulary.

        The draft takes it, and so does every other in which the page says the same words.

        Parameters
        ----------
        draft_id : str
        field : str
            speaker, scope, measure, subject or party.
        row : dict
            The row, as a person confirmed it.

        Raises
        ------
        ParameterError
            If something is open or wrong, or the key is there already.
        """
        with self._alone():
            draft = self._undecided(draft_id)
            row = {**word_row(_one_of_tables(field), draft), **row}
            row = {name: plain_words(value) for name, value in row.items()}
            if faults := word_faults(field, row, self.words):
                raise ParameterError("\n".join(faults))
            texts = self._tables.with_word(field, row, draft, self.words)
            added = Decision(0, draft_id, "added", field=field, value=row[key_column(field)])
            self._log(added, texts)

    def undo(self) -> Decision:
        """Take the last standing decision back, and all that it wrote; return it.

        Raises
        ------
        AnalysisError
            If there is none, or what it wrote was changed or used since.
        """
        with self._alone():
            decided = standing(self.log)
            if not decided:
                raise AnalysisError("there is no decision to take back")
            last = decided[-1]
            texts: dict[str, str] = {}
            if last.decision == "accepted":
                texts = self._tables.without_claim(last, partial(self._written, last))
            elif last.decision == "added":
                texts = self._tables.without_word(last, self.words)
            self._log(Decision(0, last.draft_id, "undone", undoes=str(last.number)), texts)
            return last

    def _append(self, draft: Draft, note: str) -> str:
        page, claim_id = self.page(draft), self._tables.free_id(self.log)
        made = Decision(0, draft["draft_id"], "accepted", claim_id=claim_id, note=note)
        texts = {}
        source_id = self._tables.listed(page)
        if not source_id:
            source_id = source_id_of(page, self._tables.sources["source_id"])
            made = replace(made, field="source_id", value=source_id)
            wide = with_columns(self._tables.text("sources.csv"), PAGE_FIELDS)
            texts["sources.csv"] = with_rows(wide, [source_of(page, source_id)])
        row = self._claim(draft, claim_id, source_id)
        texts["claims.csv"] = with_rows(self._tables.text("claims.csv"), [row])
        if inferred := readings_of(draft, claim_id):
            texts["readings.csv"] = with_rows(self._tables.text("readings.csv"), inferred)
        self._log(made, texts)
        return claim_id

    def _claim(self, draft: Draft, claim_id: str, source_id: str) -> dict[str, str]:
        """Return the row of a claim, its speaker under the name that tables of others would use."""
        speakers = self.words.speakers["label"]
        speaker = speakers.get(draft["speaker"], draft["speaker"])
        row = claim_of({**draft, "speaker": speaker}, claim_id, source_id)
        return {name: plain_words(value) for name, value in row.items()}

    def _written(self, last: Decision, source_id: str) -> dict[str, str] | None:
        """Return the row that was accepted, as its draft gives it; None if the draft is gone."""
        if last.draft_id not in self._drafted:
            return None
        return self._claim(self.draft(last.draft_id), last.claim_id, source_id)

    def _with_aliases(self, draft: Draft) -> Draft:
        """Fill in keys that the vocabulary has learnt since the text was read."""
        spelt = {"speaker": self.words.speaker_aliases, "scope": self.words.scope_aliases}
        found = {
            field: key
            for field, known in spelt.items()
            if draft[field] == OPEN and (key := known.get(fold(draft.get(f"{field}_words", ""))))
        }
        left = [name for name in draft["unsure"].split(";") if name and name not in found]
        grounds = {f"{field}_from": "by the vocabulary" for field in found}
        return {**draft, **found, **grounds, "unsure": ";".join(left)}

    def _key_of(self, field: str, value: str) -> str:
        """Return the key that a spelling or label stands for, else the value."""
        known = {"speaker": self.words.speaker_aliases, "scope": self.words.scope_aliases}
        tables = {"measure": self.words.measures, "subject": self.words.forces}
        tables |= {"party": self.words.parties}
        labels = tables[field]["label"] if field in tables else pd.Series(dtype=str)
        keys = known.get(field) or {fold(label): key for key, label in labels.items()}
        return value if value in choices_of(field, self.words) else keys.get(fold(value), value)

    def _undecided(self, draft_id: str) -> Draft:
        draft, state = self.draft(draft_id), self.state(draft_id)
        if state.outcome in FINAL:
            what = f"accepted as {state.claim_id}" if state.claim_id else state.outcome
            raise AnalysisError(f"draft {draft_id} is {what}; undo that first")
        return draft

    def _log(self, made: Decision, texts: dict[str, str] | None = None) -> None:
        """Write a decision and all that it changes, as one."""
        made = replace(made, number=len(self.log) + 1, by=self.by)
        changed = dict(texts or {})
        for name, text in (texts or {}).items():
            place = name.replace(".csv", ".origin.yml")
            changed[place] = self._tables.resealed(name, text)
        change(self.home, {**changed, LOG: log_text(self.home, [made])})
        self._learn_tables()
        if {f"{table}.csv" for table in COLUMNS}.intersection(texts or {}):
            self._learn_words()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Decide while no other run does, and look first at what others have decided."""
        with alone(self.home):
            if len(read_log(self.home)) != len(self.log):
                self.look_again()
            yield


def _one_of_tables(field: str) -> str:
    if field not in TABLES:
        raise ParameterError(f"no vocabulary for {field!r}; there is one for {', '.join(TABLES)}")
    return field
