"""Highlights and lede: what a reader sees first, said no stronger than the numbers allow."""

from collections.abc import Sequence
from datetime import date

from aggregator.digest import occasions
from aggregator.digest.matter import JUDGED, Matter
from aggregator.digest.prose import Piece, claim, count, joined, outside, roughly_said, share, words_in
from aggregator.digest.share_words import is_narrow, is_wide
from aggregator.digest.shares import Mood
from aggregator.digest.voice import of_some
from aggregator.model.digests import Sentence
from aggregator.model.shares import Sentiment

HIGHLIGHT_WORDS = (10, 20)
LEDE_WORDS = (45, 65)
FEW_QUOTES = 2  # up to here nothing is called a round-up of what fans say


def highlights(matter: Matter, film_line: Sentence | None) -> tuple[Sentence, ...]:
    """Three bullets of 10 to 20 words: the mood with its number, the main theme, a fact of the film."""
    picked = [
        fitting(matter.choice.order("mood bullet", _mood_bullets(matter)), HIGHLIGHT_WORDS),
        fitting(matter.choice.order("theme bullet", _theme_bullets(matter)), HIGHLIGHT_WORDS),
    ]
    basics = _basics(matter)
    rest = [film_line] if film_line is not None and matter.manner.mood else []
    if matter.busiest is not None:
        rest.append(
            matter.voice.say("Of {posts} on {networks}, {busy} were written on {busy_day}.", **basics)
        )
    rest += matter.voice.sayings(
        [
            *(
                ["Each post that is quoted here was written {when}, and is linked to its source."]
                if matter.quotes
                else []
            ),
            "The posts are by {authors} on {networks}, written {when}.",
            "In all, {posts} on {networks} were counted.",
        ],
        **basics,
    )
    return (*picked, fitting(rest, HIGHLIGHT_WORDS))


def lede(matter: Matter) -> tuple[Sentence, ...]:
    """45 to 65 words: what, where and when, how many posts and people, the mood, what came up.

    Where nobody is quoted, nothing is promised to follow.
    """
    openings = matter.choice.order("occasion", occasions.openings(matter))
    if not matter.shares and not matter.manner.mood:  # other round-ups say in their next sentences who speaks
        openings = [of_some(one) for one in openings]
    basics = _basics(matter)
    when = "{when}, {busy} of them on {busy_day}" if matter.busiest is not None else "{when}"
    templates = matter.choice.order(
        "lede counts",
        [
            f"This story counts {{posts}} by {{authors}}, written {when}; reposts and copies are left out.",
            f"This story rests on {{posts}} by {{authors}}, written {when}, reposts and copies left out.",
            f"Counted were {{posts}} by {{authors}}, written {when}; reposts and copies are left out.",
            f"In all, {{authors}} wrote the {{posts}} counted here, {when}, reposts and copies left aside.",
        ],
    )
    templates += matter.choice.order(
        "lede short counts",
        [
            f"This story rests on {{posts}} by {{authors}}, written {when}.",
            f"Counted were {{posts}} by {{authors}}, written {when}.",
            f"Behind this story stand {{posts}} by {{authors}}, written {when}.",
            f"In all, {{authors}} wrote the {{posts}} counted here, {when}.",
        ],
    )
    templates.append("{posts} by {authors} were counted.")
    if matter.counted.authors < 2 or matter.counted.posts < 2:
        templates = [f"This story counts {{posts}}, written {when}."]
    counts = matter.voice.sayings(templates, **basics)
    moods = _lede_moods(matter)
    subjects = matter.voice.sayings(_lede_themes(matter), **_themes(matter))
    endings: list[tuple[Sentence, ...]] = [(one,) for one in subjects]
    endings += [(one, more) for one in subjects for more in _lede_more(matter)]
    endings.append(())
    options = (
        (said, number, *mood, *ending)
        for said in matter.voice.sayings(
            openings, **basics
        )  # the rest gives way to the opening that was drawn
        for mood in moods
        for number in counts
        for ending in endings
    )
    best, misfit = None, (LEDE_WORDS[1], True, True)
    for one in options:
        # When it was written, then what came up, are worth more than that copies are left out, which the
        # method tells too.
        timeless = len(counts) > 1 and one[1] is counts[-1]
        missing = (outside(words_in(*(s.text for s in one)), LEDE_WORDS), timeless, len(one) < 4)
        if best is None or missing < misfit:
            best, misfit = one, missing
        if misfit == (0, False, False):
            break
    return best or ()


