"""Printed numbers, drawn by a seed over all pages, agree with the raw tables by other code."""

import ast
from pathlib import Path

import pytest
from drawn_numbers import Raw, agrees, bounds, drawn

from analysis.paths import RAW

SEED = 12


def test_the_other_code_uses_nothing_of_the_package():
    """It imports from the standard library and from SciPy alone."""
    tree = ast.parse((Path(__file__).parent / "drawn_numbers.py").read_text(encoding="utf-8"))
    names = [
        name.name.split(".")[0] if isinstance(node, ast.Import) else (node.module or "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    ]

    assert not [name for name in names if name.startswith("analysis") or "tiny" in name]


def test_the_other_code_reads_the_worked_wordings():
    """A few of methods 3.2, by hand."""
    assert bounds("more than 1100", "persons") == (1100, 1101, 1199)
    assert bounds("70 %", "percent") == (70, 67.5, 72.5)
    assert bounds("up to 40", "persons")[1:] == (31, 40)


@pytest.mark.slow
def test_thirty_drawn_numbers_agree_with_the_raw_tables(site):
    """All of them; the page, the words and the recipe of each that does not are told."""
    raw = Raw(RAW, "bakhmut-2023")
    wrong = [
        (page, words, how)
        for page, words, how, claims in drawn(site, SEED)
        if not agrees(words, raw.numbers(how, claims))
    ]

    assert wrong == []


@pytest.mark.slow
def test_a_changed_number_is_found(site):
    """The check is red where a digit is another one."""
    raw = Raw(RAW, "bakhmut-2023")
    [(_, words, how, claims), *_] = [
        found
        for found in drawn(site, SEED, 60)
        if found[2][0] == "ratio" and found[1][-1].isdigit()
    ]
    other = words[:-1] + str((int(words[-1]) + 3) % 10)

    assert not agrees(other, raw.numbers(how, claims))
