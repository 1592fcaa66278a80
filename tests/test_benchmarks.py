"""The arithmetic of the benchmarks, and the page that quotes them; never what anything took."""

import ast
import doctest
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from analysis.paths import ROOT
from benchmarks import contest, entrants, large, show, workloads, write_performance
from benchmarks.contest import Entrant, Target

MODULES = ("cells", "contest", "entrants", "large", "profile_reports", "show")


def entrant(name: str, *taken: float, **more) -> Entrant:
    """Return an entrant that takes these seconds, one after the other."""
    left = iter(taken)
    return Entrant(name, lambda: next(left), **more)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_benchmarks_are_so(name):
    """What a reader copies from a docstring."""
    assert doctest.testmod(import_module(f"benchmarks.{name}")).failed == 0


def test_what_benchmarks_take_from_the_package_is_there():
    """Those of peers too, which are not installed here, so that nobody would see it fail."""
    taken = [
        (node.module, alias.name)
        for path in sorted(Path(entrants.__file__).parent.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis.")
        for alias in node.names
    ]

    assert [
        f"{home}.{name}" for home, name in taken if not hasattr(import_module(home), name)
    ] == []


def test_entrants_take_turns():
    """Each runs once in each round, in order; one that is to run once runs in the first alone."""
    heard = []
    entrants = [entrant("a", 1, 2), entrant("b", 3, once=True), entrant("c", 4, 5)]

    taken = contest.in_turns(entrants, 2, lambda name, seconds: heard.append((name, seconds)))

    assert heard == [("a", 1), ("b", 3), ("c", 4), ("a", 2), ("c", 5)]
    assert taken == {"a": [1, 2], "b": [3], "c": [4, 5]}


def test_who_cannot_run_stands_aside():
    """Nothing is run, the reason is kept, and the row stays open."""
    target = Target("so much", 2, "at least")
    held = contest.held(
        "One",
        [entrant("peer", 6, 8), entrant("ours", missing="no such command")],
        2,
        lambda name, seconds: None,
        contest.against(target, "peer", "ours"),
    )

    assert held.seconds == {"peer": [6, 8], "ours": []}
    assert held.missing == {"ours": "no such command"}
    assert (held.rows[0]["met"], held.rows[0]["note"]) == (None, "no such command")


def test_ratios_are_taken_within_a_round():
    """A machine that slows down in the second round moves both, and the ratio stays."""
    held = contest.held(
        "One",
        [entrant("peer", 6, 12), entrant("ours", 2, 4)],
        2,
        lambda name, seconds: None,
        contest.against(Target("so much", 3, "at least"), "peer", "ours"),
    )

    assert held.rows == [
        {
            "row": "so much",
            "bound": 3,
            "sense": "at least",
            "unit": "times",
            "values": [3.0, 3.0],
            "median": 3.0,
            "low": 3.0,
            "high": 3.0,
            "met": True,
            "note": "",
        }
    ]


@pytest.mark.parametrize(
    ("sense", "values", "met"),
    [
        ("at least", [1.0, 2.0, 9.0], True),
        ("at least", [1.0, 1.9, 9.0], False),
        ("at most", [1.0, 2.0, 9.0], True),
        ("at most", [1.0, 2.1, 9.0], False),
    ],
)
def test_a_row_is_judged_by_the_middle(sense, values, met):
    """Neither the best nor the worst round decides; the bound itself reaches it."""
    assert Target("so much", 2, sense).judged(values)["met"] is met


@pytest.mark.parametrize(("power", "seconds"), [(1.0, [2, 20, 200]), (2.0, [1, 100, 10_000])])
def test_the_exponent_is_the_power_of_growth(power, seconds):
    """Linear is one, quadratic two."""
    assert contest.exponent([10, 100, 1000], seconds) == pytest.approx(power)


def test_ours_is_set_beside_the_better_peer():
    """The least of theirs in the same round, whichever it is."""
    took = {"reportedly": [3.0, 6.0], "polars": [4.0, 3.0], "duckdb": [2.0, 5.0]}
    runs = [{"job": job, "wall": wall} for job, walls in took.items() for wall in walls]

    assert large.ours_over_least(runs, "wall") == [1.5, 2.0]
    assert large.ours_over_least(runs[:2], "wall") == []


def test_a_failing_command_is_no_result(tmp_path):
    """What does no work is not compared."""
    with pytest.raises(entrants.subprocess.CalledProcessError):
        entrants.seconds_of("false | cat", entrants.DEV, str(tmp_path))


def test_a_command_runs_once_for_each_word(tmp_path):
    """Whatever signs the words hold."""
    command = entrants.filled(entrants.each(["a", "b c"], "touch {out}/'{}'"), out=tmp_path)

    assert entrants.seconds_of(command, entrants.DEV, str(tmp_path)) > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b c"]


def test_everybody_runs_the_same_notebooks(tmp_path):
    """One figure, a report, all figures, none; no outputs, one cell that declares parameters."""
    made = workloads.write_workloads(tmp_path)
    read = {name: nbformat.read(path, 4).cells for name, path in made.items()}
    for cells in read.values():
        nbformat.validate(workloads.new_notebook(cells=cells))
        assert sum("parameters" in cell.metadata.get("tags", []) for cell in cells) == 1
        assert not any(cell.get("outputs") for cell in cells)
    shown = [
        cell.source
        for path in (ROOT / "notebooks").glob("*.ipynb")
        for cell in nbformat.read(path, 4).cells
        if '<figure class="report-figure"' in str(cell.get("outputs"))
    ]
    counts = {name: sum(c.source in shown for c in cells) for name, cells in read.items()}
    assert (counts["light"], counts["heavy"], counts["one"]) == (1, len(shown), 0)
    assert 1 < counts["full"] < len(shown)


def test_a_table_leaves_out_what_is_empty():
    """A column without a word says nothing."""
    table = show.pd.DataFrame({"what": ["a", "b"], "note": ["", ""]})

    assert show.markdown(table) == "| what |\n|---|\n| a |\n| b |"


def test_the_page_says_what_is_stored():
    """Nobody types a figure into it."""
    text = write_performance.PAGE.read_text(encoding="utf-8")

    assert write_performance.rendered(text, show.read_results(write_performance.STORED)) == text
