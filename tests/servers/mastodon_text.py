"""How Mastodon counts and shows text, as pure functions.

Sources are files of mastodon/mastodon (main, August 2026).
"""

import html
import re
import unicodedata

# app/validators/status_length_validator.rb: every link counts 23, a shorter one too.
LINK_LENGTH = 23
_JOINER = "\u200d"
# A simple stand-in for twitter-text (app/lib/extractor.rb): the protocol is mandatory, the host
# needs a dot and a top-level domain of letters, no letter may stand right before it, the query is
# ASCII, and closing punctuation is not part of it.
_LINK = re.compile(
    r"(?<![\w@/])https?://[^\s/<>()?.@:]+(?:\.[^\s/<>()?.@:]+)*\.[^\W\d_]{2,}(?![\w@])(?::\d+)?"
    r"(?:/(?:[^\s<>()?]|\([^\s<>()?]*\))*(?<![.,!:;\"']))?(?:\?[!-~]*[0-9A-Za-z_&=#/-])?"
)
# app/models/account.rb, MENTION_RE.
_MENTION = re.compile(r"(?<![\w/=])(@\w+(?:[.-]+\w+)*)@[\w.-]+\w")
# app/models/tag.rb: from 4.6 on only white space may stand before it, and a digit is not enough.
_HASHTAG = re.compile(r"(?<!\S)#(\w*[^\W\d_]\w*)")


def length(text: str, spoiler_text: str) -> int:
    """Return how much of the limit a status takes: graphemes, with links and mentions reduced."""
    countable = _LINK.sub("x" * LINK_LENGTH, text)
    return _graphemes(spoiler_text + _MENTION.sub(r"\1", countable))


def _graphemes(text: str) -> int:
    # Good for accents, emoji sequences, flags and CRLF; not for Hangul jamo or Indic clusters.
    count, before, flag = 0, "", False
    for char in text.replace("\r\n", "\n"):
        regional = "\U0001f1e6" <= char <= "\U0001f1ff"
        joined = (
            _JOINER in (before, char)
            or unicodedata.category(char) in ("Mn", "Me", "Mc")
            or "\U0001f3fb" <= char <= "\U0001f3ff"
            or (regional and flag)
        )
        count += not (joined and before)
        flag = regional and not flag
        before = char
    return count


def content(text: str, site: str) -> str:
    """Return the HTML that the API shows for a plain text (app/lib/text_formatter.rb)."""
    if not text:
        return ""
    paragraphs = re.split(r"\n{2,}", _linked(text.replace("\r\n", "\n"), site))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).replace("\n", "<br />")


def _linked(text: str, site: str) -> str:
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        parts += [_tagged(text[end : found.start()], site), _link(found.group())]
        end = found.end()
    return "".join([*parts, _tagged(text[end:], site)])


def _tagged(text: str, site: str) -> str:
    parts: list[str] = []
    end = 0
    for found in _HASHTAG.finditer(text):
        tag = found.group(1)
        parts.append(html.escape(text[end : found.start()]))
        parts.append(
            f'<a href="{site}/tags/{tag}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
        )
        end = found.end()
    return "".join([*parts, html.escape(text[end:])])


def _link(url: str) -> str:
    # The address is hidden before and after its first 30 characters.
    scheme = re.match(r"https?://(?:www\.)?", url)
    start = scheme.end() if scheme else 0
    shown = url[start : start + 30]
    ellipsis = "ellipsis" if len(url) > start + 30 else ""
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{html.escape(url[:start])}</span>'
        f'<span class="{ellipsis}">{html.escape(shown)}</span>'
        f'<span class="invisible">{html.escape(url[start + 30 :])}</span></a>'
    )
