"""What the Mastodon adapter is made of: its server, and what the server's answers say."""
