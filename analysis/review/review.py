"""A review: the drafts beside a collection, decided one after the other.

Whatever is decided is one change of the collection's files: all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.data.intake.tables import PAGE_FIELDS
from analysis.data.names import fold, nearest
from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import RAW
from analysis.review.decisions import (
    FINAL,
    LOG,
    Decision,
    State,
    Tables,
    home_of,
    log_text,
    mended,
    read_log,
    standing,
    states_of,
)
from analysis.review.drafts import (
    OPEN,
    Draft,
    Page,
    plain_words,
    read_drafts,
    read_page,
    unsure_of,
    with_columns,
    with_rows,
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
    readings_of,
    settled,
    source_id_of,
    source_of,
    word_faults,
    word_row,
)
from analysis.store.files import alone, change, finish


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
        self._pages: dict[str, Page] = {}
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

    def page(self, draft: Draft) -> Page:
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
