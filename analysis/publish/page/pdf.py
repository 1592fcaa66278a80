"""A page printed to PDF by Chromium: tagged, with links and metadata, without its clock."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urljoin

from analysis.errors import AnalysisError
from analysis.publish.page.body import is_beside
from analysis.publish.page.markup import tree_of
from analysis.store.files import scratch, write_bytes

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 120
"""A page takes some five; a browser that hangs is ended."""
CLOCK = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[^)]*\)")


def find_browser() -> str:
    """Return the Chromium of this machine.

    Raises
    ------
    AnalysisError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise AnalysisError("no PDF without Chromium; install it, or publish without --pdf")
    return found


def print_page(page: Path, target: Path, address: str = "") -> Path:
    """Print a page as its print style has it.

    A PDF is read far from the files beside its page, and names no folder of this machine: links
    to them lead to the web, or are none.

    Parameters
    ----------
    page : Path
        An HTML file that asks for nothing else.
    target : Path
        The PDF. One browser gives the same bytes each time; two versions of it may not.
    address : str
        Where the page will stand on the web; empty if that is not known.

    Raises
    ------
    AnalysisError
        If there is no browser, or it did not print.
    """
    browser = find_browser()
    with scratch() as folder:
        printed, copy = folder / "page.pdf", folder / "page.html"
        copy.write_text(with_links_to(address, page.read_text(encoding="utf-8")), encoding="utf-8")
        words = [browser, "--headless", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        words += ["--no-pdf-header-footer", f"--print-to-pdf={printed}"]
        # Chromium's sandbox refuses root; the page has no script and asks for nothing.
        words += ["--no-sandbox"] if os.geteuid() == 0 else []
        try:
            done = subprocess.run([*words, copy.as_uri()], capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as slow:
            raise AnalysisError(f"{page.name} was not printed within {SECONDS} s") from slow
        if not printed.is_file():
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise AnalysisError(f"{page.name} was not printed: {' '.join(last) or browser}")
        write_bytes(target, without_clock(printed.read_bytes()))
    return target


def with_links_to(address: str, html: str) -> str:
    """Return a page whose links to other files are whole addresses, or text without an address.

    >>> with_links_to("https://example.org/day/a.html", '<a href="../b.csv">b</a>')[25:-14]
    '<a href="https://example.org/b.csv">b</a>'
    >>> with_links_to("", '<a href="b.csv">b</a> <a href="#c">c</a>')[25:-14]
    '<a>b</a> <a href="#c">c</a>'
    """

    tree = tree_of(html)
    for link in tree.css("a[href]"):
        beside = link.attributes["href"] or ""
        if is_beside(beside) and address:
            link.attrs["href"] = urljoin(address, beside)
        elif is_beside(beside):
            del link.attrs["href"]
    return str(tree.html)


def without_clock(pdf: bytes) -> bytes:
    """Return a PDF with its two days put to the beginning of PDF's calendar, lengths unchanged.

    >>> without_clock(b"<</ModDate (D:20261123223724+00'00')>>")
    b"<</ModDate (D:20000101000000+00'00')>>"
    """
    return CLOCK.sub(lambda day: day[0][: day[0].index(b"D:")] + b"D:20000101000000+00'00')", pdf)
