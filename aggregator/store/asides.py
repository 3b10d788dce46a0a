"""What stands beside a version of a digest: the story as it was generated, and each quote's runners-up."""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import orjson

from aggregator.model.digest_json import document_bytes
from aggregator.store.blanking import blank_document

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Aside:
    """`generated` is the digest.json before the edits, None where there are none. `runners_up` are for each
    quote the posts that could take its place, the best first.
    """

    generated: bytes | None = None
    runners_up: Mapping[Key, tuple[Key, ...]] = field(default_factory=dict)


NO_ASIDE = Aside()


def pack_aside(aside: Aside) -> bytes | None:
    """An aside as one compressed piece, None for an empty one."""
    if aside == NO_ASIDE:
        return None
    listed = [[*key, [[*one] for one in aside.runners_up[key]]] for key in sorted(aside.runners_up)]
    text = None if aside.generated is None else aside.generated.decode("utf-8")
    return zlib.compress(orjson.dumps({"generated": text, "runners_up": listed}), 6)


def unpack_aside(packed: bytes | None) -> Aside:
    """The inverse of `pack_aside`."""
    if packed is None:
        return NO_ASIDE
    held = orjson.loads(zlib.decompress(packed))
    text = held["generated"]
    runners_up = {
        (source, remote_id): tuple((one[0], one[1]) for one in listed)
        for source, remote_id, listed in held["runners_up"]
    }
    return Aside(None if text is None else text.encode("utf-8"), runners_up)


def blank_aside(aside: Aside, erased: Collection[Key]) -> Aside:
    """The same without these posts."""
    generated = aside.generated
    if generated is not None:
        generated = document_bytes(blank_document(orjson.loads(generated), erased))
    runners_up = {
        key: tuple(one for one in listed if one not in erased)
        for key, listed in aside.runners_up.items()
        if key not in erased
    }
    return Aside(generated, runners_up)
