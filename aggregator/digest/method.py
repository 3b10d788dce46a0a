"""The method: what the numbers rest on, in a line that can stand alone, and in full behind it."""

from collections.abc import Sequence

from aggregator.digest import campaigns
from aggregator.digest.matter import JUDGED, Matter
from aggregator.digest.prose import Piece, claim, count, joined
from aggregator.model.digests import (
    Campaign,
    Claim,
    Coverage,
    DigestKind,
    HeldBack,
    Section,
    Sentence,
    is_archive,
)
from aggregator.signals.flags import ABUSIVE, ALLEGATION, SPOILER

MOST_ARCHIVES = 2  # by name; of more, only that they are archives
INTERNAL = "Internal brief, not for publication."


def method(
    matter: Matter,
    *,
    scorers: Sequence[str],
    coverage: Sequence[Coverage],
    contact: str,
    held: Sequence[HeldBack] = (),
    organised: Sequence[Campaign] = (),
    sampled: int = 0,
    pictures: int = 0,
) -> Section:
    """What the numbers rest on, and that this is not a survey: first in one line, then in full."""
    counted, say = matter.counted, matter.voice.say
    left_out = [
        count(counted.reposts, "counted.reposts", "repost"),
        count(counted.duplicates, "counted.duplicates", "copy", "copies"),
        matter.set_aside("other post"),
    ]
    left_out = [piece for piece in left_out if piece.claims[0].value]
    pieces = {
        "posts": matter.posts,
        "authors": matter.authors,
        "networks": matter.networks,
        "when": matter.voice.span_of(matter.window),
        "rest": joined(left_out) if left_out else Piece("nothing"),
    }
    who_wrote = "{posts} by {authors} on {networks}" if counted.authors else "{posts} on {networks}"
    said = [say(who_wrote + ", {when}; not a survey.", **pieces), say("Left out: {rest}.", **pieces)]
    if sampled:
        some = count(sampled, "sampled")
        said.append(
            say(
                "Themes and quotes were looked for in a sample of {some} posts; every theme was then counted "
                "in all of them.",
                some=some,
            )
        )
        if pictures:
            said.append(say("Images and clips were counted in that sample alone."))
    said += [say(one) for one in _of_kind(matter)]
    if matter.sentiment is not None:
        judged = count(matter.mood.judged, JUDGED)
        named = " and ".join(scorers)
        who = claim(named, "fact", named, "provenance.versions.scorer")
        whole = matter.mood.judged == counted.posts
        how = "uncalibrated"
        if matter.sentiment.calibrated:
            how = "and shares are corrected by posts that a person labeled"
        labels = "All labels" if whole else "Labels of {judged} posts"
        by = "an automatic classifier" if matter.manner.critics else "an automatic classifier ({who})"
        said.append(say(f"{labels} come from {by}, {how}.", judged=judged, who=who))
    said += campaigns.sentences(organised)
    said += _held_back(matter, held)
    archives = [place for place, one in enumerate(coverage) if is_archive(one)]
    if archives:
        said.append(_from_archives(matter, archives, coverage))
    if any(not one.complete for one in coverage if not is_archive(one)):
        said.append(say("Parts of the window could not be read in full; the coverage list names them."))
    said.append(say("People who post choose themselves, and stand for nobody else."))
    said.append(say("Drafted automatically for an editor to check."))
    if contact:
        said.append(say("Corrections: {contact}", contact=Piece(contact, (Claim("fact", contact),))))
    return Section("method", "How this was made", tuple(said))


# By reason; a digest names the others in `held_back` alone.
_HELD_BACK = {
    ABUSIVE: (
        "{posts} were abusive: none of them is quoted.",
        "One post was abusive and is not quoted.",
    ),
    ALLEGATION: (
        "{posts} accuse somebody of a crime or misconduct: none of them is quoted.",
        "One post accuses somebody of a crime or misconduct and is not quoted.",
    ),
    SPOILER: ("{posts} hold spoilers: none of them is quoted.", "One post holds spoilers and is not quoted."),
}


_OCCASIONS: dict[DigestKind, str] = {
    "trailer": "the trailer",
    "first_look": "the first look",
    "casting": "the casting",
    "finale": "the finale",
}


def _of_kind(matter: Matter) -> list[str]:
    """What a reader must know of this kind of story."""
    said = []
    if matter.manner.internal:
        said.append(INTERNAL)
    if not matter.on_occasion and matter.kind == "opening_weekend":
        said.append(
            "By its facts the film is not out yet: what is told here is no verdict of those who saw it."
        )
    elif not matter.on_occasion:
        said.append(f"Few of these posts speak of {_OCCASIONS[matter.kind]} by name: no view on it is told.")
    if matter.manner.critics:
        said.append("Only posts by critics and the press count here; those of the audience are left out.")
    if not matter.manner.mood:
        said.append("After a death, no mood is measured, and only words of remembrance are quoted.")
    if matter.manner.both_sides:
        said.append("In a dispute both sides are shown, whatever their sizes.")
    if matter.kind == "finale":
        said.append("Posts that tell how it ends count, and none of them is quoted.")
    if matter.kind == "opening_weekend":
        said.append("Posts that only look forward to it count, and none of them is quoted.")
    return said


def _held_back(matter: Matter, held: Sequence[HeldBack]) -> list[Sentence]:
    """That there were such posts, and how many."""
    told = []
    for place, one in enumerate(held):
        if one.reason in _HELD_BACK:
            several, single = _HELD_BACK[one.reason]
            posts = count(one.posts, f"held_back[{place}].posts", "post")
            told.append(matter.voice.say(several if one.posts > 1 else single, posts=posts))
    return told


def _from_archives(matter: Matter, places: Sequence[int], coverage: Sequence[Coverage]) -> Sentence:
    """An archive is a list that someone made: nobody can say what it lacks."""
    files = {coverage[place].target: place for place in reversed(places)}  # a file of two networks is one
    named = [
        claim(target, "fact", target, f"coverage[{place}].target")
        for target, place in reversed(files.items())
    ]
    some = "Posts" if len(places) == len(coverage) else "Some posts"
    if len(named) > MOST_ARCHIVES:
        return matter.voice.say(f"{some} come from archives, which can’t tell what they left out.")
    which = "which can’t tell what it left out" if len(named) == 1 else "which can’t tell what they left out"
    return matter.voice.say(f"{some} come from the {{named}}, {which}.", named=joined(named))
