"""The strict comparison of the notebooks goes red when a figure, a drawing or a line changes.

Each case changes one thing in a copy of the project and runs the comparison there.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.paths import ROOT

pytestmark = pytest.mark.slow

NOTEBOOK = Path("notebooks/briefing.ipynb")
PARTS = ("analysis", "data/raw", "pyproject.toml", NOTEBOOK.as_posix())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the briefing needs, to be changed."""
    for part in PARTS:
        source, target = ROOT / part, tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def compare(copy: Path) -> subprocess.CompletedProcess[str]:
    """Run the strict comparison of the briefing in the copy, on the copy's package.

    As where CI is set, since pytest then prints differences whole.
    """
    plugins = ("-p", "nbval.plugin", "-p", "no:cacheprovider")
    style = ("-o", "assertion_text_diff_style=block")
    switches = {"PYTHONPATH": str(copy), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "CI": "true"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *style, "-q", "--nbval", str(NOTEBOOK)],
        cwd=copy,
        env={**os.environ, **switches},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def replace_once(path: Path, old: str, new: str) -> None:
    """Change the one place where a text stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def change_a_raw_figure(copy: Path) -> None:
    """193 killed becomes 194 in the transcribed table."""
    claims = copy / "data/raw/bakhmut-2023/claims.csv"
    replace_once(
        claims,
        "bakhmut_direction,Bakhmut direction,193,",
        ("bakhmut_direction,Bakhmut direction,194,"),
    )


def change_a_stored_drawing(copy: Path) -> None:
    """One coordinate moves in the first drawing that is stored in the notebook."""
    path = copy / NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    shown = [output["data"] for output in outputs if "<img" in _html(output)]
    html = _html({"data": shown[0]})
    picture = re.search(r"svg\+xml;base64,([^\"]+)\"", html)
    drawing = base64.b64decode(picture.group(1)).decode("utf-8")
    moved = re.sub(
        r"(\d)\.(\d)", lambda match: f"{match[1]}.{(int(match[2]) + 1) % 10}", drawing, count=1
    )
    assert moved != drawing
    changed = base64.b64encode(moved.encode("utf-8")).decode("ascii")
    shown[0]["text/html"] = html.replace(picture.group(1), changed)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def change_a_line_of_analysis(copy: Path) -> None:
    """A quotient is turned over."""
    replace_once(
        copy / "analysis/ratios/division.py",
        "over - under, over / rest",
        "over - under, rest / over",
    )


def _html(output: dict) -> str:
    return "".join(output.get("data", {}).get("text/html", ""))


def test_the_unchanged_copy_is_green(copy):
    """Without a change the comparison passes, and compares something."""
    run = compare(copy)

    assert run.returncode == 0, run.stdout[-2000:]
    assert int(re.search(r"(\d+) passed", run.stdout).group(1)) > 20


@pytest.mark.parametrize(
    "change", [change_a_raw_figure, change_a_stored_drawing, change_a_line_of_analysis]
)
def test_a_change_goes_red(copy: Path, change: Callable[[Path], None]):
    """A changed raw figure, stored drawing or line of code fails the comparison."""
    change(copy)

    run = compare(copy)

    assert run.returncode == 1, run.stdout[-2000:]
    assert re.search(r"\d+ failed", run.stdout)
