"""A Dask scheduler killed at twenty moments or more, half of a sweep, half of a build in parts.

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
EARLIEST = 0.3
"""Of a whole run; before that nothing has asked the scheduler yet."""
TRIED, TRIED_AT_MOST, LOST_AT_LEAST = 10, 60, 2
"""Moments of a command, and how many of them must find the scheduler at work."""
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

    def wait(self) -> None:
        """Wait until the next cluster has its worker."""
        with Client(self.address, timeout=READY, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=READY)

    def said_by(self, words: tuple[str, ...], seconds: float | None) -> tuple[int, str, float]:
        """Run a command on a cluster whose scheduler is killed after some seconds.

        Returns its code, the last line that it said, without the address, and how many seconds
        it had gone on when it ended or lost its scheduler.
        """
        self.wait()
        address, scheduler = self.address, self.scheduler
        with self.next:
            self.begin()
            began = time.monotonic()
            run = self.runs.start(*words, "--scheduler", address, stderr=subprocess.PIPE, text=True)
            try:
                with suppress(subprocess.TimeoutExpired):
                    run.wait(seconds)
                took = time.monotonic() - began
                if seconds is not None:
                    scheduler.kill()
                said = run.communicate(timeout=120)[1]
            finally:
                run.kill()
        assert "Traceback" not in said, said
        return run.returncode, (said.splitlines() or [""])[-1].replace(address, "{}"), took


def lose_it(runs: Runs, words: tuple[str, ...], state: Callable[[Path], object]) -> None:
    """Lose the scheduler of a command at moments of a whole run, from a project that is not done.

    `state` gives what the command makes of a project. A run that ends first shows how long one
    takes, and the project is put back as it was. Moments are drawn until enough of them found the
    scheduler at work: a machine may be slow in the first run and fast afterwards.
    """
    stays, ends = state(runs.project), Counter()
    before = runs.project.parent / "before"
    copy = runs.project.parent / "other" / "project"
    for place in (before, copy):
        shutil.copytree(runs.project, place, symlinks=True)
    with dask(copy) as (address, _):
        began = time.monotonic()
        assert Runs(copy).start(*words, "--scheduler", address).wait(300) == 0
        seconds = time.monotonic() - began
    new = state(copy)
    assert new != stays
    clusters = Clusters(runs)
    try:
        while ends.total() < TRIED or ends[1] < LOST_AT_LEAST:
            assert ends.total() < TRIED_AT_MOST, ends
            moment = seconds * DRAWN.uniform(EARLIEST, 1)
            code, said, took = clusters.said_by(words, moment)
            assert code in (0, 1, 2), said
            assert code != 1 or said == LOST
            assert code != 2 or said.startswith(NOT_THERE)
            assert state(runs.project) == (stays if code else new)
            ends[code] += 1
            if code == 0:
                seconds = min(seconds, took)
                clusters.wait()
                put_back(runs.project, before)
        assert clusters.said_by(words, None)[0] == 0
    finally:
        clusters.next.close()
    assert state(runs.project) == new
    assert runs.left() == []


def put_back(project: Path, before: Path) -> None:
    """Let a project be again what it was; its folder stays, for processes are at home in it."""
    for path in project.iterdir():
        path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
    shutil.copytree(before, project, symlinks=True, dirs_exist_ok=True)


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
