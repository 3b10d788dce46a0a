"""An invented Mastodon instance, and statuses for it, as a mock transport."""

from datetime import UTC, datetime, timedelta

import httpx

from aggregator.model import Query, Span

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
MINUTE = timedelta(minutes=1)
HERE = "https://harbour.example"


def span(low, high, tag="#glassharbour", resume=None):
    return Span(Query("mastodon", HERE, tag), low, high, resume)


def status(identity, at, **fields):
    return {
        "id": str(identity),
        "uri": f"{HERE}/users/pim/statuses/{identity}",
        "created_at": at.isoformat(),
        "visibility": "public",
        "content": "<p>fog</p>",
        "account": {"acct": "pim", "url": f"{HERE}/@pim"},
        **fields,
    }


def snowflake(at):
    return int(at.timestamp() * 1000) << 16


class Instance:
    """Pages over statuses, newest id first, as a mock transport."""

    def __init__(self, statuses=(), order=str, **answers):
        self.statuses = sorted(statuses, key=lambda item: order(item["id"]), reverse=True)
        self.order = order
        self.answers = answers
        self.asked = []

    def __call__(self, request):
        self.asked.append(request)
        name = "instance" if request.url.path == "/api/v2/instance" else "page"
        if name in self.answers:
            return self.answers[name]
        if name == "instance":
            return httpx.Response(404, json={"error": "no"})
        below = request.url.params.get("max_id")
        limit = int(request.url.params["limit"])
        left = [
            item for item in self.statuses if below is None or self.order(item["id"]) < self.order(below)
        ][:limit]
        link = {"link": f'<{HERE}/x?max_id={left[-1]["id"]}>; rel="next"'} if left else {}
        return httpx.Response(200, json=left, headers=link)
