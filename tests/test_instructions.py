"""What a process that runs a report is told, and that nothing else in a process changes by it."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest
from nbformat import v4, write

from analysis.paths import ROOT
from analysis.publish.runner import CHOICE, Job, run_all
from analysis.store.instructions import (
    NAME,
    Instructions,
    environment,
    instructing,
    instructions,
)

TOLD = "import os; print(os.environ.get('REPORTEDLY_INSTRUCTIONS'))"


@pytest.fixture
def notebook(tmp_path) -> Path:
    """A notebook that prints what its kernel was told."""
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}}
    write(v4.new_notebook(cells=[v4.new_code_cell(TOLD)], metadata=kernel), tmp_path / "n.ipynb")
    return tmp_path / "n.ipynb"


def said_and_known(job, notebook) -> list:
    """Return what a kernel was told, and what who finishes its report was."""
    return [notebook.cells[0].outputs[0].text.strip(), instructions().version]


@pytest.mark.parametrize("engine", ["warm", "stock"])
def test_a_kernel_and_who_finishes_its_report_are_told(notebook, monkeypatch, engine):
    """Forked or started by Jupyter; our own environment stays as it was."""
    monkeypatch.setenv(CHOICE, engine)
    before = dict(os.environ)
    with instructing(version="abc"), instructing(listen=True):
        [(said, known)] = run_all([Job(notebook)], said_and_known)
        assert dict(os.environ) == before

    assert json.loads(said) == asdict(Instructions(listen=True, version="abc"))
    assert known == "abc"


def test_nobody_is_told_anything_where_nothing_is_to_be_said(notebook):
    """Nor after what was to be said."""
    with instructing(version="abc"):
        pass
    assert environment() == {}
    assert run_all([Job(notebook)], said_and_known) == [["None", ""]]


def test_what_a_process_was_started_with_holds_until_it_is_told_otherwise(monkeypatch):
    """One thing changed leaves the others."""
    monkeypatch.setenv(NAME, json.dumps({"version": "abc"}))
    with instructing(pictures="/folder"):
        assert instructions() == Instructions(pictures="/folder", version="abc")
    assert instructions() == Instructions(version="abc")


def test_no_module_puts_a_message_into_its_own_environment():
    """But for the engine, in processes that it has just started or forked, and the desk of an
    installed command, which holds for all that it starts."""
    changing = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "analysis").rglob("*.py")
        if path.parent.name != "engine" and path.name != "__main__.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if "os.environ[" in line or "os.environ.update" in line or "putenv(" in line
    ]
    assert changing == []
