"""How the explorer looks in JupyterLab, light and dark, and where its links lead."""

from __future__ import annotations

import os

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
</style>
"""
