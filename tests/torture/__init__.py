"""The promise, tried at random: a small site's months, with kills and faults at every turn."""
