"""Which reports of a site run, and why: the others are published as they were made before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.collection.collection import load_collection
from analysis.publish.cache.cache import Cache, Kept
from analysis.publish.cache.fingerprint import (
    MEMORY,
    moved_parts,
    part_of_notebook,
    parts_of,
    parts_of_collection,
)
from analysis.publish.making import Task
from analysis.publish.putting_out import Form
from analysis.store import reads
from analysis.store.digests import Digests

CLAIMS = "claims"


@dataclass(frozen=True)
class Choice:
    """What becomes of one report.

    Parameters
    ----------
    task : Task
    identity : dict
        Which report it is, for the cache.
    parts : dict
        Digests of what it is made of and with.
    kept : Kept or None
        As it was made before; None if it is to run.
    why : str
        Why it is to run; empty if it is not.
    """

    task: Task
    identity: dict
    parts: dict[str, str]
    kept: Kept | None
    why: str = ""


@dataclass
class Chooser:
    """Holds reports against what is kept of them.

    Parameters
    ----------
    cache : Cache
    form : Form
    force : bool
        Whether every report is to run.
    """

    cache: Cache
    form: Form
    force: bool = False
    load: Callable = field(default_factory=lambda: cache(load_collection))
    _asked: dict[str, str] = field(default_factory=dict)

    def choose(self, tasks: Sequence[Task]) -> list[Choice]:
        """Say of each report whether it is to run."""
        parts = parts_for(tasks, self.cache)
        return [self._choice(task, own) for task, own in zip(tasks, parts, strict=True)]

    def _choice(self, task: Task, parts: dict[str, str]) -> Choice:
        identity = {
            "notebook": task.source.stem,
            "values": task.values,
            "address": task.address,
            "options": self.form.options,
        }
        kept = self.cache.find(identity)
        why = self._why(task, kept, parts)
        return Choice(task, identity, parts, None if why else kept, why)

    def _why(self, task: Task, kept: Kept | None, parts: Mapping[str, str]) -> str:
        if self.force:
            return "forced"
        if kept is None:
            return "not made before"
        moved = moved_parts(kept.parts, parts)
        if others := [part for part in moved if part != CLAIMS]:
            return f"{' and '.join(others)} changed"
        # A report of the suite stands for the whole collection and names its version.
        if moved and "/" not in task.address:
            return "the claims changed"
        if file := reads.moved_file(kept.reads, self._asked):
            return f"what it reads changed ({file})"
        if moved and (question := reads.moved(kept.reads, self.load, self._asked)):
            return f"what it reads changed ({question})"
        return "" if kept.is_whole() else "its kept files are damaged"


def parts_for(tasks: Sequence[Task], kept: Cache) -> list[dict[str, str]]:
    """Digest what each report is made of and with, as it stands now."""
    digests = Digests(kept.folder / MEMORY)
    shared = parts_of(digests)
    collection = cache(lambda name: parts_of_collection(digests, name))
    notebook = cache(lambda source: part_of_notebook(digests, source))
    parts = [
        {**shared, **notebook(task.source), **_of_collection(task, collection)} for task in tasks
    ]
    digests.keep()
    return parts


def _of_collection(task: Task, digested: Callable[[str], dict[str, str]]) -> dict[str, str]:
    name = str(task.values.get("collection", ""))
    return digested(name) if name else {}
