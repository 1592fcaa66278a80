"""From drafts to claims: what a person decides becomes rows, whole or not at all."""

import csv
import random
import subprocess
import sys
import time
from hashlib import sha256

import pytest
import yaml
from tiny_collection import write_collection
from tiny_reading import BRIEFING, STRANGE, stand_in

from analysis.collection.collection import load_collection
from analysis.collection.overview import check_up
from analysis.errors import AnalysisError, ParameterError
from analysis.paths import ROOT
from analysis.review.drafts import read_drafts, word_row
from analysis.review.review import LOG, Review, begin_or_find, read_log
from analysis.review.texts import TextJob, read_one
from analysis.store.files import is_unfinished

KILLS = 20
MOMENTS = random.Random(14).choices(range(100), k=KILLS)
"""In hundredths of a whole run; drawn once, so that a red test can be repeated."""
DECIDE = """
import sys
from pathlib import Path
from analysis.review.review import Review

review = Review("tiny", folder=Path(sys.argv[1]))
for draft_id in review.open_ids:
    if not review.faults(review.draft(draft_id)):
        review.accept(draft_id)
for _ in range(2):
    review.undo()
"""
PUBLISHED = {"published": "2023-03-19", "url": "https://example.org/news"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Vocabulary and a collection of three claims, and the reader that stands in."""
    stand_in(monkeypatch)
    write_collection(tmp_path)
    return tmp_path


def read_in(folder, text=BRIEFING, name="tiny", **given):
    """Read a text into a collection; return what came of it."""
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    job = TextJob(file, tuple({**PUBLISHED, **given}.items()))
    return read_one(job, home=folder / name, folder=folder)


def review_of(folder, text=BRIEFING, **given):
    read_in(folder, text, **given)
    return Review("tiny", folder=folder)


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def tables(home):
    return {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}


def by_measure(review, measure):
    return next(row["draft_id"] for row in review.drafts if row["measure"] == measure)


def checksums_hold(home):
    """Whether each sidecar that was written here has the digest of its table."""
    for path in home.glob("*.origin.yml"):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))["sha256"]
        table = path.with_name(path.name.replace(".origin.yml", ".csv"))
        if said and said != sha256(table.read_bytes()).hexdigest():
            return False
    return True


def test_reading_touches_no_table_of_the_collection(folder):
    """Drafts, refusals and the page stand in the folder drafts/, and nowhere else."""
    before = tables(folder / "tiny")
    read = read_in(folder)
    names = sorted(path.name for path in (folder / "tiny" / "drafts").iterdir())

    assert tables(folder / "tiny") == before
    assert names == sorted(f"{read.page.short}{end}" for end in (".csv", ".refused.csv", ".toml"))
    assert [row["reported"] for row in read_drafts(folder / "tiny")] == ["about 193", "199", "27"]
    assert read_drafts(folder / "tiny")[0]["draft_id"].startswith(read.page.text_sha256[:8])


def test_the_text_itself_is_not_kept(folder):
    """Only the words of each figure: no file beside the collection holds a sentence."""
    read_in(folder)
    kept = "".join(p.read_text() for p in (folder / "tiny" / "drafts").iterdir())

    assert "fighting goes on" in BRIEFING
    assert "fighting goes on" not in kept


def test_accepting_appends_a_claim_and_its_page(folder):
    """Row for row, with the digest of the text, and both checksums renewed."""
    review = review_of(folder, archived="https://archive.example/1", read_on="2023-04-01")
    claim_id = review.accept(by_measure(review, "wounded"))
    home = folder / "tiny"
    claim, page = rows(home / "claims.csv")[-1], rows(home / "sources.csv")[-1]

    assert claim_id == claim["claim_id"] == "c4"
    assert claim["reported"] == "199"
    assert claim["stated_on"] == "2023-03-19"
    assert claim["speaker"] == "Serhii Cherevatyi"
    assert claim["source_id"] == page["source_id"] == "example-org-20230319"
    assert page["url"] == "https://example.org/news"
    assert page["text_sha256"] == sha256(BRIEFING.encode()).hexdigest()
    assert (page["archived"], page["read_on"]) == ("https://archive.example/1", "2023-04-01")
    assert yaml.safe_load((home / "claims.origin.yml").read_text())["sha256"]
    assert checksums_hold(home)
    held = load_collection("tiny", folder=folder)
    assert held.records["c4"]["value"] == 199


def test_the_rows_that_were_there_keep_their_bytes(folder):
    """New rows stand below; the page's new columns are empty where nothing is known."""
    home = folder / "tiny"
    before = (home / "claims.csv").read_text()
    review = review_of(folder)
    review.accept(by_measure(review, "wounded"))

    assert (home / "claims.csv").read_text().startswith(before)
    assert (
        (home / "sources.csv")
        .read_text()
        .startswith(
            "source_id,url,publisher,title,published,language,read_on,text_sha256,archived\n"
            "page_1,,UAWire,,2023-03-19,en,,,\n"
        )
    )


def test_what_a_rule_gave_is_said_to_be_inferred(folder):
    """A place that only the speaker's usual ground suggests is never printed as read."""
    review = review_of(folder)
    claim_id = review.accept(by_measure(review, "clashes"))
    added = rows(folder / "tiny" / "readings.csv")[-1]

    assert (added["claim_id"], added["column"], added["reading"]) == (claim_id, "inferred", "scope")
    assert 'by the rule "usual place"' in added["reason"]
    assert "scope_inferred" in load_collection("tiny", folder=folder).records[claim_id]["flags"]


def test_a_field_that_a_person_mended_is_no_longer_inferred(folder):
    """Who mends a field vouches for it."""
    review = review_of(folder)
    draft_id = by_measure(review, "clashes")
    review.mend(draft_id, "scope", "the city of Bakhmut")
    claim_id = review.accept(draft_id)

    assert rows(folder / "tiny" / "claims.csv")[-1]["scope"] == "bakhmut_city"
    assert claim_id not in {row["claim_id"] for row in rows(folder / "tiny" / "readings.csv")}


def test_undo_gives_every_table_its_bytes_back(folder):
    """Claims, sources, readings and sidecars; the log alone goes on."""
    begin_or_find("fresh", folder)
    read_in(folder, name="fresh")
    review = Review("fresh", folder=folder)
    before = tables(folder / "fresh")
    for draft_id in review.open_ids:
        review.accept(draft_id)
    assert tables(folder / "fresh") != before
    for _ in range(3):
        review.undo()

    assert tables(folder / "fresh") == before
    assert [entry.decision for entry in read_log(folder / "fresh")] == [
        *["accepted"] * 3,
        *["undone"] * 3,
    ]
    with pytest.raises(AnalysisError, match="no decision to take back"):
        review.undo()


def test_undo_leaves_what_somebody_has_worked_on(folder):
    """An accepted row that was edited since is not taken out unseen."""
    review = review_of(folder)
    claim_id = review.accept(by_measure(review, "wounded"))
    path = folder / "tiny" / "claims.csv"
    *lines, last = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, last.replace(",199,persons,", ",200,persons,")]))
    review.look_again()
    before = tables(folder / "tiny")

    with pytest.raises(AnalysisError, match=rf"claim {claim_id} was changed since .*reported"):
        review.undo()
    assert tables(folder / "tiny") == before
    assert rows(path)[-1]["reported"] == "200"


