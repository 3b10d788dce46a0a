"""The stage "publish": a digest is verified once more, rendered, and handed to a destination."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aggregator import render
from aggregator.errors import VerificationFailed
from aggregator.model import Digest
from aggregator.model.digest_json import document_bytes, from_json
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import verify_digest
from aggregator.publishers.folder import Folder


def publish(ctx: Context, document: dict[str, Any], destination: Folder, formats: Sequence[str]) -> Path:
    """Hand a digest over in these formats; returns where it can be seen.

    Raises:
        VerificationFailed: a quote or number does not hold; nothing was handed over.
        PublishError: the destination did not take it; the digest stays a draft.
    """
    failures = verify_digest(ctx, document)
    if failures:
        raise VerificationFailed(
            f"digest {document.get('id')}: not published, {len(failures)} things do not hold",
            failures=failures,
            hint="make the digest again: fansreact digest FILM",
        )
    digest = from_json(document)
    return destination.publish(digest, bodies(digest, document_bytes(document), formats))


def bodies(digest: Digest, body: bytes, formats: Sequence[str]) -> dict[str, bytes]:
    """The digest in each of these formats; `body` is its stored digest.json, kept byte for byte.

    Raises ConfigError for an unknown format.
    """
    return {name: body if name == "json" else render.render(digest, name) for name in formats}
