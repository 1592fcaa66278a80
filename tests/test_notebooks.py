"""The notebooks are essays: short cells, prose without numbers, outputs that are all there."""

import copy
import json
import re

import notebook_rules as rules
import pytest

from analysis.execute.parameters import suite
from analysis.paths import ROOT

SUITE = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in suite()}
WEAKENED = re.compile(r"sanitize|nbval-lax|nbval-skip|nbval-current-env|nbval-kernel-name")
"""Options that make the comparison of notebooks forgive something."""


def markdown(source: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, count: int, *outputs: dict, tag: str = "") -> dict:
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {"tags": [tag]} if tag else {},
        "outputs": list(outputs),
        "source": source,
    }


def shown(**data: str) -> dict:
    return {
        "output_type": "execute_result",
        "data": {k.replace("_", "/"): v for k, v in data.items()},
    }


def good_notebook() -> dict:
    """A notebook of six cells that keeps every rule."""
    answer = "The answer is said by code, and this sentence says what to look for in it."
    return {
        "cells": [
            markdown("# What was said?"),
            code('speaker: str = "a_key"  # who spoke', 1, tag="parameters"),
            code("from analysis import load_collection, reports", 2, tag="hide"),
            code("held = load_collection(speaker)", 3, tag="hide"),
            markdown(f"## What is the answer?\n\n{answer}"),
            code("reports.holdings.in_words(held)", 4, shown(text_plain="Some figures.")),
        ]
    }


def with_source(cell: int, source: str) -> dict:
    notebook = good_notebook()
    notebook["cells"][cell - 1]["source"] = source
    return notebook


def with_output(*outputs: dict) -> dict:
    notebook = good_notebook()
    notebook["cells"][-1]["outputs"] = list(outputs)
    return notebook


def with_cell(cell: int, **changes: object) -> dict:
    notebook = good_notebook()
    notebook["cells"][cell - 1] |= changes
    return notebook


def with_more_cells(count: int) -> dict:
    notebook = good_notebook()
    notebook["cells"] += [copy.deepcopy(notebook["cells"][-1]) for _ in range(count)]
    return notebook