def fitting(options: Sequence[Sentence], limits: tuple[int, int]) -> Sentence:
    """The first option of the wanted length, else the nearest."""
    return min(options, key=lambda one: (outside(words_in(one.text), limits), options.index(one)))


def _basics(matter: Matter) -> dict[str, Piece]:
    return {
        "title": matter.title,
        "networks": matter.networks,
        "posts": matter.posts,
        "authors": matter.authors,
        "when": matter.voice.days_of(matter.window),  # the method tells the hours too
        **_busiest(matter),
    }


def _busiest(matter: Matter) -> dict[str, Piece]:
    if matter.busiest is None:
        return {}
    when = matter.busiest["day"]
    told = matter.voice.short_day(date.fromisoformat(when))
    busy = count(matter.busiest["posts"], "spikes[0].posts")
    return {
        "busy": Piece("all", busy.claims) if matter.busiest["posts"] == matter.counted.posts else busy,
        "busy_day": claim(told, "fact", when, "spikes[0].day"),
    }


def _themes(matter: Matter) -> dict[str, Piece]:
    pieces = {}
    if matter.told:
        most = matter.told
        pieces["theme"] = matter.theme(most[0])
        pieces["themes"] = joined([matter.theme(place) for place in most[:3]])
        pieces["theme_posts"] = matter.theme_posts(most[0])
    for name, place in zip(("issue", "issue_too"), matter.at_issue, strict=False):
        pieces[name], pieces[f"{name}_posts"] = matter.theme(place), matter.theme_posts(place)
    return pieces


def _lede_themes(matter: Matter) -> list[str]:
    if not matter.told:
        return ["No single subject stood out."]
    issue = ["{issue} comes up in {issue_posts}."] if matter.at_issue else []
    if len(matter.told) == 1:
        return [*issue, "What came up most was {theme}, in {theme_posts}."]
    return issue + matter.choice.order(
        "lede themes",
        [
            "Among the subjects that came up most: {themes}.",
            "What came up most was {theme}, in {theme_posts}.",
            "The subjects that came up most were {themes}, with {theme} first, in {theme_posts}.",
            "Named most often among the subjects: {themes}.",
            "{theme} came first among the subjects, in {theme_posts}.",
        ],
    )


def _lede_more(matter: Matter) -> list[Sentence]:
    """What an opening may add where it is short."""
    more = []
    rest = matter.set_aside("post")
    if rest.claims[0].value > 1:
        said = "A further {rest} were set aside as off topic or for other reasons."
        more.append(matter.voice.say(said, rest=rest))
    mood = matter.mood
    if matter.sentiment is not None and matter.manner.verdict and _plainly(matter.sentiment, mood):
        larger, smaller = ("praise", "criticism") if mood.leading == "positive" else ("criticism", "praise")
        more.append(matter.voice.say(f"Among those that took a side, {larger} outweighs {smaller}."))
    return more


def _plainly(found: Sentiment, mood: Mood) -> bool:
    """Whether one side is larger, also by its share where that is corrected."""
    ahead = found.positive.share - found.negative.share
    return ahead > 0 if mood.leading == "positive" else ahead < 0


