"""The characters that a reader sees: Unicode's extended grapheme clusters."""


def graphemes(text: str) -> int:
    """Count them: an emoji with its skin, an accented letter and a CRLF are one each."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    import regex

    return len(regex.findall(r"\X", text))
