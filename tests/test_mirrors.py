"""Mirrors of one series: every figure in which they differ is found, and no other."""

import json
import random
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from feeds import FEEDS, feed, records
from mapped_collection import write_mapped

from analysis.collection.collection import load_collection
from analysis.collection.totals import Totals, running_totals


def ledger(tmp_path, first: list, second: list) -> list[list]:
    held = feed(tmp_path, records(tank=first), records(tank=second))
    found = Totals(held, running_totals(held)).disagreements
    columns = ["first_day", "last_day", "days", "largest", "resolved"]
    return (
        found[columns]
        .assign(first_day=found["first_day"].dt.day, last_day=found["last_day"].dt.day)
        .values.tolist()
    )


def test_mirrors_that_agree_have_no_disagreement(tmp_path):
    """A day that one of them lacks is none."""
    assert ledger(tmp_path, [100, 110, 120], [100, None, 120]) == []


def test_a_disagreement_has_days_a_size_and_an_end(tmp_path):
    """It is resolved once a later day agrees."""
    assert ledger(tmp_path, [100, 110, 120, 130], [100, 111, 117, 130]) == [[2, 3, 2, -3.0, True]]


def test_a_disagreement_up_to_the_last_common_day_is_not_resolved(tmp_path):
    """Whatever one of them says after it."""
    assert ledger(tmp_path, [100, 110, None], [100, 111, 130]) == [[2, 2, 1, 1.0, False]]


def test_a_day_that_one_mirror_lacks_does_not_end_a_disagreement(tmp_path):
    """Nobody said anything else in between; only days that both have count."""
    assert ledger(tmp_path, [100, 110, 120, 130], [101, None, 121, 130]) == [[1, 3, 2, 1.0, True]]


@pytest.mark.slow
def test_the_cells_that_differ_are_those_that_a_plain_comparison_finds():
    """On random tables with gaps, held against two dictionaries."""
    draw = random.Random(7)
    for _ in range(5):
        sides = [[draw.choice([None, 1, 2, 3]) for _ in range(12)] for _ in range(2)]
        plain = [n + 1 for n, (a, b) in enumerate(zip(*sides, strict=True)) if a and b and a != b]
        with tempfile.TemporaryDirectory() as folder:
            held = feed(Path(folder), *(records(tank=side) for side in sides))
            found = Totals(held, running_totals(held)).differing

        assert list(found["day"].dt.day) == plain


def test_equal_figures_of_two_mirrors_are_one_statement(tmp_path):
    """They are never added, and a differing one stays visible beside the one that speaks."""
    held = feed(tmp_path, records(tank=[100, 110]), records(tank=[100, 111]))

    assert list(held.claims["role"]) == ["point", "point", "version", "version"]
    assert list(held.claims["n_versions"]) == [2, 2, 2, 2]
    assert list(held.claims["point_rule"] != "") == [False, True, False, True]


FILES = ("ivaniuk_equipment.json", "orc_losses.json")
EQUIPMENT = {
    "tank": ("tanks", "tanks_destroyed"),
    "drone": ("uavs", "drones_destroyed"),
    "anti-aircraft warfare": ("airDefense", "air_defence_destroyed"),
}
"""Three measures of the shared vocabulary: heading in one feed, heading in the other, key."""


def feed_mapping() -> str:
    """The mapping of both feeds."""
    fields = 'speaker = "General Staff"\nsubject = "russian_forces"\nscope = "front"\n'
    fields += 'period = "since 2022-02-24"\nstated_on = { column = "date" }\n'
    text = 'title = "Two mirrors"\n'
    for place, file in enumerate(FILES):
        text += f'\n[[table]]\nfile = "{file}"\n\n[table.fields]\n{fields}'
        for heading, (other, measure) in EQUIPMENT.items():
            column = (heading, other)[place]
            text += f'\n[[table.figures]]\ncolumn = "{column}"\nmeasure = "{measure}"\n'
    return text


if FEEDS.is_dir():

    def test_every_differing_cell_of_the_big_feeds_is_found_and_only_those(tmp_path):
        """Held against a comparison of the two files that knows nothing of claims."""
        first, second = ((FEEDS / file).read_text() for file in FILES)
        files = {"ivaniuk_equipment_json": first, "orc_losses_json": second}
        home = write_mapped(tmp_path, feed_mapping(), **files)
        held = load_collection(home.name, folder=tmp_path)
        totals = running_totals(held)
        found = Totals(held, totals).differing
        first, second = ({row["date"]: row for row in json.loads(t)} for t in (first, second))
        plain = {
            (measure, pd.Timestamp(day), first[day][heading], second[day][other])
            for heading, (other, measure) in EQUIPMENT.items()
            for day in first.keys() & second.keys()
            if first[day][heading] != second[day][other]
        }

        assert set(found[["measure", "day", "first", "second"]].itertuples(index=False)) == plain
        assert len(found) == len(plain) > 20
        assert set(Totals(held, totals).lines["missing"]) == {0, 189}
