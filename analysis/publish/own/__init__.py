"""Reports of one's own: begun from a template, and looked over like those of the suite."""
