"""What a terminal is given: text that shows, and nothing that acts on the terminal."""

import re

# The colours that we use ourselves (ECMA-48, 8.3.117): no text can hide itself with them.
_COLOURS = r"\x1b\[(?:0|1|2|3[1-6])m"
# Escape sequences of all kinds begin with one of these; other lines and other orders of reading
# are in them, too (Unicode Standard Annex #9, and CVE-2021-42574).
_ACTING = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff]"
)
_FOUND = re.compile(f"{_COLOURS}|({_ACTING})")


def harmless(text: str) -> str:
    r"""Write what would act on a terminal as \u and its number, which JSON reads as the same."""
    return _FOUND.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    return f"\\u{ord(found[1]):04x}" if found[1] else found[0]