def test_the_page_of_two_accepted_figures_is_listed_once(folder):
    """And stays while one of its claims does."""
    review = review_of(folder)
    for measure in ("wounded", "clashes"):
        review.accept(by_measure(review, measure))
    listed = [row["source_id"] for row in rows(folder / "tiny" / "sources.csv")]
    review.undo()
    after = [row["source_id"] for row in rows(folder / "tiny" / "sources.csv")]

    assert listed == after == ["page_1", "example-org-20230319"]


def test_a_figure_of_the_same_page_is_refused(folder):
    """The refusal names the claim; read again, the text gives the same drafts."""
    review = review_of(folder)
    claim_id = review.accept(by_measure(review, "wounded"))
    again = BRIEFING.replace("fighting goes on", "the fighting goes on")
    read_in(folder, again)
    review.look_again()
    twin = next(d for d in review.open_ids if review.draft(d)["measure"] == "wounded")

    with pytest.raises(AnalysisError, match=rf"there already: claim {claim_id}, from the same pa"):
        review.accept(twin)


def test_an_echo_of_a_known_statement_is_refused(folder):
    """The collection has the spokesman's 199 wounded of 18 March from another page."""
    review = review_of(folder, published="2023-03-18", url="https://example.org/other")

    with pytest.raises(AnalysisError, match=r"there already: claim c2, the same statement"):
        review.accept(by_measure(review, "wounded"))
    assert len(rows(folder / "tiny" / "claims.csv")) == 3


