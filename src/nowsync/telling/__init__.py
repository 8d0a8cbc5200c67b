"""Telling: what of a run a person should hear of reaches them, wherever they are."""

from nowsync.telling.teller import Teller

__all__ = ["Teller"]
