"""The images of an entry: found in the site, made fit to be sent, and kept until they are."""

from nowsync.images.gallery import Gallery
from nowsync.images.store import Store
from nowsync.images.unfit import Unfit

__all__ = ["Gallery", "Store", "Unfit"]
