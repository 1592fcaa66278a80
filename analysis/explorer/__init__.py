"""The explorer: ask a collection, see claims, ratio, refusals and receipts, and take code away.

In JupyterLab it is a panel of widgets; where there are none (a repository's page, a published
site, a notebook nobody has run) the same object shows its first view as static figures.
"""
