"""Parts of the Atom adapter: what is said of an entry, in which file, and whether it is right."""
