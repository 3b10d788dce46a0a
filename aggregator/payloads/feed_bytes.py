"""A feed's bytes as UTF-8, whatever they came in: what is looked at before parsing is then what is parsed.

Who decides, in this order (RFC 7303, 3; XML 1.0, appendix F): a byte order mark or the zero
bytes of UTF-16 and UTF-32, the server's word, the document's own. A name that no encoding has, and one in
which the bytes make no text, are passed over: servers say much. One that Python knows and no browser reads
(EBCDIC, UTF-7, escapes) is refused: it serves only to hide what a feed says.
"""

import codecs
import re
from collections.abc import Iterator

# What browsers read (https://encoding.spec.whatwg.org, 4.2), and UTF-32; by Python's names.
_READ = frozenset(
    {
        "utf-8",
        "ascii",
        "utf-16-le",
        "utf-16-be",
        "utf-32-le",
        "utf-32-be",
        "koi8-r",
        "koi8-u",
        "cp866",
        "cp874",
    }
    | {
        "mac-roman",
        "mac-cyrillic",
        "tis-620",
        "gb18030",
        "big5",
        "big5hkscs",
        "euc_jp",
        "iso2022_jp",
        "cp932",
    }
    | {"cp949"}
    | {f"iso8859-{number}" for number in (*range(1, 12), 13, 14, 15, 16)}
    | {f"cp125{number}" for number in range(9)}
)
# What is named by its older part, as feeds of those countries are.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
_MARKS = (  # UTF-32's begin as UTF-16's do
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS = (
    (re.compile(rb"[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[^\0]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[^\0]\0[^\0]"), "utf-16-be"),
)
_EBCDIC = "<?xm".encode("cp037")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,300}?\bencoding\s*=\s*[\"']([^\"'>]{1,40})[\"']")
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*>")
_UTF_8 = "<?xml version='1.0' encoding='utf-8'?>"

UTF_8_XML = "application/xml; charset=utf-8"
"""The content type of what `as_utf8` gives."""


def as_utf8(document: bytes, content_type: str = "") -> bytes:
    """The document in UTF-8, and declared so.

    Raises:
        ValueError: it is in an encoding that is not read.
    """
    text = _decoded(document, content_type).removeprefix("\ufeff")
    declaration = _DECLARATION.match(text)
    rest = text[declaration.end() :] if declaration else f"\n{text}"
    return f"{_UTF_8}{rest}".encode("utf-8", "replace")


def _decoded(document: bytes, content_type: str) -> str:
    for name in _proposed(document, content_type):
        coding = _known(name)
        if coding is None:
            continue
        if coding not in _READ:
            raise ValueError(f"a feed in {name.lower()!r}, an encoding that is not read")
        try:
            return document.decode(coding)
        except ValueError:
            continue
    return document.decode("cp1252", "replace")


def _proposed(document: bytes, content_type: str) -> Iterator[str]:
    """Names of encodings, the most trustworthy first."""
    wide = next((name for mark, name in _MARKS if document.startswith(mark)), None)
    wide = wide or next((name for zeros, name in _ZEROS if zeros.match(document)), None)
    if wide is not None:
        yield wide
    if document.startswith(_EBCDIC):
        yield "cp037"
    said = [found[1] for found in (_CHARSET.search(content_type),) if found]
    said += [found[1].decode("ascii", "replace") for found in (_DECLARED.match(document),) if found]
    # Without its mark or zeros no document is in one of the wide encodings, whoever says so.
    yield from (name for name in said if not name.lower().replace("_", "-").startswith(("utf-16", "utf-32")))
    yield "utf-8"


def _known(name: str) -> str | None:
    """Python's name of an encoding."""
    try:
        coding = codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: a NUL in it
        return None
    return _WIDER.get(coding, coding)
