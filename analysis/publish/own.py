"""A report of one's own begins as a copy of a template, with a test beside it.

What is wrong with a report of one's own, for a test beside it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from analysis.data.homes import collection_homes
from analysis.errors import AnalysisError, ParameterError
from analysis.execute.execution import Job
from analysis.paths import MINE, ROOT
from analysis.publish.report import find_notebook, prepare
from analysis.publish.runner import run_all, text_of
from analysis.store.files import plainly, write_text

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
        return report.page(nbformat.reads(text, as_version=4)).notes
    except AnalysisError as fault:
        return str(fault).splitlines()
