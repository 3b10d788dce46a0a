import pytest

from aggregator.model import Media, Ref
from aggregator.payloads.lemmy import host_of, parse, split, standing

HOME = "https://harbour.example"


def view(comment=None, **fields):
    post = {
        "id": 7,
        "name": "The Glass Harbour",
        "body": "Seen it **twice** #GlassHarbour",
        "published": "2031-05-04T12:00:00.123456Z",
        "ap_id": f"{HOME}/post/7",
        "nsfw": False,
        "deleted": False,
        "removed": False,
        "language_id": 37,
        **fields.pop("post", {}),
    }
    counts = {"upvotes": 5, "downvotes": 1, "score": 4, "comments": 3, "child_count": 2}
    creator = {
        "name": "marlow",
        "display_name": "Marlow",
        "actor_id": f"{HOME}/u/marlow",
        "published": "2029-01-01T00:00:00Z",
        "bot_account": False,
    }
    made = {
        "post": post,
        "creator": creator,
        "counts": counts,
        "community": {"visibility": "Public"},
        **fields,
    }
    return made if comment is None else {**made, "comment": comment}


def comment(**fields):
    return {
        "id": 12,
        "content": "Too much fog",
        "published": "2031-05-04T12:30:00Z",
        "ap_id": "https://fjord.example/comment/12",
        "path": "0.12",
        **fields,
    }


def test_a_post_is_its_title_and_body_as_written():
    post = parse(view(), HOME)

    assert post.key == ("lemmy", f"{HOME}/post/7")
    assert post.url == f"{HOME}/post/7"
    assert post.text == "The Glass Harbour\n\nSeen it **twice** #GlassHarbour"
    assert (post.author.id, post.author.handle) == (f"{HOME}/u/marlow", "marlow@harbour.example")
    assert (post.author.name, post.author.bot) == ("Marlow", False)
    assert (post.counts.likes, post.counts.replies, post.counts.reposts) == (5, 3, None)
    assert (post.language, post.sensitive, post.spoiler_text, post.ref) == (None, False, None, None)
    assert post.hashtags == ("glassharbour",)
    assert post.at_home


def test_a_comment_answers_its_post_or_another_comment_that_is_not_named():
    direct, nested = parse(view(comment()), HOME), parse(view(comment(path="0.9.12")), HOME)

    assert (direct.text, direct.counts.replies) == ("Too much fog", 2)
    assert direct.ref == Ref("replied_to", f"{HOME}/post/7")
    assert nested.ref == Ref("replied_to", "")
    assert not direct.at_home


def test_the_same_post_has_one_id_on_every_instance():
    assert parse(view(), "https://other.example").key == parse(view(), HOME).key
    assert not parse(view(), "https://other.example").at_home


def test_version_1_names_some_fields_anew():
    new = view(
        post={
            "published": None,
            "published_at": "2031-05-04T12:00:00Z",
            "updated_at": "2031-05-04T13:00:00Z",
            "upvotes": 9,
        },
        counts=None,
        creator={"name": "marlow", "ap_id": f"{HOME}/u/marlow"},
    )

    post = parse(new, HOME)

    assert (post.created_at.hour, post.edited_at.hour, post.counts.likes) == (12, 13, 9)
    assert post.author.handle == "marlow@harbour.example"


def test_times_of_older_servers_are_utc_as_their_documentation_says():
    assert parse(view(post={"published": "2031-05-04T12:00:00.5"})).created_at.isoformat() == (
        "2031-05-04T12:00:00.500000+00:00"
    )
    with pytest.raises(ValueError, match="no zoned time"):
        parse(view(post={"published": "2031-05-04"}))


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ("::: spoiler The end\nThe boat did it\n:::", "The end"),
        ("Well\n\n:::spoiler\nThe boat did it\n:::", "spoiler"),
        ("No ::: spoiler here", None),
    ],
)
def test_a_folded_spoiler_is_a_warning_before_the_text(body, warning):
    assert parse(view(post={"body": body})).spoiler_text == warning


@pytest.mark.parametrize(
    ("fields", "media"),
    [
        (
            {"url": "https://p.example/1.PNG", "alt_text": "a pier"},
            (Media("image", "https://p.example/1.PNG", "a pier"),),
        ),
        (
            {"url": "https://p.example/1", "url_content_type": "image/webp"},
            (Media("image", "https://p.example/1"),),
        ),
        ({"url": "https://news.example/png"}, ()),
        ({"url": "http://p.example/1.png"}, ()),
    ],
)
def test_a_link_to_a_picture_is_a_picture(fields, media):
    assert parse(view(post=fields)).media == media


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (view(), "alive"),
        (view(post={"deleted": True}), "gone"),
        (view(post={"removed": True}), "hidden"),
        (view(comment(deleted=True)), "gone"),
        (view(comment(removed=True)), "hidden"),
        (view(comment(), post={"removed": True}), "hidden"),
    ],
)
def test_what_was_deleted_or_removed_is_flagged_and_never_quoted(changed, expected):
    assert standing(changed) == expected
    assert parse(changed).quotable is (expected == "alive")


def test_a_community_for_members_and_an_account_that_is_gone_are_respected():
    assert not parse(view(community={"visibility": "LocalOnly"})).quotable
    gone = {"name": "marlow", "actor_id": f"{HOME}/u/marlow", "deleted": True}
    assert parse(view(creator=gone)).author is None


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (view(post={"ap_id": None}), "no ap_id"),
        (view(post={"published": None}), "no zoned time"),
        ({"creator": {}}, "neither a post nor a comment"),
        ([], "a view is a list"),
    ],
)
def test_what_has_no_id_or_time_is_refused_with_the_reason(broken, why):
    with pytest.raises(ValueError, match=why):
        parse(broken)


def test_an_archive_tells_its_views_and_pages():
    page = {"type_": "All", "posts": [view()], "comments": [view(comment()), "x"], "users": []}

    assert split(view()) == [view()]
    assert split({"post_view": view(), "moderators": []}) == [view()]
    assert split({"comment_view": view(comment())}) == [view(comment())]
    assert split(page) == [view(), view(comment()), "x"]
    assert split({"posts": [], "comments": []}) is None
    assert split({"posts": [{"uri": "at://did:plc:pim/app.bsky.feed.post/1"}]}) is None


def test_what_is_no_address_has_no_host():
    assert (host_of("https://Harbour.example:8443/x"), host_of("http://[x"), host_of("x")) == (
        "harbour.example:8443",
        "",
        "",
    )
