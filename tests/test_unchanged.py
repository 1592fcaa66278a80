"""The same command again: told at once if nothing changed, and only then."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.publish import cache
from analysis.publish.cache import (
    begin,
    files_of,
    nothing_to_do,
    parts_of,
    parts_of_collection,
    remember,
)
from analysis.store import files
from analysis.store.files import Digests, read_object, write_object

WORDS = ["publish", "briefing", "--each", "scope=all"]
HEAVY = {"typer", "rich", "pandas", "numpy", "pyarrow", "yaml", "jinja2", "nbformat", "papermill"}


@pytest.fixture
def noted(tmp_path, monkeypatch):
    """A site of two pages that a command has published; and the folder of the notes."""
    monkeypatch.setattr(cache, "digest_of_site", lambda digests: "what it is made of")
    site, folder = tmp_path / "site", tmp_path / "cache"
    (site / "briefing").mkdir(parents=True)
    (site / "index.html").write_text("index")
    (site / "briefing" / "a.html").write_text("a page")
    remember(WORDS, site, "site/index.html", begin(folder), {}, folder)
    return site, folder


def test_the_same_command_has_nothing_to_do(noted):
    """It is told where the site stands."""
    assert nothing_to_do(WORDS, noted[1]) == "site/index.html"


@pytest.mark.parametrize(
    "words",
    [
        ["publish"],
        [*WORDS, "-p", "speaker=isw"],
        [*WORDS, "--force"],
        [*WORDS, "--dry-run"],
        ["verify", "site"],
        [],
    ],
)
def test_another_command_has(noted, words):
    """Whatever differs in what was typed."""
    assert nothing_to_do(words, noted[1]) == ""


def test_the_same_words_elsewhere_mean_something_else(noted, tmp_path, monkeypatch):
    """The site is named from where one stands."""
    monkeypatch.chdir(tmp_path)

    assert nothing_to_do(WORDS, noted[1]) == ""


@pytest.mark.parametrize(
    "touch",
    [
        lambda site: (site / "briefing" / "a.html").write_text("edited"),
        lambda site: (site / "briefing" / "a.html").unlink(),
        lambda site: (site / "briefing" / "b.html").write_text("new"),
        lambda site: (site / "briefing" / "empty").mkdir(),
        lambda site: shutil.rmtree(site),
    ],
    ids=["edited", "gone", "new", "folder", "deleted"],
)
def test_a_site_that_was_touched_is_made_again(noted, touch):
    """A page edited, gone or added, also in a folder of it."""
    touch(noted[0])

    assert nothing_to_do(WORDS, noted[1]) == ""


def test_what_the_site_is_made_of_counts(noted, monkeypatch):
    """Data, package, notebooks, documents: one digest of all."""
    monkeypatch.setattr(cache, "digest_of_site", lambda digests: "something else")

    assert nothing_to_do(WORDS, noted[1]) == ""


def test_files_that_the_reports_read_beside_collections_count(noted, tmp_path):
    """A text of somebody's own, wherever it lies."""
    site, folder = noted
    text = tmp_path / "briefing.txt"
    text.write_text("193 killed")
    read = {str(text): Digests().of(text)}
    remember(WORDS, site, "site/index.html", begin(folder), read, folder)
    assert nothing_to_do(WORDS, folder) == "site/index.html"
    text.write_text("194 killed")

    assert nothing_to_do(WORDS, folder) == ""


def test_what_changed_while_a_command_ran_is_not_noted(noted, tmp_path):
    """The next one looks for itself."""
    folder = tmp_path / "other"
    remember(WORDS, noted[0], "site/index.html", "of before", {}, folder)

    assert nothing_to_do(WORDS, folder) == ""


@pytest.mark.parametrize("content", [b"", b"\x00", b"null\n{}", b"{}", b"x" * 1000])
def test_a_damaged_note_is_none(noted, content):
    """The command does its work."""
    for note in noted[1].rglob("*.json"):
        note.write_bytes(content)

    assert nothing_to_do(WORDS, noted[1]) == ""


def test_a_forged_note_is_none(noted):
    """One whose seal holds and that says something else."""
    for note in (noted[1] / "commands").glob("*.json"):
        write_object(note, {**read_object(note), "site": 7})

    assert nothing_to_do(WORDS, noted[1]) == ""


def test_the_look_loads_nothing_but_the_standard_library():
    """It is over before the libraries would have been imported."""
    code = "import sys; from analysis.__main__ import main; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert HEAVY & {name.partition(".")[0] for name in found} == set()


def test_a_digest_is_taken_again_when_a_file_moved(tmp_path):
    """By its size, its time or its number; else it is remembered."""
    file, memory = tmp_path / "a.csv", tmp_path / "digests.json"
    file.write_text("193")
    first = Digests(memory).of(file)
    file.write_text("194")

    assert Digests(memory).of(file) != first
    file.unlink()
    assert Digests(memory).of(file) == ""


def test_a_file_that_changed_just_now_is_not_remembered(tmp_path):
    """It might change again within the tick of the disk's clock."""
    file, memory = tmp_path / "a.csv", tmp_path / "digests.json"
    file.write_text("193")
    known = Digests(memory)
    known.of(file)
    known.keep()

    assert not memory.exists()


def test_an_old_file_is_remembered(tmp_path, monkeypatch):
    """And not read again while size, times and number are the same."""
    monkeypatch.setattr(files, "SETTLED_NS", -(10**18))
    file, memory = tmp_path / "a.csv", tmp_path / "digests.json"
    file.write_text("193")
    contents = []

    def noted(content):
        contents.append(content)
        return content

    known = Digests(memory)
    first = known.of(file, noted)
    known.keep()

    assert Digests(memory).of(file, noted) == first
    assert contents == [b"193"]


def test_parts_tell_claims_from_the_rest(tmp_path):
    """A collection's claims and readings are one part, its other files another."""
    raw = tmp_path / "raw"
    for name in ("tiny/claims.csv", "tiny/sources.csv", "wars/table.csv", "speakers.csv"):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(name)

    def parts():
        known = Digests()
        shared = parts_of(known, raw=raw, root=tmp_path)
        return {**shared, **parts_of_collection(known, "tiny", raw=raw)}

    for name, part in (
        ("tiny/claims.csv", "claims"),
        ("tiny/readings.csv", "claims"),
        ("tiny/sources.csv", "collection"),
        ("tiny/tables/losses.csv", "collection"),
        ("wars/table.csv", "shared tables"),
        ("speakers.csv", "shared tables"),
    ):
        before = parts()
        (raw / name).parent.mkdir(exist_ok=True)
        (raw / name).write_text("changed")
        assert cache.moved_parts(before, parts()) == [part], name


def test_a_sites_list_knows_every_file(tmp_path):
    """Links are listed as links, and nothing outside is looked at."""
    (tmp_path / "site").mkdir()
    before = files_of(tmp_path / "site")
    (tmp_path / "site" / "out").symlink_to(Path("/"))

    assert files_of(tmp_path / "site") != before
