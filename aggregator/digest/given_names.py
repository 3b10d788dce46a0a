"""Given names, by which a name that nobody can place is told to be a person's: "Casey Lund was brilliant".

A window of a few posts knows too little of whom they speak. The names were written down by hand: usual ones
of the English-speaking world, and some of actors who are often spoken of. Left out are common words ("will"
stayed) and names that often stand at the head of a film's title (John Wick, Mary Poppins, Jack Reacher).
"""

_GIVEN_LIST = """
aaron adam adrian alan albert alec alejandro alex alexander alexandra alexis alfred alice alicia alison
allison alyssa amanda amber amy ana andrea andrew angela ann anna anne annette anthony antonio armie
arthur ashley audrey barbara beatrice ben benedict benjamin bernard beth betty beverly bonnie brad
bradley brandon brenda brendan brett brian brie bruce bryan caitlin cameron carl carla carlos carol
caroline carolyn carrie casey cate catherine cathy chad channing charlene charles charlize cheryl chloe
chris christian christina christine christoph cindy claire clint clive cody colin connie connor corey
craig cristina crystal curtis cynthia daisy dakota dale dan daniel danielle danny darren dave david dawn
deborah debra denis denise dennis denzel derek diana diane diego dominic don donald donna doris dorothy
doug douglas dwayne dylan eddie edgar eleanor elena elijah elizabeth elle ellen emily emma emmanuel eric
erica erika ernest ethan eugene eva evan evelyn ewan fernando florence frances francis francisco frank
fred frederick gabriel gabriela gail gary gavin gemma george gerald gerard gina gloria gordon greg
gregory greta guillermo gwendolyn hailee harold heather hector heidi helen helena henry herbert howard
hugh hugo ian idris isaac isabel isabella isabelle jacob jacqueline jake jamie jan jane janet janice
jared jasmine javier jay jean jeff jeffrey jen jenna jennifer jenny jeremy jesse jessica jessie jill jim
jimmy joan joanna joanne joaquin jodie joe joel johanna johnny jon jonah jonathan jordan jorge jose
joseph joshua josh joyce juan judith judy julia julian juliana julianne justin karen karl kate katherine
kathleen kathryn kathy katie kayla keanu keira keith kelly ken kenneth kevin kim kimberly kirsten kristen
kristin kurt kyle laura lauren laurence lawrence lea leah lee leonardo leroy leslie liam lillian linda
lisa lois lori louis louise lucas lucy luis luke lupita lynn mads mahershala maggie marcus margaret
margot maria marie marilyn marion marisa mark marlene martha martin matt matthew maureen megan melanie
melissa meryl michelle miguel mike mila miles milla monica morgan natalie nathan nathaniel neil nicholas
nick nicolas nicole noah nora norma octavia olivia oscar owen pamela patricia patrick paul paula pedro
penelope peggy phil philip phillip phyllis rachel ralph ramon randall randy raymond rebecca regina renee
reese ricardo richard rick ricky rita rob robert roberta roberto rodney roger ron ronald rooney rosa
rosamund rosario roy russell ruth ryan sally sam samantha samuel sandra sara sarah saoirse scarlett scott
sean sergio seth shane shannon sharon shawn sheila shirley shia sigourney simon sofia sophia sophie
stacey stacy stan stanley stella stephanie stephen steven stuart sue susan suzanne sylvia tamara tara
taraji taylor ted teresa terrence terry thandie theresa theodore tiffany tilda tim timothy todd tom tommy
tracy travis tyler uma valerie vanessa veronica vicki victoria viggo viola vin vincent virginia walter
wanda warren wayne wendy whitney will willem william winona woody yvonne zac zachary zendaya zoe
"""
_WORKS_LIST = """
alex-cross anna-karenina benjamin-button bruce-almighty daniel-blake david-copperfield evan-almighty
evan-hansen frances-ha jane-eyre jessica-jones luke-cage norma-rae scott-pilgrim stella-dallas tom-jones
tom-sawyer veronica-mars walter-mitty will-hunting
"""

GIVEN_NAMES = frozenset(_GIVEN_LIST.split())
WORKS_NAMED_LIKE_PEOPLE = frozenset(_WORKS_LIST.split())


def reads_as_person(words: list[str]) -> bool:
    """Whether folded words are a given name with one or two more, and no well-known work."""
    return (
        2 <= len(words) <= 3
        and words[0] in GIVEN_NAMES
        and "-".join(words[:2]) not in WORKS_NAMED_LIKE_PEOPLE
    )
