"""Characters that may stand in a text: what XML allows, without Unicode's non-characters."""

_CONTROLS = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)]
# Unicode promises never to assign these; templates mark optional parts with two of them.
_NON_CHARACTERS = [
    *range(0xFDD0, 0xFDF0),
    *(plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
]
_ILLEGAL: dict[int, str | None] = dict.fromkeys([*_CONTROLS, *_NON_CHARACTERS])


def legal(text: str) -> str:
    """Leave out what neither XML nor an honest author would write; whole surrogates are joined."""
    # Most text is lines of what is printable, which is quick to tell: nothing illegal is in them.
    printable = text.isprintable() or text.replace("\n", "").isprintable()
    return text if printable else encodable(text).translate(_ILLEGAL)


def encodable(text: str) -> str:
    """Make a text that has a UTF-8 form, whatever stands in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
