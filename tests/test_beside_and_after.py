"""What stands beside a run and what comes after it: other clocks, versions, kernels, lost heads.

A file that seems to be of the future, another version of the package on the same cache, a kernel
that reads the tables meanwhile, a cluster whose scheduler is lost, a sweep of which some fail, a
draft that is killed: each is told or passed over, and nothing stale, mixed or half is there.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from driving import free_port, wait_for
from inside import World
from test_kills import Runs
from tiny_collection import change
from tiny_project import KERNEL, cell_of, reportedly, write_project
from tiny_sweep import EACH, LIMIT, bytes_in, published, write_notebook, write_sweep_project

from analysis.collection.build import on_cluster, told_if_lost
from analysis.errors import AnalysisError
from analysis.store import files
from analysis.store import reads as kept
from analysis.store.files import Digests

A_DAY = 86_400
KILLS_OF_NEW = 20
ROWS = 20_000
NUMBERS, FAILING = 60, [7, 19, 31, 43, 55]
SLOW_CELL = "import time\n\ntime.sleep(2)\n"
READER = """\
import time
from pathlib import Path

import pandas as pd
from analysis import load_collection

place = Path("data/processed")
held, seen = load_collection("tiny"), set()
open_files = [path.open("rb") for path in sorted(place.glob("**/*.parquet"))]
before = [file.read() for file in open_files]
Path("reading").touch()
while not Path("enough").exists():
    for path in sorted(place.glob("**/claims.parquet")):
        seen.add(str(pd.read_parquet(path)["reported"].tolist()))
    again = load_collection("tiny").claims["reported"].tolist()
    time.sleep(0.05)
for file in open_files:
    file.seek(0)
