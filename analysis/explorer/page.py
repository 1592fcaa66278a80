"""How the explorer looks in JupyterLab, light and dark, and where its links lead."""

from __future__ import annotations

import os
from html import escape

ROOT_ADDRESS = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/")
"""Where the server that runs this notebook stands; a hub serves each reader under a prefix."""

STYLE = """\
<style>
.reportedly-explorer img { max-width: 100%; background: #fff; }
.reportedly-explorer figure { margin: 0; }
.reportedly-explorer figcaption, .reportedly-explorer p, .reportedly-explorer li {
  line-height: 1.45; color: var(--jp-ui-font-color1); }
.reportedly-explorer table { border-collapse: collapse; margin: 0.4em 0; }
.reportedly-explorer caption { text-align: left; font-weight: bold; padding: 0.3em 0; }
.reportedly-explorer th, .reportedly-explorer td {
  text-align: left; vertical-align: top; padding: 0.2em 0.7em 0.2em 0; line-height: 1.35;
  border-bottom: 1px solid var(--jp-border-color2); color: var(--jp-ui-font-color1); }
.reportedly-explorer a { color: var(--jp-content-link-color); text-decoration: underline; }
.reportedly-explorer cite { font-style: normal; }
.reportedly-explorer .table-box { overflow-x: auto; }
.reportedly-explorer .lm-TabBar-tab { flex: 0 0 auto !important; }
.reportedly-explorer .refused { border-left: 4px solid var(--jp-error-color1); padding-left: 1em; }
.reportedly-explorer .register h2 { font-size: 1em; margin: 0.6em 0; }
.reportedly-explorer .halves { display: flex; flex-wrap: wrap; gap: 1em; }
.reportedly-explorer .half { flex: 1 1 24em; min-width: 0; }
.reportedly-explorer .reportedly-controls {
  position: sticky; top: 0; align-self: flex-start; max-height: 96vh; overflow-y: auto; }
.reportedly-explorer .code-box pre {
  background: var(--jp-layout-color2); color: var(--jp-ui-font-color1); padding: 0.8em;
  overflow-x: auto; white-space: pre; }
.reportedly-explorer table.dataTable td:first-child { white-space: nowrap; }
.reportedly-explorer .code-box button { padding: 0.4em 1em; cursor: pointer; }
</style>
"""

COPY = (
    "const box = this.closest('.code-box'), text = box.querySelector('pre').textContent, "
    "said = () => { box.querySelector('.told').textContent = 'Copied.'; }; "
    "const old = () => { const range = document.createRange(); "
    "range.selectNodeContents(box.querySelector('pre')); const all = getSelection(); "
    "all.removeAllRanges(); all.addRange(range); document.execCommand('copy') && said(); }; "
    "navigator.clipboard ? navigator.clipboard.writeText(text).then(said, old) : old();"
)
"""Puts the lines on the clipboard; where a browser keeps that from pages, selects and copies."""


def copied(code: str) -> str:
    """Show lines of code with a button that copies them.

    >>> "Copy as code" in copied("1 < 2") and "1 &lt; 2" in copied("1 < 2")
    True
    """
    return (
        f'<div class="code-box"><button type="button" onclick="{escape(COPY)}">Copy as code'
        f'</button> <span class="told" role="status"></span><pre>{escape(code)}</pre></div>'
    )