def test_another_value_for_a_known_statement_is_accepted_and_told(folder):
    """Versions stay side by side; the claim that differs is named."""
    text = BRIEFING.replace("199", "205")
    review = review_of(folder, text, published="2023-03-18", url="https://example.org/other")
    draft_id = by_measure(review, "wounded")

    assert review.matches(review.draft(draft_id)).remark.endswith("another value in c2 (199)")
    assert review.accept(draft_id) == "c4"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("speaker", r"speaker is open; the page says 'Ivan Nobody'; nearest: "),
        ("measure", r"measure is open; the page says 'drones'; nearest: drone"),
        ("subject", r"subject is open; nearest: russian_forces"),
        ("scope", r"scope is open; the page says 'Nowhere'; nearest: "),
        ("unit", r"unit is open"),
        ("party", r"party is open; nearest: ukraine"),
    ],
)
def test_an_open_field_is_named_with_the_nearest_choices(folder, field, words):
    """Nothing with a question mark becomes a claim."""
    review = review_of(folder, STRANGE)
    before = tables(folder / "tiny")

    with pytest.raises(AnalysisError, match=words):
        review.accept(by_measure(review, "?"))
    assert tables(folder / "tiny") == before


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("scope", "bakhmut_citty", "'bakhmut_citty' is not a known scope; nearest: bakhmut_city"),
        ("measure", "woundedd", "is not a known measure; nearest: wounded"),
        ("period", "lately", "'lately' is not a known period"),
        ("stated_on", "19.03.2023", "'19.03.2023' is not a day written YYYY-MM-DD"),
        ("reported", "some", "reported: 'some': "),
        ("unit", "events", "'events' is not a unit of wounded; nearest: persons"),
        ("claim_id", "x1", "no field 'claim_id' that can be mended"),
        ("note", "a\u202eb", ""),
    ],
)
def test_a_field_takes_only_what_it_can_have(folder, field, value, words):
    """The refusal names the draft, the value and the nearest; nothing is logged."""
    review = review_of(folder)
    if not words:
        review.mend(review.open_ids[0], field, value)
        assert review.draft(review.open_ids[0])["note"] == "a\ufffdb"
        return
    with pytest.raises(ParameterError) as refusal:
        review.mend(by_measure(review, "wounded"), field, value)

    assert words in str(refusal.value)
    assert read_log(folder / "tiny") == []


def test_a_decided_draft_is_not_decided_again(folder):
    """Rejected or accepted, it says so; undone, it is open again."""
    review = review_of(folder)
    draft_id = review.open_ids[0]
    review.reject(draft_id, note="of another war")

    with pytest.raises(AnalysisError, match="is rejected; undo that first"):
        review.accept(draft_id)
    review.undo()
    assert draft_id in review.open_ids


def test_a_draft_that_is_not_there_is_told_with_the_nearest(folder):
    """Ids are long, and typed by hand."""
    review = review_of(folder)
    with pytest.raises(ParameterError, match=f"nearest: .*{review.open_ids[0]}"):
        review.accept(review.open_ids[0] + "9")


