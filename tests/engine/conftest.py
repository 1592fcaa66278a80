"""A place for the server of these tests, which know nothing but the engine."""

import os
import shutil
from pathlib import Path

import pytest
from papermill.engines import papermill_engines

from analysis.engine.client import WarmEngine
from analysis.engine.server import IDLE_NAME

# As the package's entry point does where it is installed.
papermill_engines.register("warm", WarmEngine)


@pytest.fixture(scope="session")
def runtime_folder():
    """A folder with a short name, in which one server serves all; it ends when that goes."""
    folder = Path(f"/tmp/w{os.getpid()}-run")
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def runtime(runtime_folder):
    """The runtime folder of this user while the tests of a module run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime_folder))
        patch.setenv(IDLE_NAME, "60")
        yield runtime_folder
