"""Tests of nowsync."""
