"""Posts by their links: every form of address, what each network gives, and what is refused, and why."""

import re
from datetime import timedelta

import invented_links as made
import make
import pytest
from invented_links import MOMENT, STRANGER, answer, serve, tiktok_id, x_id

from aggregator.collectors.links import Links, Refused
from aggregator.collectors.links.address import parse
from aggregator.errors import SourceError, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import transport

X, TT = x_id(), tiktok_id()
URI = f"at://{made.DID}/app.bsky.feed.post/3kaa"


@pytest.fixture
def links(fetch, tmp_path):
    """Links over invented answers: `links(*exchanges)`; what was asked stands in `.network.requests`."""
    opened = []

    def build(*exchanges):
        player = serve(tmp_path / "links", *exchanges)
        network = player.__enter__()
        opened.append(player)
        built = Links(
            lambda source, origin, _stranger: fetch(
                source, f"{network.url}/{origin.removeprefix('https://')}", attempts=1
            )
        )
        built.network = network
        return built

    yield build
    for player in opened:
        player.__exit__(None, None, None)


def read(links, url):
    return links.read(links.recognise(url))


def asked_nothing(source, origin, stranger):
    raise AssertionError(f"{source} {origin} {stranger} was asked")


@pytest.mark.parametrize(
    ("pasted", "source", "identity", "url"),
    [
        (f"https://x.com/kite/status/{X}", "x", X, f"https://x.com/kite/status/{X}"),
        (f"https://twitter.com/kite/status/{X}?s=20&t=abc", "x", X, f"https://x.com/kite/status/{X}"),
        (f"http://mobile.twitter.com/kite/status/{X}", "x", X, f"https://x.com/kite/status/{X}"),
        (f"https://www.x.com/kite/statuses/{X}/photo/1", "x", X, f"https://x.com/kite/status/{X}"),
        (f"https://x.com/i/web/status/{X}", "x", X, f"https://x.com/i/status/{X}"),
        (f"x.com/i/status/{X}#m", "x", X, f"https://x.com/i/status/{X}"),
        (f"  <https://X.com/Kite/status/{X}>  ", "x", X, f"https://x.com/Kite/status/{X}"),
        (
            f"https://bsky.app/profile/{made.DID}/post/3kaa?ref=share",
            "bluesky",
            URI,
            f"https://bsky.app/profile/{made.DID}/post/3kaa",
        ),
        (URI, "bluesky", URI, f"https://bsky.app/profile/{made.DID}/post/3kaa"),
        (
            "https://bsky.app/profile/lamp.fan.example/post/3kaa",
            "bluesky",
            "",
            "https://bsky.app/profile/lamp.fan.example/post/3kaa",
        ),
        (
            "https://lamp.example/@wick/112233",
            "mastodon",
            "https://lamp.example/@wick/112233",
            "https://lamp.example/@wick/112233",
        ),
        (
            "https://lamp.example/@wick@far.example/112233",
            "mastodon",
            "",
            "https://lamp.example/@wick@far.example/112233",
        ),
        (
            "https://lamp.example/users/wick/statuses/112233",
            "mastodon",
            "https://lamp.example/users/wick/statuses/112233",
            "https://lamp.example/users/wick/statuses/112233",
        ),
        (
            "https://lamp.example/web/@wick@far.example/112233",
            "mastodon",
            "",
            "https://lamp.example/web/@wick@far.example/112233",
        ),
        (
            "https://lamp.example/deck/statuses/112233",
            "mastodon",
            "",
            "https://lamp.example/deck/statuses/112233",
        ),
        (
            "https://goto.example/@wick/statuses/01HZY5V3T7",
            "mastodon",
            "https://goto.example/@wick/statuses/01HZY5V3T7",
            "https://goto.example/@wick/statuses/01HZY5V3T7",
        ),
        (
            "https://pleroma.example/notice/AbC123xyz",
            "mastodon",
            "",
            "https://pleroma.example/notice/AbC123xyz",
        ),
        (
            "https://www.reddit.com/r/movies/comments/1abcde/what_a_lamp/?utm_source=share",
            "reddit",
            "t3_1abcde",
            "https://www.reddit.com/r/movies/comments/1abcde/",
        ),
        (
            "https://old.reddit.com/comments/1ABCDE",
            "reddit",
            "t3_1abcde",
            "https://www.reddit.com/comments/1abcde/",
        ),
        ("https://redd.it/1abcde", "reddit", "t3_1abcde", "https://www.reddit.com/comments/1abcde/"),
        (
            "https://np.reddit.com/r/movies/comments/1abcde/what_a_lamp/kx12345/?context=3",
            "reddit",
            "t1_kx12345",
            "https://www.reddit.com/r/movies/comments/1abcde/_/kx12345/",
        ),
        (
            "https://www.reddit.com/r/movies/comments/1abcde/comment/kx12345/",
            "reddit",
            "t1_kx12345",
            "https://www.reddit.com/r/movies/comments/1abcde/_/kx12345/",
        ),
        (
            f"https://www.tiktok.com/@fog.horn/video/{TT}?is_from_webapp=1",
            "tiktok",
            TT,
            f"https://www.tiktok.com/@fog.horn/video/{TT}",
        ),
        (
            f"https://tiktok.com/@fog.horn/photo/{TT}",
            "tiktok",
            TT,
            f"https://www.tiktok.com/@fog.horn/video/{TT}",
        ),
        (f"https://m.tiktok.com/v/{TT}.html", "tiktok", TT, f"https://www.tiktok.com/@_/video/{TT}"),
        (
            "https://www.youtube.com/watch?v=lighthouse1&lc=UgxInvented0000000AaABAg",
            "youtube",
            "UgxInvented0000000AaABAg",
            "https://www.youtube.com/watch?v=lighthouse1&lc=UgxInvented0000000AaABAg",
        ),
        (
            "https://m.youtube.com/watch?lc=UgxInvented0000000AaABAg.9reply0000000&v=lighthouse1&t=3",
            "youtube",
            "UgxInvented0000000AaABAg.9reply0000000",
            "https://www.youtube.com/watch?v=lighthouse1&lc=UgxInvented0000000AaABAg.9reply0000000",
        ),
        (
            "https://youtu.be/lighthouse1?lc=UgxInvented0000000AaABAg",
            "youtube",
            "UgxInvented0000000AaABAg",
            "https://www.youtube.com/watch?v=lighthouse1&lc=UgxInvented0000000AaABAg",
        ),
        (
            "https://www.instagram.com/wick/reel/Cabc_-123/?igsh=x",
            "instagram",
            "",
            "https://www.instagram.com/p/Cabc_-123/",
        ),
        ("https://instagr.am/p/Cabc_-123/", "instagram", "", "https://www.instagram.com/p/Cabc_-123/"),
        (
            "https://www.threads.net/@wick/post/Cabc123",
            "threads",
            "",
            "https://www.threads.com/@wick/post/Cabc123",
        ),
        ("https://threads.com/t/Cabc123", "threads", "", "https://www.threads.com/t/Cabc123"),
    ],
)
def test_every_form_of_address_is_known(pasted, source, identity, url):
    link = Links(asked_nothing).recognise(pasted)

    assert (link.source, link.id, link.url) == (source, identity, url)


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "javascript:alert(document.cookie)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "mailto:wick@lamp.example",
        "https:x.com/kite/status/1",
        f"https://x.com@evil.example/kite/status/{X}",
        f"https://user:secret@x.com/kite/status/{X}",
        "https://127.0.0.1/@wick/112233",
        "https://2130706433/@wick/112233",
        "https://0x7f.1/@wick/112233",
        "https://[::1]/@wick/112233",
        "https://localhost/@wick/112233",
        "https://lamp.example:8443/@wick/112233",
        "https://lamp.example:99999/@wick/112233",
        "https://intranet/@wick/112233",
        f"https://х.com/kite/status/{X}",
        f"https://ｘ.com/kite/status/{X}",
        "https://xn--e1awg7f.example/@wick/112233",
        f"https://x.com\\@evil.example/kite/status/{X}",
        f"https://x.com/kite/status/\u202e{X}",
        f"https://x.com/kite/ status/{X}",
        f"https://x.com/kite\u200b/status/{X}",
        "https://x.com/" + "a" * 10_000,
        "https://x.com/?" + "&".join(f"a{n}=1" for n in range(300)),
        "https://[broken/@wick/1",
        "https://x.com/kite",
        "https://x.com/search?q=lighthouse",
        f"https://x.com/kite/status/{X}0000000000",
        "https://x.com/kite/status/0",
        "https://bsky.app/profile/lamp.fan.example",
        "https://bsky.app/profile/../post/3kaa",
        "https://www.tiktok.com/@fog.horn",
        "https://www.reddit.com/r/movies/",
        "https://i.redd.it/picture.jpg",
        "https://lamp.example/@wick",
        "https://lamp.example/@wick/media",
        "https://example.com/an/article",
        "https://t.co/abc123",
        "https://www.instagram.com/wick/",
        "https://www.youtube.com/watch?v=lighthouse1",
        "https://youtu.be/lighthouse1",
        "https://www.youtube.com/watch?v=lighthouse1&lc=<script>",
    ],
)
def test_what_is_no_link_to_a_post_is_refused_and_nothing_is_asked(pasted):
    with pytest.raises(Refused) as refused:
        Links(asked_nothing).recognise(pasted)

    assert refused.value.reason
    assert len(refused.value.reason) < 200


