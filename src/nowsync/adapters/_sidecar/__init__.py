"""The two forms of a sidecar: a file beside the entries, or a field in each of them."""
