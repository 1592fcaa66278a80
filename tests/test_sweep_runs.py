"""Whole sweeps by the command, with kernels: counted, stopped, failed, verified, on a cluster."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from tiny_collection import change
from tiny_project import python, reportedly
from tiny_sweep import EACH, MINISTER, PAGES, bytes_in, published, write_sweep_project

from analysis.collection import build
from analysis.errors import ParameterError
from analysis.publish import site

ON_CLUSTER = """
import os, signal, sys
from pathlib import Path


def main():
    from distributed import LocalCluster

    from analysis.publish.cache import Cache
    from analysis.publish.site import on_cluster
    from analysis.publish.plan import parse_each
    from analysis.publish.plan import Order
    from analysis.execute.parameters import find_notebook
    from analysis.publish.site import Watcher, publish

    quiet = {"dashboard_address": None, "host": "127.0.0.1", "threads_per_worker": 1}
    with LocalCluster(n_workers=2, worker_dashboard_address=None, **quiet) as cluster:
        lost = []

        def counted(ended, tasks):
            if not lost:
                lost.append(cluster.workers[0].pid)
                os.kill(lost[0], signal.SIGKILL)

        each = parse_each(["stated_on=all", "scope=all", "speaker=all"])
        order = Order({}, each, (find_notebook("day"),), force=True)
        result = publish(
            order,
            target=Path("elsewhere"),
            cache=Cache(Path("cluster-cache")),
            run=on_cluster(cluster.scheduler_address),
            watcher=Watcher(counted=counted),
        )
        print(len(lost), len(result.planned.to_run), result.failed)


if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A project whose sweep was published, and what the command said."""
    home = tmp_path_factory.mktemp("first") / "project"
    write_sweep_project(home)
    return home, published(home, "day", *EACH)


@pytest.fixture
def project(first, tmp_path):
    """A project of one's own, with what the first one published and kept."""
    shutil.copytree(first[0], tmp_path / "project", symlinks=True)
    return tmp_path / "project"


@pytest.mark.slow
def test_a_sweep_by_the_command(first):
    """It says how many ran; the same command again has nothing to do."""
    home, said = first

    assert said[-1] == "5 ran, 0 had not changed"
    assert set(PAGES) <= set(bytes_in(home / "site"))
    assert published(home, "day", *EACH) == ["nothing changed; --force publishes all the same"]


@pytest.mark.slow
def test_a_corrected_claim_by_the_command_and_what_verify_and_diff_say(project):
    """Three of five run; every page of the site verifies, and the difference names the claim."""
    shutil.copytree(project / "site", project / "before")
    change(project / "data" / "raw" / "tiny" / "claims.csv", ",190,", ",180,")

    assert published(project, "day", *EACH)[-1] == "3 ran, 2 had not changed"
    verified = reportedly(project, "verify", "site")
    assert verified.returncode == 0, verified.stdout
    assert f"{PAGES[1]}: reproduced" in verified.stdout
    told = reportedly(project, "diff", "before", "site").stdout
    assert "day/2023-03-18--bakhmut_direction--serhii_cherevatyi.html" in told
    assert "data: correction of a claim (c1 '190' → '180')" in told
    assert "donetsk_direction" not in told


@pytest.mark.slow
def test_a_page_of_a_sweep_that_was_edited_is_found_out(project):
    """As any other page."""
    page = project / "site" / PAGES[0]
    text = page.read_text(encoding="utf-8")
    page.unlink()
    page.write_text(text.replace("190", "910"), encoding="utf-8")
    verified = reportedly(project, "verify", page)

    assert verified.returncode == 1
    assert "190" in verified.stdout and "910" in verified.stdout


@pytest.mark.slow
def test_a_failed_report_by_the_command(project):
    """Listed at the end with cell and error; the others are published; the exit code says so."""
    change(project / "data" / "raw" / "tiny" / "claims.csv", ",310,", ",500,")
    said = published(project, "day", *EACH, code=3)
    failed = f"day/2023-03-19--{MINISTER}.html"

    assert f"failed: {failed}" in said
    assert '  day.ipynb, cell 4, line 1: assert day.claims["value"].max() <= limit' in " ".join(
        said
    )
    assert "  AssertionError: beyond the limit" in said
    assert said[-1] == "1 of 5 reports failed; their pages say why"
    assert "beyond the limit" in (project / "site" / failed).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_sweep_stopped_from_the_keyboard_goes_on_from_there(project):
    """The old site stands meanwhile; what had ended is not run again."""
    before = bytes_in(project / "site")
    shutil.rmtree(project / ".cache")
    words = [sys.executable, "-m", "analysis", "publish", "day", *EACH]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    run = subprocess.Popen(words, cwd=project, env=environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 300
    while not [*project.glob(".cache/reports/??/*/entry.json")]:
        assert time.monotonic() < deadline and run.poll() is None
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    said = run.communicate()[1]

    assert run.returncode == 130, said
    assert bytes_in(project / "site") == before
    ran, kept = published(project, "day", *EACH)[-1].split(" ran, ")
    assert int(ran) < 5 and int(kept.split()[0]) == 5 - int(ran)
    assert bytes_in(project / "site") == before


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_makes_the_same_bytes(project):
    """Another worker runs what it had."""
    (project / "on_cluster.py").write_text(ON_CLUSTER)
    done = python(project, "on_cluster.py")

    assert done.stdout.splitlines()[-1:] == ["1 5 {}"], done.stderr
    assert bytes_in(project / "elsewhere") == bytes_in(project / "site")


def test_without_distributed_a_cluster_is_refused_in_words(monkeypatch):
    """With what to install."""
    monkeypatch.setattr(site, "find_spec", lambda name: None)

    with pytest.raises(ParameterError, match=r"pip install -e '\.\[cluster\]'"):
        site.on_cluster("tcp://127.0.0.1:8786")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x"])
def test_a_scheduler_that_does_not_answer_is_refused_in_words(monkeypatch, address):
    """With its address."""
    monkeypatch.setattr(build, "SECONDS_TO_REACH", 0.5)

    with pytest.raises(ParameterError, match=f"no Dask scheduler answers at {address}"):
        next(site.on_cluster(address)([], None))


class Workers:
    """Stands for a cluster whose second worker has corrected a claim."""

    def run(self, function, *arguments):
        """Return what each worker answers."""
        own = function(*arguments)
        return {"tcp://a": own, "tcp://b": {**own, "claims": "other", "lock": "other"}}


def test_a_worker_with_other_data_is_refused_by_name():
    """And with what it has of another version."""
    expected = site.state("bakhmut-2023", ["briefing"])

    with pytest.raises(ParameterError) as refusal:
        site._refuse_others(Workers(), expected, "bakhmut-2023")
    assert str(refusal.value) == "worker tcp://b has another lock, claims than this machine"


def test_a_worker_that_joined_with_other_code_runs_nothing():
    """It was not there when the others were asked."""
    answer = site.run_one(None, "briefing", {}, "briefing.html", {})

    assert answer["failure"].startswith("this worker has another package, lock")
