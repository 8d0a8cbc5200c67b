"""Measures what a user waits for, each beside its floor; see docs/performance.md."""
