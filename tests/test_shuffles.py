"""The order in which any table has its rows decides nothing: all of them are shuffled."""

import json
import random
import shutil

import pandas as pd
import pytest
from mapped_collection import FEED, write_mapped

from analysis.collection.collection import load_collection
from analysis.paths import RAW
from analysis.ratios.references import read_bands, read_references

NAME = "bakhmut-2023"
SHUFFLES = 20


def shuffled(folder, seed: int):
    """Copy all raw tables, each with its rows in another order, and return their folder."""
    place = folder / str(seed)
    for part in ("", NAME, "reference"):
        (place / part).mkdir(exist_ok=True)
        for path in sorted((RAW / part).glob("*.*")):
            shutil.copy(path, place / part)
            if path.suffix == ".csv":
                table = pd.read_csv(path, dtype="str", keep_default_na=False)
                rows = table.sample(
                    frac=1, random_state=random.Random(f"{seed}{path}").randrange(99)
                )
                rows.to_csv(place / part / path.name, index=False)
    return place


def results_of(folder) -> dict[str, pd.DataFrame]:
    """All that is computed from the tables of a folder, in an order of its own."""
    held = load_collection(NAME, folder=folder)
    return {
        "claims": held.claims.set_index("claim_id").sort_index(),
        "set aside": held.set_aside.set_index("claim_id").sort_index(),
        "ratios": held.ratios,
        "references": read_references(folder / "reference").set_index("reference_id").sort_index(),
        "bands": read_bands(path=folder / "reference" / "bands.csv").set_index("name").sort_index(),
    }


@pytest.fixture(scope="module")
def in_order(tmp_path_factory):
    """The results of the tables as they are."""
    return results_of(RAW)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, SHUFFLES))]
)
def test_no_result_hangs_on_the_order_of_rows(tmp_path, in_order, seed):
    """Claims, readings, pages, vocabulary and references, each shuffled: every table comes out."""
    found = results_of(shuffled(tmp_path, seed))

    for name, table in in_order.items():
        pd.testing.assert_frame_equal(found[name], table, obj=name)


OF_OTHERS = FEED.split("[[table.figures]]")[0].replace("since 2022-02-24", "day") + "".join(
    f'[[table.figures]]\ncolumn = "{measure}"\nmeasure = "{measure}"\n\n'
    for measure in ("killed", "wounded")
)
SAID = ("claims", ["stated_on", "measure", "reported", "low", "high", "role", "n_versions"])
DIVIDED = ("ratios", ["ratio", "stated_on", "value", "low", "high", "versions_low"])


def versions() -> list[dict[str, str]]:
    """Write days of which some stand there in two or three versions."""
    rows = []
    for day in range(1, 25):
        date = {"date": f"2023-03-{day:02}"}
        rows.append(date | {"killed": f"{100 + day}", "wounded": f"{130 + day}"})
        if day % 3 == 0:
            words = {"killed": f"about {100 + day}", "wounded": f"more than {130 + day}"}
            rows.append(date | words)
        if day % 4 == 0:
            rows.append(date | {"killed": f"{110 + day}", "wounded": f"up to {140 + day}"})
    return rows


def said_and_divided(folder, rows) -> list[list[str]]:
    """What a collection of others says and divides, without the ids, which name lines."""
    write_mapped(folder, OF_OTHERS, feed_json=json.dumps(rows))
    held = load_collection("desk", folder=folder)
    return [
        sorted(map(str, getattr(held, table)[columns].astype(str).to_numpy().tolist()))
        for table, columns in (SAID, DIVIDED)
    ]


@pytest.mark.slow
def test_no_result_hangs_on_the_order_of_rows_in_a_table_of_others(tmp_path):
    """Two versions of one statement do not win by their place in the file."""
    rows = versions()
    in_order = said_and_divided(tmp_path / "in order", rows)
    assert all(in_order)
    for seed in range(SHUFFLES):
        mixed = random.Random(seed).sample(rows, len(rows))
        assert said_and_divided(tmp_path / str(seed), mixed) == in_order, seed
