"""Make a collection of any number of messy claims, in the shape of ours, the same from one seed.

    python benchmarks/messy_claims.py FOLDER ROWS [--seed 18] [--faults 0] [--parts 0]

Statements are drawn first; a row then tells one of them, in one of many spellings of its speaker,
wording and place, on a page of its own, at times a day late or with another value. Some rows hold
no figure. Speakers, areas and pages grow with the rows, so that a day and an area stay as crowded
as they are. The table is written block by block; `--parts` writes Parquet parts in its place.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from analysis.data.raw import ORIGIN_FIELDS
from analysis.paths import RAW
from analysis.terms import CLAIM_FIELDS

NAME = "messy"
BLOCK = 250_000
FIRST_DAY, DAYS = np.datetime64("2022-01-01"), 900
STATEMENTS_PER_ROW = 0.6
ROWS_PER_SPEAKER, ROWS_PER_AREA, ROWS_PER_PAGE = 2_500, 10_000, 10

PARTIES = np.array(["ukraine", "russia", "wagner", "western", "independent"])
MEASURES = np.array(
    [
        "killed",
        "wounded",
        "casualties",
        "clashes",
        "artillery_strikes",
        "airstrikes",
        "attacks",
        "shellings",
    ]
)
PERSONS = 3
"""The first so many measures count people, the others events."""
PERIODS = np.array(["day", "to_date", "week", "two days", "since 2022-02-24", "unclear"])
STANCES = np.array(["claim", "assessment", "denial"])
BASES = np.array(["announced", "stated", "inferred", "unknown"])
SUBJECTS = np.array(["russian_forces", "ukrainian_forces", "wagner"])
SPELLINGS = ("{}", "{}", "{}", "about {}", "more than {}", "at least {}", "up to {}")
SPELLINGS += ("{}+", "almost {}", "some {} people")
WITHOUT_NUMBER = ("several dozen", "dozens", "hundreds", "a few", "heavy losses", "no figure")


@dataclass(frozen=True)
class Statements:
    """What was said: one entry a statement, as numbers into the lists above."""

    day: np.ndarray
    speaker: np.ndarray
    area: np.ndarray
    measure: np.ndarray
    period: np.ndarray
    stance: np.ndarray
    subject: np.ndarray
    value: np.ndarray
    in_group: np.ndarray


def draw_statements(rows: int, rng: np.random.Generator) -> Statements:
    """Draw what was said; each speaker keeps to three areas."""
    count = max(1, int(rows * STATEMENTS_PER_ROW))
    speaker = rng.integers(0, speakers_of(rows), count, np.int32)
    area = (3 * speaker + rng.integers(0, 3, count, np.int32)) % areas_of(rows)
    return Statements(
        day=rng.integers(0, DAYS, count, np.int16),
        speaker=speaker,
        area=area,
        measure=rng.choice(len(MEASURES), count, p=[0.25, 0.25, 0.05, *[0.09] * 5]),
        period=rng.choice(len(PERIODS), count, p=[0.86, 0.05, 0.03, 0.03, 0.02, 0.01]),
        stance=rng.choice(len(STANCES), count, p=[0.92, 0.06, 0.02]),
        subject=rng.choice(len(SUBJECTS), count, p=[0.6, 0.3, 0.1]),
        value=np.minimum(rng.geometric(0.02, count), 400).astype(np.int32),
        in_group=rng.random(count) < 0.08,
    )


def speakers_of(rows: int) -> int:
    """How many speakers there are."""
    return max(20, rows // ROWS_PER_SPEAKER)


def areas_of(rows: int) -> int:
    """How many areas there are."""
    return max(10, rows // ROWS_PER_AREA)


def wordings() -> np.ndarray:
    """Every spelling of every value, value by value; last those without a number."""
    values = range(402)
    return np.array([s.format(v) for v in values for s in SPELLINGS] + list(WITHOUT_NUMBER))


def numbered(form: str, count: int, first: int = 0) -> np.ndarray:
    """Write out names with a number in them."""
    return np.array([form.format(number) for number in range(first, first + count)])


def row_block(first: int, count: int, rows: int, said: Statements, seed: int) -> pa.Table:
    """Make a block of rows; each statement is told once before any is told again."""
    rng = np.random.default_rng([seed, first])
    place = np.arange(first, first + count)
    told = np.where(place < len(said.day), place, rng.integers(0, len(said.day), count))
    columns = _who(told, rows, said, rng) | _what(told, said, rng) | _where(told, rows, said, rng)
    columns |= _when(told, said, rng)
    columns["claim_id"] = numbered("c{:09d}", count, first)
    columns["note"] = _notes(place, rng)
    return pa.table({name: pa.array(columns[name], pa.string()) for name in CLAIM_FIELDS})


def _who(told: np.ndarray, rows: int, said: Statements, rng: np.random.Generator) -> dict:
    speaker = said.speaker[told]
    spelling = rng.choice(4, len(told), p=[0.7, 0.1, 0.1, 0.1])
    return {
        "speaker": speaker_spellings(rows)[speaker, spelling],
        "organisation": numbered("Press office {}", speakers_of(rows))[speaker],
        "party": PARTIES[speaker % len(PARTIES)],
        "stance": STANCES[said.stance[told]],
    }


def speaker_spellings(rows: int) -> np.ndarray:
    """Four spellings of each speaker: by name, in capitals, with a wide gap, and an alias."""
    forms = ("Speaker {:06d}", "SPEAKER {:06d}", "Speaker  {:06d} ", "Sp. No. {}")
    return np.stack([numbered(form, speakers_of(rows)) for form in forms], axis=1)


def _what(told: np.ndarray, said: Statements, rng: np.random.Generator) -> dict:
    count, measure, texts = len(told), said.measure[told], wordings()
    value = said.value[told] + (rng.random(count) < 0.04)
    reported = value * len(SPELLINGS) + rng.integers(0, len(SPELLINGS), count)
    unworded = len(texts) - 1 - rng.integers(0, len(WITHOUT_NUMBER), count)
    counts_people = measure < PERSONS
    return {
        "measure": MEASURES[measure],
        "subject": np.where(counts_people, SUBJECTS[said.subject[told]], "none"),
        "unit": np.where(counts_people, "persons", "events"),
        "period": PERIODS[said.period[told]],
        "reported": texts[np.where(rng.random(count) < 0.04, unworded, reported)],
        "claim_group": _joined("g_", told, said.in_group[told]),
    }


def _joined(head: str, numbers: np.ndarray, where: np.ndarray) -> np.ndarray:
    texts = np.full(len(numbers), "", dtype=object)
    texts[where] = [f"{head}{number}" for number in numbers[where]]
    return texts


def _where(told: np.ndarray, rows: int, said: Statements, rng: np.random.Generator) -> dict:
    area, count = said.area[told], len(told)
    pages = max(2, rows // ROWS_PER_PAGE)
    one, two = rng.integers(0, pages, (2, count))
    also = _joined("p_", one, rng.random(count) < 0.15)
    twice = (also != "") & (rng.random(count) < 0.3)
    also[twice] = [f"{a};p_{b}" for a, b in zip(also[twice], two[twice], strict=True)]
    worded = np.array(["", "near area {}", "Area {} direction", "AREA {}"])
    names = np.char.replace(
        worded[rng.choice(4, count, p=[0.55, 0.15, 0.2, 0.1])], "{}", area.astype(str)
    )
    return {
        "source_id": _joined("p_", rng.integers(0, pages, count), np.ones(count, bool)),
        "also_in": also,
        "scope": numbered("area_{:05d}", areas_of(rows))[area],
        "scope_wording": names,
    }


def _when(told: np.ndarray, said: Statements, rng: np.random.Generator) -> dict:
    basis = rng.choice(len(BASES), len(told), p=[0.5, 0.27, 0.2, 0.03])
    late = (basis == 2) & (rng.random(len(told)) < 0.3)
    days = np.datetime_as_string(FIRST_DAY + np.arange(DAYS + 1))
    day = days[said.day[told] + late]
    return {"stated_on": np.where(basis == 3, "", day), "date_basis": BASES[basis]}


def _notes(place: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    common = np.array(["", *(f'remark {number}, "as printed"' for number in range(300))])
    notes = common[rng.integers(0, 301, len(place)) * (rng.random(len(place)) < 0.6)].astype(object)
    own = rng.random(len(place)) < 0.03
    notes[own] = [f"headline of item {number} differs" for number in place[own]]
    return notes


def blocks(rows: int, seed: int) -> Iterator[pa.Table]:
    """Make the whole table, block by block."""
    said = draw_statements(rows, np.random.default_rng(seed))
    for first in range(0, rows, BLOCK):
        yield row_block(first, min(BLOCK, rows - first), rows, said, seed)


def with_faults(block: pa.Table, share: float, seed: int) -> pa.Table:
    """Spoil a share of the rows: an unknown measure, a day that is none, a page not listed."""
    frame = block.to_pandas()
    for column, wrong in (("measure", "kiled"), ("stated_on", "2023-02-30"), ("source_id", "q")):
        rng = np.random.default_rng([seed, len(column)])
        frame.loc[rng.random(len(frame)) < share / 3, column] = wrong
    return pa.Table.from_pandas(frame, schema=block.schema, preserve_index=False)


def write_vocabulary(folder: Path, rows: int) -> None:
    """Write speakers, areas and aliases of our own beside the project's other tables."""
    for table in ("measures", "forces", "parties"):
        shutil.copy(RAW / f"{table}.csv", folder)
    names = speaker_spellings(rows)
    party = PARTIES[np.arange(len(names)) % len(PARTIES)]
    keys, areas = numbered("speaker_{:06d}", len(names)), numbered("area_{:05d}", areas_of(rows))
    tables = {
        "speakers": {"speaker": keys, "label": names[:, 0], "role": "", "party": party},
        "aliases": {"kind": "speaker", "written": names[:, 3], "key": keys},
        "scopes": {"scope": areas, "label": areas, "level": "direction", "parent": "", "note": ""},
    }
    for name, columns in tables.items():
        pd.DataFrame(columns).to_csv(folder / f"{name}.csv", index=False)


