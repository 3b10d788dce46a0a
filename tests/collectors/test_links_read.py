"""What each network gives of a post by its link, and what is refused, and why."""

import invented_links as made
import make
import pytest
from invented_links import MOMENT, STRANGER, answer, tiktok_id, x_id

from aggregator.collectors.links import Links, Refused
from aggregator.errors import SourceUnavailable

X, TT = x_id(), tiktok_id()
URI = f"at://{made.DID}/app.bsky.feed.post/3kaa"


def read(links, url):
    return links.read(links.recognise(url))


def asked_nothing(source, origin, stranger):
    raise AssertionError(f"{source} {origin} {stranger} was asked")


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


def test_lemmy_gives_posts_and_comments_from_their_own_instance(links):
    reader = links(
        made.lemmy("What a lamp room", body="It *glows*"),
        made.lemmy("The fog does it", kind="comment", number=8),
    )
    post = read(reader, "https://tide.example/post/7")
    comment = read(reader, "https://tide.example/post/7/8")

    assert (post.key, post.text) == (
        ("lemmy", "https://tide.example/post/7"),
        "What a lamp room\n\nIt *glows*",
    )
    assert (comment.url, comment.text) == ("https://tide.example/comment/8", "The fog does it")
    assert (comment.author.handle, comment.created_at, comment.at_home) == (
        "marlow@tide.example",
        MOMENT,
        True,
    )


def test_a_copy_that_another_instance_shows_is_asked_for_at_its_home(links):
    copy = made.lemmy("not what they said", shown_by="fjord.example", shown_as=99)
    reader = links(copy, made.lemmy("What a lamp room"))
    post = read(reader, "https://fjord.example/post/99")

    assert (post.remote_id, post.text) == ("https://tide.example/post/7", "What a lamp room")
    assert [path.partition("?")[0] for _, path in reader.network.requests] == [
        "/fjord.example/api/v3/post",
        "/tide.example/api/v3/post",
    ]


@pytest.mark.parametrize(
    ("exchange", "why", "gone", "hidden"),
    [
        (made.lemmy("x", deleted=True), "its author deleted it", True, False),
        (made.lemmy("x", removed=True), "it was removed", False, True),
        (made.lemmy("x", writer="https://fjord.example/u/marlow"), "another server's account", False, False),
        (made.lemmy("x", ap_id="https://fjord.example/c/7"), "which can't be asked", False, False),
        (answer("tide.example", "/api/v3/post", {"error": "couldnt_find_post"}, 404), "no such post", True, False),
        (answer("tide.example", "/api/v3/post", {"error": "couldnt_find_post"}, 400), "no such post", True, False),
        (answer("tide.example", "/api/v3/post", {"error": "instance_is_private"}, 400), "members", False, True),
        (answer("tide.example", "/api/v3/post", "<html>", 404), "is no network that is read", False, False),
    ],
)  # fmt: skip
def test_what_lemmy_does_not_give_says_why(links, exchange, why, gone, hidden):
    with pytest.raises(Refused, match=why) as refused:
        read(links(exchange), "https://tide.example/post/7")
    assert (refused.value.gone, refused.value.hidden) == (gone, hidden)


def test_an_instance_that_has_had_too_many_requests_does_not_say_that_a_post_is_gone(links):
    reader = links(answer("tide.example", "/api/v3/post", {"error": "rate_limit_error"}, 400))
    url = "https://tide.example/post/7"

    with pytest.raises(SourceUnavailable, match="rate_limit_error"):
        read(reader, url)
    assert reader.recheck([make.post(source="lemmy", remote_id=url, url=url)]) == {}


def test_a_home_that_does_not_confirm_a_copy_is_not_believed(links):
    copy = made.lemmy("not what they said", shown_by="fjord.example", shown_as=99)
    other = made.lemmy("another post", ap_id="https://tide.example/post/8")

    with pytest.raises(Refused, match="does not confirm"):
        read(links(copy, other), "https://fjord.example/post/99")


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
        ("https://www.tumblr.com/marlow-keeps/788338580402700003", "API only"),
    ],
)
def test_what_can_not_be_had_without_a_key_says_why_and_asks_nobody(pasted, why):
    reader = Links(asked_nothing)

    with pytest.raises(Refused, match=why) as refused:
        read(reader, pasted)
    assert refused.value.hint


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
