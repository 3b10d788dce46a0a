"""In whatever encoding a feed comes: what is looked at is what the parser reads."""

import codecs

import pytest

from aggregator.payloads.feeds import parse_feed

BOMB = '<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
FEED = (
    "<?xml version='1.0' encoding='{said}'?>{head}<rss version='2.0'><channel><title>Films</title>"
    "<item><title>{title}</title><guid>7</guid></item></channel></rss>"
)
UNUSUAL = ["cp037", "cp500", "cp1026", "cp1140", "utf-7", "utf-8-sig", "utf-32", "utf-32-le", "utf-32-be"]
USUAL = ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "us-ascii", "iso-8859-1", "windows-1252", "gb18030"]


def read(body, content_type=""):
    return parse_feed(body, host="films.example", content_type=content_type)


def feed(coding, *, said=None, head="", title="&b;"):
    return FEED.format(said=said or coding, head=head, title=title).encode(coding)


@pytest.mark.parametrize("coding", [*UNUSUAL, *USUAL, "unicode_escape", "shift_jis", "iso2022_jp", "hz"])
@pytest.mark.parametrize("content_type", ["", "application/xml", "text/xml", "text/html", "charset"])
@pytest.mark.parametrize("said", [None, "utf-8"])
def test_entities_are_refused_in_every_encoding(coding, content_type, said):
    header = f"application/xml; charset={coding}" if content_type == "charset" else content_type

    with pytest.raises(ValueError, match=r"declares entities|encoding that is not read|neither RSS nor Atom"):
        read(feed(coding, said=said, head=BOMB), header)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
@pytest.mark.parametrize("content_type", ["", "application/xml; charset=cp037", "text/xml; charset=utf-7"])
def test_entities_are_refused_behind_a_byte_order_mark(mark, content_type):
    coding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le"}.get(mark, "utf-16-be")

    with pytest.raises(ValueError, match="declares entities"):
        read(mark + feed(coding, head=BOMB), content_type)


def test_entities_written_in_escapes_are_refused():
    body = FEED.format(said="utf-7", head=BOMB.replace("<", "+ADw-"), title="x").encode()
    for content_type in ("", "application/xml; charset=utf-7", "application/xml; charset=unicode_escape"):
        with pytest.raises(ValueError, match=r"'utf-7', an encoding that is not read|'unicode_escape'"):
            read(body, content_type)


@pytest.mark.parametrize(
    "coding", ["cp037", "utf-7", "punycode", "idna", "unicode_escape", "raw_unicode_escape"]
)
def test_an_unusual_encoding_is_refused_by_its_name(coding):
    with pytest.raises(ValueError, match=f"a feed in '{coding}', an encoding that is not read"):
        read(feed("utf-8"), f"application/xml; charset={coding}")


def test_a_feed_in_ebcdic_is_refused_though_nobody_names_it():
    with pytest.raises(ValueError, match="an encoding that is not read"):
        read(feed("cp037", said="nothing known"))


@pytest.mark.parametrize(
    ("coding", "words"),
    [
        ("utf-8", "café 雨 ★"),
        ("utf-16", "café 雨 ★"),
        ("utf-16-le", "café 雨 ★"),
        ("utf-16-be", "café 雨 ★"),
        ("utf-32", "café 雨 ★"),
        ("iso-8859-1", "café"),
        ("windows-1252", "“café”"),
        ("windows-1251", "Маяк"),
        ("koi8-r", "Маяк"),
        ("iso-8859-2", "żeglarz"),
        ("gb2312", "雨灯"),
        ("gbk", "雨灯"),
        ("big5", "雨燈"),
        ("shift_jis", "灯台"),
        ("euc-jp", "灯台"),
        ("iso-2022-jp", "灯台"),
        ("euc-kr", "등대"),
    ],
)
@pytest.mark.parametrize("said_by", ["declaration", "header"])
def test_a_feed_in_a_usual_encoding_is_read(coding, words, said_by):
    header = f'application/rss+xml; charset="{coding.upper()}"' if said_by == "header" else ""

    [entry] = read(feed(coding, said=coding if said_by == "declaration" else "utf-8", title=words), header)

    assert entry["title"] == words


@pytest.mark.parametrize(
    "header", ["", "text/xml", "text/html", "application/xml", "application/octet-stream"]
)
def test_what_nobody_names_is_utf_8_and_else_windows_1252(header):
    body = FEED.replace(" encoding='{said}'", "").format(head="", title="café")

    assert read(body.encode(), header)[0]["title"] == "café"
    assert read(body.encode("cp1252"), header)[0]["title"] == "café"


def test_a_name_that_is_no_encoding_or_a_wrong_one_is_passed_over():
    assert read(feed("utf-8", said="utf8mb4", title="café"))[0]["title"] == "café"
    assert read(feed("utf-8", title="café"), "text/xml; charset=us-ascii")[0]["title"] == "café"
    assert read(feed("utf-8", said="utf-16", title="café"))[0]["title"] == "café"
    assert read(feed("utf-8", title="café"), "text/xml; charset=\x00;=")[0]["title"] == "café"
