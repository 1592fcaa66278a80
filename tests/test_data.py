"""The raw files and the codebook of what is made from them."""

import json
import re

import pandas as pd
import pytest

from analysis.collection.build import build_processed
from analysis.data.raw import read_origin, read_raw, sha256_of
from analysis.paths import PROCESSED, RAW, ROOT
from analysis.ratios.gate import read_catalogue
from analysis.ratios.references import read_bands
from analysis.settings import AS_OF_TOLERANCE_DAYS
from analysis.terms import (
    CLAIM_FIELDS,
    DATE_BASES,
    FLAGS,
    PERIOD_KINDS,
    STANCES,
    STATUSES,
    VERIFICATIONS,
)

DECLARED_IN_PLACE = {"README.md", "collection.toml"}
FILES = sorted(
    path
    for path in RAW.rglob("*")
    if path.is_file()
    and path.name not in DECLARED_IN_PLACE
    and path.suffix not in (".yml", ".lock")
    and path.parent.name != "drafts"
)
TABLES = [path for path in FILES if path.suffix == ".csv"]
COLLECTION = RAW / "bakhmut-2023"
CODEBOOK = PROCESSED / "README.md"


def name_of(path):
    return path.relative_to(RAW).as_posix()


def rows_of(heading):
    """Return the rows of the table under a heading of the codebook, without its head."""
    text = CODEBOOK.read_text(encoding="utf-8")
    section = re.split(r"^## ", text, flags=re.MULTILINE)
    (found,) = (part for part in section if part.splitlines()[0] == heading)
    lines = [line for line in found.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    """The headings of all tables, as they are written."""
    folder = tmp_path_factory.mktemp("processed")
    files = build_processed("bakhmut-2023", folder)
    reads = {".csv": pd.read_csv, ".parquet": pd.read_parquet}
    return {path.name: reads[path.suffix](path).columns.tolist() for path in files}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_raw_file_has_an_origin_and_its_checksum_holds(path):
    """A raw file is never edited; who made it, and under which licence, stands beside it."""
    origin = read_origin(path)

    assert origin.sha256 == sha256_of(path)
    assert all((origin.producer, origin.title, origin.citation, origin.licence, origin.note))


def test_every_origin_has_its_file():
    """No sidecar outlives what it describes."""
    described = {path.name.removesuffix(".origin.yml") for path in RAW.rglob("*.origin.yml")}

    assert described == {path.stem for path in FILES}


def test_every_raw_file_stands_in_the_list_of_raw_files():
    """By its path, or by its folder."""
    listed = re.findall(r"`([^`]+)`", (RAW / "README.md").read_text(encoding="utf-8"))
    folders = {name for name in listed if name.endswith("/")}

    assert [
        name
        for name in map(name_of, FILES)
        if name not in listed and name.split("/")[0] + "/" not in folders
    ] == []


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_every_raw_table_can_be_read(path):
    """UTF-8, equal rows, a last line break."""
    assert len(read_raw(path)) > 0


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("bakhmut-2023/claims.csv", 715),
        ("bakhmut-2023/sources.csv", 445),
        ("reference/reference_ratios.csv", 59),
        ("test-vectors/spokesman_12_briefings.csv", 12),
    ],
)
def test_no_row_was_lost_on_the_way_in(name, rows):
    """As many rows as the compiler counted."""
    assert len(read_raw(RAW / name)) == rows


def test_every_page_of_the_claims_is_listed_and_every_listed_page_is_used():
    """A claim names the page it was read on, and the further ones."""
    claims, sources = (read_raw(COLLECTION / f"{name}.csv") for name in ("claims", "sources"))
    named = {page for cell in claims["also_in"] for page in cell.split(";") if page}

    assert named | set(claims["source_id"]) == set(sources["source_id"])


def test_the_party_of_a_claim_is_that_of_its_speaker(collection):
    """Said twice, in the claims and in the table of speakers."""
    claims = collection.claims
    expected = claims["speaker"].map(collection.speakers["party"])

    assert claims.loc[claims["party"] != expected, "claim_id"].tolist() == []


def test_a_group_of_versions_is_of_neighbouring_days_and_of_one_statement(collection):
    """Three groups name a second speaker, as pages relay one statement of two officials."""
    groups = collection.claims[collection.claims["claim_group"] != ""].groupby("claim_group")
    speakers = groups["speaker"].nunique()
    apart = groups["stated_on"].agg(lambda days: (days.max() - days.min()).days)

    assert apart.max() <= 3
    assert speakers[speakers > 1].to_dict() == {
        "g_20230512_area": 2,
        "g_20230607_adv": 2,
        "g_20230622_13000": 2,
    }


