"""A sweep again: what runs after each kind of touch, what is kept, what fails, what is stopped."""

import json
import os
from hashlib import sha256

import pandas as pd
import pytest
from inside import World, executed
from tiny_sweep import CLAIMS, MINISTER, PAGES, SPOKESMAN, bytes_in, write_notebook

from analysis.errors import AnalysisError, ParameterError
from analysis.publish.plan import Order, plan
from analysis.publish.press import Conditions, make
from analysis.publish.record import state_of
from analysis.publish.report import SiteForm
from analysis.store import reads
from analysis.store.files import read_object, write_object
from analysis.store.instructions import NAME

ALL = ("day.html", *PAGES)
FORGED = sha256(b"forged").hexdigest()
OF_SPOKESMAN = tuple(page for page in PAGES if SPOKESMAN in page)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The home of a project whose sweep was published, and which reports ran."""
    home = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as monkeypatch:
        world = World(home, monkeypatch)
        world.publish()
    return home, world.ran


@pytest.fixture
def world(first, tmp_path, monkeypatch):
    """A project of one's own, published like the first."""
    made = World(tmp_path, monkeypatch, like=first[0])
    made.ran = first[1]
    return made


def test_a_sweep_is_a_page_for_each_combination_beside_the_suite(world):
    """With records, downloads, a list of its own, and the suite's index that leads to it."""
    names = set(bytes_in(world.site))

    assert world.ran == list(ALL)
    assert {"index.html", "day.html", "day/index.html", *PAGES} <= names
    for page in PAGES:
        stem = page.removesuffix(".html")
        assert {f"{stem}.run.json", f"{stem}/claims.csv", f"{stem}/claims.parquet"} <= names
    assert '<a href="day/index.html">What was stated?</a> By day, area and speaker: 4 pages.' in (
        world.site / "index.html"
    ).read_text(encoding="utf-8")


def test_the_list_of_a_sweep_is_by_day_and_leads_to_every_page(world):
    """Each by its values in readers' words."""
    text = (world.site / "day" / "index.html").read_text(encoding="utf-8")

    assert '<h2 id="group-1">18 March 2023</h2>' in text
    assert '<h2 id="group-2">19 March 2023</h2>' in text
    for page in PAGES:
        assert f'<a href="../{page}">' in text
    assert "the Bakhmut direction, Serhii Cherevatyi</a>" in text


def test_nothing_touched_runs_nothing(world):
    """And the site comes out as it was, file by file."""
    before = bytes_in(world.site)
    world.publish()

    assert world.ran == [] and bytes_in(world.site) == before


def test_one_corrected_claim_runs_only_the_reports_that_read_it(world):
    """His killed of the 18th stand on that day and among his other days; the ministry's do not."""
    world.change(world.claims, ",190,", ",180,")
    before = bytes_in(world.site)
    world.publish()

    assert world.ran == ["day.html", *OF_SPOKESMAN]
    for page in set(PAGES) - set(OF_SPOKESMAN):
        assert bytes_in(world.site)[page] == before[page]


def test_a_corrected_claim_that_no_other_day_ranks_runs_its_day_alone(world):
    """The clashes of the 18th are in no series."""
    world.change(world.claims, ",27,", ",28,")
    world.publish()

    assert world.ran == ["day.html", f"day/2023-03-18--{SPOKESMAN}.html"]


def test_a_claim_corrected_and_put_back_runs_nothing_twice(world):
    """What counts is what stands there, not when it was written."""
    world.change(world.claims, ",27,", ",28,")
    world.change(world.claims, ",28,", ",27,")
    os.utime(world.claims)

    assert world.why() == {}


def test_a_new_claim_runs_what_counts_rows(world):
    """Every page says how many rows the collection has."""
    rows = world.claims.read_text().splitlines()
    world.claims.write_text("\n".join([*rows, rows[1].replace("c1,", "c8,", 1)]) + "\n")

    assert set(world.why()) == set(ALL)


def test_a_reading_of_one_claim_runs_the_reports_that_read_it(world):
    """A reading is as good as a correction."""
    reading = "claim_id,column,reading,reason\nc3,verification,uncorroborated,no second page\n"
    world.claims.with_name("readings.csv").write_text(reading)

    assert set(world.why()) == {"day.html", f"day/2023-03-18--{SPOKESMAN}.html"}


