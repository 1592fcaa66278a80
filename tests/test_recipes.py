"""Known feeds: recognised by their columns, mapped without a word, and what they cannot bear."""

import json
import shutil
import tomllib

import pytest
from feed_samples import ORC, SAMPLES, as_csv
from feeds import FEEDS
from judged_wars import REPORTS, collections_in, executed, faults_of_page

from analysis.collection.collection import load_collection
from analysis.collection.overview import check_up
from analysis.data.intake.new_collection import FOLDER, make_collection, recognised
from analysis.data.raw import read_origin
from analysis.errors import ParameterError
from analysis.paths import RAW
from analysis.publish.report import page_of, prepare

LEFT = {"economist_estimates": ["speakers.csv line 2, column party: '?' is still open"]}
"""What a sample leaves to a person: one source that nobody knows."""


def begun(folder, *names: str) -> None:
    """Begin the collection `feed` of samples, beside the vocabulary."""
    folder.mkdir(exist_ok=True)
    for table in RAW.glob("*.csv"):
        shutil.copy(table, folder)
    files = []
    for name in names:
        files.append(folder / SAMPLES[name][0])
        files[-1].write_text(SAMPLES[name][1], encoding="utf-8")
    make_collection("feed", files, folder)


def test_each_recipe_has_a_sample():
    """A recipe without one would never be tried."""
    assert set(SAMPLES) == {path.stem for path in FOLDER.glob("*.toml")} - {CORRECTIONS}


CORRECTIONS = "general_staff_corrections"
"""A feed that is known and refused."""


@pytest.fixture(scope="module", params=SAMPLES)
def feed(request, tmp_path_factory):
    """The name of each known feed, and the folder of the collection `feed` begun of its sample."""
    folder = tmp_path_factory.mktemp("feed")
    begun(folder, request.param)
    return request.param, folder


def test_a_feed_is_recognised_and_passes_check_as_it_is(feed):
    """No line is a guess; only a name that nobody knows is left open."""
    name, folder = feed
    mapping = (folder / "feed" / "collection.toml").read_text(encoding="utf-8")
    faults = check_up("feed", folder).faults

    assert "UNSURE" not in mapping
    assert [fault.partition("; one of")[0] for fault in faults] == LEFT.get(name, [])
    told = read_origin(folder / "feed" / SAMPLES[name][0]).note
    assert "Counted are" in told
    assert " no " in told or "may not" in told


@pytest.mark.parametrize("name", ["gaza_daily", "general_staff_orc_losses", "lebanon_daily"])
def test_a_feed_is_recognised_in_another_format(tmp_path, name):
    """Its columns tell it, not its ending."""
    file = tmp_path / "feed.csv"
    file.write_text(as_csv(name), encoding="utf-8", newline="")
    made = make_collection("feed", [file], tmp_path)

    assert (made.unsure, made.open) == (0, 0)
    assert made.feeds == (tomllib.loads((FOLDER / f"{name}.toml").read_text())["feed"],)


def test_corrections_of_a_feed_are_not_taken_for_the_feed(tmp_path):
    """The columns are those of the equipment and one more, and the figures are differences."""
    columns = ["date", "day", "aircraft", "helicopter", "tank", "APC", "field artillery", "MRL"]
    rows = [{name: -2 for name in (*columns[1:], "personnel")} | {"date": "2031-03-01", "day": 7}]
    file = tmp_path / "corrections.json"
    file.write_text(json.dumps(rows))

    assert recognised(columns).refused == ""
    with pytest.raises(ParameterError, match="no figure that anybody stated"):
        make_collection("feed", [file], tmp_path)
    assert not (tmp_path / "feed").exists()


