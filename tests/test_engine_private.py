"""The interfaces that the engine leans on, and are not promised to stay, are as we know them."""

import subprocess
import sys
import tomllib
from importlib.metadata import version

import pytest

from analysis.engine.private import INTERFACES, Interface, difference_of, differences
from analysis.paths import ROOT


def test_no_interface_has_drifted():
    """Each is there, with the parameters we know; else the failure says in words which is not."""
    assert differences() == []


@pytest.mark.parametrize(
    ("interface", "sentence"),
    [
        (
            Interface("ipykernel.kernelbase:Kernel.dispatch_gone", (), "cells enter there"),
            "ipykernel.kernelbase:Kernel.dispatch_gone is gone; "
            "we lean on it because cells enter there",
        ),
        (
            Interface("json:loads", ("text", "kw"), "records are read by it"),
            "json:loads takes (s, cls, object_hook, parse_float, parse_int, parse_constant, "
            "object_pairs_hook, kw), and we know it with (text, kw); "
            "we lean on it because records are read by it",
        ),
    ],
)
def test_a_drift_is_told_in_words(interface, sentence):
    """Which interface, what it takes now, and what of ours leans on it."""
    assert difference_of(interface) == sentence


def test_every_package_leaned_on_is_pinned_to_what_is_installed():
    """A newer one comes only with a change of the pin, and then meets the tests."""
    packages = {interface.where.split(".")[0].replace("_", "-") for interface in INTERFACES}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    # What IPython does is part of ipykernel's release, and pinned by the locks.
    assert packages - {"IPython"} == {"ipykernel", "jupyter-client", "nbclient", "papermill"}
    for package in packages - {"IPython"}:
        assert f"{package}=={version(package)}" in project["dependencies"]


@pytest.mark.slow
@pytest.mark.parametrize("first", ["analysis.engine.warm", "papermill"])
def test_papermill_finds_the_engine_whichever_is_imported_first(first):
    """Papermill looks for it while it is being imported, which the engine may have asked for."""
    words = f"import {first}; from papermill.engines import papermill_engines as known; "
    words += "from analysis.engine import warm; assert known.get_engine('warm') is warm.WarmEngine"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
