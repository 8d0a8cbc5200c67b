"""What protects the promise, taken out of a copy of the source: a test has to notice."""
