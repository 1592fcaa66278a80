"""Published pages, made again from their run records and compared figure by figure.

The pages are only read. What a record says is not trusted: it names a report of this project by
its bare name, and its parameters are checked like typed ones.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.collection.collection import PRINTED_VERSION
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import NOTEBOOKS
from analysis.publish.record.printed import MASK, Print, Printed, from_rows, moves
from analysis.publish.record.reader import FIGURE, read_page
from analysis.publish.record.record import ENDING, read_record, state_of, state_with
from analysis.publish.runs.report import Report, prepare, report_of
from analysis.publish.runs.runner import Job, run_stream, warm_up
from analysis.publish.runs.suite import suite
from analysis.verify.causes import causes_between
from analysis.verify.verdict import Verdict

if TYPE_CHECKING:
    from nbformat import NotebookNode

VERSION = re.compile("[0-9a-f]{12}")
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Sent:
    """A page as somebody has it, with its record.

    Parameters
    ----------
    page : Path
    html : str
    record : dict
    name : str
        Of the page, with the folders between it and the site.
    """

    page: Path
    html: str
    record: dict
    name: str = ""

    @property
    def edited(self) -> bool:
        """Whether the page is another than the one that was published with the record."""
        return sha256(self.html.encode("utf-8")).hexdigest() != self.record["page_sha256"]


def verify(
    paths: Sequence[Path], *, folder: Path = NOTEBOOKS, tell: Tell = lambda name, done, cells: None
) -> list[Verdict]:
    """Make pages again with this project and compare them.

    Parameters
    ----------
    paths : sequence of Path
        Folders of pages, pages, or records.
    folder : Path
        Of notebooks.
    tell : callable
        As in `site.Watcher`.

    Returns
    -------
    list of Verdict
        One a page, in the order given.

    Raises
    ------
    ParameterError
        If a page or its record is not there or is not ours, or the project lacks the report.
    """
    known = {notebook.stem: notebook for notebook in suite(folder)}
    warm_up(known.values())
    sent = [
        replace(read_sent(record), name=_name_of(record, path))
        for path in paths
        for record in records_in(path)
    ]
    for each in sent:
        if each.record["report"] not in known:
            raise ParameterError(
                f"{each.page.name} was made by {each.record['report']!r}, which is no report of "
                f"this project; there are {', '.join(known)}"
            )
    notebooks = [known[each.record["report"]] for each in sent]
    reports = [_prepared(*pair) for pair in zip(notebooks, sent, strict=True)]
    runs: dict[int, Print | str] = {}
    for version, of_version in _by_version(sent, reports).items():
        with _naming(version):
            runs |= _run(of_version, tell)
    return [_judged(*each, runs) for each in zip(sent, notebooks, reports, strict=True)]


def _by_version(sent: Sequence[Sent], reports: Sequence[Report | str]) -> dict[str, list[Report]]:
    """Sort reports by the data version that they are to name: that of the page to compare with.

    A page of a sweep is kept while nothing it reads changes, and names the version it was made
    of. Empty stands for the version of the data as they are, which is also named where a record
    tells another version of the very same tables.
    """
    groups: dict[str, list[Report]] = {}
    for page, report in zip(sent, reports, strict=True):
        if isinstance(report, Report):
            told = page.record["data"]
            tables = state_of(report)["data"]["tables"]
            version = str(told.get("version", ""))
            earlier = told.get("tables") != tables and VERSION.fullmatch(version)
            groups.setdefault(version if earlier else "", []).append(report)
    return groups


@contextmanager
def _naming(version: str) -> Iterator[None]:
    """Have the kernels started meanwhile name a data version; their own if it is empty."""
    if version:
        os.environ[PRINTED_VERSION] = version
    try:
        yield
    finally:
        if version:
            del os.environ[PRINTED_VERSION]


def records_in(path: Path) -> list[Path]:
    """Return the run records of a folder, a page or a record.

    Raises
    ------
    ParameterError
        If there is none.
    """
    if path.is_dir():
        if found := sorted(path.rglob(f"*{ENDING}")):
            return found
        raise ParameterError(f"{path} holds no run record, *{ENDING}, so there is none to go by")
    if path.name.endswith(ENDING):
        return [path]
    if path.suffix == ".html" and path.is_file():
        return [path.with_suffix(ENDING)]
    raise ParameterError(f"{path} is no page, no run record and no folder of them")


def read_sent(record: Path) -> Sent:
    """Read a record and the page beside it.

    Raises
    ------
    ParameterError
        If one of them is not there or cannot be read.
    """
    page = record.with_name(record.name.removesuffix(ENDING) + ".html")
    told = read_record(record)
    try:
        return Sent(page, page.read_bytes().decode("utf-8"), told)
    except (OSError, UnicodeDecodeError) as fault:
        raise ParameterError(f"the page {page.name} cannot be read: {fault}") from fault


def _name_of(record: Path, path: Path) -> str:
    page = record.with_name(record.name.removesuffix(ENDING) + ".html")
    return page.relative_to(path).as_posix() if path.is_dir() else page.name


def _prepared(notebook: Path, sent: Sent) -> Report | str:
    """Return the report to run, or why its values are refused by now."""
    try:
        return prepare(notebook, sent.record["parameters"])
    except AnalysisError as refusal:
        return str(refusal)


def _run(reports: Sequence[Report], tell: Tell) -> dict[int, Print | str]:
    """Return what each report prints now, or why it cannot, by the report's identity."""
    jobs = [Job(r.source, r.values, tell=partial(tell, r.name)) for r in reports]
    of = {id(job): report for job, report in zip(jobs, reports, strict=True)}
    made: dict[int, Print | str] = {}
    for outcome in run_stream(jobs, partial(_printed, reports)):
        report = of[id(outcome.job)]
        tell(report.name, 1, 1)
        made[id(report)] = str(outcome.failure) if outcome.failure else _print(*outcome.result)
    return made


