"""A review: the drafts beside a collection decided one after the other, and the log of decisions.

Whatever is decided is one change of
its files: all of it or nothing. Nothing in the log is changed afterwards: who takes a decision back
adds a row that names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from analysis.data.intake.tables import PAGE_FIELDS
from analysis.data.names import fold, nearest
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import AnalysisError, ParameterError, RawDataError
from analysis.paths import RAW
from analysis.review.drafts import (
    FOLDER,
    MENDABLE,
    OPEN,
    TABLES,
    Demands,
    Draft,
    Known,
    SourcePage,
    choices_of,
    claim_of,
    faults_of,
    is_proposed,
    known_of,
    plain_words,
    read_drafts,
    read_page,
    readings_of,
    rows_in,
    settled,
    source_id_of,
    source_of,
    unsure_of,
    with_columns,
    with_rows,
)
from analysis.review.tables import Tables, home_of, key_column, word_faults, word_row
from analysis.store.files import alone, change, finish

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
        spelt = {"speaker": self.words.speaker_aliases, "scope": self.words.scope_aliases}
        learnt = {
            name: key
            for name, known in spelt.items()
            if draft[name] == OPEN and (key := known.get(fold(draft.get(f"{name}_words", ""))))
        }
        return settled(_with_fields(draft, learnt, "by the vocabulary"), self.words)

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
        return known_of([row], self._tables.claims, self._tables.readings, self.words)[0]

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
                self._refuse_changed(last)
                page = last.value if last.field == "source_id" else ""
                texts = self._tables.without_claim(last.claim_id, page)
            elif last.decision == "added":
                texts = self._tables.without_word(last.field, last.value, self.words)
            self._log(Decision(0, last.draft_id, "undone", undoes=str(last.number)), texts)
            return last

    def _append(self, draft: Draft, note: str) -> str:
        used = [entry.claim_id for entry in self.log if entry.claim_id]
        page, claim_id = self.page(draft), self._tables.free_id(used)
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

    def _refuse_changed(self, last: Decision) -> None:
        """Refuse to take out a claim that somebody has worked on since it was accepted."""
        row = self._tables.claim(last.claim_id)
        if last.draft_id not in self._drafted:
            return
        written = self._claim(self.draft(last.draft_id), last.claim_id, row["source_id"])
        if moved := [name for name, value in written.items() if row[name] != value]:
            raise AnalysisError(
                f"claim {last.claim_id} was changed since it was accepted ({', '.join(moved)}); "
                "take it out by hand"
            )

    def _key_of(self, field: str, value: str) -> str:
        """Return the key that a spelling or label stands for, else the value."""
        if field not in TABLES or value in choices_of(field, self.words):
            return value
        spelt = {"speaker": self.words.speaker_aliases, "scope": self.words.scope_aliases}
        labels = getattr(self.words, TABLES[field])["label"]
        keys = spelt.get(field) or {fold(label): key for key, label in labels.items()}
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


def _one_of_tables(field: str) -> str:
    if field not in TABLES:
        raise ParameterError(f"no vocabulary for {field!r}; there is one for {', '.join(TABLES)}")
    return field


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
    if act == "accept":
        remark = review.known(review.draft(draft_id)).remark
        told = f"draft {draft_id} is claim {review.accept(draft_id, note=words)}"
        return f"{told}; {remark}" if remark else told, draft_id
    if act == "reject":
        review.reject(draft_id, note=words)
        return f"draft {draft_id} is rejected", draft_id
    if act == "note":
        review.note(draft_id, words)
        return f"noted about draft {draft_id}: {words}", draft_id
    if act == "mend":
        field, equals, value = (part.strip() for part in words.partition("="))
        if not equals:
            raise ParameterError("mend takes FIELD=VALUE, such as mend scope=bakhmut_city")
        review.mend(draft_id, field, value)
        return f"{field} of draft {draft_id} is {review.draft(draft_id)[field]}", draft_id
    if act == "sure":
        accepted, left = review.accept_sure()
        lines = [f"draft {name} is claim {claim_id}" for name, claim_id in accepted.items()]
        lines += [f"left: draft {name}: {why}" for name, why in left.items()]
        return "\n".join([*lines, f"{len(accepted)} accepted, {len(left)} left"]), draft_id
    undone = review.undo()
    what = {
        "accepted": f"accepted as {undone.claim_id}",
        "mended": f"{undone.field} mended to {undone.value}",
        "added": f"{undone.field} {undone.value} added",
    }.get(undone.decision, undone.decision)
    return f"taken back: draft {undone.draft_id}, {what}", undone.draft_id
