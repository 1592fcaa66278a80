"""Where things lie. Importing it touches nothing."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
PROCESSED = ROOT / "data" / "processed"
NOTEBOOKS = ROOT / "notebooks"
MINE = ROOT / "mine"
"""Notebooks of one's own: they are run and published by name, and are no part of the suite."""
SITE = ROOT / "site"