def test_an_export_without_the_rows_that_a_recipe_leaves_out_is_no_fault(tmp_path):
    """Some have no row about civilians."""
    rows = [line for line in SAMPLES["pnas_claims"][1].splitlines() if "Civilian" not in line]
    tmp_path.mkdir(exist_ok=True)
    for table in RAW.glob("*.csv"):
        shutil.copy(table, tmp_path)
    (tmp_path / "replication.csv").write_text("\n".join([*rows, ""]))
    make_collection("feed", [tmp_path / "replication.csv"], tmp_path)

    assert check_up("feed", tmp_path).faults == ()


def test_people_whom_a_feed_does_not_tell_apart_are_entered_as_no_civilians(feed):
    """Nothing of them is said that the feed does not say, as GED does say it of civilians."""
    name, folder = feed
    held = load_collection("feed", folder=folder) if name not in LEFT else None
    counted = set(held.claims["subject"]) - {"none", "civilians"} if held else set()

    assert [force for force in counted if held.words.people[force] == "civilians"] == []


def test_events_of_a_feed_are_added_by_day_and_country(tmp_path):
    """Those not dated to a day are left out and counted."""
    begun(tmp_path, "acled")
    held = load_collection("feed", folder=tmp_path)

    assert held.points[["scope", "reported"]].values.tolist() == [
        ["karsia", "7 in 2 rows"],
        ["ukraine", "0"],
    ]
    assert check_up("feed", tmp_path).notes == (
        "acled.csv: 4 rows below the heading, of them 1 left out by the mapping",
    )


def test_a_feed_that_says_lost_gives_no_killed(tmp_path):
    """Nor does a table that names no speakers give any ratio."""
    begun(tmp_path, "general_staff_personnel", "general_staff_orc_losses")
    held = load_collection("feed", folder=tmp_path)
    assert set(held.claims["measure"]) & {"killed", "wounded"} == set()
    assert "no ratio of killed to wounded may be made of this column" in held.origin.note
    assert "Steps of a total hold corrections" in held.origin.note

    begun(tmp_path / "more", "pnas_claims")
    ratios = load_collection("feed", folder=tmp_path / "more").ratios
    made = ratios[ratios["status"] != "missing"]
    assert set(made["status"]) == {"blocked_collection"}


def test_two_mirrors_of_one_feed_are_one_statement(tmp_path):
    """Equal figures of a day stand once, and the mirrors are compared."""
    begun(tmp_path, "general_staff_personnel", "general_staff_orc_losses")
    claims = load_collection("feed", folder=tmp_path).claims
    lost = claims[claims["measure"] == "lost_unspecified"]

    assert len(lost) == 2 + len(ORC)
    assert len(lost[lost["role"] == "point"]) == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_on_a_feed_is_made_and_says_what_it_counts(tmp_path, name):
    """Numbers with receipts that give them again, and the note of the recipe on the first page."""
    begun(tmp_path, name)
    speakers = tmp_path / "feed" / "speakers.csv"
    if speakers.exists():
        speakers.write_text(speakers.read_text().replace(",?", ",independent"))
    with collections_in(tmp_path):
        reports = [prepare(path, {"collection": "feed"}) for path in REPORTS.values()]
        pages = {report.source.stem: page_of(report, executed(report)).html for report in reports}
        faults = [fault for r in reports for fault in faults_of_page(pages[r.source.stem], r)]

    assert faults == []
    assert "Counted are" in pages["01_claims"]


@pytest.mark.slow
@pytest.mark.skipif(not FEEDS.is_dir(), reason="the feeds are no part of the project")
def test_the_feeds_themselves_need_no_mapping(tmp_path):
    """Both mirrors whole, as they are published."""
    for table in RAW.glob("*.csv"):
        shutil.copy(table, tmp_path)
    names = ("ivaniuk_equipment.json", "ivaniuk_personnel.json", "orc_losses.json")
    make_collection("feed", [FEEDS / name for name in names], tmp_path)
    found = check_up("feed", tmp_path)

    assert found.faults == ()
    assert found.figures > sum(len(json.loads((FEEDS / n).read_text())) for n in names)
