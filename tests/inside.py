"""Reports run without a kernel, in this process: the same cells, the same pages, in a moment."""

import ast
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import nbformat
from tiny_sweep import write_sweep_project

import analysis
from analysis.collection import collection as collections
from analysis.errors import AnalysisError
from analysis.paths import ROOT
from analysis.publish import plan as plans
from analysis.publish import record
from analysis.publish.cache import Cache
from analysis.publish.plan import Order, Plan, Task, parse_each, plan
from analysis.publish.press import Conditions, make
from analysis.publish.runner import Outcome
from analysis.publish.site import publish
from analysis.store import reads

EVERY = ["stated_on=all", "scope=all", "speaker=all"]


def stand_in(monkeypatch, raw: Path, root: Path = ROOT) -> Callable:
    """Let other raw data, and another package, stand for the project's; return what reads them."""
    read = partial(collections.load_collection, folder=raw)
    # A module that is first imported now would keep what stands in for good.
    for module in walk_packages(analysis.__path__, "analysis."):
        import_module(module.name)
    for place in (analysis, collections, plans):
        monkeypatch.setattr(place, "load_collection", read)
    monkeypatch.setattr(plans, "parts_of", partial(plans.parts_of, raw=raw, root=root))
    own = partial(plans.parts_of_collection, raw=raw)
    monkeypatch.setattr(plans, "parts_of_collection", own)
    monkeypatch.setattr("analysis.collection.build.build_processed", lambda name: None)
    monkeypatch.setattr(record, "state_with", partial(record.state_with, raw=raw))
    return read


class World:
    """A small project that stands in for this one, and what is published of it.

    Parameters
    ----------
    home : Path
    monkeypatch : pytest.MonkeyPatch
    like : Path, optional
        The home of another world, to begin with what that one holds.
    """

    def __init__(self, home: Path, monkeypatch, like: Path | None = None) -> None:
        self.project = home / "project"
        if like is None:
            write_sweep_project(self.project)
        else:
            shutil.copytree(like, home, dirs_exist_ok=True)
        self.raw = self.project / "data" / "raw"
        self.claims = self.raw / "tiny" / "claims.csv"
        self.notebooks = self.project / "notebooks"
        self.site = home / "site"
        self.cache = Cache(home / "cache")
        self.ran: list[str] = []
        self.load = stand_in(monkeypatch, self.raw, self.project)

    def order(self, *each: str, **words: object) -> Order:
        """Return the order of a sweep of everything, or of some values."""
        return Order({}, parse_each(each or EVERY), **words)

    def plan(self, *each: str, **words: object) -> Plan:
        """Say what would run."""
        return self.planned(self.order(*each, **words))

    def planned(self, order: Order) -> Plan:
        """Say what would run of an order."""
        return plan(order, self.cache, target=self.site, folder=self.notebooks)

    def why(self, *each: str, **words: object) -> dict[str, str]:
        """Return why each report would run that would, by its address."""
        return {c.task.address: c.why for c in self.plan(*each, **words).to_run}

    def publish(self, *each: str, run=None, site: Path | None = None, **words: object):
        """Publish, and note which reports ran."""
        return self.carry_out(self.order(*each, **words), run=run, site=site)

    def carry_out(self, order: Order, *, run=None, site: Path | None = None):
        """Publish an order, and note which reports ran."""
        self.ran = []
        places = {"target": site or self.site, "folder": self.notebooks, "cache": self.cache}
        return publish(order, run=run or self.run, **places)

    def run(self, tasks: list[Task], conditions: Conditions) -> Iterator[Outcome]:
        """Run tasks one after the other."""
        for task in tasks:
            self.ran.append(task.address)
            try:
                yield Outcome(task, make(conditions, task, executed(task)))
            except AnalysisError as failure:
                yield Outcome(task, failure=failure)

    def change(self, path: Path | str, old: str, new: str) -> None:
        """Change the first place where a text stands in a file of the project."""
        place = self.project / path
        text = place.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {place.name}"
        place.write_text(text.replace(old, new, 1), encoding="utf-8")

    def forget(self) -> None:
        """Delete the cache."""
        shutil.rmtree(self.cache.folder)


def executed(task: Task) -> nbformat.NotebookNode:
    """Return a notebook with the outputs that its cells have with the values of a task.

    Raises
    ------
    AnalysisError
        If a cell fails, with its number and the error.
    """
    notebook = nbformat.read(task.source, 4)
    space: dict[str, object] = {}
    with reads.listening() as notes:
        for number, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type != "code":
                continue
            try:
                cell.outputs = _outputs(cell.source, space)
            except Exception as fault:
                raise AnalysisError(f"{task.source.name}, cell {number}\n{fault}") from fault
            if "parameters" in cell.metadata.get("tags", []):
                space |= task.values
    told = nbformat.v4.new_output("display_data", {reads.KIND: dict(notes)})
    cell.outputs = [*cell.outputs, told]
    return notebook


def _outputs(source: str, space: dict) -> list:
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), space)
    if last is None:
        return []
    shown = eval(compile(ast.Expression(last.value), "cell", "eval"), space)
    if shown is None:
        return []
    data = shown._repr_mimebundle_()
    return [nbformat.v4.new_output("execute_result", data, execution_count=1)]
