"""A Dask scheduler killed at twenty moments, ten of a sweep and ten of a build in parts.

The command says in one sentence what became of it; the old site or table stands, or the new one
is there whole.
"""

import random
import shutil
import subprocess
import time
from collections import Counter

import pytest
from test_beside_and_after import dask
from test_kills import SWEEP, Runs, tables, write_parts
from tiny_collection import change
from tiny_project import write_project
from tiny_sweep import bytes_in, write_sweep_project

DRAWN = random.Random(20)
MOMENTS = sorted(DRAWN.uniform(0.3, 1) for _ in range(10))
"""Of a whole run; in the beginning of it nothing has asked the scheduler yet."""
LOST = "reportedly: the scheduler at {} was lost; run it again"
NOT_THERE = "reportedly: no Dask scheduler answers at {}: "

pytestmark = pytest.mark.slow


def said_by(runs: Runs, words: tuple[str, ...], seconds: float | None) -> tuple[int, str]:
    """Run a command on a cluster whose scheduler is killed after some seconds.

    Returns its code, and the last line that it said, without the address.
    """
    with dask(runs.project) as (address, scheduler):
        run = runs.start(*words, "--scheduler", address, stderr=subprocess.PIPE, text=True)
        try:
            if seconds is not None:
                time.sleep(seconds)
                scheduler.kill()
            said = run.communicate(timeout=120)[1]
        finally:
            run.kill()
    assert "Traceback" not in said, said
    return run.returncode, (said.splitlines() or [""])[-1].replace(address, "{}")


def lose_it(runs: Runs, words: tuple[str, ...], seconds: float, found) -> Counter:
    """Lose the scheduler at every moment; `found` says whether what is there is old or new."""
    ends, before = Counter(), "old"
    for moment in MOMENTS:
        code, said = said_by(runs, words, seconds * moment)
        assert code in (0, 1, 2), said
        assert code != 1 or said == LOST
        assert code != 2 or said.startswith(NOT_THERE)
        before = before if code else "new"
        assert found() == before
        ends[code] += 1
    return ends


def test_a_sweep_whose_scheduler_is_lost_at_any_moment_says_so(tmp_path):
    """And the same command with a scheduler that lives makes the new site."""
    runs = Runs(write_sweep_project(tmp_path / "project"))
    runs.to_the_end(*SWEEP)
    old = bytes_in(runs.project / "site")
    change(runs.project / "data" / "raw" / "tiny" / "claims.csv", "300", "320")
    shutil.copytree(runs.project, tmp_path / "other" / "project", symlinks=True)
    other = Runs(tmp_path / "other" / "project")
    words = (*SWEEP, "--force")
    began = time.monotonic()
    code, said = said_by(other, words, None)
    seconds = time.monotonic() - began
    new = bytes_in(other.project / "site")
    assert (code, new != old) == (0, True), said

    ends = lose_it(runs, words, seconds, lambda: name_of(bytes_in(runs.project / "site"), old, new))
    assert ends[1] > 1
    assert said_by(runs, words, None)[0] == 0
    assert bytes_in(runs.project / "site") == new
    assert runs.left() == []


def test_a_build_in_parts_whose_scheduler_is_lost_at_any_moment_says_so(tmp_path):
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
    began = time.monotonic()
    code, said = said_by(other, words, None)
    seconds = time.monotonic() - began
    new = tables(other.project)
    assert (code, new != old) == (0, True), said

    ends = lose_it(runs, words, seconds, lambda: name_of(tables(runs.project), old, new))
    assert ends[1] > 1
    assert said_by(runs, words, None)[0] == 0
    assert tables(runs.project) == new
    assert runs.left() == []


def name_of(found, old, new) -> str:
    """Say which of two states something is."""
    return "old" if found == old else "new" if found == new else "neither"
