"""A review: the drafts beside a collection decided one after the other, and the log of decisions.

The collection is one that is there, or a new one of our form. Whatever is decided is one change of
its files, tables and log: all of it or nothing. Nothing in the log is changed afterwards: who takes
a decision back adds a row that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path

import pandas as pd
import yaml

from analysis.data.inputs import read_words
from analysis.data.intake.tables import PAGE_FIELDS, READING_FIELDS, SOURCE_FIELDS, is_mapped
from analysis.data.names import fold, nearest
from analysis.data.places import (
    DECLARATION,
    collection_homes,
    new_home,
    places_told,
    refuse_no_name,
)
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.paths import RAW, own
from analysis.review.drafts import (
    FOLDER,
    MENDABLE,
    OPEN,
    TABLES,
    Demands,
    Draft,
    Matches,
    SourcePage,
    choices_of,
    claim_of,
    faults_of,
    header,
    is_proposed,
    key_column,
    matches_of,
    next_claim_id,
    plain_words,
    read_drafts,
    read_page,
    readings_of,
    rows_in,
    rows_of,
    settled,
    source_id_of,
    source_of,
    table_of,
    unsure_of,
    with_columns,
    with_rows,
    without_rows,
    word_faults,
    word_row,
)
from analysis.store.files import alone, change, finish, new_folder, write_text
from analysis.terms import CLAIM_FIELDS

NEW_TABLES = {
    "claims": (tuple(CLAIM_FIELDS), "Figures read from texts"),
    "sources": ((*SOURCE_FIELDS, *PAGE_FIELDS), "Pages that figures were read on"),
    "readings": (READING_FIELDS, "Readings of single claims"),
}
"""The tables of a collection of our own form: columns, which it must have but for those that tell
more of a page, and title."""
NOTE = (
    "Each row was drafted by the reader from a text, and accepted by a person; "
    "drafts/decisions.csv says what was decided about which draft."
)
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
    home = homes[name]
    if is_mapped(home):
        why = (
            f"is read from tables of others by its {DECLARATION}, and accepted claims "
            "would have no table there"
        )
    elif not (home / "claims.csv").is_file():
        why = "has no claims.csv that a claim could be added to"
    else:
        return home
    raise ParameterError(f"{name} {why}; read into a collection of its own, such as {name}-read")


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
    if name in collection_homes(folder):
        return home_of(name, folder), False
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
        self.claims, self.sources, self.readings = (self._frame(table) for table in NEW_TABLES)

    def listed(self, page: SourcePage) -> str:
        """Return the id under which a page is in the sources; empty if it is not."""
        alike = (self.sources["url"] == page.url) & bool(page.url)
        if "text_sha256" in self.sources:
            alike |= self.sources["text_sha256"] == page.text_sha256
        return next(iter(self.sources.loc[alike, "source_id"]), "")

    def free_id(self, used: Iterable[str]) -> str:
        """Return an id that no claim has or had; those used may be gone."""
        taken = self.claims["claim_id"].tolist()
        return next_claim_id([*(name for name in used if name not in taken), *taken])

    def claim(self, claim_id: str) -> dict[str, str]:
        """Return the row of a claim; refuse if it is gone."""
        for row in rows_of(self.text("claims.csv")):
            if row["claim_id"] == claim_id:
                return row
        raise AnalysisError(f"claim {claim_id} is gone from claims.csv already")

    def with_new(self, name: str, rows: Iterable[Mapping[str, str]]) -> str:
        """Return a table with rows below it; sources have a column for all that is known of one."""
        text = self.text(name)
        return with_rows(with_columns(text, PAGE_FIELDS) if name == "sources.csv" else text, rows)

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
        written, key = plain_words(draft.get(f"{field}_words", "")), row[key_column(field)]
        spelt = _spellings(words).get(field)
        known = {fold(key), fold(row["label"]), *(spelt or ())}
        if spelt is not None and written and fold(written) not in known:
            alias = {"kind": field, "written": written, "key": key}
            aliases = self.text("aliases.csv", COLUMNS["aliases"])
            texts["aliases.csv"] = with_rows(aliases, [alias])
        return texts

    def without_word(self, field: str, key: str, words: Vocabulary) -> dict[str, str]:
        """Return the vocabulary without an added row; refuse if a claim uses it."""
        spelt = words.speaker_aliases if field == "speaker" else {}
        uses = self.claims[field].map(lambda name: spelt.get(fold(name), name)) == key
        if uses.any():
            first = self.claims.loc[uses, "claim_id"].iloc[0]
            raise AnalysisError(f"{field} {key!r} is used by claim {first}; it stays")
        table = f"{TABLES[field]}.csv"
        texts = {table: without_rows(self.text(table), key_column(field), {key})}
        if (self.home / "aliases.csv").is_file() and field in _spellings(words):
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

    def _frame(self, table: str) -> pd.DataFrame:
        path = self.home / f"{table}.csv"
        needed = [column for column in NEW_TABLES[table][0] if column not in PAGE_FIELDS]
        rows = rows_in(path, needed) if path.exists() else []
        return pd.DataFrame(rows, columns=header(self.text(path.name))).fillna("").astype("str")


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

    @property
    def words(self) -> str:
        """What was decided."""
        return {
            "accepted": f"accepted as {self.claim_id}",
            "mended": f"{self.field} mended to {self.value}",
            "added": f"{self.field} {self.value} added",
        }.get(self.decision, self.decision)


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

    @property
    def words(self) -> str:
        """The outcome and all notes in a line; empty if there is neither."""
        outcome = f"claim {self.claim_id}" if self.claim_id else self.outcome
        return " ".join(filter(None, [outcome, *self.notes]))


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
    known = ", ".join(KINDS)
    faults = [
        f"row {place}, column decision: {row['decision']!r} is not a known decision; known: {known}"
        for place, row in enumerate(rows, start=1)
        if row["decision"] not in KINDS
    ]
    faults += [
        f"row {place}, column number: {row['number']!r} is not {place}"
        for place, row in enumerate(rows, start=1)
        if row["number"] != str(place)
    ]
    if faults:
        raise RawDataError([f"{path.name} {fault}" for fault in faults])
    named = ({name: row[name] for name in LOG_COLUMNS} for row in rows)
    return [Decision(**row | {"number": place}) for place, row in enumerate(named, start=1)]


def standing(log: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that were not taken back, in order."""
    kept: dict[str, Decision] = {}
    for entry in log:
        if entry.decision == "undone":
            kept.pop(entry.undoes, None)
        else:
            kept[str(entry.number)] = entry
    return list(kept.values())


