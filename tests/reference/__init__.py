"""Pages that are written by the code that they are about."""
