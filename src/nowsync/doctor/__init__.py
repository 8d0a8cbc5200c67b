"""The doctor: everything that can be wrong, before it goes wrong; each with what to do about it."""

from nowsync.doctor.checks import Check, checks
from nowsync.doctor.finding import Finding, Level
from nowsync.doctor.setup import Setup

__all__ = ["Check", "Finding", "Level", "Setup", "checks"]
