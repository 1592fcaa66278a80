"""A report that is run alone, and one of one's own.

A report of one's own begins as a copy of a template, with a test beside it that asks what is wrong
with it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data.places import collection_homes
from analysis.errors import AnalysisError, ParameterError
from analysis.execute.execution import Job, as_text, errors_printed
from analysis.paths import MINE, NOTEBOOKS, ROOT
from analysis.publish.report import Report, find_notebook
from analysis.publish.runner import run_all, text_of
from analysis.publish.values import prepare
from analysis.store.files import plainly, write_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

    from analysis.publish.page.exporter import Page

TEMPLATE = Path(__file__).with_name("own_report.json")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")
TEST = '''\
"""The report {name}: it runs, its numbers have receipts, its figures have words."""

from pathlib import Path

from analysis.publish.own import faults_of

REPORT = Path(__file__).with_name("{name}.ipynb")


def test_the_report_holds():
    """Also after the collection has moved; name values to run it with others."""
    assert faults_of(REPORT) == []
'''


def begin_report(name: str, collection: str = "", folder: Path = MINE) -> list[Path]:
    """Write a notebook to begin a report from, and a test of it.

    Parameters
    ----------
    name : str
        Letters, digits and underscores, beginning with a letter.
    collection : str
        That it asks; the first there is if none is named.
    folder : Path
        Outside of the suite's.

    Returns
    -------
    list of Path
        The notebook and its test.

    Raises
    ------
    ParameterError
        If the name is none, or a file of it is there.
    """
    if not NAME.fullmatch(name):
        raise ParameterError(f"{name!r} is no name of a report: letters, digits and underscores")
    known = list(collection_homes())
    collection = collection or next(iter(known), "")
    if collection not in known:
        raise ParameterError(f"no collection {collection!r}; there are {', '.join(known)}")
    notebook, test = folder / f"{name}.ipynb", folder / f"test_{name}.py"
    for path in (notebook, test):
        if path.exists():
            raise ParameterError(f"{path} is there already, and is not touched")
    with plainly(f"{folder} was not made"):
        folder.mkdir(parents=True, exist_ok=True)
    write_text(notebook, _filled(name, collection))
    write_text(test, TEST.format(name=name))
    return [notebook, test]


def _filled(name: str, collection: str) -> str:
    question = f"{name.replace('_', ' ').capitalize()}: what do the figures say?"
    blanks = {"QUESTION": question, "COLLECTION": collection}
    notebook = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["id"] = f"{name[:40]}-{cell['id']}".replace("_", "-")
        for blank, words in blanks.items():
            cell["source"] = [line.replace(blank, words) for line in cell["source"]]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def shown_from_root(path: Path) -> str:
    """Name a file as a command of the project takes it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def faults_of(notebook: str | Path, **values: object) -> list[str]:
    """Run a report and look its page over.

    Parameters
    ----------
    notebook : str or Path
        A name such as briefing, or a path.
    **values
        By parameter; the others keep their default.

    Returns
    -------
    list of str
        What failed, or the numbers without a receipt; empty if it is well. A figure without alt
        text fails.
    """
    import nbformat

    try:
        report = prepare(find_notebook(str(notebook)), values)
        [text] = run_all([Job(report.source, report.values)], text_of)
        return page_of(report, nbformat.reads(text, as_version=4)).notes
    except AnalysisError as fault:
        return str(fault).splitlines()


def run_report(
    report: Report,
    output: Path,
    *,
    html: bool = False,
    keep_failed: bool = True,
    tell: Callable[[int, int], None] = lambda done, cells: None,
) -> tuple[list[Path], list[str]]:
    """Run a report and write it.

    Parameters
    ----------
    output : Path
        Ends in `.ipynb`, or in `.html` for the page alone.
    html : bool
        Whether to write the page beside the notebook as well.
    keep_failed : bool
        Whether a notebook that fails is kept up to there, in a file ending in `.failed.ipynb`.
    tell : callable
        As in `execution.Job`.

    Returns
    -------
    list of Path, list of str
        The files written, and what cells wrote to standard error.

    Raises
    ------
    ParameterError
        If the file would replace the notebook itself or one of the suite, or has no such ending.
    AnalysisError
        If it fails or cannot be written; the last good files stand.
    """
    output = _checked_output(report, output)
    with plainly(f"{output} was not written"):
        output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_suffix(".failed.ipynb")
    partial.unlink(missing_ok=True)
    endings = [output.suffix, *([".html"] if html else [])]
    finish = _Finish(report, tuple(dict.fromkeys(endings)))
    kept = partial if keep_failed else None
    job = Job(report.source, report.values, kept, tell, finish.get_ready)
    [(texts, notes)] = run_all([job], finish)
    for ending, text in texts.items():
        write_text(output.with_suffix(ending), text)
    return [output.with_suffix(ending) for ending in texts], notes


def page_of(report: Report, notebook: NotebookNode) -> Page:
    """Make the page of a report that has run, alone: it stands in no site.

    Raises
    ------
    AnalysisError
        As `exporter.export_page`.
    """
    from analysis.publish.page.exporter import export_page

    held, source = report.collection(), report.source.name
    return export_page(notebook, report.colophon, collection=held, source=source)


@dataclass(frozen=True)
class _Finish:
    """Finishes a report: the text of each of its files."""

    report: Report
    endings: tuple[str, ...]

    def get_ready(self) -> None:
        """Load what makes a page."""
        if ".html" in self.endings:
            from analysis.publish.page.exporter import get_ready

            get_ready()

    def __call__(self, job: Job, notebook: NotebookNode) -> tuple[dict[str, str], list[str]]:
        """Return the files by their endings, and what cells wrote to standard error."""
        texts = {ending: as_text(notebook) for ending in self.endings if ending == ".ipynb"}
        notes = errors_printed(notebook)
        if ".html" in self.endings:
            page = page_of(self.report, notebook)
            texts[".html"], notes = page.html, [*notes, *page.notes]
        return texts, notes


def _checked_output(report: Report, output: Path) -> Path:
    place = output.resolve()
    if place.suffix not in (".ipynb", ".html") or place.is_dir():
        raise ParameterError(f"{output} is not the name of a file ending in .ipynb or .html")
    if place == report.source.resolve() or place.parent == NOTEBOOKS:
        raise ParameterError(f"{output}: a notebook is not replaced by its own run; choose another")
    return place