@pytest.mark.parametrize("evil", ["x.com.evil.example", "evil-x.com", "notbsky.app", "tiktok.com.example"])
def test_a_host_that_only_begins_or_ends_like_a_network_is_not_taken_for_it(evil):
    assert parse(f"https://{evil}/@wick/123456").site not in ("x.com", "bsky.app", "tiktok.com")
    assert Links(asked_nothing).recognise(f"https://{evil}/@wick/123456").source == "mastodon"


# ── what each network gives ──────────────────────────────────────────────────


def test_x_gives_words_author_and_the_instant_that_its_id_holds(links):
    words = (
        'So <a href="https://twitter.com/hashtag/PaperLighthouse?src=hash">#PaperLighthouse</a> is &lt;3 &amp; more,'
        ' says <a href="https://twitter.com/wick">@wick</a><br><br>Go! <a href="https://t.co/Pic1">pic.twitter.com/Pic1</a>'
    )
    post = read(links(made.x(words)), f"https://twitter.com/kite_keeper/status/{X}?s=20")

    assert post.text == "So #PaperLighthouse is <3 & more, says @wick\n\nGo! https://t.co/Pic1"
    assert (post.source, post.remote_id, post.url) == ("x", X, f"https://x.com/kite_keeper/status/{X}")
    assert (post.author.handle, post.author.name, post.author.id) == ("kite_keeper", "Kite Keeper", None)
    assert post.created_at == MOMENT
    assert (post.language, post.hashtags, post.counts.likes) == ("en", ("paperlighthouse",), None)
    assert post.at_home is False  # the API's words replace an embed's