same = before == [file.read() for file in open_files]
print(len(open_files), same, again == held.claims["reported"].tolist(), len(seen))
"""


def ahead(folder: Path, days: int = 3650) -> None:
    """Let everything in a folder seem to have been written in the future."""
    for path in [folder, *folder.rglob("*")]:
        when = path.stat().st_mtime + days * A_DAY
        os.utime(path, (when, when), follow_symlinks=False)


@pytest.mark.slow
def test_a_clock_that_was_set_back_hides_no_correction(tmp_path):
    """Everything kept is of the future, and a corrected file is older than all of it."""
    project = write_sweep_project(tmp_path / "project")
    published(project, "day", *EACH)
    before = bytes_in(project / "site")
    for folder in (".cache", "data", "site", "analysis", "notebooks"):
        ahead(project / folder)

    again = published(project, "day", *EACH)
    assert again[-1] == "0 ran, 5 had not changed"
    assert bytes_in(project / "site") == before
    claims = project / "data" / "raw" / "tiny" / "claims.csv"
    change(claims, ",190,", ",180,")
    os.utime(claims, (10**9, 10**9))
    assert published(project, "day", *EACH)[-1] == "3 ran, 2 had not changed"
    assert "180" in (project / "site" / "day.html").read_text(encoding="utf-8")
    found = bytes_in(project / "site")
    published(project, "day", *EACH, "--force")
    assert bytes_in(project / "site")["day.html"] == found["day.html"]


def test_a_file_whose_time_was_put_back_is_read_again(tmp_path, monkeypatch):
    """The same size, number and time of writing: the disk still knows that it was changed."""
    monkeypatch.setattr(files, "SETTLED_NS", -(10**18))
    file, memory = tmp_path / "claims.csv", tmp_path / "digests.json"
    file.write_text("190")
    os.utime(file, (10**9, 10**9))
    known = Digests(memory)
    first = known.of(file)
    known.keep()
    assert memory.exists()
    time.sleep(0.05)
    file.write_text("180")
    os.utime(file, (10**9, 10**9))

    assert Digests(memory).of(file) != first


def test_tables_of_the_future_do_not_push_out_what_is_kept_now(tmp_path, monkeypatch):
    """The clock was ahead when they were kept: they go first, though they seem the latest."""
    monkeypatch.setattr(kept, "MOST", 2)
    monkeypatch.setattr(kept, "code_version", lambda: "this code")
    table = {"claims": pd.DataFrame({"value": [193.0]})}
    for name in ("a", "b"):
        kept.shelf_of(name, folder=tmp_path).tables("claims", lambda: table)
    ahead(tmp_path)
    shelf = kept.shelf_of("now", folder=tmp_path)
    shelf.tables("claims", lambda: table)

    assert shelf.size_of("claims") > 0
    assert len([*tmp_path.iterdir()]) == 2


@pytest.mark.slow
def test_two_versions_of_the_package_serve_none_of_each_others_reports(tmp_path, monkeypatch):
    """On one cache, by turns: each runs all, its bytes are its own, and its site keeps them."""
    one = World(tmp_path / "one", monkeypatch)
    one.publish()
    first = bytes_in(one.site)
    other = World(tmp_path / "other", monkeypatch, like=tmp_path / "one")
    other.change("analysis/text.py", "Numbers, days", "The numbers, days")
    other.cache = one.cache
    other.publish(site=other.site)

    assert len(other.ran) == 5
    assert bytes_in(one.site) == first
    assert set(bytes_in(other.site)) == set(first)
    second = bytes_in(other.site)
    shutil.copytree(one.project / "analysis", other.project / "analysis", dirs_exist_ok=True)
    other.publish(site=other.site)
    assert len(other.ran) == 5
    assert set(second) == set(bytes_in(other.site))
    assert bytes_in(one.site) == first


def test_two_versions_of_the_package_keep_tables_side_by_side(tmp_path, monkeypatch):
    """Neither reads nor removes what the other kept."""
    shelves = []
    for version in ("one", "other"):
        monkeypatch.setattr(kept, "code_version", lambda version=version: version)
        shelf = kept.shelf_of("tiny", folder=tmp_path)
        shelf.tables("claims", lambda version=version: {"a": pd.DataFrame({"x": [version]})})
        shelves.append(shelf)

    for version, shelf in zip(("one", "other"), shelves, strict=True):
        found = shelf.tables("claims", lambda: pytest.fail("it was made again"))
        assert found["a"]["x"].tolist() == [version]


@pytest.mark.slow
def test_publish_beside_a_kernel_that_holds_the_same_tables(tmp_path):
    """Both come to their end, and the site has the bytes of one that was made alone."""
    from jupyter_client.manager import start_new_kernel

    project = write_sweep_project(tmp_path / "project")
    published(project, "day", *EACH)
    alone = bytes_in(project / "site")
    environment = {**os.environ, "PYTHONPATH": str(project)}
    manager, client = start_new_kernel(cwd=str(project), env=environment)
    try:
        asked = client.execute(READER)
        wait_for((project / "reading").exists)
        published(project, "day", *EACH, "--force")
        (project / "enough").touch()
        said = ""
        while (message := client.get_iopub_msg(timeout=60))["msg_type"] != "status" or (
            message["parent_header"].get("msg_id") != asked
            or message["content"]["execution_state"] != "idle"
        ):
            said += message["content"].get("text", "") + message["content"].get("evalue", "")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    files, held, again, seen = said.split()
    assert int(files) > 0
    assert (held, again, seen) == ("True", "True", "1")
    assert bytes_in(project / "site") == alone


@contextmanager
def dask(project: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """Start a scheduler and a worker as processes of their own; give address and scheduler."""
    address = f"tcp://127.0.0.1:{free_port()}"
    environment = {**os.environ, "PYTHONPATH": str(project)}
    how = {"cwd": project, "env": environment, "start_new_session": True}
    how |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = [sys.executable, "-m", "dask"]
    place = ["--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
    scheduler = subprocess.Popen([*start, "scheduler", *place, "--no-dashboard"], **how)
    own = ["--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "30"]
    worker = subprocess.Popen([*start, "worker", address, *own], **how)
    try:
        yield address, scheduler
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_sweep_whose_scheduler_is_lost_ends_in_a_sentence(tmp_path):
    """kill -9 when the first report is there: the old site stands, and nothing lies about."""
    project = write_sweep_project(tmp_path / "project")
    published(project, "day", *EACH)
    before = bytes_in(project / "site")
    write_notebook(project, LIMIT, SLOW_CELL)
    shutil.rmtree(project / ".cache")
    runs = Runs(project)
    with dask(project) as (address, scheduler):
        words = [sys.executable, "-m", "analysis", "publish", "day", *EACH]
        run = subprocess.Popen(
            [*words, "--scheduler", address],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(project), "TMPDIR": str(runs.temporary)},
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_for(lambda: [*project.glob(".cache/reports/??/*/entry.json")] or run.poll())
        assert run.poll() is None, run.communicate()[1]
        scheduler.send_signal(signal.SIGKILL)
        said = run.communicate(timeout=120)[1]

    assert run.returncode == 1, said
    assert f"the scheduler at {address} was lost" in said
    assert "Traceback" not in said and "ERROR" not in said
    assert bytes_in(project / "site") == before
    assert runs.left() == []
    ran = published(project, "day", *EACH)[-1]
    assert ran != "5 ran, 0 had not changed"


def test_parts_whose_scheduler_does_not_answer_or_is_lost_are_told_in_a_sentence():
    """Also where claims are cleaned in parts."""
    from distributed.client import FuturesCancelledError

    with (
        pytest.raises(AnalysisError, match="no Dask scheduler answers at nonsense://x"),
        on_cluster("nonsense://x"),
    ):
        pass
    with (
        pytest.raises(AnalysisError, match="the scheduler at tcp://a:1 was lost; run it again"),
        told_if_lost("tcp://a:1"),
    ):
        raise FuturesCancelledError([])


@pytest.mark.slow
def test_of_many_reports_the_five_that_fail_are_named(tmp_path):
    """The others are published, and the code is 3."""
    project = write_sweep_project(tmp_path / "project")
    (project / "notebooks" / "day.ipynb").unlink()
    cells = [
        cell_of("markdown", "# What is the number?\n\nOne number."),
        cell_of("code", "number: int = 1  # of the page\n", "parameters"),
        cell_of("code", f"assert number not in {FAILING}, 'beyond'\n"),
        cell_of("code", "from IPython.display import HTML\n\nHTML(f'<p>It is {number}.</p>')"),
    ]
    notebook = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(notebook | {"cells": [c | {"id": f"c{n}"} for n, c in enumerate(cells)]})
    (project / "notebooks" / "many.ipynb").write_text(text, encoding="utf-8")
    said = published(project, "many", "--each", f"number=1..{NUMBERS}", code=3)

    failed = [line for line in said if line.startswith("failed: ")]
    assert failed == [f"failed: many/{number}.html" for number in FAILING]
    assert said[-1] == f"5 of {NUMBERS + 1} reports failed; their pages say why"
    for number in range(1, NUMBERS + 1):
        page = (project / "site" / "many" / f"{number}.html").read_text(encoding="utf-8")
        assert ("many.ipynb, cell 3" in page) == (number in FAILING)
        # A number without a receipt is marked as that.
        shown = re.search(rf"It is (<[^<>]+>)?{number}(<[^<>]+>)?\.", page)
        assert (shown is not None) == (number not in FAILING)


@pytest.mark.slow
def test_a_draft_killed_at_any_moment_is_whole_or_not_there(tmp_path):
    """kill -9 at 20 moments of `new`; the next one has nothing in its way."""
    runs = Runs(write_project(tmp_path / "project"))
    table = tmp_path / "losses.csv"
    rows = (f"2023-03-{1 + n % 28:02},{n}" for n in range(ROWS))
    table.write_text("\n".join(["date,killed", *rows]) + "\n")
    raw = runs.project / "data" / "raw"
    seconds = runs.to_the_end("new", "desk", str(table))
    whole = bytes_in(raw / "desk")
    assert set(whole) == {"losses.csv", "losses.origin.yml", "collection.toml"}
    shutil.rmtree(raw / "desk")

    there = 0
    for moment in range(KILLS_OF_NEW):
        # Most of it is imports; what is written comes at the end.
        runs.killed(seconds * (0.5 + 0.6 * moment / KILLS_OF_NEW), "new", "desk", str(table))
        if (raw / "desk").exists():
            assert bytes_in(raw / "desk") == whole
            shutil.rmtree(raw / "desk")
            there += 1
    assert there < KILLS_OF_NEW
    assert runs.start("new", "desk", str(table)).wait(300) == 0
    assert bytes_in(raw / "desk") == whole
    assert runs.left() == []
    assert reportedly(runs.project, "check", "desk").returncode == 1
