"""What our runner makes of each notebook; functions of a module, so that a child can find them.

What they use is imported in a child, where it is loaded: whoever asks need not load it too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.publish.runner import Job


def write_page(folder: str, job: Job, notebook: NotebookNode) -> int:
    """Write the page of a report, with its receipts; return its length in characters."""
    from analysis.store.files import write_text

    html = page_of(job, notebook)
    write_text(
        Path(folder) / f"{job.source.stem}-{'-'.join(map(str, job.values.values()))}.html", html
    )
    return len(html)


def page_of(job: Job, notebook: NotebookNode) -> str:
    """Return the page of a report, its receipts followed in the collection it names."""
    from analysis.collection.collection import load_collection
    from analysis.publish.page.exporter import export_page

    name = job.values.get("collection")
    return export_page(notebook, collection=load_collection(name) if name else None).html
