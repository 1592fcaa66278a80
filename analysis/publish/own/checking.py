"""What is wrong with a report of one's own, for a test beside it."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import AnalysisError
from analysis.execute.execution import Job
from analysis.publish.runs.report import find_notebook, prepare
from analysis.publish.runs.runner import run_all, text_of


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