def _printed(
    reports: Sequence[Report], job: Job, notebook: NotebookNode
) -> tuple[list[dict], tuple[str, ...]]:
    """Return the figures of a report's page, field by field, and its words."""
    page = read_page(report_of(reports, job).page(notebook, in_site=True).html)
    return [asdict(figure) for figure in page.figures], page.words


def _print(figures: Sequence[dict], words: Sequence[str]) -> Print:
    return Print(tuple(Printed(**figure) for figure in figures), tuple(words))


def _judged(
    sent: Sent, notebook: Path, made: Report | str, runs: dict[int, Print | str]
) -> Verdict:
    """Compare a page with its record and with what was made again."""
    page = read_page(sent.html)
    now = made if isinstance(made, str) else runs[id(made)]
    state = (
        state_of(made)
        if isinstance(made, Report)
        else state_with(notebook, sent.record["parameters"])
    )
    causes = tuple(causes_between(sent.record, state))
    recorded = moves(from_rows(sent.record["figures"]), page.figures)
    edits = frozenset(move.key for move in recorded)
    told = {
        "name": sent.name or sent.page.name,
        "causes": causes,
        "edits": edits,
        "edited": sent.edited,
    }
    if isinstance(now, str):
        return Verdict(figures=len(page.figures), refusal=now, **told)
    moved = moves(page.figures, now.figures)
    figures = len({figure.key for figure in (*page.figures, *now.figures)})
    same = figures - len(moved)
    words = differing_words(page.words, now.words)
    return Verdict(figures=figures, same=same, moved=tuple(moved), words=words, **told)


def differing_words(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the texts that differ otherwise than in their figures, as they stood and stand.

    >>> differing_words(["193 were killed", "Not verified"], ["180 were killed", "Verified"])
    (('Not verified', 'Verified'),)
    """
    masked = [[FIGURE.sub(MASK, text) for text in texts] for texts in (old, new)]
    return tuple(
        (" ".join(old[a:b]), " ".join(new[c:d]))
        for kind, a, b, c, d in SequenceMatcher(None, *masked).get_opcodes()
        if kind != "equal"
    )
