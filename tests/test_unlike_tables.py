"""Three tables without anything in common: mapped in a page of lines, their faults all told."""

from pathlib import Path

import pytest
from mapped_collection import write_mapped
from unlike_tables import TABLES, Unlike

from analysis.collection.collection import load_collection
from analysis.collection.overview import Checkup, check_up

WELL = "no fault, no remark; it can be published"


def checked(folder: Path, table: Unlike, old: object = "", new: object = "") -> Checkup:
    """Plant one fault, in the mapping or in a cell, and check."""
    in_mapping = " = " in str(old) or str(old).startswith('"')
    mapping = table.mapping.replace(old, new, 1) if in_mapping else table.mapping
    home = write_mapped(folder, mapping)
    content = table.content() if in_mapping else table.content(old, new)
    (home / table.file).write_bytes(content)
    origin = "".join(f"{name}: ''\n" for name in ORIGIN)
    (home / f"{Path(table.file).stem}.origin.yml").write_text(origin)
    return check_up("desk", folder)


ORIGIN = (
    *("producer", "title", "citation", "url", "accessed", "published", "licence"),
    *("sha256", "note"),
)


@pytest.mark.parametrize("name", TABLES)
def test_each_is_mapped_without_code(tmp_path, name):
    """Every cell that reports something is a claim."""
    table = TABLES[name]
    found = checked(tmp_path, table)

    assert found.lines() == [
        f"{table.figures} figures, 0 set aside, no fault, no remark; it can be published"
    ]


@pytest.mark.parametrize(
    ("name", "fault"), [(name, n) for name, table in TABLES.items() for n in range(5)]
)
def test_each_planted_fault_is_told_with_its_place(tmp_path, name, fault):
    """File, line, column, value, and the nearest where there is one."""
    old, new, said = TABLES[name].faults[fault]
    lines = checked(tmp_path, TABLES[name], old, new).lines()

    assert any(said in line for line in lines), lines


@pytest.mark.parametrize("name", ["wide", "three estimates"])
def test_faults_of_mapping_and_cells_are_told_at_once(tmp_path, name):
    """Those that leave the file readable."""
    table = TABLES[name]
    planted = [fault for fault in table.faults if "decimal" not in fault[0]]
    mapping, rows = table.mapping, table.rows
    for old, new, _ in planted:
        mapping = mapping.replace(old, new, 1) if " = " in old else mapping
        rows = tuple(tuple(new if cell == old else cell for cell in row) for row in rows)
    changed = Unlike(table.file, mapping, rows, table.sign, table.figures, table.faults)
    lines = checked(tmp_path, changed).lines()

    assert [said for _, _, said in planted if not any(said in line for line in lines)] == []


def test_merged_cells_and_qualifiers_reach_the_claims(tmp_path):
    """The spokesman of a merged cell said both days; the hedge stands before its figure."""
    checked(tmp_path, TABLES["merged heading"])
    claims = load_collection("desk", folder=tmp_path).claims

    assert list(claims["reported"])[:3] == ["about 190", "200", "27"]
    assert claims["speaker"].value_counts().to_dict() == {"serhii_cherevatyi": 6, "hanna_maliar": 2}
