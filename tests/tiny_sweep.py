"""A whole project with a report to sweep: seven claims on two days, by two speakers."""

import json
import shutil
from pathlib import Path

from tiny_claims import MINISTRY, claim, raw
from tiny_project import BESIDE, KERNEL, cell_of, python, write_project

from analysis.paths import ROOT

PARAMETERS = """\
stated_on: str = "2023-03-18"  # day of the announcement
scope: str = "bakhmut_direction"  # area
speaker: str = "serhii_cherevatyi"  # speaker
collection: str = "tiny"  # folder in data/raw
limit: int = 400  # killed beyond which the run fails
"""
READ = """\
from analysis import brief, check_choices, load_collection, reports

held = load_collection(collection)
chosen = check_choices(held, stated_on=stated_on, scope=scope, speaker=speaker)
day = brief(held, **chosen)
"""
LIMIT = 'assert day.claims["value"].max() <= limit, "beyond the limit"\n'
NEXT_DAY = {"stated_on": "2023-03-19"}
CLAIMS = (
    claim("killed", "190"),
    claim("wounded", "199"),
    claim("clashes", "27"),
    claim("killed", "150", **NEXT_DAY),
    claim("wounded", "200", **NEXT_DAY),
    claim("killed", "300", **MINISTRY, subject="ukrainian_forces"),
    claim("killed", "310", **MINISTRY, **NEXT_DAY, subject="ukrainian_forces"),
)
SPOKESMAN = "bakhmut_direction--serhii_cherevatyi"
MINISTER = "donetsk_direction--russian_mod"
PAGES = (
    f"day/2023-03-18--{SPOKESMAN}.html",
    f"day/2023-03-18--{MINISTER}.html",
    f"day/2023-03-19--{SPOKESMAN}.html",
    f"day/2023-03-19--{MINISTER}.html",
)
"""Every combination that a claim has."""
EACH = ("--each", "stated_on=all", "--each", "scope=all", "--each", "speaker=all")


def write_sweep_project(home: Path) -> Path:
    """Write the project; return its folder."""
    write_project(home)
    (home / "notebooks" / "said.ipynb").unlink()
    raw(*CLAIMS).to_csv(home / "data" / "raw" / "tiny" / "claims.csv", index=False)
    for name in BESIDE:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, home / name)
    write_notebook(home, LIMIT)
    return home


def write_notebook(home: Path, *sources: str) -> None:
    """Write the report `day`, with cells of code after those that read."""
    cells = [cell_of("markdown", "# What was stated?\n\nOne day of one speaker.")]
    cells += [cell_of("code", PARAMETERS, "parameters"), cell_of("code", READ, "hide")]
    shown = (
        "reports.briefing.figures_table(day)",
        "reports.series.day_in_words(day)",
        "reports.briefing.ratios_table(day)",
    )
    shown += ("reports.holdings.left_out(held)", "reports.holdings.sources(held)")
    cells += [cell_of("code", source, "hide-input") for source in (*sources, *shown)]
    notebook = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(notebook | {"cells": [c | {"id": f"c{n}"} for n, c in enumerate(cells)]})
    (home / "notebooks" / "day.ipynb").write_text(text, encoding="utf-8")


def published(project: Path, *words: object, code: int = 0) -> list[str]:
    """Publish; return the lines of standard error."""
    done = python(project, "-m", "analysis", "publish", *words)
    assert done.returncode == code, done.stderr
    return done.stderr.splitlines()


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its place."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
