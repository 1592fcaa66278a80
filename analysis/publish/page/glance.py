"""What a report shows at a glance, for the index: its answer and first figure, leading to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from analysis.publish.page.drawing import css_of
from analysis.text.trees import Node, Tree, tree_of


@dataclass(frozen=True)
class Glance:
    """The first screen of a report, to stand on another page of its folder.

    Parameters
    ----------
    html : Markup
        Empty if no figure stands among its first paragraphs.
    looks : str
        Rules of its drawing.
    """

    html: Markup = field(default_factory=Markup)
    looks: str = ""


def glance_of(opening: str, looks: dict[str, dict[str, str]], address: str) -> Glance:
    """Take the paragraphs up to the first figure, and the figure.

    Parameters
    ----------
    opening : str
        HTML of what stands before the first heading (`Body.opening`).
    looks : dict
        By the id of each figure, the rules of its drawing.
    address : str
        Of the report: numbers and marks lead to their receipts there.

    Examples
    --------
    >>> glance_of("<p>Two.</p><p>How?</p>", {}, "a.html").html
    Markup('')
    """
    tree = tree_of(opening)
    shown: list[Node] = []
    name = ""
    for node in tree.body.iter():
        if node.tag in ("p", "figure"):
            shown.append(node)
        if node.tag == "figure":
            name = node.attributes.get("id") or ""
            break
    if not name:
        return Glance()
    for node in shown:
        _lead_to(tree, node, address)
    html = Markup("\n").join(Markup(node.html) for node in shown)
    return Glance(html, css_of(looks.get(name, {})))


def _lead_to(tree: Tree, node: Node, address: str) -> None:
    """Let what opens a receipt on its own page lead to that page."""
    for link in node.css("a[href]"):
        href = link.attributes["href"] or ""
        link.attrs["href"] = f"{address}{href}" if href.startswith("#") else href
    for link in node.css("a.ref, span.downloads"):
        link.remove()
    for button in node.css("button[popovertarget]"):
        place = (button.attributes["popovertarget"] or "").rpartition("-")[2]
        link = tree.create_node("a")
        link.attrs["href"] = f"{address}#receipt-{place}"
        link.insert_child(button.text())
        button.replace_with(link, move=True)
