"""The words of headlines, written about fans in American English; `titles` picks and fills them.

{moment}: what fans speak of ("the trailer for X"); {short}: the same as a name ("X trailer"), {named}
the same in a sentence ("the X trailer"); {liked} and {doubted}: themes that plainly lean to one side,
{most_liked} and {most_doubted} where no other has more of it; {theme} and {second}: those that came up most;
{much}: the first of these, where much of the talk is of it; {issue}: what a dispute is about.
"""

from aggregator.model.digests import DigestKind

LOVE = (
    "Fans love {moment}, with most praise for {most_liked}",
    "{moment} wins fans over, with {much} leading the talk",
    "Fans warm to {moment}, with {liked} a favorite",
    "Fans praise {moment}, with much of the talk about {much}",
    "Fans love {moment}, {posts} on {networks} suggest",
    "{moment} delights fans: what {authors} said about it",
    "{named} wins fans over, with most praise for {most_liked}",
    "Praise for {liked}, and more: fans warm to {named}",
    "Fans are won over by {named}, with {theme} coming up most",
    "Fans praise {named}, and {most_liked} above all",
    "{named} delights fans in {posts} on {networks}",
    "How {named} wins fans over: {theme} and {second} come up most",
)
CRITICIZE = (
    "Fans criticize {moment}, with doubts about {doubted}",
    "{moment} lets many fans down, with {much} leading the talk",
    "Fans pan {moment}, with much of the talk about {much}",
    "Fans criticize {moment} in {posts} on {networks}",
    "{moment} disappoints fans: what {authors} said about it",
    "{named} disappoints fans, with most doubts about {most_doubted}",
    "Doubts about {doubted}, and more: fans criticize {named}",
    "Fans pan {named}, and {most_doubted} above all",
    "{named} lets many fans down in {posts} on {networks}",
    "Where {named} disappoints fans: {theme} and {second} come up most",
)
SPLIT = (
    "Fans are split over {moment}, with {much} the main talking point",
    "{moment} divides fans: praise for {liked}, doubts about {doubted}",
    "{moment} divides fans, with {much} leading the talk",
    "Fans are split over {moment} in {posts} on {networks}",
    "{moment} divides fans: what {authors} said about it",
    "{named} divides fans, with {theme} and {second} coming up most",
    "Praise for {liked}, doubts about {doubted}: {named} divides fans",
    "Fans are split over {named}, with {theme} coming up most",
    "Split over {named}: what fans say about {theme} and {second}",
    "Two camps, {posts}: fans are split over {named}",
)
REACT = (
    "Fans react to {moment}, with praise for {liked}, doubts about {doubted}",
    "{short}: fans praise {liked}, with doubts about {doubted}",
    "Praise for {liked}, doubts about {doubted}: fans react to {named}",
    "Fans react to {moment}, with praise for {liked}",
    "{short}: fans have most praise for {most_liked}",
    "Fans react to {moment}, with doubts about {doubted}",
    "{short}: fans react with praise for {liked}",
    "Fans weigh {named}, with kind words for {liked}",
    "{short}: fans have their doubts about {doubted}",
    "Doubts about {doubted}: how fans react to {named}",
)
THEMES = (
    "Fans react to {moment}, with {much} the main talking point",
    "{moment} gets fans talking, with {theme} coming up most",
    "{short}: fans talk of {theme} first",
    "From {theme} to {second}: what fans say about {moment}",
    "Fans react to {named}, with {theme} and {second} coming up most",
    "{short}: fans speak of {theme} first, then of {second}",
    "What fans bring up about {named}: {theme} and {second}",
    "{theme} and {second}: what fans make of {named}",
)
MOOD = (
    "{short}: {balance} in {posts} on {networks}",
    "Fans react to {named}: {balance} in {posts}",
    "{balance}: how fans react to {named} on {networks}",
    "Fans on {networks} weigh {named}: {balance}",
    "{more} of fans’ posts about {named} are {side}",
)
COUNTED = (
    "Fans react to {moment} in {posts} on {networks}",
    "What fans say about {moment}: {posts} by {authors}",
    "What {authors} on {networks} make of {moment}: {posts}",
    "From {theme} to {second}: what fans bring up about {moment}",
)
SOME = (
    "Some fans react to {moment}, with praise for {liked}, doubts about {doubted}",
    "{short}: some fans praise {liked}, with doubts about {doubted}",
    "Some fans react to {moment}, with praise for {liked}",
    "Some fans react to {moment}, with doubts about {doubted}",
    "{short}: some fans praise {most_liked} above all",
    "{short}: what some fans say about {theme} and {second}",
    "Some fans react to {named}, with {theme} coming up most",
    "{short}: some fans speak of {theme} first",
    "Some fans have their say on {named}: {posts} by {authors}",
    "{theme} and {second}: what some fans make of {named}",
    "Some fans on {networks} weigh {named}, and {theme} above all",
    "{named} in {posts}: what some fans bring up",
    "Some fans react to {moment}, with {much} the main talking point",
    "{moment} gets some fans talking, with {theme} coming up most",
    "From {theme} to {second}: what some fans say about {moment}",
    "Some fans share their thoughts on {moment}: {posts} counted",
    "What some fans are saying on {networks} about {moment}",
    "What some fans say about {moment}: {posts} by {authors}",
    "From {theme} to {second}: what some fans bring up about {moment}",
    "What some fans on {networks} make of {moment}: {posts} by {authors}",
    "Some fans react to {moment}: a round-up from {networks}",
)
# Of posts picked by hand: nothing was counted, so nothing is said of how many or how.
PICKED = (
    "Some fans react to {moment}: posts picked by our editors",
    "Some fans react to {named}: posts picked by our editors",
    "What some fans are saying about {named}, picked by our editors",
    "{short}: some fans have their say, in posts picked by hand",
    "Posts picked by our editors: what some fans say about {moment}",
    "Picked by our editors: what some fans make of {named}",
    "In their own words: what some fans say about {moment}",
)
# For titles that leave no room, or too much of it, for more.
PLAIN = {
    "love": (
        "Fans love {moment}", "{moment} wins fans over", "Fans love {moment}, and here is what they say",
    ),
    "criticize": ("Fans criticize {moment}", "{moment} leaves fans unconvinced"),
    "split": ("Fans are split over {moment}", "{moment} divides fans"),
    "react": (
        "Fans react to {moment}", "How fans are reacting to {moment}", "What fans are saying about {moment}",
        "Fans react to {moment}: what they are saying on {networks}", "{moment}: fans have their say",
        "Fans have their say on {moment}", "Fans share their thoughts on {moment} online",
    ),
    "some": (
        "Some fans react to {moment}", "What some fans are saying about {moment}",
        "How some fans are reacting to {moment}", "{moment}: some fans have their say",
        "Some fans have their say on {moment}", "What some fans made of {moment}, in their own words",
        "Some fans share their thoughts on {moment}",
    ),
}  # fmt: skip

