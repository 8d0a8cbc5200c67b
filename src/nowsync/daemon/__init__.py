"""The daemon: it waits for the right moment, and has the work done by a process of its own."""
