"""Files that appear whole, tables kept on disk, and columns held as codes."""
