"""The site as a data package, its previews, and its feed."""

import json
from datetime import date
from types import SimpleNamespace
from xml.etree import ElementTree

import pandas as pd
import pytest
from markupsafe import Markup

from analysis.collection.overview import read_codebook
from analysis.errors import AnalysisError, ParameterError
from analysis.execute.parameters import Colophon
from analysis.publish.page.downloads import SiteTable, write_csv, write_package
from analysis.publish.page.edition import ATOM, ReportEntry, feed
from analysis.publish.page.exporter import Preview
from analysis.publish.press import whole_tables
from analysis.publish.report import checked_base


@pytest.fixture(scope="module")
def packed(collection, tmp_path_factory):
    """The published tables and their package; the folder."""
    site = tmp_path_factory.mktemp("site")
    write_package(site, collection, whole_tables(collection, site / "data"))
    return site


# The libraries under frictionless warn of their own old calls.
@pytest.mark.filterwarnings("ignore")
def test_the_package_validates(packed):
    """By Frictionless' own library: every cell of its type, keys unique, hashes true."""
    from frictionless import validate

    report = validate(str(packed / "datapackage.json"))

    assert report.flatten(["path", "rowNumber", "fieldName", "message"]) == []
    assert report.valid


@pytest.mark.filterwarnings("ignore")
def test_a_cell_that_is_changed_makes_the_package_invalid(collection, tmp_path):
    """So validity is worth something."""
    from frictionless import validate

    write_package(tmp_path, collection, whole_tables(collection, tmp_path / "data"))
    path = tmp_path / "data" / "claims.csv"
    path.write_text(path.read_text().replace(",193.0,", ",many,", 1))

    assert not validate(str(tmp_path / "datapackage.json")).valid


def test_the_package_names_every_column_its_licence_and_its_source(packed, collection):
    """Types from the tables, meanings from the codebook; no path of this machine, no clock."""
    package = json.loads((packed / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        field["name"]: field for r in package["resources"][:1] for field in r["schema"]["fields"]
    }

    assert [r["path"] for r in package["resources"]] == [
        f"data/{name}.csv" for name in ("claims", "ratios", "set_aside", "sources", "reference")
    ]
    assert fields["stated_on"] == {
        "name": "stated_on",
        "type": "date",
        "description": "day of announcement (day; empty if the page allows none)",
    }
    assert fields["value"]["type"] == "number"
    assert package["resources"][0]["schema"]["missingValues"] == [""]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["version"] == collection.data_version
    assert "created" not in package


def test_a_column_that_the_codebook_does_not_know_stops_the_run(collection, tmp_path):
    """A number without its meaning is not published."""
    table = collection.set_aside.assign(mood="grim")
    path = write_csv(table, tmp_path / "set_aside.csv")

    with pytest.raises(
        AnalysisError, match=r"set_aside\.csv: the codebook does not say what mood means"
    ):
        write_package(tmp_path, collection, [SiteTable(path, "set_aside", table)])


def test_a_codebook_that_is_not_there_is_named(tmp_path):
    """Columns are not published without their meaning."""
    with pytest.raises(AnalysisError, match=r"codebook\.md is not there"):
        read_codebook([tmp_path / "codebook.md"])


def test_a_licence_that_we_do_not_know_is_given_in_its_own_words(tmp_path):
    """Never replaced by one of ours."""
    origin = SimpleNamespace(licence="By agreement", producer="N", title="T", url="")
    held = SimpleNamespace(name="x", title="X", data_version="0", origin=origin)
    written = write_package(tmp_path, held, [])
    licences = json.loads(written.read_text())["licenses"]

    assert licences[0] == {"name": "By-agreement", "title": "By agreement"}


def entry(command, address, title, sentence):
    """A report as the index lists it."""
    return ReportEntry(address, title, Markup(sentence), Colophon("", command))


def test_the_feed_is_valid_atom():
    """Id, title, updated and author of the feed, and of each entry; whatever a title holds."""
    entries = [
        entry("run a", "a.html", "Who <said> & what?\x00", "Two."),
        entry("b", "b.html", "B", ""),
    ]
    root = ElementTree.fromstring(feed(entries, title="T", author="N", updated=date(2024, 6, 10)))
    name = f"{{{ATOM}}}"

    assert root.tag == f"{name}feed"
    for element in (root, *root.findall(f"{name}entry")):
        assert {f"{name}id", f"{name}title", f"{name}updated", f"{name}link"} <= {
            child.tag for child in element
        }
        assert element.findtext(f"{name}updated") == "2024-06-10T00:00:00Z"
    assert root.findtext(f"{name}author/{name}name") == "N"
    assert root.findtext(f"{name}entry/{name}title") == "Who <said> & what?\ufffd"
    assert len({element.text for element in root.iter(f"{name}id")}) == 3


def test_the_feed_has_whole_addresses_only_where_a_base_is_given():
    """Relative ones count from the feed itself."""
    told = {"title": "T", "author": "N", "updated": date(2024, 6, 10)}
    entries = [entry("a", "a.html", "A", "")]

    assert 'href="a.html"' in feed(entries, **told)
    assert 'href="https://e.org/b/a.html"' in feed(entries, base_url="https://e.org/b/", **told)


def test_a_preview_tells_title_description_and_picture():
    """All of it escaped; without a base the picture's address is relative and there is no url."""
    told = ('"><script>go()</script>', "x")
    html = Preview("a.html", "", "a/figure-1.png", "One dot").lines(*told)

    assert "<script>" not in html
    assert '<meta property="og:image" content="a/figure-1.png">' in html
    assert '<meta property="og:image:alt" content="One dot">' in html
    assert "og:url" not in html and "canonical" not in html
    based = Preview("a.html", "https://e.org/b/", "a/figure-1.png", "One dot").lines(*told)
    assert '<meta property="og:image" content="https://e.org/b/a/figure-1.png">' in based
    assert '<link rel="canonical" href="https://e.org/b/a.html">' in based


@pytest.mark.parametrize(
    "address",
    ["example.org", "ftp://e.org", "javascript:go()", 'https://e.org/"><b', "https://e.org/?a"],
)
def test_a_base_that_is_no_folder_of_the_web_is_refused(address):
    """Before anything runs; the message shows what would do."""
    with pytest.raises(ParameterError, match=r"not an address such as https://example\.org/"):
        checked_base(address)


def test_an_empty_table_is_described_by_its_columns(collection, tmp_path):
    """A page may have claims and no ratio."""
    none = collection.ratios.iloc[:0]
    path = write_csv(none, tmp_path / "ratios.csv")
    package = json.loads(
        write_package(tmp_path, collection, [SiteTable(path, "ratios", none)]).read_text()
    )

    assert [f["name"] for f in package["resources"][0]["schema"]["fields"]] == list(none.columns)
    assert pd.read_csv(path).empty
