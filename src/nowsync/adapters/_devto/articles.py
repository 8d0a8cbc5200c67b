"""An article: as a Forem takes it, as it shows it, and whether it is as we left it."""

from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

from nowsync.core.drift import Part
from nowsync.core.entry import Json
from nowsync.core.publication import Attempt
from nowsync.core.step import Step

# app/models/article.rb and app/models/tag.rb
TAGS, TAG_LIMIT = 4, 30
UNPUBLISH = "unpublish"


def body_of(text: str) -> str:
    """Forem reads a leading `---` as front matter, which can release a draft (article.rb)."""
    text = text.strip("\n")
    return f"***{text.lstrip('-')}" if text.startswith("---") else text


def tags_of(names: Sequence[str]) -> list[str]:
    """Take four tags at most, and none that would have to be cut (article.rb, tag.rb)."""
    clean = dict.fromkeys(map(tag_of, names))
    return [tag for tag in clean if 0 < len(tag) <= TAG_LIMIT][:TAGS]


def tag_of(name: str) -> str:
    """Keep what Ruby's [[:alnum:]] is: letters, their marks, and digits; in lower case."""
    kinds = ("L", "M", "Nd")
    return "".join(each for each in name if category(each).startswith(kinds)).lower()


def cover_of(image: str | None) -> str | None:
    """Take an image's address if Forem does (article.rb: main_image)."""
    return image if image and urlsplit(image).scheme in {"https", "http"} else None


def may_be_ours(step: Step, message: str) -> bool:
    """These refusals of a draft mostly mean that an earlier, unanswered request was carried out."""
    ours = ("last five minutes", "already been taken")
    return step.kind == "draft" and any(words in message for words in ours)


def same(article: Mapping[str, Any], wanted: Mapping[str, Json]) -> bool:
    """Title and canonical URL identify an article; without a URL of its own, its whole text."""
    if _letters(article.get("title")) != _letters(wanted["title"]):
        return False
    canonical = wanted.get("canonical_url")
    if canonical is not None:
        return _normal(article.get("canonical_url")) == _normal(canonical)
    return _squeezed(article.get("body_markdown")) == _squeezed(wanted["body_markdown"])


def says(article: Mapping[str, Any], step: Step) -> bool:
    """Tell whether an article has the text that a step would give it."""
    wanted: Any = step.request.body["article"]
    return _squeezed(article.get("body_markdown")) == _squeezed(wanted["body_markdown"])


def is_as(article: Mapping[str, Any], step: Step) -> bool:
    """Tell whether an article is as a step would make it."""
    wanted: Any = step.request.body["article"]
    if step.kind in ("release", UNPUBLISH):
        return bool(article.get("published")) == (step.kind == "release")
    titled = _letters(article.get("title")) == _letters(wanted["title"])
    tagged = step.kind == "draft" or list(article.get("tag_list") or ()) == wanted["tags"]
    return says(article, step) and titled and tagged


def tags_sent(steps: Sequence[Step]) -> Json:
    """Give the tags that the last of some steps gave their article."""
    articles: list[Any] = [step.request.body["article"] for step in steps]
    return next((each["tags"] for each in reversed(articles) if "tags" in each), [])


def left(url: str, sent: Sequence[Attempt]) -> list[Mapping[str, Any]]:
    """Give what the latest confirmed step made of an article, and unanswered ones since."""
    found: list[Mapping[str, Any]] = []
    for attempt in sent:
        article: Any = attempt.step.request.body["article"]
        identity = attempt.receipt.id if attempt.receipt else None
        ours = url.endswith(f"/{identity}") or attempt.step.request.url == url
        if ours and "body_markdown" in article:
            found = [article] if attempt.receipt else [*found, article]
    return found


def parts(article: Mapping[str, Any], ours: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Lay what is there beside what we left; a title of which only signs are missing is ours."""
    title = str(article.get("title") or "")
    titles = [str(each["title"]) for each in ours]
    title = next((each for each in titles if _letters(each) == _letters(title)), title)
    tags = article.get("tags") if isinstance(article.get("tags"), list) else article.get("tag_list")
    return (
        Part("title", title, tuple(titles)),
        Part(
            "text",
            str(article.get("body_markdown") or ""),
            tuple(str(each["body_markdown"]) for each in ours),
        ),
        Part("tags", _listed(tags), tuple(_listed(each["tags"]) for each in ours)),
    )


def _listed(tags: Any) -> str:
    return ", ".join(sorted(map(str, tags or ())))


def _letters(title: object) -> str:
    """Take of a title what Forem keeps as it is; it makes blanks of many signs (article.rb)."""
    return "".join(filter(str.isalnum, str(title or "")))


def _squeezed(value: object) -> str:
    return " ".join(str(value or "").split())


def _normal(url: object) -> tuple[str, str, str]:
    parts = urlsplit(str(url or ""))
    return parts.netloc.lower(), parts.path.rstrip("/"), parts.query
