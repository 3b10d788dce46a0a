"""Every form of address that an editor may paste, and what is refused before anybody is asked."""

import invented_links as made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_links import tiktok_id, x_id

from aggregator.collectors.links import Links, Refused
from aggregator.collectors.links.address import parse

X, TT = x_id(), tiktok_id()
URI = f"at://{made.DID}/app.bsky.feed.post/3kaa"


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
        (
            "https://tide.example/post/77?scroll",
            "lemmy",
            "https://tide.example/post/77",
            "https://tide.example/post/77",
        ),
        (
            "tide.example/comment/78#c",
            "lemmy",
            "https://tide.example/comment/78",
            "https://tide.example/comment/78",
        ),
        (
            "https://tide.example/post/77/78",
            "lemmy",
            "https://tide.example/comment/78",
            "https://tide.example/comment/78",
        ),
        (
            "https://www.tumblr.com/Marlow-Keeps/788338580402700003/a-slug?source=share",
            "tumblr",
            "marlow-keeps/788338580402700003",
            "https://www.tumblr.com/marlow-keeps/788338580402700003",
        ),
        (
            "https://tumblr.com/dashboard/blog/marlow-keeps/788338580402700003",
            "tumblr",
            "marlow-keeps/788338580402700003",
            "https://www.tumblr.com/marlow-keeps/788338580402700003",
        ),
        (
            "https://www.tumblr.com/blog/view/marlow-keeps/788338580402700003",
            "tumblr",
            "marlow-keeps/788338580402700003",
            "https://www.tumblr.com/marlow-keeps/788338580402700003",
        ),
        (
            "https://marlow-keeps.tumblr.com/post/788338580402700003/a-slug",
            "tumblr",
            "marlow-keeps/788338580402700003",
            "https://www.tumblr.com/marlow-keeps/788338580402700003",
        ),
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
        "https://www.tumblr.com/marlow-keeps",
        "https://www.tumblr.com/tagged/lighthouse",
        "https://marlow-keeps.tumblr.com/archive",
        "https://a.b.tumblr.com/post/7883385804027",
        "https://tide.example/c/films",
        "https://tide.example/post/0",
        "https://tide.example/post/77/78/79",
        "https://letterboxd.com/wick/film/the-paper-lighthouse/",
        "https://letterboxd.com/film/the-paper-lighthouse/",
        "https://boxd.it/abc123",
    ],
)
def test_what_is_no_link_to_a_post_is_refused_and_nothing_is_asked(pasted):
    with pytest.raises(Refused) as refused:
        Links(asked_nothing).recognise(pasted)

    assert refused.value.reason
    assert len(refused.value.reason) < 200


@pytest.mark.parametrize(
    ("lc", "why"),
    [
        ("&lc=", "cut off or broken"),
        ("&lc=Ugx", "cut off or broken"),
        ("&lc=UgxInvented0000000AaABAg.9re", "cut off or broken"),
        ("&lc=UgxInvented0000000AaABAg%20and", "cut off or broken"),
        ("", "a video is no fan's post"),
    ],
)
def test_a_comments_address_that_was_cut_off_is_told_from_a_videos(lc, why):
    with pytest.raises(Refused, match=why) as refused:
        Links(asked_nothing).recognise(f"https://www.youtube.com/watch?v=lighthouse1{lc}")
    assert "copy the whole address" in refused.value.hint


@pytest.mark.parametrize(
    ("pasted", "feed"),
    [
        ("https://letterboxd.com/wick/film/the-paper-lighthouse/1/", "https://letterboxd.com/wick/rss/"),
        ("https://www.letterboxd.com/wick/list/lamps/", "https://letterboxd.com/wick/rss/"),
        ("https://letterboxd.com/film/the-paper-lighthouse/", "https://letterboxd.com/NAME/rss/"),
        ("https://boxd.it/abc123", "https://letterboxd.com/NAME/rss/"),
    ],
)
def test_a_link_of_letterboxds_is_answered_with_the_feed_that_brings_it(pasted, feed):
    with pytest.raises(Refused, match="Letterboxd's reviews") as refused:
        Links(asked_nothing).recognise(pasted)
    assert f"add {feed} to urls in [sources.feeds]" in refused.value.hint


@pytest.mark.parametrize(
    "evil", ["x.com.evil.example", "evil-x.com", "notbsky.app", "tiktok.com.example", "eviltumblr.com"]
)
def test_a_host_that_only_begins_or_ends_like_a_network_is_not_taken_for_it(evil):
    assert parse(f"https://{evil}/@wick/123456").site not in ("x.com", "bsky.app", "tiktok.com")
    assert Links(asked_nothing).recognise(f"https://{evil}/@wick/123456").source == "mastodon"


@given(
    st.one_of(
        st.text(max_size=300),
        st.text(max_size=200).map("https://x.com/{}".format),
        st.tuples(st.text(max_size=40), st.text(max_size=100)).map(
            lambda one: f"https://{one[0]}/@a/{one[1]}"
        ),
    )
)
def test_any_text_is_a_link_or_refused(pasted):
    def short(source, origin, stranger):
        raise Refused("a short link, which has to be asked")

    try:
        link = Links(short).recognise(pasted)
    except Refused:
        return
    assert link.url.startswith("https://")
    assert link.url.isprintable()
