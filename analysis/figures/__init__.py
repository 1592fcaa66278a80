"""Drawings: style, layout and, in `plots`, a module for each figure."""
