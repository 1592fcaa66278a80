"""Which claims may be divided, what comes out, and what it is set beside."""