def _sides(matter: Matter) -> dict[str, Piece]:
    found, judged = matter.sentiment, matter.mood.judged
    if found is None:
        return {}
    first, second = matter.mood.leading, matter.mood.minority
    shares = {"positive": found.positive, "negative": found.negative}
    # Where one can only be told as a fraction, both are: "just over half" beside "18%" reads as two counts.
    say = share if all(is_narrow(one) for one in shares.values()) else roughly_said
    return {
        "judged": count(judged, JUDGED),
        "more": say(shares[first], f"sentiment.{first}", judged),
        "more_percent": share(shares[first], f"sentiment.{first}", judged, as_percent=True),
        "more_posts": count(shares[first].posts, f"sentiment.{first}.posts"),
        "first": Piece(first),
        "fewer": say(shares[second], f"sentiment.{second}", judged),
        "fewer_percent": share(shares[second], f"sentiment.{second}", judged, as_percent=True),
        "fewer_posts": count(shares[second].posts, f"sentiment.{second}.posts"),
        "second": Piece(second),
    }


def _lede_moods(matter: Matter) -> list[tuple[Sentence, ...]]:
    options = _moods(matter)
    if matter.mute:
        options = _NOBODY_REMEMBERED
    elif matter.sentiment is None and matter.manner.mood and matter.quotes <= FEW_QUOTES:
        options = _FEW_QUOTED if matter.quotes else _NOBODY_QUOTED
    said = matter.voice.sayings(matter.choice.order("lede mood", options), **_sides(matter))
    return [(one,) for one in said]


_FEW_QUOTED = [
    "That is too few to speak of shares, and few of them passed our checks for quoting.",
    "Those are too few for shares, and hardly any of them passed our checks for quoting.",
]
_NOBODY_REMEMBERED = [
    "No mood is measured here, and nobody is quoted: none of these posts held words of remembrance.",
    "Nothing is measured of how they feel, and no words of remembrance were found to be quoted here.",
]
_NOBODY_QUOTED = [
    "No share is told here, and nobody is quoted: none of the posts passed our checks for quoting.",
    "None of them passed our checks for quoting, so this is a count of subjects, without shares or quotes.",
]


def _moods(matter: Matter) -> list[str]:
    """Templates for how the sides stand, or why nothing is said of that."""
    if not matter.manner.mood:
        return [
            "No mood is measured here: what follows is what some of them wrote, in their own words.",
            "Nothing is measured of how they feel; some of their words stand below, each with its source.",
            "This is no place for shares: some of their own words follow, each linked to its source.",
        ]
    if matter.sentiment is None:
        return [
            "That is too few to speak of shares, so this is what some fans wrote, in their own words.",
            "Those are too few for shares, so what follows is a round-up of what some fans had to say.",
            "With so few, no share is told: this round-up gives some fans’ views as they wrote them.",
            "So few posts carry no shares; they show what some fans think, and not how many do.",
            "A share of so few would say little, so here are some fans in their own words.",
        ]
    if matter.sentiment.calibrated:
        return [
            "Corrected for a classifier’s known mistakes, {more} of them were {first} and {fewer} {second}.",
            "Once a classifier’s known mistakes are corrected, {more} were {first} and {fewer} {second}.",
        ]
    if matter.mood.judged == matter.counted.posts:
        return [
            "An automatic classifier read {more} of them as {first} and {fewer} as {second}.",
            "By the count of an automatic classifier, {more} were {first} and {fewer} {second}.",
            "Read by an automatic classifier, {more} come out as {first} and {fewer} as {second}.",
            "{more} read as {first} and {fewer} as {second}, by an automatic classifier’s count.",
            "To an automatic classifier, {more} read as {first} and {fewer} as {second}.",
            "Automatically classified, {more} were {first} and {fewer} {second}.",
            "An automatic count finds {more} of them {first} and {fewer} {second}.",
        ]
    return [
        "Of the {judged} that an automatic classifier could judge, {more} were {first} and {fewer} {second}.",
        "An automatic classifier could judge {judged} of them: {more} were {first} and {fewer} {second}.",
        "Among the {judged} that a classifier could judge, {more} read as {first} and {fewer} as {second}.",
    ]


def _mood_bullets(matter: Matter) -> list[Sentence]:
    templates = _mood_templates(matter)
    return matter.voice.sayings(templates, **_basics(matter), **_sides(matter))


