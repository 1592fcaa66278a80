"""The record beside a page, and the reading of finished pages."""
