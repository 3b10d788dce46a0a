"""The part of a story that shows its smaller camp, in praised and in panned films alike."""

from collections.abc import Sequence

from aggregator.digest import occasions
from aggregator.digest.leads import by_of, ids, lead
from aggregator.digest.matter import TOOK_A_SIDE, Matter
from aggregator.digest.prose import Piece, count, count_or_none
from aggregator.digest.quotes import Candidate
from aggregator.model.digests import Section, Sentence


def section(matter: Matter, quotes: Sequence[Candidate], *, above: bool) -> Section:
    """The part of the story's smaller camp. `above`: posts of it are quoted in the parts before."""
    say, choice = matter.voice.say, matter.choice
    smaller = matter.mood.minority
    critical = smaller == "negative"
    heading = matter.voice.words(choice.one("dissent", occasions.dissent(matter.spoken_as, smaller)))
    pieces: dict[str, Piece] = {}
    word = "critical" if critical else "positive"
    if matter.sentiment is None and matter.manner.both_sides:
        links = ["Those on the other side are heard here too."]
    elif matter.sentiment is None:
        links = [
            f"Some of the fans were {'less pleased' if critical else 'better pleased'} than others.",
            f"Some fans {'were of another mind' if critical else 'saw it more kindly'}.",
            f"Some of those counted {'had complaints' if critical else 'had kinder words'}.",
            f"Some of the fans had {'harder' if critical else 'kinder'} words.",
            f"Some {'did not share the good mood' if critical else 'did not share that view'}.",
        ]
    else:
        number = getattr(matter.mood, smaller)
        pieces["minority"] = count_or_none(number, f"sentiment.{smaller}.posts")
        pieces["sides"] = count(matter.mood.opinionated, TOOK_A_SIDE, "post")
        links = [
            f"Not all were of one mind: of the {{sides}} that took a side, {{minority}} read as {word}.",
            f"Of the {{sides}} that took a side, {{minority}} read as {word}.",
            f"Read as {word}: {{minority}} of the {{sides}} that took a side.",
            f"There is another side: {{minority}} of {{sides}} with a view read as {word}.",
            f"Among the {{sides}} that took a side, {{minority}} read as {word}.",
        ][: None if number else 0] or ["Of the {sides} that took a side, {minority} read as " + word + "."]
    if quotes:
        told = _theirs(matter, quotes)
    elif above:
        said = [
            "Posts of that side are quoted above, with what they speak of.",
            "Some of these are quoted above, each with the subject that it speaks of.",
            "Above, posts of that side stand beside what they speak of.",
            "What that side has to say stands above, subject by subject.",
            "They are quoted further up, where their subjects are.",
        ]
        told = say(choice.one("dissent above", said))
    elif not getattr(matter.mood, smaller):
        told = say("So nobody is quoted here on that side.")
    else:
        whose = "their" if matter.sentiment is None else "these"  # it told of some fans, or of posts
        told = say(f"None of {whose} posts passed our checks for quoting, so none of them stands here.")
    return Section("dissent", heading, (say(choice.one("dissent link", links), **pieces), told), ids(quotes))


def _theirs(matter: Matter, quotes: Sequence[Candidate]) -> Sentence:
    """Who of the other side is quoted: the sentence before says already which side that is."""
    templates, pieces = lead(quotes, by=by_of(matter))
    of = "" if matter.sentiment is None else "by "  # it told of some fans, or of posts
    worded = "{a_word}" in "".join(templates)
    if len(quotes) > 2:
        templates = [f"Among them are those {of}{{who}}." if of else "Among them are {who}."]
    elif len(quotes) == 2 and worded and pieces["a_word"] == pieces["b_word"]:
        templates = ["{a} and {b} both say {a_word}."]
    elif len(quotes) == 2 and worded:
        templates = [
            "{a_Word} is the word from {a}, {b_word} the one from {b}.",
            "{a} says {a_word}, and {b} says {b_word}.",
            f"Two of them are {of}{{a}}, with the word {{a_word}}, and {{b}}, with {{b_word}}.",
        ]
    elif len(quotes) == 2:
        templates = [f"Two of them are {of}{{a}} and {{b}}."]
    elif worded:
        templates = [f"One of them is {of}{{a}}, who says {{a_word}}.", "{a_Word} is the word from {a}."]
    else:
        templates = [f"One of them is {of}{{a}}."]
    return matter.voice.say(matter.choice.one("dissent lead", templates), **pieces)
