"""Plain text as Mastodon reads it: what it counts, links, tags and calls."""
