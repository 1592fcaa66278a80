"""Installed from a wheel, without a checkout: a desk is made, and every command works in it."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from documents import INSTALL

from analysis.cli import make_project
from analysis.errors import ParameterError
from analysis.paths import ROOT

TAKEN = ("analysis", "notebooks", "docs", "data")


def test_a_desk_holds_notebooks_vocabulary_and_an_example(tmp_path):
    """It says the next command; a folder that holds anything is not touched."""
    told = make_project(tmp_path / "desk")

    assert told.splitlines()[1] == "reportedly check example"
    assert (tmp_path / "desk/notebooks/briefing.ipynb").is_file()
    assert (tmp_path / "desk/data/raw/speakers.csv").is_file()
    assert (tmp_path / "desk/data/raw/example/collection.toml").is_file()
    with pytest.raises(ParameterError, match="is there already"):
        make_project(tmp_path / "desk")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build a wheel of a copy, and unpack it into an environment with our requirements alone."""
    place = tmp_path_factory.mktemp("installed")
    for name in TAKEN:
        ignore = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / name, place / "copy" / name, ignore=ignore)
    for file in (path for path in ROOT.iterdir() if path.is_file()):
        shutil.copyfile(file, place / "copy" / file.name)
    words = ["-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(place)]
    subprocess.run([sys.executable, *words, str(place / "copy")], check=True)
    assert [wheel.name for wheel in place.glob("*.whl")] == [INSTALL.split()[-1]]
    venv.create(place / "venv")
    python = place / "venv/bin/python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True)
    packages = Path(found.stdout.strip())
    shutil.unpack_archive(next(place.glob("*.whl")), packages, "zip")
    # A path alone: our own editable installation beside the requirements is not looked at.
    (packages / "requirements.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def told(python: Path, folder: Path, *words: str, code: int = 0) -> str:
    """Return what a command printed that ended well, or why it was refused."""
    left_out = ("REPORTEDLY_DESK", "REPORTEDLY_COLLECTIONS", "PYTHONPATH")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    found = subprocess.run(
        [python, "-m", "analysis", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert found.returncode == code, found.stderr + found.stdout
    return found.stderr if code else found.stdout


@pytest.mark.slow
def test_every_command_works_in_a_desk_made_from_a_wheel(installed, tmp_path):
    """Check, build, run, publish, verify and refresh: all of it stands in the desk."""
    assert told(installed, tmp_path, "--version") == "reportedly 0.1.0\n"
    assert told(installed, tmp_path, "init", "desk").splitlines()[0] == "cd desk"
    desk = tmp_path / "desk"

    assert "it can be published" in told(installed, desk, "check", "example")
    assert told(installed, desk, "publish", "--collection", "example").strip() == "site/index.html"
    told(installed, desk, "verify", "site")
    told(installed, desk, "build", "--collection", "example")
    told(installed, desk, "run", "briefing", "-p", "collection=example", "-o", "day.html")
    table = desk / "more.csv"
    table.write_text("day,killed,wounded\n2031-03-01,5,9\n2031-03-02,6,8\n")
    told(installed, desk, "new", "more", "more.csv")
    assert told(installed, desk, "refresh", "03_reference").startswith("notebooks/03_reference")
    assert sorted(path.name for path in desk.iterdir() if not path.name.startswith(".")) == [
        *("data", "day.html", "more.csv", "notebooks", "site")
    ]
    assert {path.name for path in (desk / "data").iterdir()} == {"processed", "raw"}


def test_a_command_of_the_checkout_works_in_the_desk_that_it_stands_in(tmp_path):
    """In a folder of the desk as well; the checkout stays as it was."""
    python = Path(sys.executable)
    before = {path.name for path in (ROOT / "data/raw").iterdir()}
    assert told(python, tmp_path, "init", "desk").splitlines()[0] == "cd desk"
    folder = tmp_path / "desk" / "tables"
    folder.mkdir()
    (folder / "more.csv").write_text("day,killed,wounded\n2031-03-01,5,9\n2031-03-02,6,8\n")

    told(python, folder, "new", "more", "more.csv")

    assert (tmp_path / "desk/data/raw/more/collection.toml").is_file()
    assert {path.name for path in (ROOT / "data/raw").iterdir()} == before


@pytest.mark.slow
def test_without_a_desk_the_commands_read_what_the_wheel_brought(installed, tmp_path):
    """And write to the working folder; the package itself stays as it was."""
    package = installed.parents[1]
    before = {path for path in package.rglob("*") if "__pycache__" not in path.parts}

    assert "it can be published" in told(installed, tmp_path, "check", "bakhmut-2023")
    told(installed, tmp_path, "run", "briefing", "--html")
    assert (tmp_path / "reports").is_dir()
    (tmp_path / "more.csv").write_text("day,killed,wounded\n2031-03-01,5,9\n")
    (tmp_path / "said.txt").write_text("On 1 March 2031 the General Staff said 5 were killed.\n")
    for words in (["new", "m", "more.csv"], ["read", "said.txt", "--into", "m"], ["refresh"]):
        assert "reportedly init desk" in told(installed, tmp_path, *words, code=2)
    assert {path for path in package.rglob("*") if "__pycache__" not in path.parts} == before
