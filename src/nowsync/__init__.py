"""nowsync: publish the entries of a now page to Mastodon, dev.to and an Atom feed."""

__version__ = "0.1.0"