BAD = [
    (rules.cells_are_short, with_source(6, "x\n" * 9), "cell 6: 9 lines"),
    (rules.there_are_few_cells, with_more_cells(27), "31 code cells"),
    (rules.nothing_is_programmed, with_source(4, "def f(): pass"), "cell 4: FunctionDef"),
    (rules.nothing_is_programmed, with_source(4, "class A: pass"), "cell 4: ClassDef"),
    (rules.nothing_is_programmed, with_source(4, "for day in held: day"), "cell 4: For"),
    (rules.nothing_is_programmed, with_source(6, "[d for d in held]"), "cell 6: comprehension"),
    (rules.nothing_is_programmed, with_source(4, "while True: pass"), "cell 4: While"),
    (rules.nothing_is_programmed, with_source(4, "try: x\nexcept E: y"), "cell 4: Try"),
    (rules.nothing_is_programmed, with_source(4, "!pip list"), "cell 4: a magic"),
    (rules.nothing_is_programmed, with_source(4, "%matplotlib inline"), "cell 4: a magic"),
    (
        rules.nothing_is_programmed,
        with_source(6, "f(lambda row: row.killed / row.wounded if row.wounded else None)"),
        "cell 6: Lambda",
    ),
    (
        rules.parameters_come_first,
        with_cell(2, metadata={}),
        "the first code cell, and no other, is tagged `parameters`",
    ),
    (
        rules.parameters_come_first,
        with_cell(4, metadata={"tags": ["parameters"]}),
        "the first code cell, and no other, is tagged `parameters`",
    ),
    (
        rules.parameters_come_first,
        with_source(2, "days: int = 30"),
        "it, `parameters` cell, line 1: days has no comment to say what it is",
    ),
    (
        rules.parameters_come_first,
        with_source(2, "window: int = 2 * 5  # days"),
        "it, `parameters` cell, line 1: window is not a literal; "
        "a value derived here would not follow an override",
    ),
    (rules.parameters_come_first, with_source(2, ""), "the `parameters` cell declares nothing"),
    (rules.imports_come_second, with_source(3, "import pandas"), "cell 3: import pandas"),
    (
        rules.imports_come_second,
        with_source(3, "from analysis import *"),
        "cell 3: from analysis import *",
    ),
    (
        rules.imports_come_second,
        with_source(4, "from analysis import brief"),
        "imports in cells [3, 4], not in [3]",
    ),
    (rules.prose_has_length, with_source(5, "## Short\n\nToo short."), "cell 5: 2 words"),
    (rules.prose_has_length, with_source(5, "word " * 121), "cell 5: 121 words"),
    (rules.prose_has_no_numerals, with_source(5, "There were 193 of them."), "cell 5: 193"),
    (
        rules.headings_are_questions,
        with_source(5, "## Limits\n\nWhat is said here is long enough to be a paragraph."),
        "cell 5: ## Limits",
    ),
    (
        rules.the_title_is_a_question,
        with_source(1, "# Loading data"),
        "titles: [(1, '# Loading data')]",
    ),
    (rules.cells_ran_in_order, with_cell(4, execution_count=7), "execution counts [1, 2, 7, 4]"),
    (
        rules.cells_ran_in_order,
        with_cell(6, execution_count=None),
        "execution counts [1, 2, 3, None]",
    ),
    (rules.outputs_are_stored, with_output(), "cell 6: no output"),
    (rules.outputs_are_compared, with_output(shown(image_png="iVBO")), "cell 6: image/png"),
    (
        rules.outputs_are_compared,
        with_output(shown(text_plain="<Axes object at 0x7f3a>")),
        "cell 6: at 0x7f3a",
    ),
    (
        rules.nothing_went_wrong,
        with_output({"output_type": "stream", "name": "stderr", "text": "a warning"}),
        "cell 6: stderr",
    ),
    (rules.nothing_went_wrong, with_output({"output_type": "error"}), "cell 6: error"),
    (
        rules.nothing_escapes_comparison,
        with_cell(6, metadata={"tags": ["nbval-ignore-output"]}),
        "cell 6: tag nbval-ignore-output",
    ),
    (
        rules.nothing_escapes_comparison,
        with_source(6, "# NBVAL_IGNORE_OUTPUT\nheld"),
        "cell 6: a comment for nbval",
    ),
    (rules.no_path_is_typed, with_source(4, 'f("/data/x.csv")'), "cell 4: /data/x.csv"),
    (rules.no_path_is_typed, with_source(4, 'f("../x.csv")'), "cell 4: ../x.csv"),
    (rules.no_path_is_typed, with_source(4, 'f("~/x.csv")'), "cell 4: ~/x.csv"),
    (
        rules.no_path_is_typed,
        with_output(shown(text_plain="in /home/me/x.csv")),
        "cell 6: /home/",
    ),
    (rules.no_value_is_repeated, with_source(6, 'f(held, "a_key")'), "cell 6: 'a_key'"),
    (rules.no_value_is_repeated, with_source(6, "f(held, 0.95)"), "cell 6: 0.95"),
    (rules.a_name_has_one_meaning, with_source(4, "held = 1\nheld = 2"), "cell 4: held"),
    (rules.a_name_has_one_meaning, with_source(4, "df = 1"), "cell 4: df"),
    (rules.a_name_has_one_meaning, with_source(4, "claims2 = 1"), "cell 4: claims2"),
]
"""Rule, a notebook that breaks it, and the fault it must name."""


def test_the_suite_is_there():
    """An empty folder would keep every rule."""
    assert {"01_claims", "02_ratios", "03_reference", "04_comparison", "briefing"} <= set(SUITE)
    assert {"06_sensitivity", "explore"} <= set(SUITE)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", SUITE)
def test_a_notebook_keeps_the_rule(name, rule):
    """All notebooks of the suite, all rules."""
    assert rule(SUITE[name]) == []


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_good_notebook_keeps_the_rule(rule):
    """So what turns a rule red below is the one thing that was changed."""
    assert rule(good_notebook()) == []


@pytest.mark.parametrize(("rule", "notebook", "fault"), BAD)
def test_a_notebook_that_breaks_the_rule_turns_it_red(rule, notebook, fault):
    """The fault names the cell and what is wrong in it."""
    assert fault in rule(notebook)


def test_every_rule_is_proven():
    """A rule without a notebook that breaks it might never say anything."""
    assert {rule for rule, _, _ in BAD} == set(rules.RULES)


@pytest.mark.parametrize("file", ["Makefile", "pyproject.toml", ".ci/run"])
def test_the_comparison_forgives_nothing(file):
    """No sanitiser, no lax mode: a wrong date is a wrong date."""
    assert WEAKENED.findall((ROOT / file).read_text(encoding="utf-8")) == []
    assert WEAKENED.findall("--nbval-sanitize-with dates.cfg --nbval-lax") != []


def test_the_options_of_the_tests_stand_in_one_file():
    """Another file could weaken the comparison unseen."""
    others = ("pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "notebooks/conftest.py")

    assert [name for name in others if (ROOT / name).exists()] == []


def test_the_makefile_compares_strictly():
    """`--nbval`, on the folder of the published notebooks."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(r"^\t@\$\(NBVAL\) --nbval notebooks$", recipe, flags=re.MULTILINE)
