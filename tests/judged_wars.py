"""Whether what `check` passes can be published, and is true: a war is run through the suite here.

Each judge returns sentences on what is wrong, and none if all is well. `python -m judged_wars`
invents as many wars as one likes, shrinks the first failure, and counts failures by kind.
"""

from __future__ import annotations

import ast
import math
import os
import re
import tempfile
import traceback
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from invented_wars import RENAMED, War, wars
from IPython.core.formatters import DisplayFormatter
from page_rules import bare_numerals, broken_links, words_of, wrong_figures
from war_oracles import wrong_sentences

from analysis.collection.collection import collection_of, load_collection
from analysis.collection.comparison import select_series, series_found, summarise
from analysis.collection.overview import check_up
from analysis.collection.specification import combinations, ours
from analysis.data import places
from analysis.errors import AnalysisError, ParameterError
from analysis.execute.parameters import Report, is_tagged, suite
from analysis.publish.plan import sweep_of
from analysis.publish.report import page_of, prepare
from analysis.ratios.gate import entry

NAME = "invented"
MOST_SWEPT = 3
"""Pages of a sweep that are made for one war."""
REPORTS = {path.stem: path for path in suite() if "as_of: str" in path.read_text()}
"""The reports on the claims of a collection; the one that reads a text prints none of them."""


@contextmanager
def collections_in(folder: Path) -> Iterator[None]:
    """Look for collections in a folder as well."""
    before = os.environ.get(places.COLLECTIONS)
    os.environ[places.COLLECTIONS] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[places.COLLECTIONS]
        else:
            os.environ[places.COLLECTIONS] = before


def executed(report: Report) -> nbformat.NotebookNode:
    """Run the cells of a report here, without a kernel, and return the notebook with outputs.

    Raises
    ------
    Exception
        Whatever a cell raises, with the cell's first line as a note.
    """
    notebook = nbformat.read(report.source, as_version=4)
    space: dict[str, object] = {}
    formatter = DisplayFormatter()
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        try:
            cell.outputs = _outputs(cell, report.values, space, formatter)
        except Exception as fault:
            fault.add_note(f"cell {number} of {report.name}: {cell.source}")
            raise
    return notebook


def _outputs(cell, values: dict, space: dict, formatter: DisplayFormatter) -> list:
    *body, last = ast.parse(cell.source).body
    if is_tagged(cell, "parameters"):
        space |= values
        return []
    end = last.value if isinstance(last, ast.Expr) else None
    printed = StringIO()
    with redirect_stdout(printed):
        rest = body if end else [*body, last]
        exec(compile(ast.Module(rest, []), "cell", "exec"), space)
        shown = eval(compile(ast.Expression(end), "cell", "eval"), space) if end else None
    outputs = []
    if printed.getvalue():
        outputs.append(nbformat.v4.new_output("stream", name="stdout", text=printed.getvalue()))
    if shown is not None:
        data, metadata = formatter.format(shown)
        data.pop("application/vnd.jupyter.widget-view+json", None)
        outputs.append(nbformat.v4.new_output("execute_result", data, metadata=metadata))
    return outputs


def pages_of(war: War, name: str, **values: str) -> str:
    """Return the page of one report on a war."""
    with tempfile.TemporaryDirectory() as folder:
        war.write(Path(folder), NAME)
        return _page(Path(folder), name, war, **values)[0]


def differences(war: War, other: War) -> list[str]:
    """Say in which reports two wars are told in other words."""
    with tempfile.TemporaryDirectory() as folder:
        told = []
        for place, one in zip(("one", "other"), (war, other), strict=True):
            one.write(Path(folder) / place, NAME)
            if not passes(Path(folder) / place):
                return []
            told.append({name: _words(Path(folder) / place, name, one) for name in REPORTS})
    return [
        f"{name}: {_first_apart(told[0][name], told[1][name])}"
        for name in REPORTS
        if told[0][name] != told[1][name]
    ]


OF_THE_DAYS = ("days", "share of days")
"""Units of what hangs on the days of the whole collection, which another war's figures add to."""


def ratios_beside(war: War) -> list[str]:
    """Say which ratios of a war are others once its table holds another war's figures as well."""
    with tempfile.TemporaryDirectory() as folder:
        tables = []
        for place, one in (("one", war), ("other", war.with_figures_of_another())):
            one.write(Path(folder) / place, NAME)
            if not passes(Path(folder) / place):
                return []
            with collections_in(Path(folder) / place):
                ratios = load_collection(NAME).ratios
            own = ratios[(ratios["speaker"] != "sea_lord") & ~ratios["unit"].isin(OF_THE_DAYS)]
            tables.append(own.astype("str").drop(columns="rule_version").values.tolist())
    return [f"{row} in one table alone" for row in tables[0] + tables[1] if _is_alone(row, tables)]


def _is_alone(row: list[str], tables: Sequence[list[list[str]]]) -> bool:
    return not all(row in table for table in tables)


def _first_apart(one: Sequence[str], other: Sequence[str]) -> str:
    """Say where two texts first differ, with the words before."""
    pairs = enumerate(zip(one, other, strict=False))
    place = next((n for n, (left, right) in pairs if left != right), min(len(one), len(other)))
    start = max(0, place - 12)
    return f"{one[start : place + 6]} against {other[start : place + 6]}"


