"""What our runner makes of each notebook; functions of a module, so that a child can find them.

What they use is imported in a child, where it is loaded: whoever asks need not load it too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.press.runner import Job


def write_page(folder: str, job: Job, notebook: NotebookNode) -> int:
    """Write the page of a report, with its receipts; return its length in characters."""
    from analysis.collection import load_collection
    from analysis.files import write_text
    from analysis.press.exporter import export_page

    held = load_collection("bakhmut-2023") if "collection" in job.values else None
    html = export_page(notebook, collection=held).html
    write_text(
        Path(folder) / f"{job.source.stem}-{'-'.join(map(str, job.values.values()))}.html", html
    )
    return len(html)


def memory(job: Job, notebook: NotebookNode) -> int:
    """Return the bytes that this process holds and shares with no other."""
    import psutil

    from analysis.press.exporter import export_page

    export_page(notebook)
    return psutil.Process().memory_full_info().uss
