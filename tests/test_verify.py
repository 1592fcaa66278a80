"""Verifying: a page is made again and told to be the same, changed since, or edited by hand."""

import json
import shutil

import pytest
from tiny_project import (
    change_code,
    correct_claim,
    publish_page,
    publish_site,
    reportedly,
    write_project,
)
from tiny_sweep import bytes_in

from analysis.errors import ParameterError
from analysis.publish.console import tell
from analysis.publish.reader import Move, PageFigure
from analysis.verify.diff import Cause
from analysis.verify.verdict import Verdict, summary
from analysis.verify.verification import records_in, verify

SAID = PageFigure("Answer", "# were killed.", "1", "193")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project and the page that it published."""
    home = tmp_path_factory.mktemp("made")
    project = write_project(home / "project")
    publish_page(project, home / "site")
    return home


@pytest.fixture
def sent(made, tmp_path):
    """A project of one's own, and the copy of a site that one was sent."""
    shutil.copytree(made / "project", tmp_path / "project")
    shutil.copytree(made / "site", tmp_path / "sent")
    return tmp_path


def verdict_on(sent, *words):
    """Verify the copy; make sure that nothing in it changed."""
    before = bytes_in(sent / "sent")
    answer = reportedly(sent / "project", "verify", sent / "sent", *words)

    assert bytes_in(sent / "sent") == before
    return answer.returncode, answer.stdout.splitlines()


def edit(page, old, new):
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_page_is_reproduced_from_a_copy_of_the_site(sent):
    """Every figure again, from the record alone, elsewhere than it was made."""
    assert verdict_on(sent) == (
        0,
        [
            "said.html: reproduced: 7 of 7 figures, and each byte of 6 files",
            "reproduced: 7 of 7 figures on 1 page",
        ],
    )


@pytest.mark.slow
def test_a_corrected_claim_is_told_as_data(sent):
    """The figures that moved, from what to what, and the claim."""
    correct_claim(sent / "project")

    assert verdict_on(sent) == (
        1,
        [
            "said.html: differs: 2 of 7 figures reproduced",
            "  What was said?: He said about 190 → 180, that is … to ….",
            "  What was said?: He said about …, that is 185 → 175 to ….",
            "  What was said?: He said about …, that is … to 195 → 185.",
            "  What was said?, table: killed, said: about 190 → about 180",
            "  What was said?, table: killed, low: 185 → 175",
            "  said/claims.csv: other bytes",
            "  said/claims.parquet: other bytes",
            "  Changed since: data: correction of a claim (c1).",
            "differs: 2 of 7 figures reproduced; 1 of 1 pages differ: data changed",
        ],
    )


@pytest.mark.slow
def test_a_changed_line_of_code_is_told_as_code(sent):
    """And the module it stands in."""
    change_code(sent / "project")

    assert verdict_on(sent) == (
        1,
        [
            "said.html: differs: 4 of 7 figures reproduced",
            "  What was said?: He said about …, that is 185 → 188.1 to ….",
            "  What was said?: He said about …, that is … to 195 → 191.9.",
            "  What was said?, table: killed, low: 185 → 188.1",
            "  said/claims.csv: other bytes",
            "  said/claims.parquet: other bytes",
            "  Changed since: code (settings.py).",
            "differs: 4 of 7 figures reproduced; 1 of 1 pages differ: code changed",
        ],
    )


def test_a_number_edited_in_the_page_is_told_as_that(sent):
    """Nothing changed since, so it was a hand."""
    edit(sent / "sent" / "said.html", ">about 190</button>", ">about 120</button>")

    assert verdict_on(sent) == (
        1,
        [
            "said.html: differs: 6 of 7 figures reproduced",
            "  What was said?: He said about 120 → 190, that is … to …. (edited in the page)",
            "  The page was edited after it was published: 1 of its figures.",
            "  Nothing changed since: data, rules, code, notebook and environment are those of the "
            "record.",
            "  So this is not what the record makes.",
            "differs: 6 of 7 figures reproduced; 1 of 1 pages differ: edited by hand",
        ],
    )


@pytest.mark.slow
def test_words_or_a_script_put_into_the_page_are_found_too(sent):
    """All figures are right; the page is not."""
    edit(sent / "sent" / "said.html", "claims by one speaker.</p>", "facts by one speaker.</p>")
    edit(sent / "sent" / "said.html", "</body>", "<script>0</script></body>")
    code, told = verdict_on(sent)

    assert (code, told[:3]) == (
        1,
        [
            "said.html: differs: 7 of 7 figures reproduced",
            "  words: 'Three facts by one speaker.' → 'Three claims by one speaker.'",
            "  The page was edited after it was published: not its figures, but its file.",
        ],
    )