def test_x_is_asked_for_no_script_and_no_tracking(links):
    reader = links(made.x("Lovely"))
    read(reader, f"https://x.com/kite_keeper/status/{X}")

    (_, target) = reader.network.requests[0]
    assert {"omit_script=1", "dnt=true", "hide_thread=1"} <= set(target.split("?")[1].split("&"))


def test_a_long_post_that_x_cuts_off_is_refused_with_what_helps(links):
    reader = links(made.x('It begins so well and then … <a href="https://t.co/Rest1">https://t.co/Rest1</a>'))

    with pytest.raises(Refused, match="only the beginning") as refused:
        read(reader, f"https://x.com/kite_keeper/status/{X}")
    assert "BEARER_TOKEN" in refused.value.hint


def test_an_old_id_of_x_that_holds_no_time_is_refused(links):
    with pytest.raises(Refused, match="2010"):
        read(links(), "https://x.com/kite/status/20")


def test_bluesky_resolves_a_handle_before_it_asks(links):
    reader = links(made.bluesky_handle(), made.bluesky("A lamp in the fog"))
    post = read(reader, "https://bsky.app/profile/lamp.fan.example/post/3kaa")

    assert (post.remote_id, post.text) == (URI, "A lamp in the fog")
    assert post.url == f"https://bsky.app/profile/{made.DID}/post/3kaa"
    assert (post.author.handle, post.counts.likes, post.at_home) == ("lamp.fan.example", 4, True)


