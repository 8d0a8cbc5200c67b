"""What a folder tells about the site in it: for `nowsync init`, which asks no more than it must."""
