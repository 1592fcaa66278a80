"""One report made for many values: what to run, where it lies, how it is listed."""
