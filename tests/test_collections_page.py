"""The page on collections: its three examples are what it says they are."""

import re

import pytest
from mapped_collection import write_mapped

from analysis.collection.collection import load_collection
from analysis.collection.overview import check_up
from analysis.collection.totals import totals_of
from analysis.data.raw import ORIGIN_FIELDS
from analysis.paths import RAW, ROOT

PAGE = (ROOT / "docs" / "collections.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"<!-- example (\w+) -->\n(.*?)<!-- /example -->", PAGE, re.DOTALL))
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def written(folder, name: str) -> list[str]:
    """Write one example as a collection; return what the page says that `check` says."""
    blocks = BLOCK.findall(EXAMPLES[name])
    mapping = next(text for kind, text in blocks if kind == "toml")
    home = write_mapped(folder, mapping)
    files = re.findall(r'file = "(.+)"', mapping)
    texts = {f".{kind}": text for kind, text in blocks if kind in ("csv", "json")}
    for file in files:
        (home / file).write_text(texts["." + file.split(".")[-1]], encoding="utf-8")
        origin = "".join(f"{field}: ''\n" for field in ORIGIN_FIELDS)
        (home / f"{file.split('.')[0]}.origin.yml").write_text(origin)
    return next(text for kind, text in blocks if kind == "text").splitlines()


@pytest.mark.parametrize("name", ["wide", "long", "feed"])
def test_check_says_of_an_example_what_the_page_says(tmp_path, name):
    """Copied from the page, line by line."""
    said = written(tmp_path, name)

    assert check_up("desk", tmp_path).lines() == said


def test_the_feed_of_the_page_has_a_gap_a_break_and_a_disagreement(tmp_path):
    """And personnel that nothing divides."""
    written(tmp_path, "feed")
    found = totals_of(load_collection("desk", folder=tmp_path))

    assert set(found.steps["kind"]) == {"day", "days", "break"}
    assert list(found.disagreements["days"]) == [2]
    assert found.collection.ratios.empty


def test_the_misspelt_name_is_cured_as_the_page_says(tmp_path):
    """By a row in the collection's own table of spellings."""
    written(tmp_path, "long")
    row = "kind,written,key\nspeaker,Hana Malier,hanna_maliar\n"
    (tmp_path / "desk" / "aliases.csv").write_text(row)

    found = check_up("desk", tmp_path)
    assert (found.faults, found.remarks) == ((), ())


def test_the_page_names_every_part_of_a_mapping():
    """And every table of the vocabulary that a collection may bring."""
    tables = [path.name for path in RAW.glob("*.csv")]

    assert [name for name in tables if f"`{name}`" not in PAGE] == []
    for part in ("[[table]]", "[table.form]", "[table.fields]", "[table.page]", "[[break]]"):
        assert f"`{part}`" in PAGE
