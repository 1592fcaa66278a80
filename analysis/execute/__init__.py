"""Parameters of a notebook, and how it runs."""
