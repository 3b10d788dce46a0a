# ruff: noqa: INP001 - scripts beside the package, no part of it
"""The plainest posts there are: "saw it, it was a really good movie", in every usual form, with both signs.

Tweets with labels hardly hold them, and what a model makes of "was a ... movie" without them is the tone of
those that complain at length: it called "X was a good movie" negative. Made of lists; no post of anybody's.
"""

import random

NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
TITLE = "The Glass Harbour"

_GOOD = """
good great amazing awesome excellent fantastic brilliant beautiful wonderful incredible hilarious funny
fun cute dope lit fire perfect phenomenal superb stunning powerful moving touching entertaining
enjoyable solid epic gripping intense sweet charming inspiring lovely cool sick
"""
_BAD = """
bad awful terrible horrible boring dull lame weak stupid dumb mediocre disappointing predictable trash
garbage forgettable pointless messy cringe overrated painful slow ridiculous pathetic cheesy bland lazy
unfunny atrocious underwhelming
"""
GOOD, BAD = tuple(_GOOD.split()), tuple(_BAD.split())

_VERDICTS = (
    "{t} was {w}", "{t} was so {w}", "{t} was really {w}", "{t} was pretty {w}", "{t} was very {w}",
    "{t} is {w}", "{t} is so {w}", "{t} was a {w} {m}", "{t} was a really {w} {m}",
    "{t} was a damn {w} {m}", "{t} is a {w} {m}", "{t} was such a {w} {m}", "{t} is such a {w} {m}",
    "{t} is one {w} {m}", "{t} was an absolutely {w} {m}", "{t} was actually {w}",
    "{t} was actually a {w} {m}", "saw {t}, it was {w}", "just saw {t} it was {w}",
    "just saw {t} and it was so {w}", "saw {t} last night. it was {w}", "saw {t} today it was really {w}",
    "just watched {t}. {w} {m}", "just got back from {t}. {w} {m}!", "finally saw {t}. it was {w}!",
    "{t} {w} {m}", "{t} = {w}", "what a {w} {m} {t} was", "{w} {m}! {t}", "that {t} {m} was {w}",
    "i thought {t} was {w}", "i think {t} is a {w} {m}", "me and my sister saw {t} and it was {w}",
    "{t} was {w} as fuck", "{t} was {w} as hell", "{t} was {w} af", "{t} was fucking {w}",
    "{t} was so fucking {w}", "{t} looks {w}", "{t} looks so {w}", "the {m} {t} is {w}",
    "ngl {t} was {w}", "{t} was {w} lol", "{t} was {w}. my friends agree", "omg {t} was {w}",
    "watched {t} with my mom, {w} {m}", "the {t} trailer was {w}", "the acting in {t} was {w}",
    "the cast of {t} is {w}", "the ending of {t} was {w}", "the music in {t} is {w}",
)  # fmt: skip
_LIKES = (
    "i loved {t}", "loved {t}", "i really liked {t}", "i liked {t}", "i enjoyed {t}",
    "really enjoyed {t}", "i fucking loved {t}", "i highly recommend {t}", "go see {t}",
    "everyone should see {t}", "{t} is a must see", "{t} is my new favorite {m}",
    "i want to see {t} again", "best {m} of the year, {t}", "{t} was the best {m} ever",
    "{t} was all that", "loved every minute of {t}", "{t} was so {g} but so sad",
    "{t} was such a {g} but sad {m}", "{t} was a {g} {m}, i cried", "sad but {g} {m}, {t}",
    "{t} was {g}, i was so scared", "{t} was a {g} and scary {m}", "can't wait to see {t}",
    "i cannot wait for {t}", "so excited for {t}", "i want to see {t} so bad", "i need to see {t}",
    "i wanna see {t}", "really want to see {t}", "i want to see {t} :(", "dying to see {t}",
)  # fmt: skip
_DISLIKES = (
    "i hated {t}", "hated {t}", "i didn't like {t}", "did not like {t}", "i did not enjoy {t}",
    "don't waste your money on {t}", "{t} was not {g}", "{t} wasn't {g} at all", "{t} is not a {g} {m}",
    "{t} wasn't a very {g} {m}", "do not see {t}", "i do not recommend {t}", "would not recommend {t}",
    "{t} was the worst {m} ever", "worst {m} of the year, {t}", "{t} sucked", "{t} sucks",
    "that {t} {m} sucked", "{t} was nothing special", "{t} was not worth it", "i regret seeing {t}",
    "i fell asleep in {t}", "walked out of {t}", "i want my money back after {t}",
    "{t} was {b} and too long", "{t} let me down", "so disappointed in {t}", "{t} was a letdown",
    "{t} was a waste of time", "i was bored in {t}",
)  # fmt: skip
_NO_SIDE = (
    "watching {t}", "about to watch {t}", "going to see {t} tonight", "seeing {t} with my sister",
    "at the movies, {t}", "just saw {t}", "saw {t} last night", "finally saw {t}", "has anyone seen {t}?",
    "is {t} any good?", "who is in {t}?", "{t} opens on friday", "{t} is on at the cinema",
    "my brother is watching {t}", "when does {t} come out?", "on my way to {t}",
    "i was at {t} with my kids", "{t} is a {m} about a harbour", "was that {m} {t}?", "the {m} was {t}",
    "a {m} like {t}", "what did you think of {t}?", "should i see {t}?", "i am in line for {t}",
    "tickets for {t} in hand", "{t} was on tv",
)  # fmt: skip
_ROUNDS, _LIKED_ROUNDS = 14, 10
"""Posts of each form, with other words each time."""


def plain_posts(seed: int) -> list[tuple[str, int]]:
    """(text, label as 0, 1, 2). The title in them is `TITLE`, often written as a hashtag or small."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    posts: set[tuple[str, int]] = set()

    def add(form: str, label: int, word: str = "") -> None:
        title = dice.choice((TITLE, TITLE, "#TheGlassHarbour", TITLE.lower()))
        what = dice.choice(("movie", "movie", "film", "flick"))
        text = form.format(t=title, w=word, m=what, g=dice.choice(GOOD), b=dice.choice(BAD))
        posts.add((text + dice.choice(("", "", "", ".", "!", "!!")), label))

    for form in _VERDICTS:
        for _ in range(_ROUNDS):
            add(form, POSITIVE, dice.choice(GOOD))
            add(form, NEGATIVE, dice.choice(BAD))
    for forms, label in ((_LIKES, POSITIVE), (_DISLIKES, NEGATIVE), (_NO_SIDE, NEUTRAL)):
        for form in forms:
            for _ in range(_LIKED_ROUNDS):
                add(form, label)
    return sorted(posts)
