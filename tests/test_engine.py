"""The engine and its tests stand alone: they can be lifted out as they are."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from analysis.paths import ROOT

TESTS = ROOT / "tests" / "engine"
OURS = re.compile(r"\b(?:from|import) +analysis(?!\.engine\b)[\w.]*")
"""An import of anything else of the package, also in code that stands in a text."""


def imported_beside(file: Path) -> list[str]:
    """Name what a test of the engine imports of the project beside the engine and its tests."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names += [found.split()[1] for found in OURS.findall(node.value)]
    helpers = {path.stem for path in TESTS.parent.glob("*.py")} | {"benchmarks", "tests"}
    return [
        name
        for name in names
        if name.partition(".")[0] in helpers
        or (name.partition(".")[0] == "analysis" and not f"{name}.".startswith("analysis.engine."))
    ]


def test_the_engine_s_tests_import_nothing_else_of_ours():
    """Neither of the package, nor a helper of other tests; linters hold the engine's own files."""
    files = sorted(TESTS.glob("*.py"))

    assert len(files) >= 8
    assert {file.name: found for file in files if (found := imported_beside(file))} == {}


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("from analysis.errors import AnalysisError", "analysis.errors"),
        ("import analysis.publish.runner as runner", "analysis.publish.runner"),
        ("def run():\n    from tiny_project import cell_of", "tiny_project"),
        ('CODE = "import sys; from analysis.paths import ROOT"', "analysis.paths"),
        ("from analysis import engine, paths", "analysis"),
    ],
)
def test_an_import_of_something_else_is_found(tmp_path, line, named):
    """At the head, within a function, and in code that another process is to run."""
    (tmp_path / "test_one.py").write_text(line)

    assert imported_beside(tmp_path / "test_one.py") == [named]


def test_what_the_engine_leans_on_is_pinned_to_what_is_installed():
    """A newer one comes only with a change of the pin, and then meets the tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    for package in ("ipykernel", "jupyter-client", "nbclient", "papermill"):
        assert f"{package}=={version(package)}" in project["dependencies"]


@pytest.mark.slow
def test_the_engine_and_its_tests_run_where_nothing_else_of_ours_is(tmp_path):
    """Copied into an empty folder, in a package of their name that holds nothing else."""
    leave_out = shutil.ignore_patterns("__pycache__")
    for folder in ("analysis/engine", "tests/engine"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=leave_out)
    (tmp_path / "analysis" / "__init__.py").touch()
    alone = ["-p", "no:cacheprovider", "-W", "error", "-o", "markers=slow", "-m", "not slow"]
    words = [sys.executable, "-m", "pytest", "-q", *alone, "--doctest-modules", "."]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d\d+ passed", done.stdout, re.MULTILINE), done.stdout
