"""What search engines may read of the story: schema.org NewsArticle as JSON-LD, a block of data and no
code.

https://schema.org/NewsArticle, https://developers.google.com/search/docs/appearance/structured-data/article
(read 2026-11). The quoted posts are its `citation`s, each a SocialMediaPosting with its own words and
author.
"""

import json
from typing import Any

from markupsafe import Markup

from aggregator.model import Digest
from aggregator.model.digests import Quote
from aggregator.render import notices, words
from aggregator.render.shown import is_withdrawn
from aggregator.text import clean, safe_url

_ABOUT = {
    "film": "Movie",
    "series": "TVSeries",
    "person": "Person",
    "franchise": "CreativeWorkSeries",
    "event": "Event",
}
_SIGNS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def script(digest: Digest) -> Markup:
    """The block of data for a page's head; none for a withdrawn story.

    No sign in it can end the element or begin another: JSON writes them as references.
    """
    if is_withdrawn(digest):
        return Markup()
    text = json.dumps(news_article(digest), ensure_ascii=False, separators=(",", ":"))
    for sign, reference in _SIGNS.items():
        text = text.replace(sign, reference)
    return Markup(f'<script type="application/ld+json">{text}</script>\n')  # noqa: S704 - escaped just above


def news_article(digest: Digest) -> dict[str, Any]:
    """The story as schema.org has it: plain JSON values, keys without a value left out."""
    film = digest.film
    when = words.machine(digest.made_at)
    # Digests of before there was `published_at` went out as they were made.
    published = digest.published_at or (digest.made_at if digest.state == "published" else None)
    status = words.capital(digest.state)
    told: dict[str, Any] = _told(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "identifier": digest.id,
            "version": digest.version,
            "headline": digest.headline,
            "alternativeHeadline": words.headlines(digest),
            "description": words.summary(digest),
            "articleSection": words.kind(digest),
            "inLanguage": digest.language,
            "creativeWorkStatus": f"{status}. {notices.INVENTED}" if film.invented else status,
            "dateCreated": when,
            "dateModified": words.machine(digest.date_modified or digest.made_at),
            "datePublished": words.machine(published) if published is not None else None,
            "temporalCoverage": f"{words.machine(digest.window.since)}/{words.machine(digest.window.until)}",
            "author": {"@type": "Organization", "name": "fansreact"},
            "about": {
                "@type": _ABOUT.get(film.kind, "CreativeWork"),
                "name": film.title,
                "alternateName": list(film.former_titles),
                "description": f"{notices.INVENTED} {notices.INVENTED_WHAT}" if film.invented else None,
            },
            "citation": [_citation(quote) for quote in digest.quotes],
            "correction": [
                {"@type": "CorrectionComment", "text": words.correction(entry)}
                for entry in digest.corrections
            ],
        }
    )
    return told


def _citation(quote: Quote) -> dict[str, Any]:
    author = quote.author
    return {
        "@type": "SocialMediaPosting",
        "url": safe_url(quote.url),
        "datePublished": words.machine(quote.created_at),
        "text": quote.display,
        "author": {
            "@type": "Person",
            "name": words.who(quote),
            "alternateName": words.handle(quote) or None,
            "url": safe_url(author.url),
        },
        "isPartOf": {"@type": "WebSite", "name": words.network(quote.source)},
    }


def _told(value: Any) -> Any:
    """Only what is known, every text cleaned."""
    if isinstance(value, dict):
        told = {key: _told(item) for key, item in value.items()}
        return {key: item for key, item in told.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [_told(item) for item in value]
    return clean(value) if isinstance(value, str) else value
