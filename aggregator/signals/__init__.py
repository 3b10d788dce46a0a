"""Judgements on posts: pure, explained, recomputable from the post and the film alone.

copies: which posts hold one text. reposts: another's words. relevance: whether a post is about this film, and
common_titles, title_talk, title_writing, where its title is a common phrase. automation: templates,
giveaways, shops. passed_on, plain_news: headlines, news and programmes. authors: who speaks. harm: what is
never quoted (slurs are kept as marks). spoilers: what gives the story away. flags: the names of what is held
back. judge: all of them at once, as `Signals`.
"""

from aggregator.signals.copies import text_key
from aggregator.signals.judge import EXCLUSIONS, Judge, Judgement, judge
from aggregator.signals.near_duplicates import look_alike
from aggregator.signals.reposts import is_repost

RULES = "5"
"""Version of the rules in this package: raised when the same post may be judged otherwise."""

__all__ = ["EXCLUSIONS", "RULES", "Judge", "Judgement", "is_repost", "judge", "look_alike", "text_key"]
