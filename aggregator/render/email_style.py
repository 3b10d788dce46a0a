"""How the e-mail looks. Mail programs keep little but styles that stand in the element itself.

`dressed` writes them there, with a class for the few rules that programs with dark mode read in the head.
"""

from markupsafe import Markup

_SERIF = "Georgia,'Times New Roman',serif"
_SANS = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_INK, _SOFT = "color:#17191c", "color:#565b63"
_FINE = f"font:13px/1.5 {_SANS};{_SOFT}"
_CAPITALS = "letter-spacing:.06em;text-transform:uppercase"
_RULE = "border-top:1px solid #dcd8d0"
_BREAK = "word-break:break-word"
_BOX = "margin:0 0 16px;padding:14px 16px 8px;background-color:#faf8f4;border:1px solid #dcd8d0"
_NOTE = "margin:0 0 18px;padding:10px 14px"

# What an element is for: its classes, then its style; of a camp its colour.
_STYLES = {
    "headline": ("ink", f"margin:0 0 18px;font:bold 30px/1.15 {_SERIF};{_INK}"),
    "kicker": ("warm", f"margin:0 0 8px;font:bold 12px/1.3 {_SANS};{_CAPITALS};color:#b4480f"),
    "state": ("soft state", f"margin:0 0 16px;padding:0 0 12px;border-bottom:1px solid #dcd8d0;{_FINE}"),
    "invented": (
        "warn",
        f"{_NOTE};background-color:#fdf1d7;border-left:4px solid #d9a441;font:14px/1.5 {_SANS};color:#6b3f00",
    ),
    "roundup": (
        "raised",
        f"{_NOTE};background-color:#faf8f4;border-left:4px solid #6b7280;font:15px/1.5 {_SANS};{_INK}",
    ),
    "lede": ("ink", f"margin:0 0 16px;font:19px/1.5 {_SERIF};{_INK}"),
    "byline": ("soft", f"margin:0 0 10px;{_FINE}"),
    "text": ("ink", f"margin:0 0 14px;font:17px/1.55 {_SERIF};{_INK}"),
    "sources": ("soft", f"margin:0 0 10px;{_FINE}"),
    "check": ("soft", f"margin:0 0 10px;{_FINE}"),
    "heading": (
        "ink rule",
        f"margin:28px 0 12px;padding:18px 0 0;{_RULE};font:bold 21px/1.25 {_SERIF};{_INK}",
    ),
    "details": (
        "ink strong",
        f"margin:32px 0 12px;padding:14px 0 0;border-top:3px solid #17191c;font:bold 15px/1.3 {_SANS};{_INK}",
    ),
    "list": ("ink", f"margin:0 0 16px;padding:0 0 0 20px;font:16px/1.5 {_SERIF};{_INK}"),
    "small list": ("soft", f"margin:0 0 12px;padding:0 0 0 18px;{_FINE}"),
    "item": ("", "margin:0 0 6px"),
    "small item": ("", "margin:0 0 2px"),
    "post": ("raised", f"{_BOX};border-left:4px solid #174a8b"),
    "official": ("raised", f"{_BOX};border-left:4px solid #17191c;font-style:italic"),
    "words": ("ink", f"margin:0 0 8px;font:18px/1.5 {_SERIF};{_INK};{_BREAK}"),
    "cite": ("soft", f"margin:0 0 6px;font:13px/1.45 {_SANS};{_SOFT};{_BREAK}"),
    "link": ("link", "color:#174a8b;text-decoration:underline"),
    "table": ("soft", f"width:100%;margin:0 0 16px;border-collapse:collapse;border-spacing:0;{_FINE}"),
    "caption": ("soft", f"padding:0 0 4px;text-align:left;font:bold 13px/1.5 {_SANS};{_SOFT}"),
    "cell": ("soft", f"padding:3px 8px 3px 0;text-align:left;font:13px/1.4 {_SANS};{_SOFT}"),
    "meter": ("", "width:34%;padding:3px 0"),
    "bar": ("", "width:100%;margin:0 0 14px;border-collapse:collapse;border-spacing:0;table-layout:fixed"),
    "positive": ("positive", "#0f766e"),
    "neutral": ("neutral", "#6b7280"),
    "negative": ("negative", "#b4480f"),
}
_CELL = f"height:30px;padding:0;font:bold 14px/30px {_SANS};color:#ffffff;text-align:center"


def dressed(role: str) -> Markup:
    """The attributes of an element that stands for `role`: its class and its inline style.

    "small X" is X behind the story; "positive 55.6" a cell of the mood's bar with its width in per cent, "bar
    55.6" such a bar in a table.
    """
    small = role.startswith("small ")
    name, _, width = role.removeprefix("small ").partition(" ")
    if name == "bar" and width:
        classes, style = "meter", f"width:{float(width)}%;height:10px;background-color:#4a6fa5"
    elif width:
        classes, colour = _STYLES[name]
        style = f"width:{float(width)}%;background-color:{colour};{_CELL}"
    elif small:
        classes, style = _STYLES.get(role) or _STYLES["check" if name == "text" else name]
    else:
        classes, style = _STYLES[role]
    named = Markup(' class="{}"').format(classes) if classes else Markup()
    return named + Markup(' style="{}"').format(style)
