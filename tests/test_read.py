"""`reportedly read` and `reportedly review`: what whoever types them sees and gets."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256

import pytest
from driving import copy_project
from mapped_collection import FEED, write_mapped
from payloads import CORPUS
from tiny_collection import write_collection
from tiny_reading import BRIEFING, STRANGE, stand_in, write_texts
from typer.testing import CliRunner

from analysis import cli
from analysis.collection import collection
from analysis.collection.overview import check_up
from analysis.data import places
from analysis.paths import PROCESSED
from analysis.review import review as reviewing
from analysis.review.drafts import read_drafts
from analysis.review.texts import TextJob, jobs_of, load

PAGE = """<!doctype html><html lang="en"><head><title>Fighting goes on</title>
<link rel="canonical" href="https://example.org/a"><meta property="article:published_time"
content="2023-03-19T08:00"></head><body><article><p>Serhii Cherevatyi said that 199 wounded in the
Bakhmut direction.</p></article></body></html>"""


@pytest.fixture
def raw(tmp_path, monkeypatch):
    """A folder that stands for data/raw, with the vocabulary and one collection of three claims."""
    stand_in(monkeypatch)
    folder = tmp_path / "raw"
    write_collection(folder)
    monkeypatch.setattr(cli, "RAW", folder)
    monkeypatch.delenv(places.COLLECTIONS, raising=False)
    monkeypatch.chdir(tmp_path)
    return folder


def run(*words, given=None):
    return CliRunner().invoke(cli.app, [str(word) for word in words], input=given)


def told(outcome):
    """Return what was printed, in one line."""
    return " ".join((outcome.output + outcome.stderr).split())


def drafts(raw, name="losses"):
    return read_drafts(raw / name)


def test_a_text_is_read_into_a_new_collection(raw, tmp_path):
    """Tables without rows, sidecars that hold, drafts beside them; a table of drafts is printed."""
    write_texts(tmp_path, briefing__txt=BRIEFING)
    outcome = run("read", "briefing.txt", "--published", "2023-03-19", "--into", "losses")
    names = {path.name for path in (raw / "losses").iterdir()}

    assert outcome.exit_code == 0
    assert {"claims.csv", "sources.csv", "readings.csv", "collection.toml", "drafts"} <= names
    assert {"claims.origin.yml", "sources.origin.yml", "readings.origin.yml"} <= names
    assert "1 of 1 texts read, 3 drafts, 0 refusals; then: reportedly review losses" in told(
        outcome
    )
    assert "about 193" in outcome.output
    assert "bakhmut_direction ?" in told(outcome)
    assert (raw / "losses" / "claims.csv").read_text().count("\n") == 1


def test_of_a_page_text_title_day_and_address_are_taken(raw, tmp_path):
    """What the user says comes first."""
    write_texts(tmp_path, page__html=PAGE)
    assert run("read", "page.html", "--into", "losses").exit_code == 0
    review = reviewing.Review("losses", folder=raw)
    page = review.page(review.draft(review.open_ids[0]))

    assert (page.url, page.title) == ("https://example.org/a", "Fighting goes on")
    assert (page.published, page.language, page.file) == ("2023-03-19", "en", "page.html")
    assert run("read", "page.html", "--into", "losses", "--title", "T").exit_code == 0
    assert (
        reviewing.Review("losses", folder=raw).page(review.draft(review.open_ids[0])).title == "T"
    )


def test_a_text_comes_from_standard_input(raw):
    """With the address that the user gives."""
    outcome = run("read", "-", "--url", "https://example.org/x", "--into", "losses", given=BRIEFING)

    assert outcome.exit_code == 0
    assert len(drafts(raw)) == 3
    review = reviewing.Review("losses", folder=raw)
    assert review.page(drafts(raw)[0]).url == "https://example.org/x"


def test_a_folder_is_read_and_what_fails_is_listed(raw, tmp_path):
    """On all cores; the others are read, and the code is another."""
    days = {
        f"2023-03-{day:02}__txt": BRIEFING.replace("193", f"{day + 100}") for day in range(1, 13)
    }
    write_texts(tmp_path / "march", **days, bad__txt="make the reader fail", empty__txt=" ")
    (tmp_path / "march" / "latin.txt").write_bytes(b"200 bless\xe9s")
    outcome = run("read", "march", "--into", "losses")

    assert outcome.exit_code == 3
    assert "12 of 15 texts read, 36 drafts" in told(outcome)
    assert "bad.txt could not be read: the reader failed: ZeroDivisionError" in told(outcome)
    assert "empty.txt could not be read: it holds no text" in told(outcome)
    assert "latin.txt could not be read: byte 0xe9 at 9 is not UTF-8" in told(outcome)
    assert {row["stated_on"] for row in drafts(raw)} == {f"2023-03-{d:02}" for d in range(1, 13)}


def test_one_core_and_many_give_the_same_files(raw, tmp_path):
    """Whatever order the texts are done in."""
    write_texts(tmp_path / "march", **{f"{n}__txt": f"{BRIEFING} {n}" for n in range(20)})
    for name, cores in (("one", 1), ("two", 2)):
        assert run("read", "march", "--into", name, "--cores", cores).exit_code == 0
    one, two = (
        {path.name: path.read_bytes() for path in (raw / name / "drafts").iterdir()}
        for name in ("one", "two")
    )

    assert one == two and len(one) == 60


def test_a_folder_may_say_what_is_known_of_its_texts(raw, tmp_path):
    """A row for each file, with address, day and archived copy."""
    write_texts(
        tmp_path / "march",
        a__txt=BRIEFING,
        pages__csv="file,url,published,archived\na.txt,https://e.org/a,2023-03-20,https://k.org/a\n",
    )
    assert run("read", "march", "--into", "losses").exit_code == 0
    page = reviewing.Review("losses", folder=raw).page(drafts(raw)[0])

    assert (page.url, page.published) == ("https://e.org/a", "2023-03-20")
    assert page.archived == "https://k.org/a"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("read", "brifing.txt", "--into", "losses"), "no such file; nearest: briefing.txt"),
        (("read", "briefing.txt", "--into", "No Name"), "'No Name' is no name of a collection"),
        (("read", "briefing.txt", "--into", "a", "--published", "19.3."), "--published '19.3.' is"),
        (("read", "empty", "--into", "losses"), "empty holds no text; texts end in .txt"),
        (("read", "briefing.txt", "--into", "desk"), "desk is read from tables of others by its"),
        (("read", "briefing.txt", "--into", "notes"), "is there already and is no collection"),
        (("review", "losess"), "no collection 'losess' in "),
        (("review", "desk"), "read into a collection of its own, such as desk-read"),
        (("read", "briefing.txt", "--into", "a", "--proposals", "p.json"), "no such file"),
        (("read", "briefing.txt", "--into", "a", "--proposals", "q.csv"), "row 1: wording is mis"),
        (("read", "briefing.txt", "two", "--into", "a", "--url", "https://e.org"), "several texts"),
        (("read", "odd", "--into", "a"), "pages.csv line 1: column adress is not known; nearest: "),
        (("read", "odd2", "--into", "a"), "pages.csv line 2, column file: 'b.txt'; nearest: a.txt"),
    ],
)
def test_wrong_input_is_refused_before_anything_is_read(raw, tmp_path, words, says):
    """In a sentence, with what is nearest; nothing is begun."""
    write_texts(tmp_path, briefing__txt=BRIEFING, q__csv="quote\n27\n")
    write_texts(tmp_path / "two", other__txt=STRANGE)
    write_texts(tmp_path / "odd", a__txt="x", pages__csv="file,adress\na.txt,x\n")
    write_texts(tmp_path / "odd2", a__txt="x", pages__csv="file,url\nb.txt,x\n")
    (tmp_path / "empty").mkdir()
    (raw / "notes").mkdir()
    write_mapped(raw, FEED, feed_json="[]")
    before = sorted(path.name for path in raw.iterdir())
    outcome = run(*words)

    assert outcome.exit_code == 2
    assert says in told(outcome)
    assert sorted(path.name for path in raw.iterdir()) == before


def test_of_texts_that_cannot_be_read_nothing_is_left(raw, tmp_path):
    """No empty collection, and no advice to review it; one that was there stays as it was."""
    write_texts(tmp_path, bad__txt="make the reader fail", good__txt=BRIEFING)
    outcome = run("read", "bad.txt", "--into", "losses")

    assert outcome.exit_code == 1
    assert "0 of 1 texts read, 0 drafts, 0 refusals" in told(outcome)
    assert "then: reportedly review" not in told(outcome)
    assert "a new collection" not in told(outcome)
    assert not (raw / "losses").exists()

    assert run("read", "good.txt", "--into", "losses").exit_code == 0
    again = run("read", "bad.txt", "--into", "losses")

    assert again.exit_code == 1
    assert "then: reportedly review" not in told(again)
    assert len(drafts(raw)) == 3


def test_proposals_reach_the_reader_and_are_marked(raw, tmp_path):
    """From CSV or JSON; what counts is the reader's own reading."""
    write_texts(tmp_path, briefing__txt=BRIEFING)
    rows = [{"quote": "27", "occurrence": 1, "wording": "27", "measure": "attacks"}]
    (tmp_path / "p.json").write_text(json.dumps(rows))
    outcome = run("read", "briefing.txt", "--into", "losses", "--proposals", "p.json")

    assert outcome.exit_code == 0
    assert [row["proposed"] for row in drafts(raw)] == ["False"] * 3 + ["True"]
    assert "proposed" in outcome.output


