"""A whole run of `publish` that is killed, crowded or starved: the last good site stands."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tiny_project import python

from analysis.errors import AnalysisError
from analysis.paths import ROOT
from analysis.publish.cache import Cache
from analysis.publish.plan import Order
from analysis.publish.site import publish

NOTEBOOKS = Path(__file__).parent / "notebooks"
KILLS = 20
MOMENTS = random.Random(20).choices(range(100), k=KILLS)
"""In hundredths of a whole run; drawn once, so that a red test can be repeated."""
PUBLISH = """
import resource, sys
from pathlib import Path
from analysis.errors import AnalysisError
from analysis.publish.cache import Cache
from analysis.publish.plan import Order
from analysis.publish.site import Watcher, publish

days, target, folder, most = sys.argv[1:]
order, places = Order({"days": days}, {}, force=True), {"target": Path(target)}
places |= {"folder": Path(folder), "cache": Cache(Path(target).with_name("kept"))}
if int(most):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
say = lambda sentence: print(sentence, file=sys.stderr, flush=True)
try:
    publish(order, **places, watcher=Watcher(say))
except AnalysisError as refusal:
    sys.exit(f"refused: {refusal}")
"""
BESIDE_A_SITE = ["kept", "site"]
PROJECT = ("analysis", "data/raw", "docs", "notebooks")
BESIDE = ("CHANGELOG.md", "README.md", "requirements.lock", "data/processed/README.md")


def start(days: int, target: Path, folder: Path, most: int = 0) -> subprocess.Popen:
    """Begin to publish in a process of its own, whose files grow to `most` bytes; 0 for any."""
    words = [sys.executable, "-c", PUBLISH, str(days), str(target), str(folder), str(most)]
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def publish_days(days: int, target: Path, folder: Path) -> None:
    """Publish in this process."""
    cache = Cache(target.with_name("kept"))
    publish(Order({"days": str(days)}, {}), target=target, folder=folder, cache=cache)


def bytes_under(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Notebooks that run in a moment and read no collection."""
    home = tmp_path_factory.mktemp("notebooks")
    for name in ("parameters", "tags"):
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", home)
    return home


@pytest.fixture(scope="module")
def sites(tmp_path_factory, folder):
    """What the site is with two values, and how long a run takes."""
    home = tmp_path_factory.mktemp("sites")
    begun = time.monotonic()
    for days in (7, 8):
        run = start(days, home / str(days), folder)
        said = run.communicate()[1]
        assert run.returncode == 0, said
    seconds = (time.monotonic() - begun) / 2
    return bytes_under(home / "7"), bytes_under(home / "8"), seconds


@pytest.mark.slow
def test_a_run_killed_at_any_moment_leaves_a_whole_site(sites, folder, tmp_path):
    """kill -9 at 20 moments: the old site or, if it had just ended, the new; never a mixture."""
    seven, eight, seconds = sites
    publish_days(7, tmp_path / "site", folder)
    found = []
    for hundredth in sorted(MOMENTS):
        run = start(8, tmp_path / "site", folder)
        time.sleep(seconds * hundredth / 100)
        run.kill()
        run.wait()
        run.stderr.close()
        found.append(bytes_under(tmp_path / "site"))

    assert [site for site in found if site not in (seven, eight)] == []
    assert found[0] == seven
    publish_days(8, tmp_path / "site", folder)
    assert bytes_under(tmp_path / "site") == eight
    assert {path.name for path in tmp_path.iterdir()} - {"site.last"} == set(BESIDE_A_SITE)


@pytest.mark.slow
def test_of_two_runs_at_once_one_waits(sites, folder, tmp_path):
    """It says so, and the site is that of one of them, whole."""
    runs = [start(days, tmp_path / "site", folder) for days in (7, 8)]
    said = sorted(run.communicate()[1] for run in runs)

    assert [run.returncode for run in runs] == [0, 0]
    assert said[0] == ""
    assert said[1].startswith("another run (process ")
    assert said[1].endswith("waiting for it to end\n")
    assert bytes_under(tmp_path / "site") in sites[:2]


@pytest.mark.slow
def test_a_disk_that_is_full_leaves_the_last_good_site(folder, tmp_path):
    """A page does not fit: told in a sentence, and nothing half-written lies about."""
    publish_days(7, tmp_path / "site", folder)
    before = bytes_under(tmp_path / "site")
    run = start(8, tmp_path / "site", folder, most=4000)
    said = run.communicate()[1]

    assert run.returncode == 1
    assert said.startswith("refused: ") and "a file may not grow that large here" in said
    assert bytes_under(tmp_path / "site") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == BESIDE_A_SITE


def test_a_place_that_cannot_be_written_to_is_told_before_anything_runs(folder, tmp_path):
    """A file where a folder is needed; whoever one is, it refuses like a read-only disk."""
    (tmp_path / "file").touch()

    with pytest.raises(AnalysisError, match=r"no lock for .*: a file stands where a folder"):
        publish_days(7, tmp_path / "file" / "site", folder)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_the_same_project_gives_the_same_bytes_in_another_folder(tmp_path):
    """The whole suite with its records and downloads, on two runs in two places."""
    one = copied(ROOT, tmp_path / "a copy")
    two = copied(one, tmp_path / "elsewhere" / "another")
    for project in (one, two):
        done = python(project, "-m", "analysis", "publish")
        assert done.returncode == 0, done.stderr
    first, second = (bytes_under(project / "site") for project in (one, two))

    assert {"briefing.html", "briefing.run.json", "index.html"} <= set(first)
    assert [name for name in first | second if first.get(name) != second.get(name)] == []


def copied(project: Path, home: Path) -> Path:
    """Copy what of a project makes the site."""
    for name in PROJECT:
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(project / name, home / name, ignore=leave_out)
    for name in BESIDE:
        (home / name).parent.mkdir(exist_ok=True)
        shutil.copy(project / name, home / name)
    return home
