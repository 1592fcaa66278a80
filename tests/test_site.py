"""The site: all reports and an index, in place at once or not at all."""

import getpass
import json
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from inside import stand_in
from tiny_collection import write_collection

from analysis.errors import AnalysisError, ParameterError
from analysis.execute.parameters import find_notebook, read_parameters, suite
from analysis.paths import ROOT
from analysis.publish import site as sites
from analysis.publish.cache import Cache
from analysis.publish.plan import Order
from analysis.publish.report import SiteForm, default_output, prepare, prepare_suite, run_report
from analysis.publish.site import Watcher
from analysis.settings import RULES_VERSION
from analysis.store.files import locked

NOTEBOOKS = Path(__file__).parent / "notebooks"
FORM = SiteForm()


def folder_of(folder: Path, *names: str) -> Path:
    """Return a folder of notebooks."""
    folder.mkdir(exist_ok=True)
    for name in names:
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", folder)
    return folder


def bytes_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def publish(
    given: dict, target: Path, folder: Path, form: SiteForm = FORM, **words: object
) -> Path:
    """Publish the notebooks of a folder, with a cache beside it; return the index."""
    words = {"cache": Cache(folder.with_name("kept")), **words}
    return sites.publish(Order(given, {}, (), form), target=target, folder=folder, **words).index