def states_of(log: Iterable[Decision]) -> dict[str, State]:
    """Return what holds of each draft that anything was decided about."""
    states: dict[str, State] = {}
    for entry in standing(log):
        before = states.get(entry.draft_id, State())
        if entry.decision in FINAL:
            after = replace(before, outcome=entry.decision, claim_id=entry.claim_id)
        elif entry.decision == "noted":
            after = replace(before, notes=(*before.notes, entry.note))
        else:
            after = replace(before, mended={**before.mended, entry.field: entry.value})
        states[entry.draft_id] = after
    return states


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
    def ids(self) -> list[str]:
        """Of all drafts, in order."""
        return list(self._drafted)

    @property
    def drafts(self) -> list[Draft]:
        """All drafts, as they stand after what was mended."""
        return [self.draft(draft_id) for draft_id in self._drafted]

    @property
    def outcomes(self) -> dict[str, str]:
        """What was decided about each draft, in words."""
        return {name: self.state(name).words for name in self._drafted}

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
        mended = self.state(draft_id).mended
        draft = _with_fields(self._drafted[draft_id], mended, "by hand")
        # Keys that the vocabulary has learnt since the text was read.
        learnt = {
            name: key
            for name, known in _spellings(self.words).items()
            if draft[name] == OPEN and (key := known.get(fold(draft.get(f"{name}_words", ""))))
        }
        return settled(_with_fields(draft, learnt, "by the vocabulary"), self.words)

    def state(self, draft_id: str) -> State:
        """Return what was decided about a draft."""
        return self.states.get(draft_id, State())

    def page(self, draft: Draft) -> SourcePage:
        """Return the record of a draft's page."""
        return read_page(self.home, SourcePage(draft["text_sha256"]).short)

    def faults(self, draft: Draft) -> list[str]:
        """Say what keeps a draft from being a claim; empty if nothing does."""
        return faults_of(draft, self._demands)

    def matches(self, draft: Draft) -> Matches:
        """Say what the collection holds of a draft's statement; nothing while fields are open."""
        if self.faults(draft):
            return Matches()
        row = claim_of(draft, "", self._tables.listed(self.page(draft)))
        return matches_of([row], self._tables.claims, self._tables.readings, self.words)[0]

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
            if refusal := self.matches(draft).refusal:
                raise AnalysisError(f"draft {draft_id}: {refusal}")
            return self._accepted(draft, note)

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
                elif is_proposed(draft) and not self.faults(draft):
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
            row = {**word_row(field, draft), **row}
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
                row = self._tables.claim(last.claim_id)
                # One that somebody has worked on since stays.
                if last.draft_id in self._drafted:
                    written = self._claim(
                        self.draft(last.draft_id), last.claim_id, row["source_id"]
                    )
                    if moved := [name for name, value in written.items() if row[name] != value]:
                        raise AnalysisError(
                            f"claim {last.claim_id} was changed since it was accepted "
                            f"({', '.join(moved)}); take it out by hand"
                        )
                texts = self._tables.without_claim(last.claim_id, last.value)
            elif last.decision == "added":
                texts = self._tables.without_word(last.field, last.value, self.words)
            self._log(Decision(0, last.draft_id, "undone", undoes=str(last.number)), texts)
            return last

    def _accepted(self, draft: Draft, note: str) -> str:
        """Write the claim that a draft becomes, its readings, and its page where it is new."""
        tables, page = self._tables, self.page(draft)
        claim_id = tables.free_id(entry.claim_id for entry in self.log if entry.claim_id)
        made = Decision(0, draft["draft_id"], "accepted", claim_id=claim_id, note=note)
        new: dict[str, list[dict[str, str]]] = {}
        source_id = tables.listed(page)
        if not source_id:
            source_id = source_id_of(page, tables.sources["source_id"])
            made = replace(made, field="source_id", value=source_id)
            new["sources.csv"] = [source_of(page, source_id)]
        new["claims.csv"] = [self._claim(draft, claim_id, source_id)]
        if inferred := readings_of(draft, claim_id):
            new["readings.csv"] = inferred
        self._log(made, {name: tables.with_new(name, rows) for name, rows in new.items()})
        return claim_id

    def _claim(self, draft: Draft, claim_id: str, source_id: str) -> dict[str, str]:
        """Return the row of a claim, its speaker under the name that tables of others would use."""
        speakers = self.words.speakers["label"]
        speaker = speakers.get(draft["speaker"], draft["speaker"])
        row = claim_of({**draft, "speaker": speaker}, claim_id, source_id)
        return {name: plain_words(value) for name, value in row.items()}

    def _key_of(self, field: str, value: str) -> str:
        """Return the key that a spelling or label stands for, else the value."""
        if field not in TABLES or value in choices_of(field, self.words):
            return value
        labels = getattr(self.words, TABLES[field])["label"]
        keys = _spellings(self.words).get(field) or {fold(w): key for key, w in labels.items()}
        return keys.get(fold(value), value)

    def _undecided(self, draft_id: str) -> Draft:
        draft, state = self.draft(draft_id), self.state(draft_id)
        if state.outcome in FINAL:
            what = f"accepted as {state.claim_id}" if state.claim_id else state.outcome
            raise AnalysisError(f"draft {draft_id} is {what}; undo that first")
        return draft

    def _log(self, made: Decision, texts: dict[str, str] | None = None) -> None:
        """Write a decision and all that it changes, as one."""
        made = replace(made, number=len(self.log) + 1, by=self.by)
        row = {name: str(value) for name, value in asdict(made).items()}
        texts = texts or {}
        sidecars = {
            name.replace(".csv", ".origin.yml"): self._tables.resealed(name, text)
            for name, text in texts.items()
        }
        log = with_rows(self._tables.text(LOG, LOG_COLUMNS), [row])
        change(self.home, {**texts, **sidecars, LOG: log})
        self._learn_tables()
        if {f"{table}.csv" for table in COLUMNS}.intersection(texts):
            self._learn_words()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Decide while no other run does, and look first at what others have decided."""
        with alone(self.home):
            if len(read_log(self.home)) != len(self.log):
                self.look_again()
            yield


def _with_fields(draft: Draft, given: Mapping[str, str], ground: str) -> Draft:
    """Give fields of a draft other values, which are sure, and say where they come from."""
    unsure = [name for name in draft["unsure"].split(";") if name and name not in given]
    grounds = {f"{name}_from": ground for name in given}
    return {**draft, **given, **grounds, "unsure": ";".join(unsure)}


def decide(review: Review, draft_id: str, act: str, words: str = "") -> tuple[str, str]:
    """Do one thing about a draft, and say that it is done.

    Parameters
    ----------
    review : Review
    draft_id : str
    act : str
        accept, reject, note or mend, sure or undo; the last two are about no draft.
    words : str
        The remark; of mend FIELD=VALUE.

    Returns
    -------
    str, str
        What was done, of whose lines the last one says the whole; and the draft it was about.

    Raises
    ------
    AnalysisError
        If it is refused; then nothing is done.
    """
    told = ""
    if act == "accept":
        remark = review.matches(review.draft(draft_id)).remark
        told = f"draft {draft_id} is claim {review.accept(draft_id, note=words)}"
        told += f"; {remark}" if remark else ""
    elif act == "reject":
        review.reject(draft_id, note=words)
        told = f"draft {draft_id} is rejected"
    elif act == "note":
        review.note(draft_id, words)
        told = f"noted about draft {draft_id}: {words}"
    elif act == "mend":
        field, equals, value = (part.strip() for part in words.partition("="))
        if not equals:
            raise ParameterError("mend takes FIELD=VALUE, such as mend scope=bakhmut_city")
        review.mend(draft_id, field, value)
        told = f"{field} of draft {draft_id} is {review.draft(draft_id)[field]}"
    elif act == "sure":
        accepted, left = review.accept_sure()
        lines = [f"draft {name} is claim {claim_id}" for name, claim_id in accepted.items()]
        lines += [f"left: draft {name}: {why}" for name, why in left.items()]
        told = "\n".join([*lines, f"{len(accepted)} accepted, {len(left)} left"])
    else:
        undone = review.undo()
        draft_id = undone.draft_id
        told = f"taken back: draft {draft_id}, {undone.words}"
    return told, draft_id


def _spellings(words: Vocabulary) -> dict[str, Mapping[str, str]]:
    """Return the spellings on pages that aliases.csv knows, by their fields."""
    return {"speaker": words.speaker_aliases, "scope": words.scope_aliases}
