"""No report is published as it was if it would come out otherwise, whatever changed.

Each report stands at the address of a page of a sweep, where least runs again. What a change keeps
is made anew and compared, byte for byte but for the data version; what runs proves itself.
"""

import random
import shutil

import pandas as pd
import pytest
from inside import executed, stand_in

from analysis.data import places
from analysis.execute.parameters import suite
from analysis.paths import NOTEBOOKS, RAW
from analysis.publish.cache import Cache
from analysis.publish.plan import Task, fates_of
from analysis.publish.press import Conditions, make
from analysis.publish.record import state_of
from analysis.publish.report import SiteForm, prepare
from analysis.store.instructions import NAME

SAMPLE = random.Random(4)
"""Seeded, so that a red test can be repeated."""
DAYS = (
    {"stated_on": "2023-03-11", "scope": "bakhmut_city"},
    {"stated_on": "2023-01-16", "scope": "donetsk_direction", "speaker": "igor_konashenkov"},
)
"""Briefings beside that of the defaults."""
HOME = "bakhmut-2023"
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")]


class Shelf:
    """Every report as it was first made, from data that may be changed."""

    def __init__(self, home, monkeypatch):
        self.raw = home / "raw"
        shutil.copytree(RAW, self.raw)
        monkeypatch.setenv(NAME, f'{{"version": "{"0" * 12}"}}')
        monkeypatch.setattr(places, "RAW", self.raw)
        stand_in(monkeypatch, self.raw)
        self.cache, self.failed = Cache(home / "cache"), home / "failed"
        wanted = [(path, {}) for path in suite()]
        wanted += [(NOTEBOOKS / "briefing.ipynb", values) for values in DAYS]
        self.reports = {
            f"{path.stem}/{number}.html": prepare(path, values)
            for number, (path, values) in enumerate(wanted)
        }
        for choice in self.chosen():
            self.cache.keep(choice.identity, choice.parts, **self.made(choice.task))

    def chosen(self):
        """Say of each report what becomes of it."""
        tasks = [
            Task(r.source, r.values, (self.failed / a).with_suffix(".ipynb"), address=a)
            for a, r in self.reports.items()
        ]
        return fates_of(tasks, self.cache, SiteForm())

    def made(self, task):
        report, name = self.reports[task.address], task.source.stem
        state = {name: state_of(report)}
        conditions = Conditions(
            {name: report.declared}, state, SiteForm(), True, "0" * 12, str(self.failed)
        )
        return make(conditions, task, executed(task))

    def kept_and_other(self):
        """Return the addresses of what is kept, and of that what would come out otherwise."""
        kept = [choice for choice in self.chosen() if not choice.why]
        return (
            [choice.task.address for choice in kept],
            [
                f"{choice.task.address}: {name}"
                for choice in kept
                for name, content in self.made(choice.task)["files"].items()
                if not name.endswith(".run.json")
                and (choice.kept.folder / name).read_bytes() != content
            ],
        )


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Made once; each change is taken back."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Shelf(tmp_path_factory.mktemp("stale"), monkeypatch)


def _cell(column, value):
    """Put a value into a column of one claim."""

    def changed(table):
        table.loc[SAMPLE.randrange(len(table)), column] = value(table)

    return changed


def _some(column):
    return lambda table: SAMPLE.choice(sorted(set(table[column])))


def _removed(table):
    table.drop(index=SAMPLE.randrange(len(table)), inplace=True)


def _added(table):
    row = table.iloc[SAMPLE.randrange(len(table))]
    table.loc[len(table)] = row.to_dict() | {"claim_id": "a9999", "reported": "77", "part": "late"}


CLAIMS = {
    **{
        f"a figure, {n}": _cell("reported", lambda _: str(SAMPLE.randrange(20, 90)))
        for n in range(6)
    },
    "a day": _cell("stated_on", _some("stated_on")),
    "a speaker": _cell("speaker", _some("speaker")),
    "an area": _cell("scope", _some("scope")),
    "a note": _cell("note", lambda _: "read again"),
    "a row removed": _removed,
    "a row added": _added,
}


@pytest.mark.parametrize("kind", CLAIMS)
def test_a_change_of_the_claims_keeps_only_what_comes_out_the_same(shelf, kind):
    """And the reports that do not read the row are kept."""
    path = shelf.raw / HOME / "claims.csv"
    before = path.read_bytes()
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    CLAIMS[kind](table)
    table.to_csv(path, index=False)
    try:
        kept, other = shelf.kept_and_other()
    finally:
        path.write_bytes(before)

    assert other == []
    assert kept or not kind.startswith("a figure")


@pytest.mark.parametrize(
    ("file", "concerned"),
    [
        (f"{HOME}/sources.csv", ""),
        (f"{HOME}/claims.origin.yml", ""),
        (f"{HOME}/collection.toml", ""),
        ("speakers.csv", ""),
        ("reference/reference_ratios.csv", ""),
        ("reading-example/briefing.txt", "read"),
    ],
)
def test_a_change_of_another_file_runs_whom_it_concerns(shelf, file, concerned):
    """Whether or not anything on the page would be another; a text concerns who reads it."""
    path = shelf.raw / file
    before = path.read_bytes()
    path.write_bytes(before + b"\n")
    try:
        runs = {choice.task.address for choice in shelf.chosen() if choice.why}
    finally:
        path.write_bytes(before)

    assert runs == {address for address in shelf.reports if address.startswith(concerned)}
