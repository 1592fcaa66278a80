"""A collection of a stranger reads what lies in its folder, and no other file of this machine."""

import json
import os
from pathlib import Path

import pytest
from mapped_collection import FEED, write_mapped
from typer.testing import CliRunner

from analysis import cli
from analysis.collection.collection import load_collection
from analysis.collection.overview import check_up
from analysis.data import places
from analysis.data.places import place_of
from analysis.errors import ParameterError, RawDataError
from analysis.review.texts import jobs_of
from analysis.store.instructions import instructing

RECORDS = json.dumps([{"date": "2023-03-17", "tank": 3500}])


@pytest.fixture
def stranger(tmp_path):
    """Return a function that writes a collection whose mapping names a file, and a secret."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key.json").write_text(RECORDS)

    def write(file: str):
        home = write_mapped(tmp_path / "c", FEED.replace("feed.json", file), key_json=RECORDS)
        (home / "key.json").unlink()
        return home

    return write


def paths(tmp_path: Path) -> dict[str, str]:
    return {
        "from the root": str(tmp_path / "private" / "key.json"),
        "by two points": "../../private/key.json",
        "through the folder": "./x/../../../private/key.json",
        "by a link": "key.json",
        "by a link of a folder": "folder/key.json",
    }


@pytest.mark.parametrize("way", list(paths(Path())))
def test_a_file_outside_the_folder_is_not_read(stranger, tmp_path, way):
    """By whatever path; `check` says which, and no part of it stands in the message."""
    home = stranger(paths(tmp_path)[way])
    (home / "x").mkdir()
    if way == "by a link":
        (home / "key.json").symlink_to(tmp_path / "private" / "key.json")
    if way == "by a link of a folder":
        (home / "folder").symlink_to(tmp_path / "private")
    with pytest.raises(RawDataError, match="lies outside the folder of the collection"):
        load_collection("desk", folder=tmp_path / "c")
    faults = check_up("desk", tmp_path / "c").faults

    assert any("--allow" in fault for fault in faults)
    assert "3500" not in "".join(faults)


@pytest.mark.parametrize("name", ["readings.csv", "speakers.csv", "key.origin.yml"])
def test_no_other_file_of_a_collection_leads_out_of_it(stranger, tmp_path, name):
    """Vocabulary, readings and sidecars are read as well."""
    home = stranger("key.json")
    (home / "key.json").write_text(RECORDS)
    (home / name).unlink(missing_ok=True)
    (tmp_path / "private" / "lines").write_text("secret: line\n")
    (home / name).symlink_to(tmp_path / "private" / "lines")
    faults = check_up("desk", tmp_path / "c").faults

    assert faults[0].startswith(f"{name}: ")
    assert "lies outside" in faults[0] and "secret" not in "".join(faults)


def test_what_the_user_allows_by_name_is_read_and_the_page_says_so(stranger, tmp_path, monkeypatch):
    """A file or a folder, in the user's own settings; the source line of every figure names it."""
    stranger("../../private/key.json")
    monkeypatch.setenv(places.ALLOWED, str(tmp_path / "private"))
    held = load_collection("desk", folder=tmp_path / "c")

    assert len(held.claims) == 1
    assert "with key.json read from outside its folder" in held.origin.source_line


def test_the_command_allows_for_itself_alone(stranger, tmp_path, monkeypatch):
    """By an option before the name of the command."""
    stranger("../../private/key.json")
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path / "c"))
    monkeypatch.setattr(os, "environ", os.environ.copy())
    run = CliRunner().invoke

    assert run(cli.app, ["check", "desk"]).exit_code == 1
    allowed = run(cli.app, ["--allow", str(tmp_path / "private"), "check", "desk"])
    assert allowed.exit_code == 0, allowed.output


def test_a_folder_of_texts_reads_no_file_through_a_link(tmp_path, monkeypatch):
    """It may come from others as well; what is allowed by name is read."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key").write_text("193 were killed\n")
    (tmp_path / "march").mkdir()
    (tmp_path / "march" / "a.txt").symlink_to(tmp_path / "private" / "key")
    with pytest.raises(RawDataError, match="lies outside the folder of texts"):
        jobs_of([str(tmp_path / "march")], {})
    monkeypatch.setenv(places.ALLOWED, str(tmp_path / "private"))

    assert [job.name for job in jobs_of([str(tmp_path / "march")], {})] == ["a.txt"]


def test_a_record_of_a_stranger_names_no_text_of_this_machine(tmp_path, monkeypatch):
    """To verify a page would read it, and print what differs."""
    file = tmp_path / "key.txt"
    file.write_text("secret\n")
    assert place_of(str(file)) == file
    with instructing(strange=True):
        with pytest.raises(ParameterError, match="lies outside data/raw"):
            place_of(str(file))
        monkeypatch.setenv(places.ALLOWED, str(tmp_path))
        assert place_of(str(file)) == file


@pytest.mark.parametrize("name", ["claims", "drafts"])
def test_a_folder_of_parts_is_no_link_out(stranger, tmp_path, name):
    """Nor is a part in it."""
    home = stranger("key.json")
    (home / "key.json").write_text(RECORDS)
    (home / name).symlink_to(tmp_path / "private")
    assert "lies outside" in check_up("desk", tmp_path / "c").faults[0]
    (home / name).unlink()
    (home / name).mkdir()
    (home / name / "a.csv").symlink_to(tmp_path / "private" / "key.json")

    assert "lies outside" in check_up("desk", tmp_path / "c").faults[0]


def test_a_collection_may_itself_be_a_link(stranger, tmp_path):
    """Whoever put the link there chose it."""
    home = stranger("key.json")
    (home / "key.json").write_text(RECORDS)
    home.rename(tmp_path / "real")
    home.symlink_to(tmp_path / "real")

    assert len(load_collection("desk", folder=tmp_path / "c").claims) == 1


@pytest.mark.parametrize("name", ["collection.toml", "key.json", "key.origin.yml", "speakers.csv"])
def test_a_pipe_is_no_file(stranger, tmp_path, name):
    """Reading one would never end."""
    home = stranger("key.json")
    (home / "key.json").write_text(RECORDS)
    (home / name).unlink(missing_ok=True)
    os.mkfifo(home / name)
    faults = check_up("desk", tmp_path / "c").faults

    assert any(f"{name} is a pipe and no plain file" in fault for fault in faults), faults
