"""docs/safety.md says how often each attack and fault is tried: as the tests themselves count.

`PYTHONPATH=tests python tests/test_tried.py` prints the rows of its table.
"""

from types import ModuleType

import test_atomic
import test_beside_and_after
import test_inputs
import test_inputs_of_commands
import test_kills
import test_limits
import test_lost_scheduler
import test_rows_lost
import test_shuffles
import test_signs
import test_verify_hostile
from forgeries import FORGERIES
from payloads import CORPUS

from analysis.paths import ROOT

PAGE = ROOT / "docs" / "safety.md"
INPUTS = {
    "tables, in each format and form": (test_inputs, "tables"),
    "sidecars": (test_inputs, "sidecars"),
    "mappings": (test_inputs, "mappings"),
    "vocabularies, transcribed tables": (test_inputs, "vocabularies_and_transcribed_tables"),
    "cells": (test_inputs, "cells"),
    "parameters": (test_inputs, "parameters"),
    "lists of texts": (test_inputs, "folders_of_texts"),
    "proposals of other tools": (test_inputs, "proposals"),
    "logs and drafts of a review": (test_inputs, "decisions"),
    "tables for `new`": (test_inputs_of_commands, "new_collections"),
    "sites for `diff`": (test_inputs_of_commands, "sites_to_compare"),
    "texts for `read`": (test_inputs_of_commands, "texts"),
    "options and settings": (test_inputs_of_commands, "options"),
}


def inputs_of(module: ModuleType, name: str) -> int:
    """Count the inputs that a test makes up, in all its variants."""
    test = getattr(module, name)
    variants = 1
    for mark in getattr(test, "pytestmark", ()):
        variants *= len(mark.args[1]) if mark.name == "parametrize" else 1
    return variants * test._hypothesis_internal_use_settings.max_examples


def variants_of(module: ModuleType, *names: str) -> int:
    """Count the cases that are written down for some tests."""
    marks = [mark for name in names for mark in getattr(module, name).pytestmark]
    return sum(len([*mark.args[1]]) for mark in marks if mark.name == "parametrize")


def rows() -> list[str]:
    """Write the rows of the table: what was tried, how often, where."""
    counted = [
        (
            f"made-up inputs: {words}",
            inputs_of(module, f"test_made_up_{name}_are_read_or_refused"),
            module,
        )
        for words, (module, name) in INPUTS.items()
    ]
    hostile = [
        name
        for name, test in vars(test_verify_hostile).items()
        if name.startswith("test_") and hasattr(test, "_hypothesis_internal_use_settings")
    ]
    counted += [
        (
            "made-up inputs: records, pages and downloads for `verify`",
            sum(inputs_of(test_verify_hostile, name) for name in hostile),
            test_verify_hostile,
        ),
        ("forged pages, record mended", len(FORGERIES), "test_forgeries"),
        ("texts that want to be more, in every field", len(CORPUS), "test_hostile"),
        (
            "texts with signs that mislead, wherever one comes in",
            len(test_signs.MISLEADING),
            test_signs,
        ),
        (
            "cuts of a table in its last row, and tables cut anywhere",
            variants_of(
                test_rows_lost,
                "test_a_file_cut_off_anywhere_in_its_last_row_is_refused",
                "test_a_file_of_another_kind_is_refused_wherever_it_is_cut",
            ),
            test_rows_lost,
        ),
        (
            "shuffles of all our tables, and of one of others",
            2 * test_shuffles.SHUFFLES,
            test_shuffles,
        ),
        (
            "files over a limit",
            sum(map(len, (test_limits.FILES, test_limits.MAPPINGS, test_limits.SIDECARS))),
            test_limits,
        ),
        ("places that no disk can hold", 2 * len(test_inputs_of_commands.TYPED), "commands"),
        ("kill -9 of `publish`", test_atomic.KILLS, test_atomic),
        ("kill -9 of a sweep, a build in parts, `read`", 3 * test_kills.MOMENTS, test_kills),
        ("kill -9 of `new`", test_beside_and_after.KILLS_OF_NEW, test_beside_and_after),
        (
            "kill -9 of the scheduler of a sweep, of a build in parts",
            2 * test_lost_scheduler.TRIED,
            test_lost_scheduler,
        ),
    ]
    return [f"| {words} | {number:,} | {place(of)} |" for words, number, of in counted]


def place(of: ModuleType | str) -> str:
    """Name the file of a module of tests."""
    name = of if isinstance(of, str) else of.__name__.rpartition(".")[2]
    name = "test_inputs_of_commands" if name == "commands" else name
    return f"`tests/{name}.py`"


def test_the_page_counts_what_is_tried():
    """Each number of its table is that of the tests."""
    text = PAGE.read_text(encoding="utf-8")

    assert [row for row in rows() if row not in text.splitlines()] == []


if __name__ == "__main__":
    print("\n".join(rows()))
