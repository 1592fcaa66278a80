"""The files for a site that is published each day: their steps run here, and name what there is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from analysis.execute.parameters import suite
from analysis.paths import ROOT
from analysis.publish.press import Press
from analysis.publish.report import SiteForm, prepare

ONLINE = ROOT / "docs" / "online"
FILES = ("github-actions.yml", "gitlab-ci.yml", "reportedly.service")


@pytest.mark.parametrize("name", FILES)
def test_each_host_takes_the_same_steps(name):
    """By the same script, which is there and may be run."""
    said = (ONLINE / name).read_text(encoding="utf-8")

    assert len(re.findall(r"docs/online/daily\.sh", said)) == 1
    assert os.access(ONLINE / "daily.sh", os.X_OK)


@pytest.mark.parametrize("name", FILES[:2])
def test_the_files_of_hosts_are_sound(name):
    """They are YAML, and every goal of make that they name is one."""
    read = yaml.safe_load((ONLINE / name).read_text(encoding="utf-8"))
    goals = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)

    assert read
    assert set(re.findall(r"make (\w+)", str(read))) <= set(goals)


@pytest.mark.parametrize(("name", "most"), [("briefing", 449_000), ("04_comparison", 500_000)])
def test_a_page_of_a_site_with_an_address_is_light(tmp_path, name, most):
    """Of its stored outputs, with all that stands around them; an address of 60 signs has room."""
    source = next(path for path in suite() if path.stem == name)
    press = Press(SiteForm(f"https://example.org/{'a' * 39}/"), "", has_tables=True)
    notebook = nbformat.read(source, as_version=4)
    press.put_report(tmp_path, prepare(source, {}), notebook, tmp_path, f"{name}.html")

    assert (tmp_path / f"{name}.html").stat().st_size <= most


@pytest.fixture
def commands(tmp_path) -> Path:
    """A folder with a command `reportedly` that notes how it was called, and fails when told."""
    command = tmp_path / "bin" / "reportedly"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        "print(*sys.argv[1:], file=open(os.environ['NOTES'], 'a'))\n"
        "sys.exit(sys.argv[1] == os.environ.get('FAILS'))\n"
    )
    command.chmod(0o755)
    return command.parent


def called(commands: Path, *arguments: str, fails: str = "") -> tuple[int, list[str]]:
    """Run the day's script; return its code and the commands it gave."""
    notes = commands.parent / "notes"
    path = f"{commands}:{os.environ['PATH']}"
    given = {**os.environ, "PATH": path, "NOTES": str(notes), "FAILS": fails}
    code = subprocess.run([ONLINE / "daily.sh", *arguments], env=given, check=False).returncode
    return code, notes.read_text().splitlines()


def test_a_day_is_checked_published_and_verified(commands):
    """In this order; the address goes to the previews."""
    assert called(commands, "losses", "site", "https://example.org/") == (
        0,
        [
            "check losses",
            "publish --collection losses --to site --base-url https://example.org/",
            "verify site",
        ],
    )


@pytest.mark.parametrize(("fails", "done"), [("check", 1), ("publish", 2), ("verify", 3)])
def test_a_day_ends_where_it_fails(commands, fails, done):
    """With a code other than 0, so that no host takes what was not verified."""
    code, notes = called(commands, "losses", "site", fails=fails)

    assert code != 0
    assert len(notes) == done


@pytest.mark.slow
def test_the_steps_of_a_day_run(tmp_path):
    """On the shipped collection: the site is there and verified."""
    given = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    day = [ONLINE / "daily.sh", "bakhmut-2023", tmp_path / "site"]
    done = subprocess.run(day, env=given, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "site" / "index.html").is_file()