@pytest.mark.slow
def test_a_page_that_cannot_be_made_any_more_differs(sent):
    """Its collection is gone; the reason is told, and what changed."""
    shutil.rmtree(sent / "project" / "data" / "raw" / "tiny")
    code, told = verdict_on(sent)

    assert code == 1
    assert told[0] == "said.html: differs: it could not be made again"
    assert "no collection 'tiny'" in told[1]
    assert told[2] == "  Changed since: data: collection (tiny → none)."


@pytest.mark.slow
def test_a_page_of_ones_own_is_reproduced_from_its_record(tmp_path):
    """A notebook beside the suite is found by the record of its page; a number edited is told."""
    project, mine = write_project(tmp_path / "project"), tmp_path / "project" / "mine"
    mine.mkdir()
    shutil.copy(project / "notebooks" / "said.ipynb", mine / "own.ipynb")
    site = publish_site(project, tmp_path / "site", own=("mine/own.ipynb",))
    alone = tmp_path / "sent"
    alone.mkdir()
    for name in ("own.html", "own.run.json"):
        shutil.copy(site / name, alone)
    shutil.copytree(site / "own", alone / "own")

    same = reportedly(project, "verify", alone / "own.html")
    edit(alone / "own.html", "about 190", "about 191")
    other = reportedly(project, "verify", alone / "own.html")

    assert (same.returncode, other.returncode) == (0, 1), same.stderr
    assert "own.html: reproduced: 7 of 7 figures" in same.stdout
    assert "191" in other.stdout
    assert "mine/own.ipynb" in json.loads((alone / "own.run.json").read_text())["command"]


def test_a_record_starts_only_reports_of_the_project(made, tmp_path):
    """A site from outside may name any notebook; none of its own is run."""
    shutil.copytree(made / "site", tmp_path / "sent")
    record = tmp_path / "sent" / "said.run.json"
    told = json.loads(record.read_text(encoding="utf-8"))
    for name in ("../sent/evil", str(tmp_path / "evil.ipynb"), "evil"):
        record.write_text(json.dumps(told | {"report": name}), encoding="utf-8")
        with pytest.raises(ParameterError, match="is no report of this project; there are 01_cl"):
            verify([tmp_path / "sent"])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "cannot be read as a run record"),
        ("[" * 100_000, "cannot be read as a run record"),
        ("[]", "is no run record of the format"),
        ('{"format": "reportedly run record, 1"}', "report, page_sha256, parameters"),
    ],
)
def test_a_broken_record_is_refused(tmp_path, text, fault):
    """Bad input, not a verdict."""
    (tmp_path / "said.html").write_text("<p>193")
    (tmp_path / "said.run.json").write_text(text)

    with pytest.raises(ParameterError, match=fault):
        verify([tmp_path])


def test_what_is_no_page_is_refused(tmp_path):
    """A folder without records, a page without one, a record without its page."""
    (tmp_path / "alone.html").write_text("<p>193")

    with pytest.raises(ParameterError, match="holds no run record"):
        records_in(tmp_path)
    with pytest.raises(ParameterError, match="is no page, no run record and no folder"):
        records_in(tmp_path / "none.html")
    with pytest.raises(ParameterError, match=r"no run record alone\.run\.json"):
        verify([tmp_path / "alone.html"])


def test_a_verdict_is_told_short_unless_all_is_asked_for():
    """Twenty rows of a table are enough to see what happened."""
    moved = tuple(
        Move(PageFigure("Answer", str(n), "low", "1"), PageFigure("Answer", str(n), "low", "2"))
        for n in range(3)
    )
    verdict = Verdict("p.html", 9, 6, moved, causes=(Cause("rules version", ("1 → 2",)),))

    assert verdict.lines(1) == [
        "p.html: differs: 6 of 9 figures reproduced",
        "  Answer: 0, low: 1 → 2",
        "  and 2 lines more; --all shows them",
        "  Changed since: rules version (1 → 2).",
    ]
    assert verdict.lines(2)[3] == "  and 1 line more; --all shows them"
    assert len(verdict.lines()) == 5


def test_what_changed_without_effect_is_told_and_changes_no_verdict():
    """A new library that draws the same page is worth knowing, and no difference."""
    verdict = Verdict("p.html", 1, 1, causes=(Cause("environment", ("numpy 2.4.1 → 2.4.2",)),))

    assert verdict.reproduced
    assert verdict.lines() == [
        "p.html: reproduced: 1 of 1 figures",
        "  Changed since, without effect on this page: environment (numpy 2.4.1 → 2.4.2).",
    ]
    assert summary([verdict, verdict]) == "reproduced: 2 of 2 figures on 2 pages"


def test_a_page_can_steer_no_terminal(capsys):
    """What could move its cursor is shown as a sign; lines stay lines."""
    tell(["said: \x1b[2J120 → 190", "one\ntwo"])

    assert capsys.readouterr().out == "said: \ufffd[2J120 → 190\none\ntwo\n"
