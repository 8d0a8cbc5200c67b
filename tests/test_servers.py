"""Hold the servers of the tests to what is known of the real ones."""
