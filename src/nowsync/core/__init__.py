"""What nowsync knows and decides. Pure: no path, clock, socket, log or environment."""
