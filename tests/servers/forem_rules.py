"""The rules of Forem's articles, as pure functions. No memory, no HTTP.

Sources are files of forem/forem, read in 2024-2025; "(derived)" follows from reading them.
"""

import html
import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unicodedata import category

from tests.servers.forem_articles import Content

# app/models/article.rb
LONGEST_TITLE = 128
LONGEST_BODY = 800 * 1024
MOST_TAGS = 4
LONGEST_TAGS = 126
MOST_MENTIONS = 7
SAME_TITLE = timedelta(minutes=5)
# app/models/tag.rb
LONGEST_TAG = 30

# config/fastly/snippets/bad_bot_detection.vcl
_BLOCKED = re.compile(
    r"^$|urllib|libwww|http client|User-Agent|Snoopy|^Java|[A-Z][a-z]{3,} [a-z]{4,} [a-z]{4,}"
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# app/services/markdown_processor/parser.rb wraps code in {% raw %} before Liquid sees it.
# Indented code is not wrapped.
_PROTECTED = re.compile(
    r"(?P<fence>^(?P<mark>```|~~~).*?^(?P=mark)[ \t]*$)"
    r"|(?P<span>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|\{%\s*raw\s*%\}(?P<raw>.*?)\{%\s*endraw\s*%\}",
    re.DOTALL | re.MULTILINE,
)
_MENTION = re.compile(r"(?<![\w/@])@(\w+)")
_DATA = re.compile(r"""src\s*=\s*["']?data:|!\[[^\]]*\]\(\s*<?data:""", re.IGNORECASE)
_LIQUID_TAG = re.compile(r"\{%\s*(\w+).*?%\}", re.DOTALL)
_LIQUID_TAGS = {"embed", "link", "youtube", "github", "codepen", "details", "enddetails"}


class InvalidError(Exception):
    """The article breaks a rule; the message is the sentence of the 422."""


def blocked(user_agent: str) -> bool:
    """Tell whether the network in front of dev.to turns this client away."""
    return bool(_BLOCKED.search(user_agent))


def normalised_title(title: str) -> str:
    """Return the title as it is stored (article.rb: TITLE_CHARACTERS_ALLOWED).

    What is no word, space, punctuation or emoji becomes a space; runs of white space collapse.
    """
    return " ".join("".join(each if _in_title(each) else " " for each in title).split())


def _in_title(character: str) -> bool:
    # [[:word:]], [[:punct:]] and \p{Sc}; the emoji only as far as their largest block.
    kinds = ("L", "M", "Nd", "Pc", "P", "Sc")
    return category(character).startswith(kinds) or 0x1F000 <= ord(character) <= 0x1FFFF


def _is_alnum(tag: str) -> bool:
    # Onigmo's [[:alnum:]] is Letter | Mark | Decimal_Number.
    return all(category(each).startswith(("L", "M", "Nd")) for each in tag)


def normalised_body(body: str) -> str:
    """Return the body as it reads back (app/services/markdown_processor/fixer/base.rb)."""
    seen = itertools.count(1)

    def longer(_rule: re.Match[str]) -> str:
        # Only the first two may be the fences of front matter.
        return "---" if next(seen) <= 2 else "--------"

    return re.sub(r"^---", longer, body.replace("\r\n", "\n"), flags=re.MULTILINE)


def front_matter(body: str) -> dict[str, object] | None:
    """Return the front matter of a body, None without one (app/services/content_renderer.rb)."""
    found = _FRONT_MATTER.match(body)
    if found is None:
        return None
    values: dict[str, object] = {}
    name = ""
    for line in found.group(1).splitlines():
        item = re.fullmatch(r"\s+-\s+(.*)|-\s+(.*)", line)
        pair = re.fullmatch(r"(\w+):(?:\s+(.*))?", line)
        if pair:
            name = pair.group(1)
            values[name] = _scalar(pair.group(2) or "")
        elif item and name:
            values[name] = [*_listed(values[name]), _scalar(item.group(1) or item.group(2))]
        elif line.strip() and not line.startswith("#"):
            raise InvalidError(f"(<unknown>): could not find expected ':' while scanning {line!r}")
    return values


def _scalar(text: str) -> str:
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _listed(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    names = str(value).strip("[]").split(",")
    return [_scalar(name) for name in names if name.strip()]


def with_front_matter(content: Content) -> Content:
    """Let the front matter of the body win over everything else (article.rb)."""
    values = front_matter(content.body_markdown)
    if values is None:
        return content
    merged = {name: str(value) for name, value in values.items() if value}
    titled = "title" in merged
    published = content.published
    if "published" in merged:
        published = merged["published"].lower() == "true"
    return Content(
        title=merged.get("title", content.title),
        body_markdown=content.body_markdown,
        published=published,
        canonical_url=merged.get("canonical_url", content.canonical_url),
        # With a title there, series and description come from there or from nowhere.
        description=merged.get("description", "" if titled else content.description),
        main_image=merged.get("cover_image", content.main_image),
        series=merged.get("series", "" if titled else content.series),
        tags=tuple(_listed(values["tags"])) if values.get("tags") else content.tags,
        published_at=_moment(values.get("published_at") or values.get("date"))
        or content.published_at,
    )


def from_json(given: Mapping[str, object], before: Content) -> Content:
    """Return the content that the JSON asks for; absent keys keep what was there, except tags.

    app/services/articles/attributes.rb: absent tags are cleared.
    """
    if given.get("body_markdown", "") is None:
        raise InvalidError("Body markdown can't be null")

    def text(name: str, kept: str) -> str:
        return str(given[name] or "") if name in given else kept

    return Content(
        title=text("title", before.title),
        body_markdown=text("body_markdown", before.body_markdown),
        published=given.get("published", before.published) in (True, "true", 1, "1"),
        canonical_url=text("canonical_url", before.canonical_url),
        description=text("description", before.description),
        main_image=text("main_image", before.main_image),
        series=text("series", before.series),
        tags=_tags(given.get("tags")),
        published_at=_moment(given.get("published_at")) or before.published_at,
    )


def _tags(value: object) -> tuple[str, ...]:
    # concerns/api/articles_controller.rb permits `tags: []`, so anything but an array is dropped.
    return tuple(str(tag) for tag in value) if isinstance(value, list) else ()


def _moment(value: object) -> datetime | None:
    if not value:
        return None
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def settled(content: Content) -> Content:
    """Return the content as the server stores it."""
    content = with_front_matter(content)
    tags = (tag.strip().lower() for tag in content.tags)
    return replace(
        content,
        title=normalised_title(content.title),
        body_markdown=normalised_body(content.body_markdown),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
    )


def complaints(content: Content) -> list[str]:
    """Return the sentences of everything that is wrong with an article by itself (article.rb)."""
    found = []
    if not content.title:
        found.append("Title can't be blank")
    if len(content.title) > LONGEST_TITLE:
        found.append(f"Title is too long (maximum is {LONGEST_TITLE} characters)")
    if len(content.body_markdown.encode()) > LONGEST_BODY:
        found.append("Body markdown is too long.")
    if len(content.tags) > MOST_TAGS:
        found.append(f"Tag list exceed the maximum of {MOST_TAGS} tags")
    for tag in content.tags:
        if not _is_alnum(tag):
            found.append(f'Tag "{tag}" contains non-alphanumeric or prohibited unicode characters')
        if len(tag) > LONGEST_TAG:
            found.append(f'Tag "{tag}" is too long (maximum is {LONGEST_TAG} characters)')
    if len(", ".join(content.tags)) > LONGEST_TAGS:
        found.append(f"Cached tag list is too long (maximum is {LONGEST_TAGS} characters)")
    return (
        found
        + _body_complaints(content.body_markdown)
        + _url_complaints("Canonical url", content.canonical_url)
        + _url_complaints("Main image", content.main_image)
    )


def _body_complaints(body: str) -> list[str]:
    text = _PROTECTED.sub("", body)
    found = []
    if len({name.lower() for name in _MENTION.findall(text)}) > MOST_MENTIONS:
        found.append(f"You cannot mention more than {MOST_MENTIONS} users in a post!")
    if _DATA.search(text):
        # Refused with 422; the wording is not known.
        found.append("Body markdown has an image with a data: source")
    return found


def _url_complaints(name: str, url: str) -> list[str]:
    # article.rb: `url: {no_local: true, schemes: %w[https http]}` and a check for spaces.
    if not url:
        return []
    if re.search(r"\s", url):
        return [f"{name} must not have spaces"]
    host = re.match(r"https?://(?:[^/@]*@)?([^/:?#]+)", url)
    if host is None or host.group(1) == "localhost" or "." not in host.group(1):
        return [f"{name} is not a valid URL"]
    return []


def rendered(body: str) -> str:
    """Return the HTML of a body, as far as Liquid and line breaks go.

    Liquid runs over everything outside code: a variable renders empty, and an unknown tag
    replaces the whole article while the API still answers 2xx (parser.rb, derived).
    """
    head = _FRONT_MATTER.match(body)
    text = body[head.end() if head else 0 :]
    parts: list[str] = []
    end = 0
    for found in _PROTECTED.finditer(text):
        parts += [_liquid(text[end : found.start()]), _shown(found)]
        end = found.end()
    parts.append(_liquid(text[end:]))
    broken = next((part for part in parts if part.startswith("Liquid syntax error")), None)
    if broken:
        return broken
    paragraphs = re.split(r"\n{2,}", "".join(parts).strip())
    # Redcarpet runs with hard_wrap: every newline breaks the line (app/lib/redcarpet).
    wrapped = [paragraph.replace("\n", "<br>\n") for paragraph in paragraphs]
    return "\n\n".join(f"<p>{paragraph}</p>" for paragraph in wrapped)


def _shown(found: re.Match[str]) -> str:
    if found.group("raw") is not None:
        return html.escape(found.group("raw"), quote=False)
    return f"<code>{html.escape(found.group(), quote=False)}</code>"


def _liquid(text: str) -> str:
    for tag in _LIQUID_TAG.findall(text):
        if tag not in _LIQUID_TAGS:
            return f"Liquid syntax error: Unknown tag '{tag}'"
    text = re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL)
    return html.escape(text, quote=False)


def slug(title: str, suffix: str) -> str:
    """Return the slug: at most 100 characters of the title, then a suffix (article.rb)."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"{words[:100]}-{suffix}"
