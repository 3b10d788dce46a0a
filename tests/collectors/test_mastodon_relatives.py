"""GoToSocial, Pleroma and Akkoma: the same API with other ids, other doors and other wishes."""

from datetime import timedelta

import httpx
import pytest
from mastodon_instance import HERE, LATER, MINUTE, NOON, Instance, span, status

from aggregator.collectors.mastodon import TOKENS, Mastodon
from aggregator.errors import CredentialsRejected, RateLimited
from aggregator.fetcher import MemoryBudget
from aggregator.payloads.mastodon import parse_status
from aggregator.testing import walk


@pytest.fixture
def instance_collector(collect):
    def build(instance, **options):
        return collect("mastodon", HERE, fetcher={"transport": httpx.MockTransport(instance)}, **options)

    return build


ULID = "01HX{:022d}"
NOAI = {"x-robots-tag": "noindex, nofollow, noai, noimageai"}


class GoToSocial(Instance):
    """Only a user's token opens it, an unknown tag is a 404, and every answer says noai."""

    def __init__(self, statuses=(), tags=("glassharbour",)):
        super().__init__(statuses)
        self.tags = tags

    def __call__(self, request):
        login = request.headers.get("authorization")
        if login != "Bearer of-a-user":
            why = "user not supplied or not authorized" if login else "token not supplied"
            self.asked.append(request)
            return httpx.Response(401, json={"error": f"Unauthorized: {why}"}, headers=NOAI)
        if request.url.path.rsplit("/", 1)[1] not in self.tags:
            self.asked.append(request)
            return httpx.Response(404, json={"error": "Not Found: tag was not found, or not useable"})
        answer = super().__call__(request)
        answer.headers.update(NOAI)
        return answer


def ulids(count, **fields):
    return [
        status(ULID.format(number), NOON - timedelta(minutes=count - number), **fields)
        for number in range(count)
    ]


def test_gotosocial_is_read_with_a_users_token_by_its_ulids(instance_collector):
    collector = instance_collector(GoToSocial(ulids(90)), keys={TOKENS: "of-a-user"})

    walked = walk(collector, span(NOON - timedelta(minutes=60), NOON))

    assert (len(walked.posts), walked.left) == (60, None)
    rest = walk(collector, span(NOON - timedelta(minutes=60), NOON, resume=walked.pages[0].resume))
    assert {post.key for post in rest.posts} | {post.key for post in walked.pages[0].posts} == {
        post.key for post in walked.posts
    }


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("", "shows hashtags to its members only (401: Unauthorized: token"),
        ("of-an-app", "refused its token in"),
    ],
)
def test_gotosocial_refuses_everybody_but_a_user(instance_collector, token, says):
    with pytest.raises(CredentialsRejected) as caught:
        walk(
            instance_collector(GoToSocial(ulids(3)), keys={TOKENS: token}),
            span(NOON - timedelta(hours=1), NOON),
        )

    assert says in str(caught.value)


def test_a_tag_that_nobody_used_at_gotosocial_is_empty_and_complete(instance_collector):
    collector = instance_collector(GoToSocial(ulids(3)), keys={TOKENS: "of-a-user"})

    walked = walk(collector, span(NOON - timedelta(hours=1), NOON, "#nonesuch"))

    assert (walked.posts, walked.left) == ([], None)


def test_posts_of_a_server_that_says_noai_are_counted_and_not_quoted(instance_collector):
    foreign = status(ULID.format(7), NOON - MINUTE, uri="https://far.example/users/quill/statuses/1")
    instance = GoToSocial([*ulids(3), foreign])
    read = {}
    for respected in (True, False):
        collector = instance_collector(
            instance, keys={TOKENS: "of-a-user"}, options={"respect_noai": respected}
        )
        read[respected] = walk(collector, span(NOON - timedelta(hours=1), NOON))

    quotable = {which: [post.quotable for post in walked.posts] for which, walked in read.items()}
    assert quotable[True].count(True) == 1  # the one from elsewhere: the header speaks for the server's own
    assert quotable[False] == [True] * 4
    assert read[True].pages[0].note == f"{HERE} says noai: its own posts are counted, not quoted"
    assert read[False].pages[0].note == ""


