"""Where authors have their own pages."""

from aggregator.model.posts import Author
from aggregator.text import safe_url


def profile_url(source: str, author: Author) -> str | None:
    """Where the author's own page stands, for networks whose addresses are built from handles."""
    handle = author.handle
    if not handle or not all(character.isalnum() or character in "._-@" for character in handle):
        return None
    name, _, host = handle.partition("@")
    known = {
        "x": f"https://x.com/{handle}",
        "bluesky": f"https://bsky.app/profile/{handle}",
        "reddit": f"https://www.reddit.com/user/{handle}",
        "tiktok": f"https://www.tiktok.com/@{handle}",
        "youtube": f"https://www.youtube.com/@{handle.removeprefix('@')}",
        "mastodon": f"https://{host}/@{name}" if name and host else None,
    }
    return safe_url(known.get(source))
