"""The pages of a sweep in a real browser: like all pages of a site, one folder further down."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from browsing import watched
from inside import World
from tiny_sweep import PAGES
from tone import loaded_words

pytestmark = pytest.mark.browser

LISTS = ("index.html", "day/index.html")
SEEN = (*LISTS, PAGES[0])
SCREENS = [(1280, "light"), (390, "dark")]
FOUND = """() => ({
  links: [...document.querySelectorAll('a[href], link[href]')].map(a => a.href),
  lost: [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
    .filter(id => !document.getElementById(id)),
  ids: [...document.querySelectorAll('[id]')].map(e => e.id),
  levels: [...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1]),
  scripts: document.scripts.length,
})"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A site with a sweep, of which a report failed and a combination does not exist."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        world = World(tmp_path_factory.mktemp("swept"), monkeypatch)
        world.change(world.claims, ",310,", ",500,")
        days = "stated_on=2023-03-18..2023-03-20"
        result = world.publish(days, "scope=all", "speaker=all")
    assert len(result.failed) == 1 and len(result.planned.absent) == 1
    return world.site


@pytest.mark.parametrize("name", SEEN)
def test_a_page_asks_for_nothing_runs_nothing_and_fits(swept, browser, name):
    """One request, itself; no sideways scroll; nothing said."""
    address = (swept / name).as_uri()
    for width, scheme in SCREENS:
        screen = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        with watched(browser, **screen) as seen:
            seen.tab.goto(address)

            assert seen.tab.evaluate("document.documentElement.scrollWidth") <= width
            assert seen.asked() == [address] and seen.said == []
            assert seen.tab.evaluate(FOUND)["scripts"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEN)
def test_axe_finds_no_fault(swept, browser, name):
    """Contrast, names, headings, landmarks."""
    from axe_playwright_python.sync_playwright import Axe

    for width, scheme in SCREENS:
        screen = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        with watched(browser, bypass_csp=True, **screen) as seen:
            seen.tab.goto((swept / name).as_uri())

            assert Axe().run(seen.tab).response["violations"] == []


@pytest.mark.parametrize("name", SEEN)
def test_every_link_leads_to_a_file_of_the_site(swept, browser, name):
    """From a folder as from the site itself; each id stands once, no heading is skipped."""
    with watched(browser) as seen:
        seen.tab.goto((swept / name).as_uri())
        found = seen.tab.evaluate(FOUND)
    places = [unquote(urlsplit(link).path) for link in found["links"] if link.startswith("file:")]
    inside = {path.as_posix() for path in swept.rglob("*")}

    assert len(places) > 5 and [place for place in places if place not in inside] == []
    assert found["lost"] == [] and len(found["ids"]) == len(set(found["ids"]))
    assert all(b <= a + 1 for a, b in zip(found["levels"], found["levels"][1:], strict=False))


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_use_the_words_of_all_pages(swept, name):
    """None of one side's; what failed and what has no claim is said as missing."""
    text = (swept / name).read_text(encoding="utf-8")

    assert loaded_words(text) == []
    assert "could not be made" in text


def test_the_list_names_what_has_no_claim(swept):
    """By the values that were asked for."""
    text = (swept / "day" / "index.html").read_text(encoding="utf-8")

    assert "that is missing, not zero" in text and "<li>20 March 2023</li>" in text
