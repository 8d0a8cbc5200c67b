"""The faults that nowsync must survive, and which test shows how each of them ends."""
