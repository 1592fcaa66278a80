"""Drawings: style, layout and, in `plots`, the figures themselves."""
