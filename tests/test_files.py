"""Files: whole or not at all, one run at a time, nothing outside the folder."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from analysis.errors import AnalysisError
from analysis.paths import ROOT
from analysis.store import files
from analysis.store.files import inside, locked, new_file, new_folder, restore, write_text


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def site_with(folder: Path, text: str) -> Path:
    site = folder / "site"
    with new_folder(site) as staging:
        write_text(staging / "index.html", text)
    return site


def python(code: str, *words: str) -> subprocess.Popen:
    """Start some lines of Python that may fall over without hurting this process."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path):
    """The new text stands where the old one stood, alone in its folder."""
    page = tmp_path / "page.html"
    write_text(page, "old")
    write_text(page, "new €")

    assert page.read_bytes() == b"new \xe2\x82\xac"
    assert names_in(tmp_path) == ["page.html"]


def test_a_file_too_large_for_the_disk_leaves_the_old_one(tmp_path):
    """The system stops a write after its first bytes; the old file is there, unharmed."""
    page = tmp_path / "page.html"
    write_text(page, "old")
    process = python(
        """
        import resource, sys
        from pathlib import Path
        from analysis.errors import AnalysisError
        from analysis.store.files import write_text

        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        try:
            write_text(Path(sys.argv[1]), "x" * 100)
        except AnalysisError as refusal:
            print(refusal)
        """,
        str(page),
    )
    said = process.communicate()[0].strip()

    assert said == f"{page} was not written: a file may not grow that large here"
    assert page.read_text() == "old"
    assert names_in(tmp_path) == ["page.html"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EROFS, "it lies on a read-only disk"),
        (errno.EACCES, "the folder is read-only for you"),
    ],
)
def test_a_refusal_of_the_system_is_told_in_words(tmp_path, number, words):
    """Full, over quota, read-only: the message says which, and the old file stands."""
    page = tmp_path / "page.html"
    write_text(page, "old")

    with pytest.raises(AnalysisError, match=f"was not written: {words}"), new_file(page) as part:
        part.write_text("half")
        raise OSError(number, os.strerror(number))
    assert page.read_text() == "old"
    assert names_in(tmp_path) == ["page.html"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """Writing into no folder is refused, and none is made by the way."""
    with pytest.raises(
        AnalysisError, match=r"page\.html was not written: the folder does not exist"
    ):
        write_text(tmp_path / "missing" / "page.html", "text")
    assert names_in(tmp_path) == []


def test_an_error_of_our_own_in_the_block_passes_and_leaves_the_old_file(tmp_path):
    """Only the system's refusals are reworded."""
    page = tmp_path / "page.html"
    write_text(page, "old")

    with pytest.raises(ZeroDivisionError), new_file(page) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert page.read_text() == "old"
    assert names_in(tmp_path) == ["page.html"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_folder_changes_as_a_whole(tmp_path, monkeypatch, can_exchange):
    """What the old folder held and the new one does not is gone; no staging is left."""
    if not can_exchange:
        monkeypatch.setattr(files, "_exchange", lambda one, other: False)
    site = site_with(tmp_path, "old")
    write_text(site / "withdrawn.html", "old")
    site_with(tmp_path, "new")

    assert names_in(tmp_path) == ["site"]
    assert names_in(site) == ["index.html"]
    assert (site / "index.html").read_text() == "new"


def test_two_folders_exchange_names_in_one_step(tmp_path):
    """Where the system can, there is no moment without a site."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write_text(tmp_path / name / "file", name)

    assert files._exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "file").read_text() == "other"
    assert (tmp_path / "other" / "file").read_text() == "one"


def test_a_folder_whose_making_fails_leaves_the_old_one(tmp_path):
    """An error between two files of the new folder leaves the old folder and no staging."""
    site = site_with(tmp_path, "old")

    with (
        pytest.raises(AnalysisError, match="site was left as it was: the disk is full"),
        new_folder(site) as new,
    ):
        write_text(new / "index.html", "half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (site / "index.html").read_text() == "old"
    assert names_in(tmp_path) == ["site"]


def test_a_killed_run_leaves_the_old_folder_and_the_next_run_goes_on(tmp_path):
    """kill -9 between two files: the old folder is whole, and its litter is cleared next time."""
    site = site_with(tmp_path, "old")
    process = python(
        """
        import os, sys
        from pathlib import Path
        from analysis.store.files import locked, new_folder, write_text

        site = Path(sys.argv[1])
        with locked(site), new_folder(site) as new:
            write_text(new / "index.html", "half")
            os.kill(os.getpid(), 9)
        """,
        str(site),
    )
    process.communicate()

    assert process.returncode == -signal.SIGKILL
    assert (site / "index.html").read_text() == "old"
    with locked(site):
        site_with(tmp_path, "new")
    assert (site / "index.html").read_text() == "new"
    assert names_in(tmp_path) == ["site"]


def test_a_folder_set_aside_comes_back(tmp_path):
    """Killed between two renames, there is only the old folder under another name."""
    site = site_with(tmp_path, "old")
    site.rename(tmp_path / ".site.old")
    restore(site)

    assert (site / "index.html").read_text() == "old"
    assert names_in(tmp_path) == ["site"]


def test_a_second_run_is_refused_and_told_whose_turn_it_is(tmp_path):
    """Without waiting the second run ends with the first one's process number."""
    site = tmp_path / "site"

    with (
        locked(site),
        pytest.raises(AnalysisError, match=rf"another run \(process {os.getpid()}\) is writing"),
        locked(site),
    ):
        pass


def test_a_second_run_waits_for_the_first(tmp_path):
    """The second says once that it waits, and begins when the first has ended."""
    site = tmp_path / "site"
    told, order = [], []
    holding = threading.Event()

    def first() -> None:
        with locked(site):
            holding.set()
            while not told:
                pass
            order.append("first ends")

    thread = threading.Thread(target=first)
    thread.start()
    holding.wait()
    with locked(site, wait_seconds=30, tell=told.append):
        order.append("second begins")
    thread.join()

    assert order == ["first ends", "second begins"]
    assert [line.partition("; ")[2] for line in told] == ["waiting for it to end"]


def test_the_lock_of_a_killed_run_falls(tmp_path):
    """A lock belongs to a living process; kill -9 leaves none behind."""
    site = tmp_path / "site"
    process = python(
        """
        import sys, time
        from pathlib import Path
        from analysis.store.files import locked

        with locked(Path(sys.argv[1])):
            print("holding", flush=True)
            time.sleep(60)
        """,
        str(site),
    )
    assert process.stdout.readline() == "holding\n"
    with pytest.raises(AnalysisError, match=f"process {process.pid}"), locked(site):
        pass
    process.kill()
    process.communicate()
    with locked(site):
        taken = True

    assert taken


@pytest.mark.parametrize("name", ["../page.html", "/etc/passwd", ".", "", "link/page.html"])
def test_a_name_that_leads_out_of_a_folder_is_refused(tmp_path, name):
    """By dots, by a path of its own, by a link, or by being the folder itself."""
    home = tmp_path / "site"
    home.mkdir()
    (home / "link").symlink_to(tmp_path)

    with pytest.raises(AnalysisError, match="leads out of the folder"):
        inside(home, name)


def test_a_folder_whose_name_begins_alike_is_outside(tmp_path):
    """`site-old` is not in `site`, although the text of one begins with the other."""
    with pytest.raises(AnalysisError, match="leads out of the folder"):
        inside(tmp_path / "site", "../site-old/page.html")
    assert inside(tmp_path / "site", "a/../page.html") == tmp_path / "site" / "page.html"
