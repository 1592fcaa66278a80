"""A whole project of one report and three claims, to publish, change and verify."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tiny_collection import change, write_collection

from analysis.paths import RAW, ROOT

PARAMETERS = 'collection: str = "tiny"  # folder in data/raw\n'
IMPORTS = """\
from IPython.display import HTML

from analysis import load_collection
from analysis.text import Quantity
from analysis.text import Receipt, bundle
"""
KERNEL = {
    "kernelspec": {"name": "python3", "language": "python", "display_name": "Python"},
    "language_info": {"name": "python"},
}
SAID = """\
claims = load_collection(collection).claims
rows = [(c.measure, c.reported, c.low, c.high) for c in claims.itertuples()]
killed = claims.set_index("measure").loc["killed"]
made = Receipt(("claim", killed.claim_id), ("As reported.",), (killed.claim_id,))
said = Quantity(killed.reported, made).html()
words = f"<p>He said {said}, that is {killed.low:g} to {killed.high:g}.</p>"
display(bundle(words, words, [made]), raw=True)
"""
TABLE = """\
cells = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c:g}</td></tr>" for a, b, c, _ in rows)
HTML(f"<table><tr><th>measure</th><th>said</th><th>low</th></tr>{cells}</table>")
"""
FIGURE = """\
from matplotlib.figure import Figure as Drawing
from analysis.figures.figure import Figure

drawing = Drawing(figsize=(3, 2))
drawing.subplots().plot([killed.low, killed.high])
words = f"It runs from {killed.low:g} to {killed.high:g}."
Figure(drawing, title="He said it", alt=words, caption="From low to high.", source="tiny")
"""
BESIDE = ("data/processed/README.md", "docs/publishing.md", "docs/glossary.md", "CHANGELOG.md")
"""What else of the project a whole site is made of."""


def write_project(home: Path) -> Path:
    """Copy the package; write the collection `tiny` and a report on it; return the folder."""
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "analysis", home / "analysis", ignore=leave_out)
    shutil.copytree(RAW / "reference", home / "data" / "raw" / "reference")
    shutil.copy(ROOT / "requirements.lock", home)
    write_collection(home / "data" / "raw")
    (home / "notebooks").mkdir()
    cells = [cell_of("markdown", "# What was said?\n\nThree claims by one speaker.")]
    cells += [cell_of("code", PARAMETERS, "parameters"), cell_of("code", IMPORTS, "hide")]
    cells += [cell_of("code", SAID, "hide-input"), cell_of("code", TABLE, "hide-input")]
    notebook = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(notebook | {"cells": [c | {"id": f"c{n}"} for n, c in enumerate(cells)]})
    (home / "notebooks" / "said.ipynb").write_text(text, encoding="utf-8")
    return home


def reportedly(project: Path, *words: object) -> subprocess.CompletedProcess:
    """Run the command as the project's own code has it."""
    return python(project, "-m", "analysis", *words)


def publish_page(project: Path, site: Path) -> Path:
    """Publish the page with its record and downloads, without what stands around it in a site."""
    whole = publish_site(project, site.with_name("whole"), figure=False)
    site.mkdir()
    for name in ("said.html", "said.run.json"):
        shutil.copy(whole / name, site)
    shutil.copytree(whole / "said", site / "said")
    shutil.rmtree(whole)
    return site / "said.html"


def publish_site(
    project: Path, site: Path, *, figure: bool = True, own: tuple[str, ...] = ()
) -> Path:
    """Publish the project, with a figure in its report, as a whole site; return its folder.

    Notebooks of one's own, named from the project's folder, are published with it.
    """
    notebook = project / "notebooks" / "said.ipynb"
    read = json.loads(notebook.read_text(encoding="utf-8"))
    read["cells"] += [cell_of("code", FIGURE, "hide-input") | {"id": "figure"}] if figure else []
    notebook.write_text(json.dumps(read), encoding="utf-8")
    for name in BESIDE:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, project / name)
    done = reportedly(project, "publish", *own, "--to", site)
    assert done.returncode == 0, done.stderr
    return site


def python(project: Path, *words: object) -> subprocess.CompletedProcess:
    """Run Python with the project's own package."""
    command = [sys.executable, *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def correct_claim(project: Path) -> None:
    """Let the speaker have said about 180, not about 190."""
    change(project / "data" / "raw" / "tiny" / "claims.csv", "about 190", "about 180")


def change_code(project: Path) -> None:
    """Let a hedge reach no further than a hundredth of a figure."""
    change(project / "analysis" / "settings.py", "CAP = 0.10", "CAP = 0.01")


def cell_of(kind: str, source: str, *tags: str) -> dict:
    outputs = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {"tags": list(tags)}, "source": source, **outputs}
