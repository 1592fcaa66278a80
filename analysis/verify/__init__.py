"""Whether a page is what its record makes, and what moved between two sites."""