@pytest.fixture
def tiny(monkeypatch, tmp_path):
    """Two collections of three claims, instead of those in data/raw; and who built them."""
    home = write_collection(tmp_path / "raw")
    shutil.copytree(home, home.with_name("other"))
    folder = home.parent
    built = []
    # What is put in place here, a forked process does not see; without one, pages are made here.
    monkeypatch.setenv("REPORTEDLY_ENGINE", "stock")
    stand_in(monkeypatch, folder)
    monkeypatch.setattr("analysis.collection.build.build_processed", built.append)
    return built


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A site of two reports, and the folder around it."""
    around = tmp_path_factory.mktemp("published")
    folder = folder_of(around / "notebooks", "parameters", "tags", "no_parameters")
    index = publish({"days": "7"}, target=around / "site", folder=folder)
    return index, folder


def test_the_site_before_is_kept_if_the_new_one_differs(published, tmp_path):
    """Once, also when the same is published again, and with what it held."""
    site, (index, folder) = tmp_path / "site", published
    shutil.copytree(index.parent, site)
    words = {"target": site, "folder": folder, "cache": Cache(folder.with_name("kept"))}
    before = bytes_in(site)
    sites.publish(Order({"days": "7"}, {}, (), FORM), **words)
    assert not site.with_name("site.last").exists()
    for _ in range(2):
        sites.publish(Order({"days": "8"}, {}, (), FORM), **words)

    assert bytes_in(site.with_name("site.last")) == before
    assert bytes_in(site) != before
    assert [path.name for path in sorted(tmp_path.glob("*[!k]"))] == ["site", "site.last"]


def test_the_suite_is_what_declares_parameters():
    """In the order of their names; no list of them is kept anywhere."""
    assert [path.stem for path in suite(NOTEBOOKS)] == [
        path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if read_parameters(path)
    ]
    assert "no_parameters" not in [path.stem for path in suite(NOTEBOOKS)]


def test_a_folder_without_reports_is_told(tmp_path):
    """Nothing to publish is an error, not an empty site."""
    with pytest.raises(ParameterError, match="has a `parameters` cell"):
        suite(tmp_path)


def test_a_site_is_an_index_and_a_page_for_each_report_with_its_record(published):
    """And nothing else, neither in it nor left beside it."""
    index, folder = published

    assert sorted(path.name for path in index.parent.iterdir()) == [
        "SHA256SUMS",
        "index.html",
        "index.run.json",
        "parameters.html",
        "parameters.run.json",
        "tags.html",
        "tags.run.json",
    ]
    assert sorted(path.name for path in folder.parent.iterdir()) == [
        "kept",
        "notebooks",
        "site",
    ]


def test_the_index_lists_title_first_sentence_values_and_command(published):
    """A value goes to the report that declares its name; the others keep their defaults."""
    text = published[0].read_text(encoding="utf-8")

    assert '<h3><a href="parameters.html">What was said?</a></h3>' in text
    assert "<p>A notebook that prints its parameters.</p>" in text
    assert "days 7 (length of the series, in days)" in text
    assert (
        "<code>reportedly run parameters.ipynb -p stated_on=2023-03-18 -p days=7 -p cap=0.1 "
        "-p inferred=false</code>"
    ) in text
    assert "<code>reportedly run tags.ipynb -p killed=193</code>" in text
    assert "<code>reportedly publish -p days=7</code>" in text


def test_each_page_leads_back_to_the_index(published):
    """A reader who comes by a link finds the rest."""
    for name in ("parameters", "tags"):
        page = published[0].with_name(f"{name}.html").read_text(encoding="utf-8")
        assert '<a href="index.html">' in page


def test_a_site_tells_nothing_of_the_machine(published):
    """No path, no user."""
    for name, content in bytes_in(published[0].parent).items():
        text = content.decode()

        assert str(ROOT) not in text, name
        assert str(published[1]) not in text, name
        assert f"/{getpass.getuser()}" not in text, name


def test_the_same_input_gives_the_same_site_elsewhere(published, tmp_path):
    """Byte for byte, in another folder at another time."""
    places = {"target": tmp_path / "elsewhere", "cache": Cache(tmp_path / "kept")}
    index = publish({"days": "7"}, folder=published[1], **places)

    assert bytes_in(index.parent) == bytes_in(published[0].parent)


def test_a_failed_report_costs_its_own_page_only(published, tmp_path):
    """Its page says which cell failed and why, the index leads there; no other page moves."""
    folder, target = folder_of(tmp_path / "notebooks", "parameters"), tmp_path / "site"
    publish({}, target=target, folder=folder)
    before = bytes_in(target)
    folder_of(folder, "failing_cell")
    result = sites.publish(
        Order({}, {}, (), FORM), target=target, folder=folder, cache=Cache(tmp_path / "kept")
    )
    page = BeautifulSoup((target / "failing_cell.html").read_bytes(), "html.parser")
    index = BeautifulSoup((target / "index.html").read_bytes(), "html.parser")

    assert list(result.failed) == ["failing_cell.html"]
    assert "failing_cell.ipynb, cell 4, line 2: killed / wounded" in page.get_text()
    assert page.pre.get_text() == "ZeroDivisionError: division by zero"
    assert str(tmp_path) not in page.get_text()
    assert index.select_one("#not-made ~ ul a")["href"] == "failing_cell.html"
    same = [name for name, content in bytes_in(target).items() if before.get(name) == content]
    assert same == ["index.run.json", "parameters.html", "parameters.run.json"]


def test_a_site_of_which_every_report_failed_is_none(tmp_path):
    """There is nothing to put in place."""
    folder = folder_of(tmp_path / "notebooks", "failing_cell")

    with pytest.raises(AnalysisError, match=r"failing_cell\.ipynb, cell 4, line 2: killed /"):
        publish({}, target=tmp_path / "site", folder=folder)
    assert not (tmp_path / "site").exists()


def test_if_asked_for_a_failed_report_leaves_the_last_good_site(published, tmp_path):
    """Byte for byte; what ran of the notebook is kept beside it, until it runs well."""
    folder = folder_of(tmp_path / "notebooks", "parameters")
    target = tmp_path / "site"
    publish({}, target=target, folder=folder)
    before = bytes_in(target)
    folder_of(folder, "failing_cell")

    strict = Order({}, {}, (), FORM, strict=True)
    with pytest.raises(AnalysisError, match=r"failing_cell\.ipynb, cell 4, line 2: killed /"):
        sites.publish(strict, target=target, folder=folder, cache=Cache(tmp_path / "kept"))
    assert bytes_in(target) == before
    assert [path.name for path in (tmp_path / "site.failed").iterdir()] == ["failing_cell.ipynb"]

    shutil.copy(NOTEBOOKS / "parameters.ipynb", folder / "failing_cell.ipynb")
    publish({}, target=target, folder=folder)
    assert not (tmp_path / "site.failed").exists()
    assert (target / "failing_cell.html").exists()


def test_a_page_that_cannot_be_made_names_its_notebook(tmp_path):
    """The run went well, but a picture has no words."""
    folder = folder_of(tmp_path / "notebooks", "image_without_alt")
    notebook = json.loads((folder / "image_without_alt.ipynb").read_text())
    notebook["cells"][1]["metadata"] = {"tags": ["parameters"]}
    notebook["cells"][1]["source"] = "day: int = 1  # of March\n"
    notebook["cells"][2]["source"] = "from IPython.display import HTML\nHTML('<img>')"
    (folder / "image_without_alt.ipynb").write_text(json.dumps(notebook))

    with pytest.raises(AnalysisError, match=r"image_without_alt\.ipynb, cell 3: a picture has no"):
        publish({}, target=tmp_path / "site", folder=folder)
    assert not (tmp_path / "site").exists()


def test_bad_values_end_it_before_anything_runs(tmp_path, monkeypatch):
    """All of them are told: a name that nobody declares, a type, for every report."""
    monkeypatch.setattr(sites, "run_stream", lambda *_: pytest.fail("a notebook was run"))
    folder = folder_of(tmp_path / "notebooks", "parameters", "tags")

    with pytest.raises(ParameterError) as refusal:
        publish({"dayz": "7", "days": "x", "killed": "y"}, target=tmp_path / "s", folder=folder)
    assert str(refusal.value).splitlines() == [
        "no report has a parameter 'dayz'; there are cap, days, inferred, killed, stated_on",
        "parameters.ipynb: days is 'x', not a whole number such as 3",
        "tags.ipynb: killed is 'y', not a whole number such as 3",
    ]


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path):
    """Only an empty folder or an earlier site may be: the rest would be lost."""
    folder = folder_of(tmp_path / "notebooks", "parameters")
    home = tmp_path / "home"
    home.mkdir()
    (home / "index.html").write_text("<h1>Mine</h1>")

    with pytest.raises(AnalysisError, match="holds something else than a site made here"):
        publish({}, target=home, folder=folder)
    assert (home / "index.html").read_text() == "<h1>Mine</h1>"


def test_two_runs_at_once_do_not_meet(tmp_path, monkeypatch):
    """The second is told whose turn it is and, when it has waited long enough, refused."""
    monkeypatch.setattr(sites, "WAIT_SECONDS", 0.2)
    folder = folder_of(tmp_path / "notebooks", "parameters")
    told = []

    with (
        locked(tmp_path / "site"),
        pytest.raises(AnalysisError, match=r"another run .* is writing"),
    ):
        publish({}, target=tmp_path / "site", folder=folder, watcher=Watcher(told.append))
    assert [line.partition("; ")[2] for line in told] == ["waiting for it to end"]


def test_a_site_of_a_collection_is_whole(tiny, tmp_path):
    """The tables are rebuilt first; lists, corrections, data, package and feed are beside it."""
    folder = folder_of(tmp_path / "notebooks", "collection")
    index = publish({}, target=tmp_path / "site", folder=folder)
    text = index.read_text(encoding="utf-8")

    assert tiny == ["tiny"]
    assert [name for name in bytes_in(index.parent) if "/" not in name] == [
        "SHA256SUMS",
        "collection.html",
        "collection.run.json",
        "corrections.html",
        "datapackage.json",
        "days.html",
        "feed.xml",
        "glossary.html",
        "index.html",
        "index.run.json",
        "measures.html",
        "method.html",
        "speakers.html",
    ]
    assert '<a href="days.html">2 claims</a> by <a href="speakers.html">1 speaker</a>' in text
    assert '<a href="days.html#2023-03-18">18 March 2023</a>' in text
    page = index.with_name("collection.html").read_text(encoding="utf-8")
    rules = f"rules version {RULES_VERSION}."
    assert rules in text and rules in page
    assert "data/claims.csv" in bytes_in(index.parent)
    assert 'href="data/claims.csv"' in page


def test_a_base_stands_in_previews_and_in_the_command_and_in_no_link(tiny, tmp_path):
    """Pages stay readable from a folder, wherever the site will be put."""
    folder = folder_of(tmp_path / "notebooks", "collection")
    form = SiteForm(base_url="https://example.org/b/")
    index = publish({}, target=tmp_path / "site", folder=folder, form=form)
    text = index.read_text(encoding="utf-8")

    assert '<meta property="og:url" content="https://example.org/b/index.html">' in text
    assert "<code>reportedly publish --base-url https://example.org/b/</code>" in text
    assert '<a href="https://example.org' not in text


def test_a_day_without_claims_is_refused_for_every_report(tiny, tmp_path):
    """The meaning of a value is checked like its type, before anything runs."""
    folder = folder_of(tmp_path / "notebooks", "collection")

    with pytest.raises(ParameterError, match="tiny has no claims of that day; the nearest"):
        publish({"stated_on": "2023-03-20"}, target=tmp_path / "site", folder=folder)
    assert tiny == []


def test_two_collections_in_one_site_are_refused(tiny, tmp_path):
    """An index says what one collection holds."""
    folder = folder_of(tmp_path / "notebooks", "collection")
    other = (folder / "collection.ipynb").read_text().replace("tiny", "other")
    (folder / "other.ipynb").write_text(other)

    with pytest.raises(ParameterError, match=r"different collections: \['other', 'tiny'\]"):
        publish({}, target=tmp_path / "site", folder=folder)
    assert len(prepare_suite(suite(folder), {"collection": "tiny"})) == 2


def test_a_report_is_found_by_name_or_path(tmp_path):
    """The bare name is looked for in the notebook folder."""
    folder = folder_of(tmp_path / "notebooks", "parameters")

    for name in ("parameters", "parameters.ipynb", str(folder / "parameters.ipynb")):
        assert find_notebook(name, folder) == folder / "parameters.ipynb"
    with pytest.raises(ParameterError, match=r"no notebook parametres\.ipynb .* parameters\.ipynb"):
        find_notebook("parametres", folder)


def test_a_file_is_named_by_the_values_that_differ(tmp_path):
    """So two reports do not take each other's place, and no value leads out of the folder."""
    source = NOTEBOOKS / "parameters.ipynb"
    names = [
        default_output(prepare(source, given), tmp_path).relative_to(tmp_path).name
        for given in (
            {},
            {"days": "7", "inferred": "true"},
            {"stated_on": "../../x"},
            {"stated_on": "Łódź / 国防部"},
            {"stated_on": "国" * 100},
        )
    ]

    assert names == [
        "parameters.ipynb",
        "parameters--days-7--inferred-true.ipynb",
        "parameters--stated_on--x.ipynb",
        "parameters--stated_on-Łódź-国防部.ipynb",
        f"parameters--stated_on-{'国' * 32}.ipynb",
    ]


@pytest.mark.parametrize("name", ["report.txt", "folder.ipynb", "parameters.ipynb"])
def test_a_report_does_not_replace_its_notebook_or_a_folder(tmp_path, name):
    """Nor is it written under a name that says another kind."""
    folder_of(tmp_path, "parameters")
    (tmp_path / "folder.ipynb").mkdir()
    report = prepare(tmp_path / "parameters.ipynb", {})

    with pytest.raises(ParameterError, match=name):
        run_report(report, tmp_path / name)


def test_a_failed_report_leaves_the_last_good_file(tmp_path):
    """What ran is kept under another name beside it."""
    output = tmp_path / "out.ipynb"
    output.write_text("the last good one")

    with pytest.raises(AnalysisError, match=r"out\.failed\.ipynb"):
        run_report(prepare(NOTEBOOKS / "failing_cell.ipynb", {}), output)
    assert output.read_text() == "the last good one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.failed.ipynb", "out.ipynb"]
