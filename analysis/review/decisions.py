"""The log of decisions: what a person did with which draft, in order, and what still holds of it.

Nothing in it is changed afterwards: who takes a decision back adds a row that names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from analysis.data.doors import read_words
from analysis.errors import RawDataError
from analysis.review.drafts import FOLDER, Draft
from analysis.review.lines import rows_in, table_of, with_rows

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


COLUMNS = tuple(entry.name for entry in fields(Decision))


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
    rows = rows_in(path, COLUMNS)
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
        Decision(**{name: row[name] for name in COLUMNS} | {"number": int(row["number"])})
        for row in rows
    ]


def log_text(home: Path, new: Iterable[Decision]) -> str:
    """Return the whole log with decisions added."""
    path = home / LOG
    before = read_words(path) if path.exists() else table_of(COLUMNS)
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