def test_a_new_speaker_scope_and_measure_are_drafted_and_confirmed(folder):
    """Rows of the collection's own vocabulary, with a sidecar; the draft then takes them."""
    review = review_of(folder, STRANGE)
    draft_id = by_measure(review, "?")
    drafted = word_row("speaker", review.draft(draft_id))
    assert drafted == {"speaker": "ivan_nobody", "label": "Ivan Nobody", "role": "", "party": "?"}
    with pytest.raises(ParameterError, match="new speaker: party is open"):
        review.add_word(draft_id, "speaker", drafted)
    review.add_word(draft_id, "speaker", {"party": "ukraine"})
    review.add_word(draft_id, "scope", {"level": "city", "parent": "front"})
    word = {"measure": "drones_seen", "label": "drones seen", "unit": "items", "counts": "drones"}
    review.add_word(draft_id, "measure", word)
    review.mend(draft_id, "subject", "russian_forces")
    claim_id = review.accept(draft_id)
    home = folder / "tiny"

    assert rows(home / "speakers.csv")[0]["label"] == "Ivan Nobody"
    assert rows(home / "claims.csv")[-1]["measure"] == "drones_seen"
    assert rows(home / "claims.csv")[-1]["unit"] == "items"
    assert checksums_hold(home)
    assert check_up("tiny", folder).faults == ()
    assert load_collection("tiny", folder=folder).records[claim_id]["speaker"] == "ivan_nobody"
    others = [review.draft(name) for name in review.open_ids]
    assert [row["speaker"] for row in others] == ["ivan_nobody"]


def test_a_war_that_no_table_knows_is_added_row_by_row(folder):
    """A side, its foe's party and a place of the same page: each spelling keeps its first key."""
    review = review_of(folder, STRANGE)
    draft_id = by_measure(review, "?")
    people = {"people": "Ruritanian soldiers", "label": "Ruritanian forces"}
    review.add_word(draft_id, "subject", {"force": "ruritania", **people})
    party = {"party": "graustark", "label": "Graustark", "interested": "yes"}
    with pytest.raises(ParameterError, match="opponent 'nobody' is not known"):
        review.add_word(draft_id, "party", {**party, "opponent": "nobody"})
    review.add_word(draft_id, "party", {**party, "opponent": "ruritania"})
    review.add_word(draft_id, "speaker", {"party": "graustark"})
    review.add_word(draft_id, "scope", {"level": "city", "parent": "front"})
    review.add_word(draft_id, "scope", {"scope": "elsewhere", "label": "Elsewhere"})
    word = {"measure": "drones_seen", "label": "drones seen", "unit": "items", "counts": "drones"}
    review.add_word(draft_id, "measure", word)
    review.mend(draft_id, "subject", "ruritania")

    assert review.accept(draft_id)
    assert review.words.scope_aliases["nowhere"] == "nowhere"
    assert rows(folder / "tiny" / "forces.csv")[0]["force"] == "ruritania"
    assert rows(folder / "tiny" / "claims.csv")[-1]["party"] == "graustark"


def test_a_new_key_is_taken_back_unless_a_claim_uses_it(folder):
    """Undo removes the row; by hand used elsewhere, it stays."""
    review = review_of(folder, STRANGE)
    draft_id = by_measure(review, "killed")
    review.add_word(draft_id, "speaker", {"party": "ukraine"})
    review.accept(draft_id)
    review.undo()
    review.undo()

    assert rows(folder / "tiny" / "speakers.csv") == []
    assert review.draft(draft_id)["speaker"] == "?"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"party": "ukrain"}, "party 'ukrain' is not known; nearest: ukraine"),
        ({"party": "ukraine", "speaker": "isw"}, "'isw' is there already"),
        ({"party": "ukraine", "label": ""}, "label is empty"),
    ],
)
def test_a_new_key_is_checked_like_any_other(folder, row, words):
    """Whatever is wrong is said, and nothing is written."""
    review = review_of(folder, STRANGE)
    before = tables(folder / "tiny")
    with pytest.raises(ParameterError) as refusal:
        review.add_word(by_measure(review, "?"), "speaker", row)

    assert words in str(refusal.value)
    assert tables(folder / "tiny") == before


