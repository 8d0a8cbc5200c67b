"""Parts of the adapter for dev.to that are too large to stand in it."""
