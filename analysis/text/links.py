"""Which addresses of others a page leads to, and what is said of those that it does not.

An address may look like another than it is: a user name before the host (`https://who.org@a.net`),
or letters of another script in it. Neither becomes a link; the host is shown as machines write it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

PLAIN = re.compile(r"[\w.:-]+", re.ASCII)
"""A host without signs that a browser would read as others, such as %65 for e."""
LOOKED_UP = "xn--"
"""Begins a part of a host that stands for signs beyond ASCII."""


@lru_cache(4096)
def web_address(url: str) -> str:
    """Return an address that a link may lead to; empty for what is none.

    >>> web_address("https://example.org/a"), web_address("javascript:go()"), web_address("")
    ('https://example.org/a', '', '')
    >>> web_address("https://example.org@a.net/"), web_address("https://еxample.org/")
    ('', '')
    """
    parts = _parts(url)
    if parts is None or _named_user(parts) or _punycode(parts):
        return ""
    return url.strip()


@lru_cache(4096)
def why_no_link(url: str) -> str:
    """Say why an address of the web is no link; empty for one that is, and for what is none.

    >>> why_no_link("https://example.org@a.net/"), why_no_link("https://еxample.org/")
    ('address with a user name, at a.net', 'host xn--xample-2of.org')
    """
    parts = _parts(url)
    if parts is None:
        return ""
    host = _punycode(parts)
    if _named_user(parts):
        return f"address with a user name, at {host or parts.hostname}"
    return f"host {host}" if host else ""


def _parts(url: str) -> SplitResult | None:
    """Return the parts of an address of the web; None for what is none."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    signs = f"{parts.netloc}{url.strip()}"
    if parts.scheme not in ("http", "https") or not host or "\\" in signs:
        return None
    return parts if signs.isprintable() and " " not in parts.netloc else None


def _named_user(parts: SplitResult) -> bool:
    return "@" in parts.netloc


def _punycode(parts: SplitResult) -> str:
    """Return a host with signs beyond ASCII as machines write it; empty for any other."""
    host = parts.hostname or ""
    if host.isascii():
        odd = any(part.startswith(LOOKED_UP) for part in host.split("."))
        return host if odd or not PLAIN.fullmatch(host) else ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode("ascii")