def test_all_that_is_sure_is_accepted_and_the_rest_is_told(folder):
    """An unsure place is left, and so is what a tool proposed."""
    file = folder / "text.txt"
    file.write_text(BRIEFING)
    offered = [{"quote": "27", "wording": "27", "measure": "attacks"}]
    job = TextJob(file, tuple(PUBLISHED.items()))
    read_one(job, home=folder / "tiny", folder=folder, proposals=offered)
    review = Review("tiny", folder=folder)
    accepted, left = review.accept_sure()

    assert [review.draft(name)["measure"] for name in accepted] == ["killed", "wounded"]
    assert sorted(left.values()) == ["proposed by a tool", "unsure: scope"]


def test_the_log_says_who_decided_what(folder):
    """Every decision, also those taken back, in order."""
    read_in(folder)
    review = Review("tiny", folder=folder, by="A. Clerk")
    first, second, _ = review.open_ids
    review.note(first, "see the video")
    review.mend(first, "scope", "bakhmut_city")
    review.accept(first)
    review.reject(second, note="a slip")
    review.undo()
    told = [(r["decision"], r["draft_id"], r["by"]) for r in rows(folder / "tiny" / LOG)]

    assert told == [
        ("noted", first, "A. Clerk"),
        ("mended", first, "A. Clerk"),
        ("accepted", first, "A. Clerk"),
        ("rejected", second, "A. Clerk"),
        ("undone", second, "A. Clerk"),
    ]
    assert rows(folder / "tiny" / LOG)[-1]["undoes"] == "4"


def test_a_damaged_log_is_told(folder):
    """With its row, column and value; nothing is decided on top of it."""
    review = review_of(folder)
    review.reject(review.open_ids[0])
    path = folder / "tiny" / LOG
    path.write_text(path.read_text().replace("rejected", "rejcted"))

    with pytest.raises(AnalysisError, match="row 1, column decision: 'rejcted' is not a known"):
        Review("tiny", folder=folder)


def test_a_draft_read_again_keeps_what_was_decided(folder):
    """The same text gives the same ids."""
    review = review_of(folder)
    review.reject(review.open_ids[0])
    left = review.open_ids
    read_in(folder)

    assert Review("tiny", folder=folder).open_ids == left


@pytest.mark.slow
def test_a_review_killed_at_any_moment_leaves_the_collection_whole(folder, tmp_path_factory):
    """kill -9 at 20 moments of accepting and undoing: no fault, checksums true, log in step."""
    review_of(folder, BRIEFING + STRANGE.replace("Ivan Nobody", "Serhii Cherevatyi"))
    home, begun = folder / "tiny", time.monotonic()
    start(folder).wait()
    seconds = time.monotonic() - begun
    unfinished = 0
    for hundredth in sorted(MOMENTS):
        run = start(folder)
        time.sleep(seconds * hundredth / 100)
        run.kill()
        run.wait()
        unfinished += is_unfinished(home)
        review = Review("tiny", folder=folder)
        assert check_up("tiny", folder).faults == ()
        assert checksums_hold(home)
        ids = {row["claim_id"] for row in rows(home / "claims.csv")}
        accepted = {s.claim_id for s in review.states.values() if s.outcome == "accepted"}
        assert ids == {"c1", "c2", "c3"} | accepted
        while len(review.open_ids) < len(review.drafts):
            review.undo()
    # What a killed command left, the next one removes.
    start(folder).wait()
    names = {path.name for path in home.rglob("*") if path.name.startswith(".")}
    assert names == set()


def start(folder):
    return subprocess.Popen([sys.executable, "-c", DECIDE, str(folder)], cwd=ROOT)
