"""Claims are text from the open web: what wants to be more than text stays text, or is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import payloads
import pytest
from browsing import watched

from analysis.collection.collection import load_collection
from analysis.data.places import place_of
from analysis.errors import ParameterError, RawDataError
from analysis.execute.parameters import read_parameters, suite
from analysis.paths import NOTEBOOKS, ROOT
from analysis.publish.report import prepare
from analysis.review.review import begin_or_find

ID = "\"><script>fired('id')</script>../../outside"
"""Added to each id: it has no semicolon, which parts ids in a list."""
WRITTEN = {".cache", "site"}
"""What a run may leave in a project."""

LISTEN = "window.fires = []; window.fired = name => { window.fires.push(String(name)); };"
PROVOKE = """() => {
  const kinds = ['mouseover', 'mouseenter', 'focus', 'click', 'toggle', 'animationstart', 'begin'];
  for (const element of document.querySelectorAll('body *')) {
    for (const kind of kinds) {
      if (kind === 'click' && element.closest('a[href]')) continue;
      element.dispatchEvent(new Event(kind, {bubbles: true}));
    }
  }
}"""
FOUND = """() => ({
  fires: window.fires,
  handlers: [...document.querySelectorAll('*')]
    .filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).map(e => e.outerHTML),
  foreign: document.querySelectorAll('script, iframe, object, embed, form, base, input, '
    + 'svg:not(.drawing), template, marquee, video, plaintext, xmp, textarea').length
    + document.querySelectorAll('body style, body link, body meta').length,
  links: [...document.querySelectorAll('a[href]')]
    .map(a => new URL(a.getAttribute('href'), document.baseURI).protocol)
    .filter(p => !['http:', 'https:', 'file:', 'mailto:'].includes(p)),
  broken: [...document.images].filter(i => !i.naturalWidth).length,
  text: document.body.textContent,
  end: !!document.querySelector('footer'),
})"""


@dataclass(frozen=True)
class Run:
    """What came of publishing a spoilt project."""

    folder: Path
    changed: int
    status: int
    said: str

    @property
    def pages(self) -> list[Path]:
        """The published pages."""
        return sorted((self.folder / "site").rglob("*.html"))


def published(folder: Path, text: str, names: tuple[str, ...], *words: str) -> Run:
    """Publish a copy of the project in which a text stands in every field."""
    project = folder / "project"
    project.mkdir()
    raw = payloads.project(project, names) / "data" / "raw"
    changed = payloads.spoil(raw, text) + payloads.spoil_ids(raw, ID)
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "publish", *words],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    return Run(project, changed, done.returncode, done.stdout + done.stderr)


def looked_at(browser, page: Path, *, bypass: bool) -> tuple[dict, list[str]]:
    """Open a page, provoke whatever might listen, and say what it did."""
    with watched(browser, bypass_csp=bypass) as seen:
        seen.tab.add_init_script(LISTEN)
        seen.tab.goto(page.as_uri())
        seen.tab.evaluate(PROVOKE)
        for _ in range(30):
            seen.tab.keyboard.press("Tab")
        seen.tab.wait_for_timeout(100)
        away = [url for url in seen.asked() if url != page.as_uri()]
        return seen.tab.evaluate(FOUND), away + seen.said


def nothing_happened(browser, run: Run) -> None:
    """Assert of each page that it did nothing, with its policy and without."""
    for page in run.pages:
        for bypass in (False, True):
            found, did = looked_at(browser, page, bypass=bypass)
            quiet = {"fires": [], "handlers": [], "foreign": 0, "links": [], "broken": 0}

            assert {key: found[key] for key in quiet} == quiet, (page.name, bypass)
            assert did == [], (page.name, bypass)
            assert found["end"], page.name


def stayed_inside(run: Run) -> None:
    """Assert that nothing was written beside the site and the tables."""
    copied = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {path.name for path in run.folder.iterdir()} <= copied | WRITTEN
    assert [path.name for path in run.folder.parent.iterdir()] == ["project"]
    assert not Path("/tmp/outside-of-the-site").exists()


def missing_texts(run: Run, browser, texts: tuple[str, ...]) -> list[str]:
    """Return the texts that stand on no page as they were written."""
    seen = [looked_at(browser, page, bypass=False)[0]["text"] for page in run.pages]
    pages = [" ".join(text.split()) for text in seen]
    return [text for text in texts if not any(" ".join(text.split()) in page for page in pages)]


@pytest.mark.slow
@pytest.mark.browser
def test_one_text_of_each_kind_in_every_field_stays_text(tmp_path, browser):
    """The briefing of a spoilt collection, chosen by a spoilt name: shown, and nothing runs."""
    speaker = f"speaker=Serhii Cherevatyi {payloads.SHORT}"
    run = published(tmp_path, payloads.SHORT, ("briefing",), "-p", speaker)

    assert (run.status, run.changed > 5000) == (0, True), run.said[-2000:]
    nothing_happened(browser, run)
    stayed_inside(run)
    assert missing_texts(run, browser, (payloads.SHORT,)) == []


@pytest.mark.corpus
@pytest.mark.browser
@pytest.mark.parametrize("group", payloads.TEXTS)
def test_the_whole_corpus_in_every_field_stays_text(tmp_path, browser, group):
    """Every report of a spoilt collection: each text of the group is shown, and nothing runs."""
    names = tuple(path.stem for path in suite())
    run = published(tmp_path, payloads.TEXTS[group], names)

    assert (run.status, run.changed > 5000) == (0, True), run.said[-2000:]
    nothing_happened(browser, run)
    stayed_inside(run)
    assert missing_texts(run, browser, payloads.GROUPS.get(group, ())) == []


@pytest.mark.parametrize("sign", [sign for text in payloads.UNSEEN for sign in text[:1]])
def test_a_sign_that_cannot_be_seen_is_refused(tmp_path, sign):
    """With file and line: a turned direction of writing makes 193 read as 391."""
    raw = payloads.project(tmp_path, ()) / "data" / "raw"
    claims = raw / "bakhmut-2023" / "claims.csv"
    lines = claims.read_text(encoding="utf-8").splitlines()
    lines[7] += sign
    claims.write_text("\n".join([*lines, ""]), encoding="utf-8")

    with pytest.raises(RawDataError, match=rf"claims\.csv line 8: U\+{ord(sign):04X}, a sign"):
        load_collection("bakhmut-2023", folder=raw)


@pytest.mark.parametrize("piece", ["x", "x\n"])
def test_ten_megabytes_in_a_cell_are_refused(tmp_path, piece):
    """In one line or in many, with the name of the file."""
    raw = payloads.project(tmp_path, ()) / "data" / "raw"
    scopes = raw / "scopes.csv"
    text = scopes.read_text(encoding="utf-8").replace(
        "the city of Bakhmut", f'"{piece * (10_000_000 // len(piece))}"', 1
    )
    scopes.write_text(text, encoding="utf-8")

    refused = r"scopes\.csv (line 2: 1[\d,]+ bytes|cannot be read as a table)"
    with pytest.raises(RawDataError, match=refused):
        load_collection("bakhmut-2023", folder=raw)


def test_a_place_that_no_disk_can_hold_is_refused_in_words(tmp_path):
    """The home of a user who is not there, a name too long for a file, and one for a folder."""
    for text in ("~no-such-user-here/a.txt", "a" * 300):
        with pytest.raises(ParameterError, match=r"no place of a file|no such file"):
            place_of(text)
    with pytest.raises(ParameterError, match="it has 300 signs, and 100 are the most"):
        begin_or_find("a" * 300, tmp_path)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.corpus
@pytest.mark.parametrize("report", [path.stem for path in suite()])
def test_no_text_of_the_corpus_passes_for_a_parameter(report):
    """Each is refused before anything runs, in words that a terminal shows as they are."""
    source = NOTEBOOKS / f"{report}.ipynb"
    names = [parameter.name for parameter in read_parameters(source) if parameter.kind is str]
    texts = [*payloads.CORPUS, payloads.SHORT, "x" * 10_000_000]

    assert names
    for name in names:
        for text in texts:
            with pytest.raises(ParameterError) as refusal:
                prepare(source, {name: text})
            said = str(refusal.value)
            assert all(line.isprintable() for line in said.splitlines()), (name, text[:40])
            assert len(said) < 3000, (name, text[:40])
