"""Hold the pure core to what it decides."""
