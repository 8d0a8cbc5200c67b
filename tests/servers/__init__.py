"""Servers to test against: pretend ones with true memories, and real ones."""