def _mood_templates(matter: Matter) -> list[str]:
    if not matter.manner.mood:
        return [
            "In all, {authors} on {networks} wrote the {posts} that this story draws on.",
            "This story draws on {posts} by {authors} on {networks}.",
            "What this story rests on: {posts} by {authors} on {networks}, counted one by one.",
        ]
    if matter.sentiment is None:
        return [
            "Some fans spoke up: {posts} by {authors} on {networks} could be counted.",
            "This round-up draws on {posts} by {authors} on {networks}.",
            "Some fans have had their say, in {posts} by {authors} on {networks}.",
            "Here are some fans’ views, from {posts} by {authors} on {networks}.",
            "Some voices, and no shares: {posts} by {authors} on {networks} were counted.",
        ]
    if matter.sentiment.calibrated:
        return ["By a corrected count of {judged} judged posts, {more} were {first} and {fewer} {second}."]
    if is_wide(matter.sentiment.positive, matter.sentiment.negative):
        return [
            "A classifier read {more_posts} of {judged} posts as {first}, and {fewer_posts} as {second}.",
            "Of {judged} posts, a classifier read {more_posts} as {first} and {fewer_posts} as {second}.",
        ]
    if matter.mood.judged == matter.counted.posts:
        return [
            "Of all {judged} posts, {more_percent} were {first} and {fewer_percent} {second}.",
            "{more} of all {judged} posts were {first}, and {fewer} were {second}.",
            "A classifier read {more_percent} of {judged} posts as {first}, and {fewer_percent} as {second}.",
            "The mood of {judged} posts: {more_percent} {first}, {fewer_percent} {second}, the rest neither.",
            "Out of {judged} posts, {more} read as {first} and {fewer} as {second}.",
        ]
    return [
        "Of {judged} judged posts, {more_percent} were {first} and {fewer_percent} {second}.",
        "{more} of {judged} judged posts were {first}; {fewer} were {second}.",
        "A classifier read {more_percent} of {judged} judged posts as {first}, {fewer_percent} as {second}.",
        "The mood of {judged} judged posts: {more_percent} {first}, {fewer_percent} {second}.",
        "{more} of the {judged} posts that could be judged were {first}, and {fewer} {second}.",
    ]


def _theme_bullets(matter: Matter) -> list[Sentence]:
    if not matter.told:
        said = "No single subject stood out among the {posts} that were counted."
        return [matter.voice.say(said, **_basics(matter))]
    pieces = {**_themes(matter), **_basics(matter)}
    if matter.at_issue:
        pieces["issue_number"] = matter.theme_number(matter.at_issue[0])
        also = ", and {issue_too} in {issue_too_posts}" if "issue_too" in pieces else ""
        templates = [
            f"{{issue}} comes up in {{issue_number}} of the {{posts}}{also}.",
            f"{{issue_posts}} speak of {{issue}}{also}.",
        ]
    elif len(matter.told) > 1:
        place = matter.told[1]
        pieces["second"], pieces["second_posts"] = matter.theme(place), matter.theme_posts(place)
        pieces["theme_number"] = matter.theme_number(matter.told[0])
        pieces["second_number"] = matter.theme_number(place)
        templates = [
            "What came up most was {theme}, in {theme_posts}, then {second}, in {second_posts}.",
            "Talk turned to {theme} in {theme_posts} and to {second} in {second_posts}.",
            "First among the subjects: {theme}, in {theme_posts}; then {second}, in {second_posts}.",
            "The subjects named most: {theme}, in {theme_posts}, and {second}, in {second_posts}.",
            "Of the {posts}, {theme_number} mention {theme} and {second_number} mention {second}.",
        ]
        if matter.much(matter.told[0]):
            templates += [
                "Much was said of {theme}, in {theme_posts}, and of {second}, in {second_posts}.",
                "The two main talking points: {theme}, in {theme_posts}, and {second}, in {second_posts}.",
            ]
    else:
        pieces["theme_number"] = matter.theme_number(matter.told[0])
        templates = [
            "What came up most was {theme}: {theme_number} of the {posts} that were counted mention it.",
            "Of the {posts}, {theme_number} mention {theme}, the subject that came up most.",
        ]
    return matter.voice.sayings(templates, **pieces)
