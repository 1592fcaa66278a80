"""From drafts to claims: what a reader of texts proposes, and what a person decides about it.

Drafts stand beside a collection, in its folder `drafts`; accepted, one becomes a row of its table
of claims, with its page and a checksum renewed, and the log of decisions says so.
"""
