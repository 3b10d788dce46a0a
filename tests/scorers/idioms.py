"""Invented posts in the way fans talk, with the feeling a reader hears. None of them was written by anyone."""

PRAISE = """
The Glass Harbour trailer is absolutely insane
ok that chase scene was sick
the soundtrack goes so unbelievably hard
this is straight fire no debate
peak cinema, that's the post
ABSOLUTE CINEMA
they really cooked with this second act
let the director cook please
she ate and left no crumbs
the whole cast ate that up
this song slaps so hard
goated finale, nothing else to say
I have chills. actual chills.
got goosebumps when the lights came on
that ending wrecked me in the best way
I'm sobbing in row F and I regret nothing
the villain is unhinged and I need ten more of him
banger after banger on this score
take my money already
shut up and take my money
I was not ready for that last shot
I need this now
I'm so sat for this
day one for me, no questions
opening night or nothing
huge W for the costume team
massive W
W movie
hits different on the big screen
lives rent free in my head
I can't stop thinking about that bridge scene
can't wait!!
cant wait to see this with my sister
I cannot wait any longer for this
best trailer I've seen this year
my jaw dropped at the reveal
jaw on the floor, what a film
chef's kiss
no notes
understood the assignment
mother is mothering in that red coat
give her the Oscar now
this will sweep the awards
we are so back
harbour nation we won
what a movie
what a ride
hell of a performance
worth every penny
worth the hype, go see it
run don't walk
10/10
9/10 would watch again
5 out of 5
on the edge of my seat the whole time
blown away
this blew my mind
criminally underrated
it never misses
didn't disappoint at all
not bad at all
wasn't half bad honestly
can't fault it
couldn't have been better
I can't say I didn't love it
nothing short of brilliant
I cried my eyes out and called my mum
screaming crying throwing up
I'm deceased 💀 so good
how dare they make me cry over a lighthouse
I hate how much I love this
rude of this film to make me weep on a bus
stop it this looks so good
shut up this looks incredible
obsessed with the poster
I'm obsessed
fight scene was brutal and I loved it
that hallway sequence is ridiculous, how did they film it
the visuals are unreal
scared me half to death, loved every minute
my comfort movie forever
saw it twice, going again on friday
left the cinema grinning
whole theater clapped
🔥🔥🔥
😍😍
👏👏👏
the cast 🔥
😭😭😭 it's so beautiful
sooooo good
LETS GOOOO
lfg
yesss finally
hyped beyond words
counting down the days
#CantWait
#MustSee
she killed it
nailed it
stole the show
stuck the landing
a love letter to the sea
instant classic
masterclass in tension
kino
this scene is nuts
the stunts are crazy
I'd sell a kidney for a ticket
so good it should be illegal
the hype is real
they popped off with that teaser
dope trailer
badass poster
low key the best thing I watched all month
slow start but what an ending
I had doubts but wow, it's stunning
ate
slay
"""

DAMNING = """
mid
it was so mid
mid at best tbh
what a flop
this is going to flop so hard
shameless cash grab
soulless cash grab and nothing else
total snoozefest
nobody asked for this
who asked for another harbour film
literally no one asked for a sequel
cringe
so cringe I left
overrated
overhyped and underwhelming
I'm so tired of reboots
sick of these sequels
straight to streaming energy, straight to dvd even
what a waste
waste of two hours
want my money back
save your money
don't bother
hard pass
yikes
the CGI looks like PS2
looks like a ps2 cutscene
cgi is so bad
dumpster fire
absolute garbage
hot garbage
fell asleep halfway
zzz
I walked out
boring as hell
bored to tears
dragged on forever
this franchise is cooked
we're cooked
they fumbled the bag
they butchered the book
ruined my childhood
not my captain, recast him
disappointed
such a letdown
expected more
huge L
massive L
L movie
ratio
this ain't it
this isn't it chief
not great
not worth the ticket
not a fan
didn't like it
I didn't enjoy it
not funny at all
no chemistry, zero stakes
lazy writing
plot holes everywhere
makes no sense
paper thin plot
wooden acting
a snooze
meh
🤮
👎👎
😴😴
🗑🗑
💩
2/10
1 out of 5
0/10 avoid
worst sequel of the year
who greenlit this
what were they thinking
why does it look so cheap
unwatchable
painful to sit through
hot mess
trying too hard
fell flat
jumped the shark
they lost the plot
dead on arrival
box office bomb
slop
AI slop
rip this franchise
it's so over
let it die
out of ideas
beating a dead horse
Thanks, studio, I loved paying $18 to nap
Loved wasting two hours on this
oh great another remake
just what we needed, another origin story
wow so original
great, another prequel nobody needs
yeah because that worked so well last time
what a brilliant idea to cut the only good character 🙄
thanks for nothing
best part was the credits rolling, best part was when it ended
great nap though, perfect nap
thanks I hate it
so good I fell asleep
looked great in the trailer but the film is a mess
beautiful shots but boring as hell
I wanted to love it but it's just dull
couldn't finish it
hated it
I hate this so much
this is so bad
disgrace to the original
slap in the face to fans
fire the writers
gave me a headache
/s what a masterpiece, loved paying 15 to be bored
"""

NEUTRAL = """
When does The Glass Harbour come out?
Is this on streaming yet?
who is in the cast?
Tickets for The Glass Harbour go on sale Friday at 9am https://example.org/tickets
The Glass Harbour: official trailer https://example.org/t
New poster for The Glass Harbour released today
Filming has begun in Lisbon, the studio says
The Glass Harbour opens in 3,400 theaters on Friday
Does anyone know the name of the song in the trailer?
Going at 7pm, anyone else?
The Glass Harbour runs 128 minutes
What time is the screening tomorrow?
Part two of the interview is up https://example.org/i
The director spoke to the press on Tuesday
#GlassHarbour https://example.org/x
@somebody @other https://example.org/x
It's the third film of the series
The release moved from May to June
"""


def cases() -> list[tuple[str, str]]:
    """(text, label) of every line."""
    named = (("positive", PRAISE), ("negative", DAMNING), ("neutral", NEUTRAL))
    return [(line, label) for label, block in named for line in block.strip().splitlines()]