def test_a_post_whose_own_server_says_noai_is_found_hidden_by_recheck(collect, fetch):
    home = "https://far.example"
    uri = f"{home}/users/quill/statuses/01HX"
    now = status("01HX", NOON, uri=uri)
    post = parse_status(now, HERE)
    at_home = httpx.MockTransport(lambda _request: httpx.Response(200, json=now, headers=NOAI))
    elsewhere = fetch("mastodon", "", guard_addresses=True, transport=at_home)

    found = [
        collect("mastodon", HERE, elsewhere=elsewhere, options={"respect_noai": respected}).recheck([post])
        for respected in (True, False)
    ]

    assert found == [{post.key: "hidden"}, {post.key: "alive"}]


def test_pleroma_is_read_by_its_flakes_and_its_plain_text(instance_collector):
    flakes = [f"AXq{number:03d}bKw9Zt" for number in range(50)]
    statuses = [
        status(
            flake,
            NOON - timedelta(minutes=50 - number),
            uri=f"{HERE}/objects/5f0c{number:04d}",
            url=f"{HERE}/notice/{flake}",
            content=None,
            pleroma={"content": {"text/plain": f"fog & rain, {number}"}, "local": True},
        )
        for number, flake in enumerate(flakes)
    ]
    statuses[7]["visibility"] = "local"

    walked = walk(instance_collector(Instance(statuses)), span(NOON - timedelta(minutes=30), NOON))

    assert walked.left is None
    assert walked.posts[0].text == "fog & rain, 49"
    assert walked.posts[0].url == f"{HERE}/notice/{flakes[49]}"
    assert len(walked.posts) == 30


def test_pleroma_asks_to_wait_without_saying_how_long(instance_collector):
    busy = Instance(page=httpx.Response(429, json={"error": "Throttled"}))

    with pytest.raises(RateLimited) as caught:
        walk(instance_collector(busy), span(NOON - timedelta(hours=1), NOON))

    assert caught.value.until - LATER == timedelta(seconds=60)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://far.example/notice/AXq001", {"gone"}),
        ("https://other.example/notice/AXq001", set()),
        (None, set()),
    ],
)
def test_a_post_of_pleroma_is_asked_for_by_its_page_on_the_same_server(collect, fetch, page, expected):
    asked = []

    def answer(request):
        asked.append(str(request.url))
        return httpx.Response(404, json={"error": "Record not found"})

    elsewhere = fetch("mastodon", "", guard_addresses=True, transport=httpx.MockTransport(answer))
    item = status("1", NOON, uri="https://far.example/objects/5f0c", url=page)
    post = parse_status(item, HERE)

    found = collect("mastodon", HERE, elsewhere=elsewhere).recheck([post])

    assert set(found.values()) == expected
    assert asked == (["https://far.example/api/v1/statuses/AXq001"] if expected else [])


def test_each_instance_has_limits_of_its_own(collect, fetch):
    budget = MemoryBudget(lambda: LATER)
    empty = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2031-05-04T14:00:00.000Z"}
    asked = []

    def read(here, headers):
        def answer(request):
            asked.append(request.url.host)
            return httpx.Response(200, json=[], headers=headers)

        fetcher = fetch("mastodon", here, account=here, budget=budget, transport=httpx.MockTransport(answer))
        return walk(Mastodon(fetcher), span(NOON - timedelta(hours=1), NOON))

    with pytest.raises(RateLimited):  # its question about closed feeds comes after the last request
        read("https://busy.example", empty)
    read("https://calm.example", {})
    with pytest.raises(RateLimited):
        read("https://busy.example", empty)

    assert asked.count("busy.example") == 1
    assert asked.count("calm.example") == 2