# What a kind of story says in its own way, as long as it says of what fans speak.
OF_KIND: dict[DigestKind, tuple[str, ...]] = {
    "trailer": (
        "Fans pick over the trailer for {title}, with {theme} coming up most",
        "From {theme} to {second}: fans go through the trailer for {title}",
    ),
    "first_look": (
        "Fans study the first look at {title}, with {theme} coming up most",
        "From {theme} to {second}: what fans see in the first look at {title}",
    ),
    "casting": (
        "Fans weigh the casting of {title}, with {theme} coming up most",
        "Who is in {title}? Fans on {networks} speak of {theme} first",
        "{short}: {theme} and {second} are what fans speak of",
    ),
    "opening_weekend": (
        "First verdicts on {title}: fans speak of {theme} and {second}",
        "{title} is out, and fans speak of {theme} and {second}",
        "The verdicts on {title}: fans speak of {theme} most",
    ),
    "awards": (
        "What should {title} win? Fans speak of {theme} and {second}",
        "Fans make their cases for {title}, with {theme} coming up most",
        "{short}: fans speak of {theme} and {second}",
    ),
    "finale": (
        "Fans look back on {title} after its finale, with {theme} coming up most",
        "After the finale of {title}, fans speak of {theme} and {second}",
        "Fans take leave of {title}: {theme} and {second} come up most",
    ),
    "controversy": (
        "What fans say on the {sides} of the dispute about {title}",
        "The dispute about {title}: what {posts} on {networks} say",
        "Fans put their views in the dispute about {title}: {posts} counted",
        "Fans discuss the dispute about {title}, with {theme} coming up most",
        "{sides}, {posts}: what fans write in the dispute about {title}",
    ),
    "critics": (
        "Fans give their verdicts on {title}, with {theme} coming up most",
        "What fans say about {title}: from {theme} to {second}",
        "{title}: the verdicts of fans on {theme} and {second}",
    ),
}