def test_the_script_decides_and_tells(raw, tmp_path):
    """Accept, reject, note, mend, undo: each a line; a refusal gives another code."""
    write_texts(tmp_path, briefing__txt=BRIEFING)
    run("read", "briefing.txt", "--published", "2023-03-19", "--into", "losses")
    killed, wounded, clashes = (row["draft_id"] for row in drafts(raw))
    done = run("review", "losses", "--mend", f"{clashes}:scope=bakhmut_city", "--accept", killed)
    assert done.exit_code == 0
    assert f"draft {killed} is claim c0001" in told(done)
    assert "claim c0001" in told(run("review", "losses", "--list"))
    again = run("review", "losses", "--accept", killed, "--reject", wounded)
    assert again.exit_code == 1
    assert f"draft {killed} is accepted as c0001; undo that first" in told(again)
    assert f"draft {wounded} is rejected" in told(again)
    assert f"taken back: draft {wounded}, rejected" in told(run("review", "losses", "--undo"))
    sure = run("review", "losses", "--accept-sure", "--by", "A. Clerk")
    assert "2 accepted, 0 left" in told(sure)


def test_a_new_key_is_confirmed_by_the_script(raw, tmp_path):
    """Drafted first, with what is open; said again in full, it is added."""
    write_texts(tmp_path, strange__txt=STRANGE)
    run("read", "strange.txt", "--published", "2023-03-19", "--into", "losses")
    draft_id = drafts(raw)[1]["draft_id"]
    drafted = run("review", "losses", "--new", f"{draft_id}:speaker")
    assert drafted.exit_code == 1
    assert 'new speaker speaker="ivan_nobody" label="Ivan Nobody" role="" party="?"' in told(
        drafted
    )
    full = run("review", "losses", "--new", f"{draft_id}:speaker party=ukraine")
    assert "speaker ivan_nobody is added to speakers.csv of losses" in told(full)
    assert run("review", "losses", "--accept", draft_id).exit_code == 0