def test_a_real_zero_is_in_the_data():
    """0 clashes on 30 May 2023."""
    claims = read_raw(COLLECTION / "claims.csv")

    assert claims.loc[
        claims["reported"] == "0", ["claim_id", "measure", "stated_on"]
    ].values.tolist() == [["b0341", "clashes", "2023-05-30"]]


def test_the_bands_are_those_of_the_literature():
    """Coupland and Meddings 1999: 2 to 13 wounded for each killed; customary 2 to 4; norm 3."""
    bands = read_bands("wounded_per_killed", norms=True)[["name", "low", "high"]]

    assert bands.values.tolist() == [["outer", 2, 13], ["inner", 2, 4], ["norm", 3, 3]]


def test_nine_of_the_twelve_briefings_are_in_the_collection(collection):
    """The other three have no day: two show a month, one is guessed from its address."""
    briefings = read_raw(RAW / "test-vectors" / "spokesman_12_briefings.csv")
    rows = collection.ratios[collection.ratios["ratio"] == "killed_per_wounded"]
    figures = set(zip(rows["numerator"], rows["denominator"], strict=True))
    absent = [
        row.record_id
        for row in briefings.itertuples()
        if (float(row.killed), float(row.wounded)) not in figures
    ]

    assert absent == ["ss01", "ss05", "ss11"]


@pytest.mark.parametrize(
    ("heading", "files"),
    [
        ("claims.csv", ["claims.csv", "claims.parquet"]),
        ("set_aside.csv", ["set_aside.csv"]),
        ("ratios.csv", ["ratios.csv", "ratios.parquet"]),
    ],
)
def test_the_codebook_has_each_written_column_and_no_other(processed, heading, files):
    """In the order of the file, each with meaning, values and source."""
    rows = rows_of(heading)

    for name in files:
        assert [row[0] for row in rows] == processed[name]
    assert all(len(row) == 4 and all(row) for row in rows)


def test_the_codebook_has_a_table_for_each_file(processed):
    """And names those in the other form."""
    text = CODEBOOK.read_text(encoding="utf-8")

    assert set(re.findall(r"^## (\w+\.csv)$", text, flags=re.MULTILINE)) == {
        name for name in processed if name.endswith(".csv")
    }
    assert all(f"`{name}`" in text for name in processed if name.endswith(".parquet"))


def test_the_codebook_lists_every_status_and_flag():
    """With the same words as the code, for the statuses."""
    assert dict(rows_of("Statuses")) == STATUSES
    assert [row[0] for row in rows_of("Flags")] == list(FLAGS)
    assert AS_OF_TOLERANCE_DAYS == 3


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("date_basis", DATE_BASES),
        ("stance", STANCES),
        ("period_kind", PERIOD_KINDS),
        ("verification", VERIFICATIONS),
    ],
)
def test_the_codebook_lists_every_code_of_a_column(column, codes):
    """None is left out, none made up."""
    (row,) = (row for row in rows_of("claims.csv") if row[0] == column)

    assert set(re.findall(r"`(\w+)`", row[2])) == set(codes)


def test_every_code_that_occurs_is_in_the_codebook(collection):
    """Flags and statuses of the published tables."""
    cells = pd.concat([collection.claims["flags"], collection.ratios["flags"]])
    flags = {flag for cell in cells.unique() for flag in cell.split(";") if flag}

    assert flags <= set(FLAGS)
    assert set(collection.ratios["status"]) <= set(STATUSES)
    assert set(collection.ratios["ratio"]) <= set(read_catalogue())


def test_the_raw_table_has_the_columns_that_are_explained():
    """CLAIM_FIELDS is the codebook of the raw table."""
    assert read_raw(COLLECTION / "claims.csv").columns.tolist() == list(CLAIM_FIELDS)


def test_nothing_that_is_made_is_kept_under_version_control():
    """Only the codebook is."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert {"data/processed/*", "!data/processed/README.md"} <= set(ignored)


def test_the_test_vectors_are_whole():
    """The worked ratios, wordings, series and digits."""
    oracle = json.loads((RAW / "test-vectors" / "ratio_oracle.json").read_text(encoding="utf-8"))

    assert len(oracle["wording_rules"]["vectors"]) == 35
    assert {"ratios", "between_day", "series", "digits"} <= set(oracle)