# Of a dispute whose matter many posts name.
AT_ISSUE = (
    "The dispute about {title}: what fans say of {issue}",
    "Fans speak of {issue} in the dispute about {title}",
    "{issue}, and more: what fans say in the dispute about {title}",
)

# Of an event that hands out prizes, where films are praised or scolded, and nothing is won by the event.
OF_PRIZE_GIVINGS = (
    "Fans weigh {title}, with {theme} coming up most",
    "{title}: fans speak of {theme} and {second}",
    "What fans say about {title}: from {theme} to {second}",
)

# Of a death: nothing is judged, counted against anything or made light of.
REMEMBER: dict[str, tuple[str, ...]] = {
    "person": (
        "Fans remember {title} in {posts} on {networks}",
        "What fans remember of {title}: {posts} by {authors}",
        "Fans share their memories of {title} on {networks}",
        "Fans pay their respects to {title} in {posts}",
        "Words of farewell to {title} from fans on {networks}",
        "Fans remember {title}, with {theme} coming up most",
        "Fans remember {title} in their own words on {networks}",
    ),
    "other": (
        "Fans share their memories after the news about {title}",
        "Fans respond to the news about {title} in {posts} on {networks}",
        "What fans write after the news about {title}: {posts}",
        "After the news about {title}, fans share their memories online",
        "Words of remembrance from fans of {title} on {networks}",
        "Fans of {title} pay their respects in {posts} on {networks}",
        "After the news about {title}, fans speak of {theme}",
    ),
}
REMEMBER_PLAINLY: dict[str, tuple[str, ...]] = {
    "person": (
        "Fans remember {title}", "How fans remember {title}, in their own words",
        "Fans pay their respects to {title}",
        "What fans remember of {title}, in their own words", "Fans share their memories of {title} online",
        "Words of farewell to {title}, written by fans", "Fans of {title} share what they remember",
    ),
    "other": (
        "Fans respond to the news about {title}", "Fans of {title} share their memories online",
        "What fans write after the news about {title}", "Fans of {title} pay their respects online",
        "Words of remembrance, written by fans of {title}", "Fans of {title} share what they remember",
        "How fans remember, after the news about {title}",
    ),
}  # fmt: skip
# Where nobody’s words of remembrance were found: that fans remember is then not known.
RESPOND = (
    "Fans respond to the news about {title} in {posts} on {networks}",
    "Fans respond to the news about {title}: {posts} by {authors}",
    "What fans write after the news about {title}: {posts}",
    "What fans are writing after the news about {title}",
    "How fans are responding to the news about {title}",
    "After the news about {title}: what fans are writing",
    "Fans respond to the news about {title} in their posts",
    "After the news about {title}, fans speak of {theme} most",
)