def test_a_name_in_another_script_takes_its_key_from_the_label(raw, tmp_path):
    """As it is told in docs/review.md: label and side are all that has to be said."""
    strange = STRANGE.replace("Ivan Nobody", "Іван Ніхто")
    write_texts(tmp_path, strange__txt=strange)
    run("read", "strange.txt", "--published", "2023-03-19", "--into", "losses")
    path = next((raw / "losses" / "drafts").glob("*[0-9a-f].csv"))
    path.write_text(path.read_text(encoding="utf-8").replace("Ivan Nobody", "Іван Ніхто"))
    word = f"{drafts(raw)[1]['draft_id']}:speaker label='Ivan the Clerk' party=ukraine"
    added = run("review", "losses", "--new", word)

    assert "speaker ivan_the_clerk is added to speakers.csv of losses" in told(added)


def test_commands_are_taken_a_line_at_a_time(raw, tmp_path):
    """List, show with the words around, mend, refuse, accept, note, undo, leave."""
    write_texts(tmp_path, briefing__txt=BRIEFING)
    run("read", "briefing.txt", "--published", "2023-03-19", "--into", "losses")
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    typed = ["choices scope", "mend scope=bakhmut_citty", "accept", "n look again", "j", "k", "2"]
    typed += ["note see video", "r a slip", "u", "nonsense", "help", "sure", "q"]
    outcome = run("review", "losses", "--text", tmp_path, given="\n".join(typed))
    said = told(outcome)

    assert outcome.exit_code == 1
    assert "Serhii Cherevatyi said that [about 193] Russian soldiers were killed" in said
    assert "'bakhmut_citty' is not a known scope; nearest: bakhmut_city" in said
    assert "bad.txt could not be read: byte 0xff at 0 is not UTF-8" in said
    assert "is claim c0001" in said and "is rejected" in said and "taken back" in said
    assert "no command and no draft 'nonsense'" in said
    assert "1 accepted, 1 left" in said


def test_from_a_text_to_a_page_that_can_be_published(raw, tmp_path):
    """Read, accept, check: no fault; the collection loads with its claims and page."""
    write_texts(tmp_path, briefing__txt=BRIEFING)
    run("read", "briefing.txt", "--published", "2023-03-19", "--into", "losses")
    run("review", "losses", "--accept-sure")
    found = check_up("losses", raw)
    held = collection.load_collection("losses", folder=raw)

    assert found.faults == ()
    assert found.figures == 2
    assert set(held.ratios["status"]) & {"ok", "qualified"}
    assert held.sources["text_sha256"].tolist() == [sha256(BRIEFING.encode()).hexdigest()]


