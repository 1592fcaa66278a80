"""One collection: read, checked, cleaned and divided, and what reports ask of it."""
