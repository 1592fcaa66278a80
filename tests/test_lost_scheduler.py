"""A Dask scheduler killed at twenty moments, ten of a sweep and ten of a build in parts.

The command says in one sentence what became of it; the old site or table stands, or the new one
is there whole.
"""

import random
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from distributed import Client
from test_beside_and_after import dask
from test_kills import Runs, tables, write_parts
from tiny_collection import change
from tiny_project import write_project
from tiny_sweep import bytes_in, write_sweep_project

DRAWN = random.Random(20)
MOMENTS = sorted(DRAWN.uniform(0.3, 1) for _ in range(10))
"""Of a whole run; in the beginning of it nothing has asked the scheduler yet."""
SWEEP = ("publish", "day", "--each", "stated_on=all")
LOST = "reportedly: the scheduler at {} was lost; run it again"
NOT_THERE = "reportedly: no Dask scheduler answers at {}: "
READY = 60
"""Seconds in which a cluster has its worker."""

pytestmark = pytest.mark.slow


class Clusters:
    """A cluster for each run of a project; the next one starts while a run is at work."""

    def __init__(self, runs: Runs) -> None:
        self.runs = runs
        self.begin()

    def begin(self) -> None:
        """Start the next cluster."""
        self.next = ExitStack()
        self.address, self.scheduler = self.next.enter_context(dask(self.runs.project))

    def said_by(self, words: tuple[str, ...], seconds: float | None) -> tuple[int, str]:
        """Run a command on a cluster whose scheduler is killed after some seconds.

        Returns its code, and the last line that it said, without the address.
        """
        address, scheduler = self.address, self.scheduler
        with self.next:
            with Client(address, timeout=READY, set_as_default=False) as client:
                client.wait_for_workers(1, timeout=READY)
            self.begin()
            run = self.runs.start(*words, "--scheduler", address, stderr=subprocess.PIPE, text=True)
            try:
                if seconds is not None:
                    with suppress(subprocess.TimeoutExpired):
                        run.wait(seconds)
                    scheduler.kill()
                said = run.communicate(timeout=120)[1]
            finally:
                run.kill()
        assert "Traceback" not in said, said
        return run.returncode, (said.splitlines() or [""])[-1].replace(address, "{}")


def lose_it(runs: Runs, words: tuple[str, ...], state: Callable[[Path], object]) -> None:
    """Lose the scheduler of a command at every moment, after a whole run of it in a copy.

    `state` gives what the command makes of a project.
    """
    stays, ends = state(runs.project), Counter()
    copy = runs.project.parent / "other" / "project"
    shutil.copytree(runs.project, copy, symlinks=True)
    other = Runs(copy)
    with dask(copy) as (address, _):
        began = time.monotonic()
        assert other.start(*words, "--scheduler", address).wait(300) == 0
        seconds = time.monotonic() - began
    new = state(copy)
    assert new != stays
    clusters = Clusters(runs)
    try:
        for moment in MOMENTS:
            code, said = clusters.said_by(words, seconds * moment)
            assert code in (0, 1, 2), said
            assert code != 1 or said == LOST
            assert code != 2 or said.startswith(NOT_THERE)
            stays = stays if code else new
            assert state(runs.project) == stays
            ends[code] += 1
        assert ends[1] > 1, ends
        assert clusters.said_by(words, None)[0] == 0
    finally:
        clusters.next.close()
    assert state(runs.project) == new
    assert runs.left() == []


def test_a_sweep_whose_scheduler_is_lost_at_any_moment_says_so(tmp_path):
    """And the same command with a scheduler that lives makes the new site."""
    runs = Runs(write_sweep_project(tmp_path / "project"))
    runs.to_the_end(*SWEEP)
    change(runs.project / "data" / "raw" / "tiny" / "claims.csv", "190", "195")
    lose_it(runs, (*SWEEP, "--force"), lambda project: bytes_in(project / "site"))


def test_a_build_in_parts_whose_scheduler_is_lost_at_any_moment_says_so(tmp_path):
    """The tables of one run, never of two."""
    runs = Runs(write_project(tmp_path / "project"))
    home = runs.project / "data" / "raw" / "tiny"
    write_parts(home, 190)
    words = ("build", "--collection", "tiny")
    runs.to_the_end(*words)
    write_parts(home, 191)
    lose_it(runs, words, tables)
