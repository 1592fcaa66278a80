"""Two pages, compared as documents: elements, attributes, styles, text, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape

from analysis.text.trees import Node, steps, tree_of

LONGEST = 4_000
"""Parts in a row that are set against each other; more are told as one."""
PRESCANNED = 1_024
DOCTYPE = "-doctype"
DECLARED = re.compile("<!doctype[^>]*>?", re.IGNORECASE)
SHOWN = 80
"""Signs of a part that fit a line."""


def differences(old: str, new: str) -> list[str]:
    """Tell in what two pages differ as a browser reads them.

    Parameters
    ----------
    old, new : str
        HTML.

    Returns
    -------
    list of str
        From what to what, in the order of the page; empty if the documents are the same, however
        they are spelled.

    Raises
    ------
    AnalysisError
        If one of them cannot be read as a page.

    Examples
    --------
    >>> differences("<P >193", "<p hidden>193</p>")
    ["'<p>' → '<p hidden>'"]
    >>> differences("<P >193", "<p>193</p>")
    []
    """
    if len({"charset" in html[:PRESCANNED] for html in (old, new)}) > 1:
        return ["the encoding is not told in the first 1,024 signs, where browsers look for it"]
    before, after = (list(_parts(html)) for html in (old, new))
    start = next(
        (n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    before, after = before[start:], after[start:]
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    if max(len(before), len(after)) > LONGEST:
        return [f"{len(before):,} parts → {len(after):,} parts, the first {_shown(before[:1])}"]
    found = SequenceMatcher(None, before, after).get_opcodes()
    return [
        f"{_shown(before[a:b])} → {_shown(after[c:d])}"
        for kind, a, b, c, d in found
        if kind != "equal"
    ]


def _parts(html: str) -> Iterator[str]:
    """Write each part of a page: the same text for the same part, however it was spelled."""
    node: Node | None = tree_of(html).root
    while node.prev is not None:
        node = node.prev
    while node is not None:
        if node.tag == DOCTYPE:
            # The parser leaves out what lets browsers lay a page out as of old.
            yield " ".join(DECLARED.search(html)[0].split())
            node = node.next
            continue
        for kind, part in steps(node):
            if kind == "begin":
                yield _opened(part)
            elif kind == "end":
                yield f"</{part.tag}>"
            else:
                yield str(part.html)
        node = node.next


def _opened(node: Node) -> str:
    if node.tag == "template":
        return str(node.html)
    given = sorted(node.attributes.items())
    words = (name if value is None else f'{name}="{escape(value)}"' for name, value in given)
    return f"<{' '.join([node.tag, *words])}>"


def _shown(parts: list[str]) -> str:
    text = "".join(parts)
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…") if text else "nothing"


def first_differing_line(old: bytes, new: bytes) -> str:
    """Name the first line in which two files differ.

    >>> first_differing_line(b"a\\nb", b"a\\nc")
    'from line 2 on'
    """
    both = zip(old.split(b"\n"), new.split(b"\n"), strict=False)
    same = 0
    for was, now in both:
        if was != now:
            break
        same += 1
    return f"from line {same + 1} on"