@pytest.mark.parametrize(
    ("path", "old", "new", "part"),
    [
        ("data/raw/speakers.csv", "Serhii Cherevatyi", "S. Cherevatyi", "shared tables"),
        ("data/raw/reference/reference_ratios.csv", "1", "2", "shared tables"),
        (
            "analysis/text.py",
            "Numbers, days, sentences",
            "The numbers, days, sentences",
            "package",
        ),
        ("analysis/ratios/catalogue.toml", "=", " =", "package"),
        ("analysis/publish/page/templates/report/page.css", "{", " {", "package"),
        ("requirements.lock", "==", "== ", "lock"),
        ("notebooks/day.ipynb", "beyond the limit", "over the limit", "notebook"),
        ("data/raw/tiny/collection.toml", "Three", "Seven", "collection"),
        ("data/raw/tiny/sources.csv", "UAWire", "UA Wire", "collection"),
    ],
)
def test_what_all_reports_are_made_with_runs_them_all(world, path, old, new, part):
    """A row of the vocabulary, a line of the package, the lock, a notebook, a page read."""
    world.change(path, old, new)

    assert world.why() == dict.fromkeys(ALL, f"{part} changed")


def test_another_rules_version_runs_all(world, monkeypatch):
    """Named as such, though a line of the package says it."""
    monkeypatch.setattr("analysis.publish.cache.RULES_VERSION", "another")

    assert world.why() == dict.fromkeys(ALL, "rules version changed")


def test_other_libraries_run_all(world, monkeypatch, tmp_path):
    """Their versions stand in the names of what is installed."""
    (tmp_path / "numpy-9.9.9.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    assert world.why() == dict.fromkeys(ALL, "environment changed")


def test_a_value_for_the_sweep_leaves_the_suites_own_page(world):
    """The ministry was not located about the suite's own area, but is for the sweep."""
    fixed = {"speaker": "russian_mod", "scope": "donetsk_direction"}
    order = Order(fixed, {"stated_on": ["all"]})
    planned = plan(order, world.cache, target=world.site, folder=world.notebooks)

    assert {fate.task.address for fate in planned.fates} == {
        "day.html",
        "day/2023-03-18.html",
        "day/2023-03-19.html",
    }
    assert [fate.task.address for fate in planned.fates if not fate.why] == ["day.html"]
    with pytest.raises(ParameterError, match="no report to sweep has a parameter 'area'"):
        plan(Order({"area": "x"}, {"stated_on": ["all"]}), world.cache, folder=world.notebooks)


def test_another_value_is_another_report(world):
    """What it shares with the others is not run again."""
    world.publish("stated_on=2023-03-18,2023-03-19")

    assert world.ran == ["day/2023-03-18.html", "day/2023-03-19.html"]


def test_stored_outputs_and_a_sidecars_checksum_run_nothing(world):
    """Neither is on a page."""
    notebook = json.loads((world.notebooks / "day.ipynb").read_text())
    notebook["cells"][1]["execution_count"] = 7
    (world.notebooks / "day.ipynb").write_text(json.dumps(notebook))
    world.change("data/raw/tiny/claims.origin.yml", "sha256: ''", f"sha256: '{'0' * 64}'")

    assert world.why() == {}


def test_force_runs_all(world):
    """And makes the same bytes."""
    before = bytes_in(world.site)
    world.publish(force=True)

    assert world.ran == list(ALL) and bytes_in(world.site) == before


def test_the_cache_may_be_deleted_at_any_time(world):
    """All runs again, to the same bytes."""
    before = bytes_in(world.site)
    world.forget()
    world.publish()

    assert world.ran == list(ALL) and bytes_in(world.site) == before


def test_two_sweeps_in_two_folders_have_the_same_bytes(world, tmp_path):
    """One from the cache, one made anew."""
    other = tmp_path / "elsewhere" / "site"
    before = bytes_in(world.site)
    world.publish(site=other)
    kept = bytes_in(other)
    world.publish(site=tmp_path / "third", force=True)

    assert before == kept == bytes_in(tmp_path / "third")


def _flip(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


@pytest.mark.parametrize(
    "harm",
    [
        _flip,
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: b"null\nnull",
        lambda content: b"[" * 100_000,
        lambda content: b"\xff\xfe" + content,
    ],
    ids=["flipped", "cut", "empty", "null", "deep", "no text"],
)
@pytest.mark.parametrize("name", ["entry.json", "*.html", "digests.json"])
def test_a_damaged_cache_is_a_miss(world, harm, name):
    """Whatever of it is damaged; a memory of digests is only made anew."""
    for path in [*world.cache.folder.rglob(name)]:
        path.write_bytes(harm(path.read_bytes()))

    assert set(world.why()) == (set() if name == "digests.json" else set(ALL))


def test_a_page_of_the_site_edited_in_place_is_not_kept(world):
    """It is one file with that of the cache; its digest tells."""
    world.publish()
    page = world.site / PAGES[0]
    before = page.read_bytes()
    with page.open("ab") as file:
        file.write(b"<p>edited</p>")

    assert world.why() == {PAGES[0]: "its kept files are damaged"}
    world.publish()
    assert page.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held["files"].update({"../../outside.html": FORGED}),
        lambda held: held["files"].update({"/dev/null": "0" * 64}),
        lambda held: held["files"].update({"index.html": FORGED}),
        lambda held: held["files"].clear(),
        lambda held: held["told"]["resources"].append({"path": "../a/b/c.csv", "schema": {}}),
        lambda held: held["told"].update(image=[1, 2]),
        lambda held: held.update(reads=[]),
        lambda held: held["identity"].update(notebook="other"),
    ],
    ids=["up", "root", "index", "none", "table", "image", "reads", "other"],
)
def test_a_forged_entry_is_a_miss(world, change):
    """Also one whose seal agrees with it."""
    for path in world.cache.folder.rglob("entry.json"):
        held = read_object(path)
        change(held)
        write_object(path, held)
        # Files with the very bytes that a forged list tells of.
        for place in (path.with_name("index.html"), path.parents[2] / "outside.html"):
            place.write_bytes(b"forged")

    assert set(world.why()) == set(ALL)


