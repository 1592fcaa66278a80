"""Folders for a while: gone afterwards, and found where a run was killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.store import files
from analysis.store.files import PREFIX, locked, remove_left, scratch, write_text

HOLD = """
import sys, time
from pathlib import Path
from analysis.store.files import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "inside").mkdir()
    print(folder, flush=True)
    time.sleep(60)
"""


def hold(home: Path) -> tuple[subprocess.Popen, Path]:
    """Let another process hold a folder."""
    words = [sys.executable, "-c", HOLD, str(home)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    return process, Path(process.stdout.readline().strip())


def test_a_folder_goes_with_all_that_is_in_it(tmp_path):
    """Also where something fails; only this user can enter it."""
    with pytest.raises(ValueError), scratch(tmp_path) as folder:
        (folder / "a" / "b").mkdir(parents=True)
        assert folder.stat().st_mode & 0o077 == 0
        raise ValueError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path):
    """And what a run that lives holds is not."""
    killed, left = hold(tmp_path)
    living, held = hold(tmp_path)
    killed.kill()
    killed.communicate()
    assert left.is_dir()

    assert remove_left(tmp_path) == [left]
    assert (held / "inside").is_dir()
    living.kill()
    living.communicate()


def test_a_process_looks_for_what_was_left_when_it_first_needs_a_folder(tmp_path):
    """No command of its own is needed."""
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    with scratch(tmp_path):
        assert not left.exists()


def test_neither_a_link_nor_a_file_of_such_a_name_is_followed(tmp_path):
    """What it leads to stays."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(mine)
    (tmp_path / f"{PREFIX}file").touch()

    assert remove_left(tmp_path) == []
    assert mine.is_dir()


def test_a_renamed_folder_stays(tmp_path):
    """For what is made in a place and then put in another."""
    with scratch(tmp_path) as folder:
        (folder / "page").touch()
        folder.rename(tmp_path / "kept")
    assert [path.name for path in tmp_path.rglob("*")] == ["kept", "page"]


def test_what_a_killed_run_had_begun_to_write_is_removed(tmp_path):
    """The first time that something is written beside it; what a living run writes is not."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, held = (tmp_path / f".page.html.{pid}-1.part" for pid in (gone.pid, os.getppid()))
    left.touch()
    held.touch()
    write_text(tmp_path / "other.html", "words")

    assert sorted(path.name for path in tmp_path.iterdir()) == [held.name, "other.html"]


def test_a_lock_goes_with_its_run_and_keeps_its_meaning(tmp_path):
    """Of several that wait for one, one at a time has it, though each takes the file away."""
    target, counted = tmp_path / "site", tmp_path / "counted"
    counted.write_text("0")
    words = (
        "import sys, time; from pathlib import Path; from analysis.store.files import locked\n"
        "target, counted = map(Path, sys.argv[1:])\n"
        "for _ in range(20):\n"
        "    with locked(target, wait_seconds=60):\n"
        "        number = int(counted.read_text()); time.sleep(0.001)\n"
        "        counted.write_text(str(number + 1))\n"
    )
    command = [sys.executable, "-c", words, str(target), str(counted)]
    runs = [subprocess.Popen(command) for _ in range(3)]

    assert [run.wait(120) for run in runs] == [0, 0, 0]
    assert counted.read_text() == "60"
    assert [path.name for path in tmp_path.iterdir()] == ["counted"]


def test_a_lock_that_a_killed_run_left_is_taken_over(tmp_path):
    """It holds nobody up."""
    words = "import os, sys; from pathlib import Path; from analysis.store.files import locked\n"
    words += "with locked(Path(sys.argv[1])):\n    os.kill(os.getpid(), 9)\n"
    target = tmp_path / "site"
    killed = subprocess.run([sys.executable, "-c", words, str(target)])
    assert killed.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == [".site.lock"]

    with locked(target):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_looked_through_once(tmp_path, monkeypatch):
    """A site of thousands of pages is not read again for each."""
    looked = []
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda path, words: looked.append(path) or glob(path, words))
    files._once.cache_clear()
    for name in "abc":
        write_text(tmp_path / name, "words")

    assert looked == [tmp_path]
