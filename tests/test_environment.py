"""The environment: pinned once, hashed, the same for pip, conda and the tests."""

import re
import subprocess
import tomllib

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from rattler import MatchSpec

from analysis.paths import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
ON_LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
CONDA_NAMES = {"jupyter-client": "jupyter_client"}
"""Where conda-forge spells a name otherwise."""
PYTHON = {"python_version": "3.11", "python_full_version": "3.11.9"}


def pins_of(lock: str) -> list[Requirement]:
    """Return the requirements of a lock, with their markers."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [Requirement(line.split(" --hash")[0].strip()) for line in text.splitlines() if line]


def versions_of(lock: str) -> dict[str, str]:
    """Return what a lock installs with Python 3.11 on Linux."""
    environment = ON_LINUX | PYTHON
    return {
        pin.name: str(pin.specifier).removeprefix("==")
        for pin in pins_of(lock)
        if pin.marker is None or Marker(str(pin.marker)).evaluate(environment)
    }


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def conda() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def conda_specs() -> list[str]:
    return [spec for spec in conda()["dependencies"] if isinstance(spec, str)]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_each_package_with_hashes_and_names_no_index(lock):
    """Whatever serves the files, they are these bytes."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = text.replace("\\\n", " ").splitlines()

    assert "://" not in text
    assert all(re.search(r"==\S+ .*--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


def test_the_lock_of_the_tests_holds_all_pins_of_the_other():
    """Setting up the tests changes nothing that the reports run with."""
    pins, more = (
        {(pin.name, str(pin.specifier)) for pin in pins_of(lock)}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )

    assert pins <= more


@pytest.mark.parametrize(
    ("extras", "lock"),
    [
        (["build"], "requirements.lock"),
        (["build", "cluster", "lab", "test"], "requirements-dev.lock"),
    ],
)
def test_a_lock_satisfies_what_the_project_asks_for(extras, lock):
    """Each requirement is there, in a version it allows."""
    asked = list(project()["dependencies"])
    for extra in extras:
        asked += project()["optional-dependencies"][extra]
    versions = versions_of(lock)

    for requirement in map(Requirement, asked):
        assert versions[requirement.name] in requirement.specifier, requirement


def test_the_locks_keep_the_floors_of_published_advisories():
    """Below these versions a flaw is known."""
    versions = versions_of("requirements-dev.lock")

    for name, floor in {
        "nbconvert": "7.17.1",
        "jupyter-server": "2.20",
        "jupyterlab": "4.6.2",
    }.items():
        assert versions[name] in Requirement(f"x>={floor}").specifier, name


def test_conda_gets_the_versions_of_the_lock():
    """Every requirement of the reports and of JupyterLab, and nothing else."""
    optional = project()["optional-dependencies"]
    extras = ("cluster", "lab", "build")
    asked = [*project()["dependencies"], *(pin for extra in extras for pin in optional[extra])]
    versions = versions_of("requirements-dev.lock")
    names = [Requirement(line).name for line in asked]
    expected = {CONDA_NAMES.get(name, name): versions[name] for name in names}

    pinned = dict(spec.split("==") for spec in conda_specs() if "==" in spec)
    assert pinned == expected
    assert [spec for spec in conda_specs() if "==" not in spec] == ["python=3.11", "pip"]


def test_conda_installs_the_project_itself_last():
    """As it lies there, so that a change is seen at once."""
    assert conda()["dependencies"][-1] == {"pip": ["-e ."]}
    assert conda()["channels"] == ["conda-forge", "nodefaults"]


@pytest.mark.parametrize("spec", conda_specs())
def test_conda_can_read_each_line(spec):
    """As strictly as its solver does."""
    read = MatchSpec(spec, strict=True)

    assert read.name.normalized == spec.split("=")[0]


def test_make_lists_every_goal():
    """`make` alone is where a newcomer begins."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [goals] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    said = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    for goal in set(goals.split()) - {"help", "test-slow"}:
        assert re.search(rf"(make|;) {goal}\b", said), goal


def test_the_script_of_ci_can_be_read_by_bash():
    """It is run where nobody watches."""
    script = ROOT / ".ci" / "run"

    assert script.stat().st_mode & 0o100
    subprocess.run(["bash", "-n", str(script)], check=True)
