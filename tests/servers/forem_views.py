"""How Forem shows an article: three shapes for three kinds of endpoint.

Source: app/views/api/v0/articles/*.jbuilder and api_v1.json of forem/forem.
"""

import re
from datetime import datetime

from tests.servers import forem_rules as rules
from tests.servers.forem_articles import Article

SITE = "https://dev.to"


def visible(article: Article, now: datetime) -> bool:
    """Tell whether readers see the article (article.rb: published_at <= now)."""
    at = article.now.published_at
    return article.now.published and at is not None and at <= now


def newest_first(article: Article) -> tuple[bool, float, int]:
    """Order as /me does: drafts, which have no date, then the newest (NULLs first, derived)."""
    at = article.now.published_at if article.now.published else None
    return (at is not None, -at.timestamp() if at else 0.0, -article.id)


def url(article: Article) -> str:
    """Return the article's address on the site; a draft's is not final."""
    return f"{SITE}/{article.username}/{article.slug}"


def mine(article: Article) -> dict[str, object]:
    """Show an article to its author in a list: tag_list is an array, no tags, no edited_at."""
    return {
        **_common(article),
        "published": article.now.published,
        "body_markdown": article.now.body_markdown,
        "tag_list": list(article.now.tags),
        "page_views_count": 0,
    }


def public(article: Article) -> dict[str, object]:
    """Show an article in a public list: tag_list is an array, tags a string, no body."""
    return {
        **_common(article),
        **_dates(article),
        "tag_list": list(article.now.tags),
        "tags": ", ".join(article.now.tags),
    }


def single(article: Article) -> dict[str, object]:
    """Show one article: tag_list is a string, tags an array, and no `published`."""
    return {
        **_common(article),
        **_dates(article),
        "tag_list": ", ".join(article.now.tags),
        "tags": list(article.now.tags),
        "body_html": rules.rendered(article.now.body_markdown),
        "body_markdown": article.now.body_markdown,
    }


def _common(article: Article) -> dict[str, object]:
    now = article.now
    at = _stamp(now.published_at if now.published else None)
    return {
        "type_of": "article",
        "id": article.id,
        "title": now.title,
        # None given: generated from the body (article.rb).
        "description": now.description or _summary(now.body_markdown),
        # Never the address that was sent: the CDN's.
        "cover_image": f"https://media2.dev.to/dynamic/{article.id}" if now.main_image else None,
        "published_at": at,
        "published_timestamp": at or "",
        "slug": article.slug,
        "path": f"/{article.username}/{article.slug}",
        "url": url(article),
        # None set: the article's own address.
        "canonical_url": now.canonical_url or url(article),
        "user": {"username": article.username},
    }


def _dates(article: Article) -> dict[str, object]:
    # Only an edit after publication sets edited_at (articles/updater.rb).
    edits = [
        version.at
        for before, version in zip(article.versions, article.versions[1:], strict=False)
        if before.content.published
    ]
    return {
        "created_at": _stamp(article.created_at),
        "edited_at": _stamp(edits[-1] if edits else None),
        # The id is of no use to a client; the same series has the same one.
        "collection_id": sum(article.now.series.encode()) or None,
        "reading_time_minutes": 1,
    }


def _summary(body: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", rules.rendered(body)).split())[:100]


def _stamp(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