def test_mastodon_is_asked_at_the_posts_own_server(links):
    post = read(links(made.mastodon("The lamp!")), f"https://{STRANGER}/@wick/112233445566")

    assert (post.text, post.author.handle) == ("The lamp!", f"wick@{STRANGER}")
    assert post.remote_id == f"https://{STRANGER}/users/wick/statuses/112233445566"
    assert post.at_home


def test_another_servers_copy_is_confirmed_at_home(links):
    theirs = made.status("The lamp, as others tell it!")
    theirs["account"]["acct"] = f"wick@{STRANGER}"
    reader = links(answer("view.example", "/api/v1/statuses/77", theirs), made.mastodon("The lamp!"))

    post = read(reader, f"https://view.example/@wick@{STRANGER}/77")

    assert post.text == "The lamp!"


def test_a_server_that_puts_words_into_anothers_mouth_is_refused(links):
    lie = made.status("I hate it", host="famous.example", number="9000001")
    reader = links(
        answer("liar.example", "/api/v1/statuses/77", lie),
        answer("famous.example", "/api/v1/statuses/9000001", {"error": "Record not found"}, 404),
    )

    with pytest.raises(Refused, match="no such post"):
        read(reader, "https://liar.example/@wick/77")


@pytest.mark.parametrize(
    "lie",
    [
        {"account": {"acct": "star@famous.example", "url": "https://famous.example/@star"}},
        {"account": {"acct": "wick", "url": "https://famous.example/@star"}},
        {"url": "https://famous.example/@star/1"},
        {"account": {}},
    ],
)
def test_a_server_that_names_anothers_account_as_the_author_is_refused(links, lie):
    with pytest.raises(Refused, match="speaks for another"):
        read(links(made.mastodon("I hate it", **lie)), f"https://{STRANGER}/@wick/112233445566")


def test_a_server_for_members_only_is_refused_with_what_helps(links):
    reader = links(answer(STRANGER, "/api/v1/statuses/77", {"error": "token not supplied"}, 401))

    with pytest.raises(Refused, match="members only") as refused:
        read(reader, f"https://{STRANGER}/@wick/77")
    assert "TOKENS" in refused.value.hint


def test_some_web_site_with_an_address_like_mastodons_is_refused(links):
    reader = links(answer("blog.example", "/api/v1/statuses/77", "<html>not here</html>", 404))

    with pytest.raises(Refused, match="no network that is read by its links"):
        read(reader, "https://blog.example/@wick/77")


def test_reddit_gives_a_submission_with_its_title_and_words(links):
    reader = links(made.reddit("What a lamp", "I cried &amp; laughed."))
    post = read(reader, "https://www.reddit.com/r/movies/comments/1abcde/what_a_lamp/")

    assert post.text == "What a lamp\n\nI cried & laughed."
    assert (post.remote_id, post.author.handle, post.created_at) == ("t3_1abcde", "tidewatcher", MOMENT)
    assert post.url == "https://www.reddit.com/r/movies/comments/1abcde/"


def test_reddit_gives_a_comment(links):
    reader = links(made.reddit_comment("The lamp steals every scene."))
    post = read(reader, "https://www.reddit.com/r/movies/comments/1abcde/comment/kx12345/")

    assert (post.text, post.author.handle) == ("The lamp steals every scene.", "harbourcat")


def test_a_share_link_of_reddits_app_is_followed_once(links):
    target = "https://www.reddit.com/r/movies/comments/1abcde/what_a_lamp/?share_id=x"
    reader = links(
        answer("www.reddit.com", "/r/movies/s/AbCd1234", "", 301, headers={"Location": target}),
    )

    assert reader.recognise("https://www.reddit.com/r/movies/s/AbCd1234").id == "t3_1abcde"


@pytest.mark.parametrize("status", [403, 429])
def test_reddit_that_refuses_strangers_is_told_with_what_helps(links, status):
    reader = links(answer("www.reddit.com", "/comments/1abcde/.rss", "<html>blocked</html>", status))

    with pytest.raises(Refused, match="without a key") as refused:
        read(reader, "https://redd.it/1abcde")
    assert "REDDIT__CLIENT_ID" in refused.value.hint


