"""A raw table to claims, and which rows are one statement."""