def test_forged_questions_are_only_a_miss(world):
    """A question that cannot be put, or fails, has no answer; nothing of it is run as code."""
    notes = {
        '["os:system", ["tiny", {}], "true"]': "0",
        '["analysis.collection.labels:reported", ["nowhere", {}], "c1"]': "0",
        '["analysis.collection.labels:reported", ["tiny", {}], {"a": 1}]': "0",
        "[[[": "0",
        "7": "0",
        "": "",
    }
    for written, digest in notes.items():
        assert reads.moved({written: digest}, world.load)


def test_a_table_taken_as_a_whole_counts_as_moved(world):
    """A report that looks at all claims runs when one of them changes."""
    write_notebook(world.project, "rows = len(held.claims)")
    world.publish()
    world.change(world.claims, ",27,", ",28,")
    why = world.why()

    assert set(why) == set(ALL)
    assert why[PAGES[1]] == "what it reads changed (the whole table: claims)"


def test_a_failed_report_stops_no_other(world):
    """It is listed with cell and error, which its page says too; the others are published."""
    world.change(world.claims, ",310,", ",500,")
    result = world.publish()
    failed = f"day/2023-03-19--{MINISTER}.html"

    assert result.failed == {failed: "day.ipynb, cell 4\nbeyond the limit"}
    assert {*PAGES} <= set(bytes_in(world.site))
    assert "day.ipynb, cell 4" in (world.site / failed).read_text(encoding="utf-8")
    text = (world.site / "day" / "index.html").read_text(encoding="utf-8")
    assert "Which pages could not be made?" in text
    named = "19 March 2023, the Donetsk direction, Russian Ministry of Defence"
    assert f'<li><a href="../{failed}">{named}</a></li>' in text


def test_what_failed_runs_again_and_nothing_else(world):
    """Once it is put right."""
    world.change(world.claims, ",310,", ",500,")
    world.publish()
    world.publish()

    assert world.ran == [f"day/2023-03-19--{MINISTER}.html"]


def test_a_run_that_is_stopped_leaves_the_site_and_goes_on_from_there(world):
    """What had ended is not run again."""
    before = bytes_in(world.site)
    world.forget()

    def stopped(tasks, conditions):
        for outcome in world.run(tasks, conditions):
            yield outcome
            if len(world.ran) == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.publish(run=stopped)
    assert bytes_in(world.site) == before
    world.publish()
    assert world.ran == list(ALL[2:]) and bytes_in(world.site) == before


def test_claims_that_change_while_reports_run_end_the_run(world):
    """Nothing that may be of two states is kept or published."""
    before = bytes_in(world.site)
    world.forget()

    def meddled(tasks, conditions):
        for outcome in world.run(tasks, conditions):
            if len(world.ran) == 2:
                world.change(world.claims, ",27,", ",28,")
            yield outcome

    with pytest.raises(AnalysisError, match="claims changed while the reports ran; publish again"):
        world.publish(run=meddled)
    assert bytes_in(world.site) == before
    assert len([*world.cache.folder.rglob("entry.json")]) == 1