def test_tiktok_gives_the_caption_and_the_second_that_its_id_holds(links):
    reader = links(made.tiktok("crying at the lamp #PaperLighthouse"))
    post = read(reader, f"https://www.tiktok.com/@fog.horn/video/{TT}?_r=1")

    assert (post.text, post.hashtags) == ("crying at the lamp #PaperLighthouse", ("paperlighthouse",))
    assert (post.author.handle, post.author.name, post.created_at) == ("fog.horn", "Fog Horn", MOMENT)
    assert post.url == f"https://www.tiktok.com/@fog.horn/video/{TT}"


def test_a_short_link_of_tiktok_is_followed_once_and_only_to_tiktok(links):
    def short(code, target):
        return answer("vm.tiktok.com", f"/{code}/", "", 302, headers={"Location": target})

    reader = links(
        short("ZMgood1", f"https://www.tiktok.com/@fog.horn/video/{TT}?_t=1"),
        short("ZMevil1", "https://evil.example/@wick/123456"),
        short("ZMloop1", "https://vm.tiktok.com/ZMloop1/"),
        short("ZMinner", "http://127.0.0.1/@fog.horn/video/1"),
        answer("vm.tiktok.com", "/ZMnone1/", "hello"),
    )

    assert reader.recognise("https://vm.tiktok.com/ZMgood1/").id == TT
    for code in ("ZMevil1", "ZMloop1", "ZMinner", "ZMnone1"):
        with pytest.raises(Refused):
            reader.recognise(f"https://vm.tiktok.com/{code}/")
    assert len(reader.network.requests) == 5


def test_a_video_without_a_caption_is_refused(links):
    with pytest.raises(Refused, match="no caption"):
        read(links(made.tiktok("  ")), f"https://www.tiktok.com/@fog.horn/video/{TT}")


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("https://www.instagram.com/p/Cabc123/", "Meta"),
        ("https://www.threads.com/@wick/post/Cabc123", "Meta"),
        ("https://www.youtube.com/watch?v=lighthouse1&lc=UgxInvented0000000AaABAg", "API only"),
    ],
)
def test_what_can_not_be_had_without_a_key_says_why_and_asks_nobody(pasted, why):
    reader = Links(asked_nothing)

    with pytest.raises(Refused, match=why) as refused:
        read(reader, pasted)
    assert refused.value.hint


# ── hostile answers ──────────────────────────────────────────────────────────


def test_markup_in_an_embed_is_only_ever_words(links):
    words = (
        '<script>alert(1)</script><img src=x onerror="alert(2)"><style>p{}</style>Fine &lt;b&gt;film&lt;/b&gt;'
        '<iframe src="https://evil.example"></iframe> <a href="javascript:alert(3)">click</a>\u202e\u0000'
    )
    post = read(links(made.x(words)), f"https://x.com/kite_keeper/status/{X}")

    assert post.text == "Fine <b>film</b> click"


@pytest.mark.parametrize(
    "more",
    [
        {"html": None},
        {"html": 7},
        {"html": []},
        {"html": "<p>no blockquote</p>"},
        {"html": "<blockquote class='twitter-tweet'>" + "<p>" * 20_000},
        {"html": "x" * 200_000},
        {"author_url": None},
        {"author_url": "javascript:alert(1)"},
        {"author_url": "https://evil.example/kite_keeper"},
        {"author_url": f"https://twitter.com/{'a' * 500}"},
    ],
)
def test_an_embed_of_the_wrong_kind_is_refused(links, more):
    with pytest.raises((Refused, UnexpectedPayload)):
        read(links(made.x("Lovely", **more)), f"https://x.com/kite_keeper/status/{X}")


@pytest.mark.parametrize(
    "body", ["[]", "null", '"text"', "7", "<html>", "{", '{"posts": 3}', '{"posts": [null, 4]}']
)
@pytest.mark.parametrize(
    ("host", "path", "url"),
    [
        ("publish.x.com", "/oembed", f"https://x.com/kite_keeper/status/{X}"),
        ("www.tiktok.com", "/oembed", f"https://www.tiktok.com/@fog.horn/video/{TT}"),
        (
            "public.api.bsky.app",
            "/xrpc/app.bsky.feed.getPosts",
            f"https://bsky.app/profile/{made.DID}/post/3kaa",
        ),
        (STRANGER, "/api/v1/statuses/77", f"https://{STRANGER}/@wick/77"),
        ("www.reddit.com", "/comments/1abcde/.rss", "https://redd.it/1abcde"),
    ],
)
def test_an_answer_of_any_other_shape_costs_that_link_alone(links, host, path, url, body):
    with pytest.raises((Refused, UnexpectedPayload)):
        read(links(answer(host, path, body)), url)