def write_collection(folder: Path, rows: int, seed: int, faults: float = 0, parts: int = 0) -> Path:
    """Write vocabulary and collection; return the folder of the collection."""
    home = folder / NAME
    home.mkdir(parents=True, exist_ok=True)
    write_vocabulary(folder, rows)
    pages = numbered("p_{}", max(2, rows // ROWS_PER_PAGE))
    sources = {"source_id": pages, "url": "", "publisher": "Wire", "title": "", "published": ""}
    pd.DataFrame(sources | {"language": "en"}).to_csv(home / "sources.csv", index=False)
    read = [
        (f"c{n:09d}", "directness", "retold", "headline") for n in range(0, rows, 1 + rows // 70)
    ]
    pd.DataFrame(read, columns=["claim_id", "column", "reading", "reason"]).to_csv(
        home / "readings.csv", index=False
    )
    declared = f'title = "Messy claims"\nfirst_day = {FIRST_DAY}\nlast_day = {FIRST_DAY + DAYS}\n'
    (home / "collection.toml").write_text(declared, encoding="utf-8")
    origin = "".join(f"{field}: ''\n" for field in ORIGIN_FIELDS)
    (home / "claims.origin.yml").write_text(origin, encoding="utf-8")
    made = blocks(rows, seed)
    if faults:
        made = (with_faults(block, faults, seed) for block in made)
    _write_parts(home, made, rows, parts) if parts else _write_csv(home, made)
    return home


def _write_csv(home: Path, made: Iterator[pa.Table]) -> None:
    with (home / "claims.csv").open("wb") as out:
        out.write(f"{','.join(CLAIM_FIELDS)}\n".encode())
        for block in made:
            out.write(_lines(block))


def _lines(block: pa.Table) -> pa.Buffer:
    """Write the cells of a block as lines; the notes alone hold signs that need quotation marks."""
    notes = block["note"]
    doubled = pc.replace_substring(notes, '"', '""')
    quoted = pc.binary_join_element_wise('"', doubled, '"', "")
    notes = pc.if_else(pc.match_substring(notes, '"'), quoted, notes)
    cells = [*block.columns[:-1], pc.binary_join_element_wise(notes, "\n", "")]
    return pc.binary_join_element_wise(*cells, ",").combine_chunks().buffers()[2]


def _write_parts(home: Path, made: Iterator[pa.Table], rows: int, parts: int) -> None:
    (home / "claims").mkdir(exist_ok=True)
    size, rest, number = -(-rows // parts), None, 0
    for block in made:
        rest = block if rest is None else pa.concat_tables([rest, block])
        while rest.num_rows >= size or (number == parts - 1 and rest.num_rows):
            pyarrow.parquet.write_table(
                rest.slice(0, size), home / "claims" / f"{number:05d}.parquet"
            )
            rest, number = rest.slice(size), number + 1
    if rest is not None and rest.num_rows:
        pyarrow.parquet.write_table(rest, home / "claims" / f"{number:05d}.parquet")


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=lambda text: int(float(text)))
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--faults", type=float, default=0, help="share of rows to spoil")
    parser.add_argument("--parts", type=int, default=0, help="Parquet parts in place of a CSV file")
    given = parser.parse_args()
    print(write_collection(given.folder, given.rows, given.seed, given.faults, given.parts))


if __name__ == "__main__":
    main()