def test_bad_input_is_refused_with_every_fault_before_anything_runs(world):
    """A name that nobody declares, and a value that means nothing."""
    with pytest.raises(ParameterError) as refusal:
        world.publish("dayz=all", "scope=nowhere")
    assert str(refusal.value) == "no report to sweep has a parameter 'dayz'; there are " + (
        "collection, limit, scope, speaker, stated_on"
    )
    with pytest.raises(ParameterError, match=r"day\.ipynb: scope 'nowhere' is not known"):
        world.publish("scope=nowhere")
    assert world.ran == []


def test_the_tables_of_a_sweep_are_part_of_the_data_package(world):
    """Each with its schema, which stands once for all that share it."""
    package = json.loads((world.site / "datapackage.json").read_text(encoding="utf-8"))
    tables = {resource["path"]: resource for resource in package["resources"]}

    for page in PAGES:
        resource = tables[f"{page.removesuffix('.html')}/claims.csv"]
        schema = json.loads((world.site / resource["schema"]).read_text(encoding="utf-8"))
        assert schema["primaryKey"] == ["claim_id"]
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names)


def test_the_package_of_a_sweep_is_valid(world):
    """As the standard's own validator has it, tables read."""
    from frictionless import validate

    report = validate(str(world.site / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]


def pages_of(world):
    """Return what every report comes out as now, without what names the data version."""
    fates = world.plan(force=True).fates
    own = {c.task.name: world.plan().own[0] for c in fates}
    held = world.load("tiny")
    conditions = Conditions(
        {name: report.declared for name, report in own.items()},
        {name: state_of(report) for name, report in own.items()},
        SiteForm(),
        True,
        held.data_version,
        str(world.site.with_name("site.failed")),
    )
    made = {}
    for fate in fates:
        try:
            files = make(conditions, fate.task, executed(fate.task))["files"]
        except AnalysisError as failure:
            files = {"failed": str(failure).encode()}
        version = held.data_version.encode()
        made[fate.task.address] = {
            name: content.replace(version, b"") if name.endswith(".html") else content
            for name, content in files.items()
            if not name.endswith(".run.json")
        }
    return made


WAYS = (
    *(("reported", "about 250"), ("stated_on", "2023-03-20"), ("scope", "bakhmut_city")),
    *(("date_basis", "inferred"), ("note", "a remark")),
)
"""Columns and what may come to stand in them; every second one for each claim."""


def touches():
    """Give a name and a changed table of claims for each way in which one row can change."""
    table = pd.DataFrame(CLAIMS)
    table["claim_id"] = [f"c{n + 1}" for n in range(len(table))]
    for n, claim_id in enumerate(table["claim_id"]):
        for column, value in WAYS[n % 2 :: 2]:
            changed = table.copy()
            changed.loc[n, column] = value
            yield f"{claim_id} {column}", changed
    yield "c3 gone", table.drop(index=2)
    yield "c6 again", pd.concat([table, table.iloc[[5]].assign(claim_id="c9")])


@pytest.mark.slow
def test_a_report_that_would_come_out_otherwise_always_runs(tmp_path, monkeypatch):
    """After every change of every claim, held against a run of everything.

    A page that is kept names the data version that it was made of, and is otherwise, byte for
    byte, what a forced run makes: text, tables, receipts and downloads.
    """
    world = World(tmp_path, monkeypatch)
    world.publish()
    monkeypatch.setenv(NAME, f'{{"version": "{"0" * 12}"}}')
    before = pages_of(world)
    ran, moved = 0, 0
    for name, table in touches():
        table.to_csv(world.claims, index=False)
        now = pages_of(world)
        differing = {address for address in now if now[address] != before.get(address)}
        running = set(world.why())
        assert differing - running == set(), name
        ran, moved = ran + len(running), moved + len(differing)
    assert moved and ran < 2 * moved


def test_the_check_of_unchanged_reports_puts_no_question(world, monkeypatch):
    """While no claim changed, the collection is not even asked."""
    monkeypatch.setattr(
        "analysis.publish.plan.load_collection", lambda *_, **__: pytest.fail("asked")
    )

    assert world.why() == {}


def test_an_earlier_failure_is_cleared_when_all_runs_well(world):
    """What ran of it stood beside the site."""
    place = world.site.with_name("site.failed") / "day"
    place.mkdir(parents=True)
    (place / f"2023-03-19--{MINISTER}.ipynb").write_text("{}")
    world.publish()

    assert not place.parent.exists()
