"""Things that several tests look at; closes figures; repeats the same examples every time.

Skipped tests fail under `-p tests.no_skips`, which the Makefile adds where REPORTEDLY_CI is set.
"""

import gc
import sys
from pathlib import Path

import pandas as pd
import pytest
from browsing import chromium, suite_site
from hypothesis import settings
from tiny_claims import WORDS, claim, raw

from analysis.__main__ import SWEPT_AFTER
from analysis.collection.collection import Collection, load_collection
from analysis.data.inputs import spare_grammar
from analysis.data.vocabulary import Vocabulary

# A red test then means a change of code and not an unlucky draw, nor a busy machine.
settings.register_profile("reportedly", deadline=None, derandomize=True, database=None)
settings.load_profile("reportedly")

# As commands and kernels do: to look for garbage more often takes a twelfth of the time.
gc.set_threshold(SWEPT_AFTER)

spare_grammar()


@pytest.fixture(autouse=True)
def closed_figures():
    """Leave no drawing behind, if any was made."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium, headless; it ends with the module, for it holds an event loop."""
    yield from chromium()


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The published suite, made once for all who ask."""
    return suite_site(tmp_path_factory)


@pytest.fixture(scope="session")
def collection() -> Collection:
    """The published collection, read once."""
    return load_collection("bakhmut-2023")


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    """The project's own tables."""
    return WORDS


@pytest.fixture
def seed() -> pd.DataFrame:
    """What the spokesman said on 18 March 2023, as a raw table."""
    return raw(
        claim("killed", "193"),
        claim("wounded", "199"),
        claim("clashes", "27"),
        claim("clashes", "16", scope="bakhmut_city"),
        claim("artillery_strikes", "352"),
        claim("attacks", "several dozen"),
    )


@pytest.fixture
def half_known() -> pd.DataFrame:
    """A raw table in which a figure is a zero, a range, open above, or not there."""
    return raw(
        claim("killed", "80"),
        claim("clashes", "0"),
        claim("wounded", "600-700"),
        claim("attacks", "at least 300"),
        claim("missing", "no figure"),
    )
