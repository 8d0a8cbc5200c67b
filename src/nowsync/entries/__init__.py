"""Entries: a folder of Markdown files as entries, and one problem for each broken file."""

from nowsync.entries.cache import FileCache
from nowsync.entries.files import File, PassedOver
from nowsync.entries.folder import Folder, read_entry, read_folder, read_page
from nowsync.entries.rules import DATE_KEYS, PAGE_DATE_KEYS, EntryRules

__all__ = [
    "DATE_KEYS",
    "PAGE_DATE_KEYS",
    "EntryRules",
    "File",
    "FileCache",
    "Folder",
    "PassedOver",
    "read_entry",
    "read_folder",
    "read_page",
]
