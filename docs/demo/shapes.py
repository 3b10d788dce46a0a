"""Posts in the networks' own shapes: Bluesky's postView and Mastodon's Status."""

import hashlib
import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from fans import Written, draw

DROP = datetime(2031, 5, 4, 14, 0, tzinfo=UTC)
READ = ("harbourlights.example", "reelchat.example")  # the two Mastodon servers that the demo reads
TAG = re.compile(r"#(\w+)")
_LINK = re.compile(r"https://\S+")
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"


def stamp(at: datetime) -> str:
    """2031-05-04T14:00:00.000Z"""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def post_view(post: Written) -> dict[str, Any]:
    """Bluesky's postView."""
    did, micros = post.fan.did, int(post.at.timestamp() * 1_000_000)
    key = "".join(_SORTABLE[(micros << 10 >> shift) & 31] for shift in range(60, -1, -5))
    uri = f"at://{did}/app.bsky.feed.post/{key}"
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "text": post.text,
        "langs": [post.language],
        "createdAt": stamp(post.at),
    }
    facets = [
        {
            "index": {
                "byteStart": len(post.text[: tag.start()].encode()),
                "byteEnd": len(post.text[: tag.end()].encode()),
            },
            "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": tag.group(1)}],
        }
        for tag in TAG.finditer(post.text)
    ]
    if facets:
        record["facets"] = facets
    if post.extra.get("answers"):
        parent = f"at://{did}/app.bsky.feed.post/3inventedpost"
        record["reply"] = {
            "root": {"uri": parent, "cid": "bafyinvented"},
            "parent": {"uri": parent, "cid": "bafyinvented"},
        }
    hidden = [{"src": did, "uri": f"at://{did}/app.bsky.actor.profile/self", "val": "!no-unauthenticated"}]
    view = {
        "uri": uri,
        "cid": "bafyrei" + hashlib.blake2b(post.text.encode(), digest_size=16).hexdigest(),
        "author": {
            "did": did,
            "handle": post.fan.handle,
            "displayName": post.fan.name,
            "labels": hidden if post.fan.hidden else [],
            "createdAt": stamp(DROP - timedelta(days=200 + int(draw(did) * 1400))),
        },
        "record": record,
        "replyCount": int(post.likes * draw(uri, "replies") * 0.2),
        "repostCount": int(post.likes * draw(uri, "reposts") * 0.4),
        "likeCount": post.likes,
        "quoteCount": int(post.likes * draw(uri, "quotes") * 0.05),
        "indexedAt": stamp(post.at + timedelta(milliseconds=400 + int(draw(uri) * 3000))),
        "labels": [],
    }
    if "image" in post.extra:
        address = f"https://images.example/{post.fan.handle}/lighthouse"
        shown = {"thumb": f"{address}-small.webp", "fullsize": f"{address}.webp", "alt": post.extra["image"]}
        view["embed"] = {"$type": "app.bsky.embed.images#view", "images": [shown]}
    return view


def content(text: str, server: str, raw: str = "") -> str:
    """Mastodon's HTML of a text: paragraphs, breaks, hashtags and links as it writes them."""

    def tag(found: re.Match[str]) -> str:
        name = found.group(1)
        address = f"https://{server}/tags/{name.lower()}"
        return f'<a href="{address}" class="mention hashtag" rel="tag">#<span>{name}</span></a>'

    def link(found: re.Match[str]) -> str:
        url = found.group()
        rest = url.removeprefix("https://")
        return f'<a href="{url}" rel="nofollow noopener" target="_blank"><span class="invisible">https://</span><span>{rest}</span></a>'

    escaped = html.escape(text, quote=False)
    escaped = re.sub(r"(?<![&\w/])#(\w+)", tag, _LINK.sub(link, escaped))
    paragraphs = (part.replace("\n", "<br />") for part in escaped.split("\n\n"))
    return raw + "".join(f"<p>{part}</p>" for part in paragraphs)


def status(post: Written, server: str) -> dict[str, Any]:
    """Mastodon's Status as `server` shows it: its own id, and the counts that it knows of."""
    user, home = post.fan.handle.split("@")
    here = server == home
    snowflake = int(post.at.timestamp() * 1000) << 16
    own, at_home = (str(snowflake + int(draw(user, post.text, where) * 65_000)) for where in (server, home))
    known = 1.0 if here else 0.35 + 0.6 * draw(post.text, server)
    newer = "before" in post.extra and server == READ[0]
    text = post.extra["before"] + " #GlassHarbour" if "before" in post.extra and not newer else post.text
    edited = post.at + timedelta(hours=1, minutes=12)
    return {
        "id": own,
        "created_at": stamp(post.at),
        "in_reply_to_id": None,
        "sensitive": "warning" in post.extra,
        "spoiler_text": post.extra.get("warning", ""),
        "visibility": "public",
        "language": post.language,
        "uri": f"https://{home}/users/{user}/statuses/{at_home}",
        "url": f"https://{home}/@{user}/{at_home}",
        "replies_count": int(post.likes * draw(post.text, "replies") * 0.2 * known),
        "reblogs_count": int(post.likes * draw(post.text, "reblogs") * 0.5 * known),
        "favourites_count": int(post.likes * known),
        "edited_at": stamp(edited) if newer else None,
        "content": content(text, server, post.extra.get("raw", "")),
        "reblog": None,
        "account": {
            "id": str(int(draw(post.fan.handle, server) * 10**9)),
            "username": user,
            "acct": post.fan.handle,
            "display_name": post.fan.name,
            "bot": post.fan.bot,
            "noindex": post.fan.hidden,
            "created_at": stamp(datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=int(draw(user) * 1300))),
            "url": f"https://{home}/@{user}",
            "followers_count": post.fan.followers,
            "emojis": [],
        },
        "media_attachments": [
            {
                "id": own,
                "type": "image",
                "url": f"https://images.example/{user}/lighthouse.webp",
                "description": alt,
            }
            for alt in [post.extra.get("image")]
            if alt
        ],
        "tags": [
            {"name": name, "url": f"https://{server}/tags/{name}"}
            for name in sorted({tag.lower() for tag in TAG.findall(text)})
        ],
    }
