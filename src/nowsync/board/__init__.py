"""The board: a page for the daemon, with what waits, what is published, and buttons."""
