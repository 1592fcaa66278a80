"""Pages that somebody changed, record mended, are told from those that a record makes."""

import json
import shutil

import pytest
from forgeries import FORGERIES, edit_record, forge
from tiny_project import publish_site, python, write_project

VERIFY = """
import json, sys
from pathlib import Path
from analysis.verify.verification import verify

verdicts = verify([Path(word) for word in sys.argv[1:]])
print(json.dumps([[verdict.reproduced, verdict.lines()] for verdict in verdicts]))
"""
pytestmark = pytest.mark.slow
MANY = 100


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A project and the site that it published."""
    home = tmp_path_factory.mktemp("made")
    publish_site(write_project(home / "project"), home / "site")
    return home


def verdicts_on(world, *pages):
    """Verify pages in one process of the project."""
    done = python(world / "project", "-c", VERIFY, *pages)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(world, tmp_path_factory):
    """The verdict on each forgery, by its name; `true` is that on the site as published."""
    copies = {name: tmp_path_factory.mktemp("forged") / "site" for name in ("true", *FORGERIES)}
    for name, copy in copies.items():
        shutil.copytree(world / "site", copy)
        if name != "true":
            forge(name, copy)
    found = iter(verdicts_on(world, *copies.values()))
    # A verdict on the page, and one on what stands around it.
    return {name: (next(found), next(found)) for name in copies}


def test_the_page_as_published_is_reproduced(told):
    """With its downloads and pictures, byte by byte."""
    assert told["true"] == (
        [True, ["said.html: reproduced: 10 of 10 figures, and each byte of 9 files"]],
        [True, ["what stands around the pages: reproduced: each byte of 19 files"]],
    )


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forger_with_the_record_in_hand_is_found_out(told, name):
    """Whatever was changed: it is not what the record makes, and what differs is named."""
    verdicts = told[name]
    off = [lines for reproduced, lines in verdicts if not reproduced]

    assert off
    assert all(": differs: " in lines[0] for lines in off)
    assert all(len(lines) > 1 and lines[1].startswith("  ") for lines in off)


def test_there_are_many_forgeries():
    """Fewer would say little."""
    assert len(FORGERIES) > MANY


def test_a_page_sent_without_its_downloads_is_verified_and_that_is_said(world, tmp_path):
    """What is not there is not compared."""
    for name in ("said.html", "said.run.json"):
        shutil.copy(world / "site" / name, tmp_path)
    [[reproduced, lines]] = verdicts_on(world, tmp_path / "said.html")

    assert reproduced
    absent = "  Not compared, for the folder said is not here: said/card.png, said/claims.csv"
    assert lines[1].startswith(absent)


def test_what_was_made_with_other_versions_is_compared_by_what_it_says(world, tmp_path):
    """Spelled otherwise it is the same page, and what was not compared is said."""
    shutil.copytree(world / "site", tmp_path / "site")
    record = json.loads((tmp_path / "site" / "said.run.json").read_text(encoding="utf-8"))
    edit_record(tmp_path / "site", environment=record["environment"] | {"nh3": "0.3.0"})
    forge("another spelling of the same markup", tmp_path / "site")
    [[reproduced, lines]] = verdicts_on(world, tmp_path / "site" / "said.html")

    assert reproduced, lines
    assert any("Compared by elements, attributes, styles and text" in line for line in lines)
