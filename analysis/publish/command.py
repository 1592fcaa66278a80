"""The command `publish`: the suite alone, or with sweeps."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from analysis.errors import ParameterError
from analysis.paths import NOTEBOOKS
from analysis.publish.cache import begin, remember
from analysis.publish.console import shown, tell, watching
from analysis.publish.press import Form

if TYPE_CHECKING:
    from analysis.publish.site import Result, Runs
    from analysis.publish.sweep.plan import Order, Plan

SOME_FAILED = 3
MOST = 20
"""Pages, or combinations, that are told one by one."""


@dataclass(frozen=True)
class Wish:
    """What was typed.

    Parameters
    ----------
    given : dict
        Values that are the same for all reports.
    each : list of str
        As after `--each`.
    notebooks : list of str
        Names or paths of those to sweep.
    form : Form
    force, strict, dry_run : bool
    scheduler : str
        Address of a Dask cluster; empty to run here.
    """

    given: dict[str, object]
    each: list[str]
    notebooks: list[str]
    form: Form
    force: bool = False
    strict: bool = False
    dry_run: bool = False
    scheduler: str = ""


def carry_out(wish: Wish, target: Path) -> None:
    """Publish what is wished for, and note that it was done.

    Raises
    ------
    AnalysisError
        As `site.publish`.
    typer.Exit
        With 3 if some reports failed.
    """
    made_of = begin()
    order = _order_of(wish)
    of_suite = [path for path in order.notebooks if path.parent == NOTEBOOKS]
    if not wish.each and (of_suite or wish.scheduler):
        raise ParameterError(
            "name the values to sweep with --each, as in --each stated_on=2023-03-10..2023-03-12; "
            "the reports of the suite are published in any case"
        )
    if wish.dry_run:
        _tell_plan(order, target)
        return
    result = _publish(order, wish, target)
    printed = shown(result.index)
    typer.echo(printed)
    if result.failed:
        raise typer.Exit(SOME_FAILED)
    remember(sys.argv[1:], result.index.parent, printed, made_of, result.read)


def _publish(order: Order, wish: Wish, target: Path) -> Result:
    from analysis.publish.console import counting
    from analysis.publish.site import publish

    run = _on_cluster(wish.scheduler) if wish.scheduler else None
    with counting() if wish.each else watching() as watcher:
        result = publish(order, target=target, run=run, watcher=watcher)
    tell(lines_of(result), err=True)
    return result


def _on_cluster(address: str) -> Runs:
    from analysis.publish.sweep.cluster import on_cluster

    return on_cluster(address)


def _order_of(wish: Wish) -> Order:
    from analysis.publish.report import find_notebook
    from analysis.publish.sweep.plan import Order
    from analysis.publish.sweep.sweep import parse_each

    notebooks = tuple(find_notebook(name) for name in dict.fromkeys(wish.notebooks))
    return Order(wish.given, parse_each(wish.each), notebooks, wish.form, wish.force, wish.strict)


def lines_of(result: Result) -> list[str]:
    """Say what ran, what did not exist, and what failed with cell and error."""
    planned, failed = result.planned, result.failed
    ran = len(planned.to_run)
    lines = [f"{ran} ran, {len(planned.choices) - ran} had not changed"]
    lines += absent_lines(planned)
    for address, why in failed.items():
        lines += [f"failed: {address}", *(f"  {line}" for line in why.splitlines())]
    if failed:
        lines.append(f"{len(failed)} of {len(planned.choices)} reports failed; their pages say why")
    return lines


def absent_lines(planned: Plan) -> list[str]:
    """Count and name the combinations that were asked for and that no claim has."""
    if not planned.absent:
        return []
    named = [" and ".join(f"{name} {one[name]}" for name in one) for one in planned.absent]
    what = "combination has" if len(named) == 1 else "combinations have"
    return [f"{len(named)} {what} no claim and no page:", *_some(f"  {name}" for name in named)]


def _tell_plan(order: Order, target: Path) -> None:
    from analysis.publish.cache import Cache
    from analysis.publish.sweep.plan import plan

    planned = plan(order, Cache(), target=target.resolve())
    lines = [f"would run {c.task.address}: {c.why}" for c in planned.to_run]
    unchanged = len(planned.choices) - len(planned.to_run)
    summary = f"{len(lines)} would run, {unchanged} had not changed"
    tell([*lines, *absent_lines(planned), summary])


def _some(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    more = [f"  and {len(found) - MOST} more"] if len(found) > MOST else []
    return [*found[:MOST], *more]