def _words(place: Path, name: str, war: War) -> list[str] | str:
    try:
        html, report = _page(place, name, war)
    except AnalysisError as refusal:
        return str(refusal)
    version, key = report.data_version, re.compile(rf"{RENAMED}\d\d_")
    # Word for word: where a line of a drawing ends hangs on how wide the data version is.
    return key.sub("", " ".join(words_of(html)).replace(version, "")).split()


def _page(place: Path, name: str, war: War, **values: str) -> tuple[str, Report]:
    given = {"collection": NAME} | ({"as_of": war.as_of} if war.as_of else {}) | values
    with collections_in(place), redirect_stderr(StringIO()):
        report = prepare(REPORTS[name], given)
        return page_of(report, executed(report)).html, report


def passes(place: Path) -> bool:
    """Whether `check` finds no fault in the war of a folder."""
    with collections_in(place):
        try:
            return not check_up(NAME).faults
        except AnalysisError:
            return False


def judge(war: War) -> list[str]:
    """Say what is wrong with what is made of a war; an empty list if nothing is.

    A war that `check` does not pass is not judged.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        war.write(place, NAME)
        if not passes(place):
            return []
        faults = [fault for name in REPORTS for fault in _faults(place, name, war)]
        with collections_in(place):
            faults += sweeps_apart(NAME)
        return faults + _faults_of_sweep(place, war)


def sweeps_apart(name: str) -> list[str]:
    """Say of which series of a collection the combination that is ours is not what is drawn."""
    held, apart = load_collection(name), []
    for _, row in series_found(held.ratios).iterrows():
        declared = entry(row["ratio"])
        if declared.numerator_less or declared.denominator_less:
            continue
        key = {part: row[part] for part in ("speaker", "scope", "subject")}
        drawn = summarise(select_series(held, row["ratio"], **key), held.calendar)
        swept = ours(combinations(name, row["ratio"], **key))
        value = math.nan if drawn.value is None else drawn.value
        one, other = (value, drawn.days_paired), (swept["value"], swept["days_paired"])
        if one != pytest.approx(other, nan_ok=True):
            apart.append(f"{row['ratio']} of {key}: {one} drawn, {other} swept")
    return apart


def _faults_of_sweep(place: Path, war: War) -> list[str]:
    """Sweep the days of the briefing; each page is sound, and the same when it is made again."""
    given = {"collection": NAME} | ({"as_of": war.as_of} if war.as_of else {})
    faults = []
    with collections_in(place), redirect_stderr(StringIO()):
        try:
            swept = sweep_of(REPORTS["briefing"], given, {"stated_on": ["all"]}).reports
            for report in swept[:MOST_SWEPT]:
                html = page_of(report, executed(report)).html
                faults += faults_of_page(html, report)
                if page_of(report, executed(report)).html != html:
                    faults.append("a page made again is another")
        except ParameterError as refusal:
            faults += [] if "nothing" in str(refusal) or war.as_of else [str(refusal)]
        except Exception as fault:
            faults.append(kind_of(fault))
    return [f"sweep: {fault}" for fault in faults]


def _faults(place: Path, name: str, war: War) -> list[str]:
    try:
        html, report = _page(place, name, war)
    except Exception as fault:
        nothing = war.as_of and "known by then" in str(fault)
        return [] if nothing else [f"{name}: {kind_of(fault)}"]
    with collections_in(place):
        faults = [*faults_of_page(html, report)]
    faults += wrong_sentences(name, html, war, report.values)
    return [f"{name}: {sentence}" for sentence in faults]


def kind_of(fault: BaseException) -> str:
    """Say a failure by its type, its place in our code and its words."""
    frames = [f for f in traceback.extract_tb(fault.__traceback__) if "/analysis/" in f.filename]
    last = frames[-1] if frames else None
    place = f"{Path(last.filename).name}:{last.lineno} {last.name}" if last else "?"
    return f"{type(fault).__name__} at {place}: {str(fault)[:160]}"


def faults_of_page(html: str, report: Report) -> list[str]:
    """Say what is wrong with a page: no receipt, another number by it, a link to nowhere."""
    held = collection_of(report.values)
    return [
        *(f"no receipt: {text[:120]}" for text in bare_numerals(html)),
        *(f"not given again: {text} by {made}" for text, made in wrong_figures(html, held)),
        *(f"leads nowhere: {name}" for name in broken_links(html)),
    ]


def main() -> None:
    """Invent wars, count failures by kind, and show the smallest war of each kind."""
    parser = ArgumentParser(description=main.__doc__)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    found: dict[str, list[tuple[str, War]]] = {}

    @seed(chosen.seed)
    @settings(
        max_examples=chosen.examples,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(wars())
    def tried(war: War) -> None:
        for fault in judge(war):
            found.setdefault(re.sub(r"\d+|'[^']*'", "…", fault)[:120], []).append((fault, war))

    tried()
    for kind, faults in sorted(found.items(), key=lambda item: -len(item[1])):
        fault, war = min(faults, key=lambda pair: len(pair[1].rows))
        print(f"{len(faults)} times: {kind}\n  {fault}\n  {war}")
    print(f"{chosen.examples} wars, {len(found)} kinds of failure")


if __name__ == "__main__":
    main()
