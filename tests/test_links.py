"""Addresses of others: what looks like another address than it is becomes no link."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.collection.collection import load_collection
from analysis.publish.page.edition import listed_claims
from analysis.publish.page.markup import clean, web_address, why_no_link
from analysis.publish.page.receipts import _Register

MISLEADING = {
    "https://example.org@a.net/": "address with a user name, at a.net",
    "https://example.org:8080@a.net/x": "address with a user name, at a.net",
    "https://@a.net/": "address with a user name, at a.net",
    "https://еxample.org/": "host xn--xample-2of.org",
    "https://xn--xample-2of.org/": "host xn--xample-2of.org",
    "https://who@еxample.org/": "address with a user name, at xn--xample-2of.org",
    "https://%D0%B5xample.org/": "host %D0%B5xample.org",
    "https://a.net%2f@example.org/": "address with a user name, at example.org",
    "https://example.org%2f.a.net/": "host example.org%2f.a.net",
    "https://exam\u200bple.org/": "",
    "https://example.org\\@a.net/": "",
    "https://exa mple.org/": "",
    "https://example.org/\u202egro.lmth": "",
}
"""Addresses that look like others, and what is said instead of a link."""


@pytest.mark.parametrize("address", MISLEADING)
def test_what_looks_like_another_address_is_no_link(address):
    """Neither in a text nor behind a claim; its host is shown as machines write it."""
    assert web_address(address) == ""
    assert why_no_link(address) == MISLEADING[address]
    assert BeautifulSoup(clean(f'<a href="{address}">example.org</a>'), "html.parser").a.attrs == {}


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c@d#e",
        "http://e.org:80/",
        "https://e.org/%D0%B5",
        "https://e.org/е",
    ],
)
def test_a_plain_address_is_a_link(address):
    """Whatever its path holds."""
    assert web_address(address) == address
    assert why_no_link(address) == ""
    assert "href" in BeautifulSoup(clean(f'<a href="{address}">x</a>'), "html.parser").a.attrs


@given(st.text(max_size=60).map(lambda rest: f"https://{rest}") | st.text(max_size=60))
@example("https://[::1")
@example("https://a\udcff.org")
def test_any_text_is_a_plain_address_or_none(text):
    """Never an error; a link has a host in plain letters and no user."""
    linked, said = web_address(text), why_no_link(text)

    assert not (linked and said)
    assert said.isascii()
    if linked:
        parts = urlsplit(linked)
        assert parts.scheme in ("http", "https")
        assert parts.hostname.isascii() and "@" not in parts.netloc


def test_a_claim_names_the_host_that_its_page_does_not_lead_to(collection):
    """In the receipt and in the lists."""
    register = _Register(collection, [])
    page = {"publisher": "P", "language": "en", "url": "https://еxample.org/a"}
    register.pages = {"p": page}

    assert register._source("p") == "P (en), host xn--xample-2of.org"
    sources = collection.sources.assign(url=page["url"])
    held = load_collection(collection.name)
    rows = listed_claims(_with(held, sources))
    assert set(rows["url"]) == {""}
    assert rows["publisher"].str.endswith(", host xn--xample-2of.org").all()


def _with(held, sources):
    """The collection with other pages."""
    from dataclasses import replace

    return replace(held, sources=sources)
