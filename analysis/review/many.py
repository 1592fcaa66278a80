"""Many texts read in one call, on all cores; what fails is told and stops nothing else."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from analysis.data.vocabulary import COLUMNS, Vocabulary, read_vocabulary
from analysis.errors import AnalysisError
from analysis.paths import RAW
from analysis.review.drafts import Draft, Page, drafts_of, refusals_of, write_drafts
from analysis.review.texts import Job, Loaded, load

FEW = 8
"""Texts that are read here: starting other processes would take longer."""
DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux's prctl."""
AT_ONCE = 16
"""Texts that a process takes at once."""


@dataclass(frozen=True)
class Read:
    """What came of one text.

    Parameters
    ----------
    name : str
        Of its file; `-` for standard input.
    page : Page or None
        None if the text could not be read.
    drafts, refusals : list of dict
    fault : str
        Why it could not be read; empty if it could.
    """

    name: str
    page: Page | None = None
    drafts: list[Draft] = field(default_factory=list)
    refusals: list[Draft] = field(default_factory=list)
    fault: str = ""


def read_all(
    jobs: Sequence[Job],
    home: Path,
    *,
    folder: Path,
    proposals: Sequence[Mapping[str, str]] = (),
    cores: int = 0,
) -> Iterator[Read]:
    """Read texts and write their drafts beside a collection, giving each as it is done, in order.

    Parameters
    ----------
    jobs : sequence of Job
    home : Path
        The collection's folder.
    folder : Path
        Of the shared vocabulary.
    proposals : sequence of dict
        Rows of quote, occurrence, wording and measure, offered to every text.
    cores : int
        Processes; 0 for as many as there are cores.
    """
    cores = cores or len(os.sched_getaffinity(0))
    one = partial(read_one, home=home, folder=folder, proposals=tuple(proposals))
    if len(jobs) <= FEW or cores == 1:
        yield from map(one, jobs)
        return
    import analysis.reading  # noqa: F401  imported once, before the processes part

    ends = partial(_end_with, os.getpid())
    with ProcessPoolExecutor(min(cores, len(jobs)), get_context("fork"), ends) as pool:
        yield from pool.map(one, jobs, chunksize=max(1, min(AT_ONCE, len(jobs) // (4 * cores))))


def _end_with(parent: int) -> None:
    """Let this process end when the one that started it is gone, though it was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def read_one(
    job: Job, *, home: Path, folder: Path, proposals: Sequence[Mapping[str, str]] = ()
) -> Read:
    """Read one text and write its drafts; a text that cannot be read is told, not raised."""
    name = job.name or "-"
    try:
        loaded = load(job)
        page, drafts, refusals = _read(job, loaded, home, folder, proposals)
        write_drafts(home, page, drafts, refusals)
    except AnalysisError as refusal:
        return Read(name, fault=str(refusal))
    except Exception as error:  # whatever a text of others brings out, the other texts are read
        return Read(name, fault=f"the reader failed: {type(error).__name__}: {error}")
    return Read(name, page, drafts, refusals)


def _read(
    job: Job, loaded: Loaded, home: Path, folder: Path, proposals: Sequence[Mapping[str, str]]
) -> tuple[Page, list[Draft], list[Draft]]:
    from analysis.reading import read_text

    known = loaded.known
    reading = read_text(
        loaded.text,
        published=known["published"] or None,
        title=known["title"],
        url=known["url"],
        words=_words(home, folder),
        proposals=proposals,
    )
    more = {"title": known["title"] or reading.title, "language": reading.language}
    page = Page(reading.sha256, file=job.name, **{**known, **more})
    return page, drafts_of(reading), refusals_of(reading)


def _words(home: Path, folder: Path) -> Vocabulary | None:
    """Return the vocabulary of a collection; None if it is the shared one, which is kept."""
    own = any((home / f"{name}.csv").is_file() for name in COLUMNS)
    return read_vocabulary(folder, own=home) if own or folder != RAW else None
