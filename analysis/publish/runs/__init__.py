"""One report from its parameters to its page."""