def test_a_desk_may_keep_its_collections_elsewhere(raw, tmp_path, monkeypatch):
    """Where REPORTEDLY_COLLECTIONS points, a new one is begun."""
    monkeypatch.setattr(places, "RAW", raw)
    monkeypatch.setattr(cli, "RAW", raw)
    monkeypatch.setenv(places.COLLECTIONS, str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    write_texts(tmp_path, briefing__txt=BRIEFING)

    assert run("read", "briefing.txt", "--into", "losses").exit_code == 0
    assert (tmp_path / "own" / "losses" / "claims.csv").is_file()


def test_hostile_texts_steer_neither_terminal_nor_table(raw, tmp_path):
    """Every payload in text, title and publisher: shown as signs, and no claim holds one unseen."""
    hostile = " ".join(CORPUS)
    write_texts(tmp_path, a__txt=f"199 wounded {STRANGE} {hostile}")
    words = ("--title", f"T {hostile}", "--publisher", f"P {hostile}", "--published", "2023-03-19")
    outcome = run("read", "a.txt", "--into", "losses", *words)
    assert outcome.exit_code == 0
    shown = outcome.output + run("review", "losses", "--list").output
    assert not {sign for sign in shown if ord(sign) < 32} - {"\n"}
    assert "\u202e" not in shown and "\x1b" not in shown
    draft_id = next(row["draft_id"] for row in drafts(raw) if row["measure"] == "wounded")
    run("review", "losses", "--new", f"{draft_id}:speaker party=ukraine", "--accept", draft_id)

    assert check_up("losses", raw).faults == ()
    assert check_up("losses", raw).figures == 1


def test_a_text_beyond_all_measure_is_refused(tmp_path, monkeypatch):
    """By its size, before it is read."""
    monkeypatch.setattr("analysis.review.texts.MOST_BYTES", 10)
    write_texts(tmp_path, a__txt="x" * 11)

    with pytest.raises(ValueError, match="more than 10 bytes"):
        load(TextJob(tmp_path / "a.txt"))


def test_each_text_is_read_once_in_order(tmp_path):
    """A file that is named twice, or lies in a folder that is named too."""
    write_texts(tmp_path / "m", b__txt="x", a__md="x", c__pdf="x", **{"__hidden__txt": "x"})
    jobs = jobs_of([str(tmp_path / "m" / "b.txt"), str(tmp_path / "m")], {})

    assert [job.name for job in jobs] == ["b.txt", "a.md"]


def test_the_drafts_are_a_table_that_others_can_read(raw, tmp_path):
    """Columns of claims.csv, where the figure stands, and where each field comes from."""
    write_texts(tmp_path, briefing__txt=BRIEFING)
    run("read", "briefing.txt", "--into", "losses")
    (path,) = (p for p in (raw / "losses" / "drafts").glob("*.csv") if "refused" not in p.name)
    with path.open(newline="") as handle:
        first = next(csv.DictReader(handle))

    assert first["words"] == "about 193" == BRIEFING[int(first["start"]) : int(first["end"])]
    assert {"scope_from", "speaker_from", "unsure", "wording", "text_sha256"} <= set(first)


@pytest.mark.slow
def test_a_text_becomes_a_published_page_in_four_commands(tmp_path):
    """Our own reader, an empty new collection, the whole site: every code is nought."""
    (tmp_path / "project").mkdir()
    project = copy_project(tmp_path / "project")
    shutil.copytree(PROCESSED, project / "data" / "processed", ignore=lambda *names: [".kept"])
    said = {}
    for words in (
        ("read", "data/raw/reading-example/briefing.txt", "--published", "2023-03-18"),
        ("review", "losses", "--accept-sure", "--by", "A. Clerk"),
        ("check", "losses"),
        ("publish", "--collection", "losses", "--to", "out"),
    ):
        into = ("--into", "losses") if words[0] == "read" else ()
        command = [sys.executable, "-m", "analysis", *words, *into]
        environment = {**os.environ, "PYTHONPATH": str(project)}
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        said[words[0]] = done.stdout
    claims = (project / "data" / "raw" / "losses" / "claims.csv").read_text(encoding="utf-8")
    page = (project / "out" / "briefing.html").read_text(encoding="utf-8")

    assert ",193,persons," in claims and ",199,persons," in claims
    assert "without an archived copy: text-20230318" in said["check"]
    assert "193 Russian soldiers were killed" in re.sub("<[^>]*>", "", page)


def test_a_text_that_is_read_again_keeps_the_day_of_its_page(raw, tmp_path):
    """Said once with --published, the day is known at the next reading, and is not forgotten."""
    write_texts(tmp_path, briefing__txt=BRIEFING)
    run("read", "briefing.txt", "--published", "2023-03-19", "--into", "losses")
    first = drafts(raw)
    run("read", "briefing.txt", "--into", "losses")

    assert drafts(raw) == first
    assert {row["stated_on"] for row in first} == {"2023-03-19"}
