"""Printed numbers, drawn by a seed over all pages, agree with the raw tables by other code."""

import ast
from pathlib import Path

import pytest
from drawn_choices import Everything
from drawn_numbers import agrees, bounds, drawn, table_rows

from analysis.paths import RAW, ROOT

SEED = 12


def everything() -> Everything:
    """All numbers of the shipped collection by the other code."""
    return Everything(RAW, "bakhmut-2023", ROOT / "analysis" / "ratios" / "catalogue.toml")


@pytest.mark.parametrize("name", ["drawn_numbers", "drawn_pairs", "drawn_choices"])
def test_the_other_code_uses_nothing_of_the_package(name):
    """It imports from the standard library, from SciPy and from itself alone."""
    tree = ast.parse((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
    names = [
        name.name.split(".")[0] if isinstance(node, ast.Import) else (node.module or "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    ]

    assert not [name for name in names if name.startswith("analysis") or "tiny" in name]


def test_the_other_code_reads_the_worked_wordings():
    """A few of step 3 of docs/method.md, by hand."""
    assert bounds("more than 1100", "persons") == (1100, 1101, 1199)
    assert bounds("70 %", "percent") == (70, 67.5, 72.5)
    assert bounds("up to 40", "persons")[1:] == (31, 40)


@pytest.mark.slow
def test_thirty_drawn_numbers_agree_with_the_raw_tables(site):
    """All of them; the page, the words and the key of each that does not are told."""
    raw = everything()
    wrong = [
        (page, words, how)
        for page, words, how, claims in drawn(site, SEED)
        if not agrees(words, raw.numbers(how, claims))
    ]

    assert wrong == []


@pytest.mark.slow
def test_every_combination_of_choices_agrees_with_the_raw_tables(site):
    """Value, what the words allow, and the widest reading, of all of them."""
    how = ["killed_per_wounded", "serhii_cherevatyi", "bakhmut_direction", "russian_forces"]
    made = everything().combinations(how)
    ends = [(*row[:3], min(row[1::2]), max(row[2::2])) for row in made]
    shown = [tuple(row[-5:]) for row in table_rows(site / "06_sensitivity.html", "widest low")]

    assert len(shown) == 144
    assert sorted(shown) == sorted(tuple(f"{n:.3g}" for n in row) for row in ends)


@pytest.mark.slow
def test_a_changed_number_is_found(site):
    """The check is red where a digit is another one."""
    raw = everything()
    [(_, words, how, claims), *_] = [
        found
        for found in drawn(site, SEED, 60)
        if found[2][0] == "ratio" and found[1][-1].isdigit()
    ]
    other = words[:-1] + str((int(words[-1]) + 3) % 10)

    assert not agrees(other, raw.numbers(how, claims))
