"""What a release has to be: the same bytes for everybody, with a list of what is in it."""
