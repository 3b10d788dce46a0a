"""Chosen posts as the digest prints them: whose they are, what is shown of them, where they stand."""

from collections.abc import Mapping

from aggregator.digest.certainty import certainty
from aggregator.digest.leads import outlet_of
from aggregator.digest.mask import mask
from aggregator.digest.profiles import profile_url
from aggregator.model.digests import Quote, QuoteAuthor
from aggregator.model.scoring import Reaction, Score


def printed(
    reaction: Reaction,
    excerpt: str,
    *,
    copies: int,
    outlets: Mapping[tuple[str, str], str],
    theme: str | None = None,
    picked: bool = False,
) -> Quote:
    """A chosen post as the digest prints it; `outlets`: for whom critics write (leads.outlet_of)."""
    post, score = reaction.post, reaction.score
    judged = score if score is not None and not score.abstained else None
    if post.author is None:  # no gate lets it through
        raise ValueError(f"quote {post.remote_id}: no author")
    return Quote(
        id=post.remote_id,
        source=post.source,
        url=post.url,
        author=QuoteAuthor(
            post.author.handle,
            post.author.name,
            profile_url(post.source, post.author),
            reaction.signals.author_class,
            outlet_of(post, outlets),
        ),
        text=post.text,
        excerpt=excerpt,
        display=mask(excerpt),
        created_at=post.created_at,
        stance=judged.label if judged is not None else None,
        confidence=_confidence(judged, picked=picked) if judged is not None else None,
        theme=theme,
        checked_at=reaction.seen_at,
        alive=True,
        content_hash=post.content_hash,
        copies=copies,
        picked=picked,
    )


def _confidence(score: Score, *, picked: bool) -> float:
    """Of a quote that passed the gate, how often such are right; else what the scorer thinks."""
    return round(score.confidence, 4) if picked else certainty(score.label, score.probabilities)