def test_an_answer_that_is_too_large_is_not_read(fetch, tmp_path):
    with serve(tmp_path / "links", made.x("Lovely " * 50_000)) as network:
        reader = Links(
            lambda source, origin, _: fetch(source, f"{network.url}/{origin[8:]}", max_bytes=100_000)
        )
        with pytest.raises(UnexpectedPayload, match="more than"):
            read(reader, f"https://x.com/kite_keeper/status/{X}")


@pytest.mark.parametrize("title", [None, 3, ["a"], "a" * 200_000])
def test_a_caption_of_the_wrong_kind_is_refused_or_cut(links, title):
    try:
        post = read(links(made.tiktok("", title=title)), f"https://www.tiktok.com/@fog.horn/video/{TT}")
    except (Refused, UnexpectedPayload):
        return
    assert len(post.text) <= 10_000


def test_an_id_from_the_future_is_refused(links):
    later = x_id(make.NOON + timedelta(days=900))

    with pytest.raises(Refused, match="no time of a post"):
        read(links(made.x("Lovely", identity=later)), f"https://x.com/kite_keeper/status/{later}")


def test_a_feeds_entities_are_never_expanded(links):
    bomb = '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">]>'
    exchange = made.reddit("What a lamp", "&b;")
    exchange["response"]["body"] = bomb + exchange["response"]["body"]
    post = read(links(exchange), "https://www.reddit.com/r/movies/comments/1abcde/")

    assert "boom" not in post.text


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.8", "169.254.169.254"])
def test_a_server_whose_name_leads_inside_a_network_is_never_asked(fetch, monkeypatch, inner):
    monkeypatch.setattr(transport.socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", (inner, 443))])
    reader = Links(
        lambda source, origin, stranger: fetch(source, origin, guard_addresses=stranger, attempts=1)
    )

    with pytest.raises(SourceError, match=re.escape("address inside a network")):
        read(reader, "https://rebound.example/@wick/112233")


def test_only_hosts_that_stand_in_links_alone_are_strangers(links, fetch):
    seen = {}

    def sites(source, origin, stranger):
        seen[origin] = stranger
        return fetch(source, "http://127.0.0.1:9", attempts=1)

    for url in (f"https://x.com/kite/status/{X}", "https://redd.it/1abcde", f"https://{STRANGER}/@wick/77"):
        with pytest.raises(SourceUnavailable):
            read(Links(sites), url)

    assert seen == {
        "https://publish.x.com": False,
        "https://www.reddit.com": False,
        f"https://{STRANGER}": True,
    }


# ── recheck ──────────────────────────────────────────────────────────────────


def test_recheck_tells_alive_edited_gone_and_hidden_by_links(links):
    reader = links(
        made.x("Lovely"),
        made.bluesky("A lamp in the fog"),
        made.mastodon("The lamp!", visibility="private"),
        answer("www.tiktok.com", "/oembed", {"code": 400, "message": "Something went wrong"}, 400),
    )
    alive = read(reader, f"https://x.com/kite_keeper/status/{X}")
    edited = make.post(
        "A lamp", source="bluesky", remote_id=URI, url=f"https://bsky.app/profile/{made.DID}/post/3kaa"
    )
    hidden = make.post(
        "The lamp!",
        source="mastodon",
        remote_id=f"https://{STRANGER}/users/wick/statuses/112233445566",
        url=f"https://{STRANGER}/@wick/112233445566",
    )
    gone = make.post("x", source="tiktok", remote_id=TT, url=f"https://www.tiktok.com/@fog.horn/video/{TT}")
    unknown = make.post("x", source="threads", url="https://www.threads.com/t/Cabc123")

    assert reader.recheck([alive, edited, hidden, gone, unknown]) == {
        alive.key: "alive",
        edited.key: "edited",
        hidden.key: "hidden",
        gone.key: "gone",
    }
