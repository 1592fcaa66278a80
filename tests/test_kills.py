"""kill -9 at twenty moments of a sweep, of a build in parts and of reading texts.

What stood before stands whole, the next run makes the whole of what is new, and nothing that was
begun lies about afterwards.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from driving import wait_for
from tiny_claims import claim, raw
from tiny_collection import change
from tiny_project import write_project
from tiny_sweep import EACH, bytes_in, write_sweep_project

from analysis.paths import RAW
from analysis.store.files import PREFIX

MOMENTS = 20
SWEEP = ("publish", "day", *EACH)

pytestmark = pytest.mark.slow


class Runs:
    """Commands in a project of their own.

    Parameters
    ----------
    project : Path
    """

    def __init__(self, project: Path) -> None:
        self.project = project
        self.temporary = project.parent / "tmp"
        self.temporary.mkdir(exist_ok=True)

    def start(self, *words: str, **how: object) -> subprocess.Popen:
        """Begin a command."""
        more = {"PYTHONPATH": str(self.project), "TMPDIR": str(self.temporary)}
        more |= {"PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "analysis", *words],
            cwd=self.project,
            env={**os.environ, **more},
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | how,
        )

    def to_the_end(self, *words: str) -> float:
        """Run a command; return the seconds it took."""
        began = time.monotonic()
        assert self.start(*words).wait(300) == 0
        return time.monotonic() - began

    def killed(self, seconds: float, *words: str) -> None:
        """Run a command and kill it after some seconds."""
        run = self.start(*words)
        time.sleep(seconds)
        run.send_signal(signal.SIGKILL)
        run.wait()

    def left(self) -> list[str]:
        """Name what was begun and not finished, anywhere in the project or for a while."""
        everywhere = [*self.project.rglob("*"), *self.temporary.iterdir()]
        return [
            path.name
            for path in everywhere
            if path.name.startswith(PREFIX) or path.name.endswith((".part", ".lock", ".new"))
            if path.name != "requirements.lock"
        ]


def test_a_sweep_killed_at_any_moment_goes_on(tmp_path):
    """The old site or the new one, byte for byte; and every kill came before the end."""
    runs = Runs(write_sweep_project(tmp_path / "project"))
    runs.to_the_end(*SWEEP)
    old = bytes_in(runs.project / "site")
    change(runs.project / "data" / "raw" / "tiny" / "claims.csv", "300", "320")
    shutil.copytree(runs.project, tmp_path / "other" / "project", symlinks=True)
    other = Runs(tmp_path / "other" / "project")
    seconds = other.to_the_end(*SWEEP, "--force")
    new = bytes_in(other.project / "site")
    assert new != old

    found = []
    for moment in range(MOMENTS):
        runs.killed(seconds * (moment + 0.5) / MOMENTS, *SWEEP, "--force")
        found.append(bytes_in(runs.project / "site"))
    assert [site for site in found if site not in (old, new)] == []
    assert found[0] == old
    runs.to_the_end(*SWEEP, "--force")
    assert bytes_in(runs.project / "site") == new
    assert runs.left() == []


def test_a_build_in_parts_killed_at_any_moment_goes_on(tmp_path):
    """The tables of one run, never of two."""
    runs = Runs(write_project(tmp_path / "project"))
    home = runs.project / "data" / "raw" / "tiny"
    write_parts(home, 190)
    words = ("build", "--collection", "tiny")
    runs.to_the_end(*words)
    old = tables(runs.project)
    write_parts(home, 191)
    shutil.copytree(runs.project, tmp_path / "other" / "project", symlinks=True)
    other = Runs(tmp_path / "other" / "project")
    seconds = other.to_the_end(*words)
    new = tables(other.project)
    assert new != old

    found = []
    for moment in range(MOMENTS):
        runs.killed(seconds * (moment + 0.5) / MOMENTS, *words)
        found.append(tables(runs.project))
    assert [each for each in found if each not in (old, new)] == []
    assert found[0] == old
    runs.to_the_end(*words)
    assert tables(runs.project) == new
    assert runs.left() == []


def test_reading_texts_killed_at_any_moment_goes_on(tmp_path):
    """Each draft whole or not there, and no process that reads on after its head is gone."""
    runs = Runs(write_project(tmp_path / "project"))
    raw = runs.project / "data" / "raw"
    shutil.copytree(RAW / "reading", raw / "reading")
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(60):
        said = f"Over the past day {100 + number} soldiers were killed in Bakhmut, he said.\n"
        (texts / f"2023-03-18-{number}.txt").write_text(said)
    words = ("read", str(texts), "--into", "desk")
    seconds = runs.to_the_end(*words)
    whole = bytes_in(raw / "desk")
    shutil.rmtree(raw / "desk")

    for moment in range(MOMENTS):
        runs.killed(seconds * (0.3 + 0.7 * moment / MOMENTS), *words)
        found = bytes_in(raw / "desk") if (raw / "desk").exists() else {}
        files = {name: said for name, said in found.items() if not name.endswith(".part")}
        assert all(whole[name] == said for name, said in files.items())
        if moment % 2:
            shutil.rmtree(raw / "desk", ignore_errors=True)
    wait_for(lambda: not running(str(texts)))
    runs.to_the_end(*words)
    assert bytes_in(raw / "desk") == whole
    assert runs.left() == []


def running(word: str) -> list[int]:
    """Return the processes that have a word on their command line."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if word.encode() in place.read_bytes():
                found.append(int(place.parent.name))
    return found


def write_parts(home: Path, killed: int) -> None:
    """Write claims in four parts, each with a day of its own."""
    (home / "claims.csv").unlink(missing_ok=True)
    (home / "claims").mkdir(exist_ok=True)
    told = [
        claim("killed", str(killed + n), stated_on=f"2023-03-{10 + part}")
        for part in range(4)
        for n in range(50)
    ]
    rows = raw(*told)
    for part in range(4):
        place = home / "claims" / f"part-{part}.parquet"
        rows.iloc[50 * part : 50 * part + 50].to_parquet(place, index=False)


def tables(project: Path) -> dict[str, list]:
    """Return the rows of the tables that were built, by their place."""
    folder = project / "data" / "processed"
    return {
        path.relative_to(folder).as_posix(): pd.read_parquet(path).astype(str).values.tolist()
        for path in sorted(folder.rglob("*.parquet"))
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
