"""Words of everyday English that also make film titles: what `relevance.is_common_phrase` judges by.

Written for this purpose, not counted from a corpus. Plurals in -s are found by their singular.
"""

_WORDS = """
gold silver bronze iron steel stone glass paper wood diamond pearl money cash dollar penny bank business
deal life death birth love hate joy hope faith grace wonder dream night day morning evening sunset
sunrise dawn dusk summer winter spring autumn fall season weekend monday tuesday wednesday thursday
friday saturday sunday today tomorrow yesterday time hour minute moment second week month year now then
here there home house room door window wall fence gate road street bridge river lake sea ocean water rain
snow ice fire smoke wind storm thunder lightning sky sun moon star planet earth world space heaven hell
angel devil god ghost spirit soul body heart mind head face eye hand foot blood bone skin hair tooth
mother father mom dad son daughter brother sister baby child kid boy girl man woman men women wife
husband family friend neighbor neighbour stranger lover bride king queen prince princess lord lady hero
villain soldier doctor nurse teacher driver passenger pilot captain hunter player dancer singer writer
reader actor artist thief spy judge lawyer cop police officer president boss lion tiger bear wolf dog cat
horse bird fish shark snake rat mouse spider bee ant cow pig sheep fox rabbit monkey ape leap jump run
walk fly ride drive sing dance play fight kick hit cut break stop go come get out up down in off over
under away back front left right first last next new old young little big small great good bad best
better worst nice mean wicked evil poor rich dumb smart crazy mad angry happy sad lonely alone lost found
missing hidden secret true false real fake pure wild free hot cold warm cool dark light bright black
white red blue green yellow pink purple gray grey brown high low fast slow hard soft heavy deep long
short wide strong weak sharp quiet loud silent silence noise sound music song band game match race sport
ball goal win loss victory war peace battle army gun bullet knife sword bomb weapon crime murder killer
kill dead die dying live living alive survive escape trap prison jail cage chain chip card car truck bus
train plane ship boat bike wheel engine machine robot speed power force energy control order law rule
wrong truth lie trust doubt fear terror horror panic pain suffering joyride trip journey travel flight
holiday vacation party wedding marriage divorce date kiss touch feel sense taste smell sight vision view
look watch see hear listen speak talk tell say call word name letter book page story tale legend myth
history past future present memory memories forget remember think know learn school college class student
work job office company factory farm field garden tree forest leaf flower rose seed fruit apple orange
lemon cherry salt sugar honey milk bread butter cheese meat egg food eat drink coffee tea beer wine sweet
bitter sour city town village country state island beach mountain hill valley desert cave north south
east west american america english british french german italian chinese japanese indian african european
national international foreign local public private common normal special ordinary perfect simple easy
difficult possible impossible unknown famous popular social modern ancient final total equal single
double triple half whole full empty open closed ready steady sure certain clear plain flat round square
circle line point edge corner center centre middle side top bottom inside outside made make maker making
born broken stolen taken given gone done said seen heard known wanted needed saved spoiled frozen burning
running walking falling rising flying sleeping waking waiting watching hunting fishing drinking driving
playing fighting loving crossing passing parting turning moving going coming one two three four five six
seven eight nine ten hundred thousand million zero number it us her him them me you we they everything
nothing something anything everyone nobody somebody anyone always never forever again once twice maybe
yes no ok please thanks sorry hello goodbye luck lucky chance choice change challenge problem question
answer reason cause sign signal message mail post phone network system program code data test trial proof
evidence witness case file record report news press media image picture photo camera frame shot scene
mirror shadow shade color colour paint ink draw drawing joker clown magic magician trick treat toy doll
puppet mask crown ring necklace coat dress suit shoe boot hat glove belt pocket bag box basket bottle cup
plate spoon fork bowl table chair bed lamp candle clock bell key lock heat wave tide flood drought quake
crash collision accident emergency rescue relief salvation sin sinner saint prayer church temple priest
nun monk blessing curse miracle sacrifice gift surprise shock awe pride prejudice passion desire
temptation obsession addiction affair betrayal revenge justice mercy honor honour glory shame guilt blame
warrior fighter rebel traitor enemy ally partner team crew gang mob crowd people person human nature
animal creature monster beast alien invader visitor guest host tourist traveler traveller wanderer
drifter runner jumper climber swimmer diver rider racer winner loser champion contender challenger master
servant slave guardian keeper watcher dreamer believer thinker builder founder after before during
between among above below beyond behind beneath within without against upgrade update download upload
stream search link drop drops pop pulp crush split pitch blow tap tag nope nerve push pull lift raise
hold carry send bring take give lend borrow steal buy sell pay spend save waste sick ill healthy fat thin
tall ugly pretty beautiful gorgeous
"""

COMMON_WORDS = frozenset(_WORDS.split())

_PHRASE_WORDS = "all every thank you your my me us our we service serve bother smoking calling"
PHRASE_WORDS = COMMON_WORDS | frozenset(_PHRASE_WORDS.split())
"""With these the titles are told that are whole phrases. Apart: a name's parts are masked by COMMON_WORDS."""

_FORMULAS = "thank thanks sorry please welcome hello goodbye congratulations happy luck love miss see catch"
FORMULAS = frozenset(_FORMULAS.split())
"""Of what people say to each other in set words; with "you" or "your" a long title is one."""

_NAMES = """
adam alan albert alex alexander alice allen amanda amy andrea andrew andy angela anna anne annie anthony
arthur ashley austin barbara ben benjamin betty bill billy bobby bradley brandon brian bruce bryan carl
carol caroline carter catherine charles charlie charlotte chris christian christina christine
christopher claire clark cole cooper craig daniel danny dave david dean dennis diana diane donald donna
doris dorothy douglas dylan edward elizabeth ellen emily emma eric ethan eva evan evans frank fred gary
george gordon graham greg hannah harold harris harrison harry harvey heather helen henry howard hunter
ian isaac jack jackie jackson jacob jake james jamie jane janet jason jean jeff jennifer jenny jeremy
jerry jesse jessica jim jimmy joan joe john johnny johnson jonathan jordan joseph josh joshua joyce juan
judy julia julie justin karen kate katherine kathy katie keith kelly ken kenneth kevin kim kyle larry
laura lauren lawrence lee leo leon leonard lewis lily linda lisa logan louis louise lucas lucy luke lynn
madison marcus margaret maria marie mark marshall martha martin mary mason matt matthew max megan
melissa michael michelle mike miller mitchell molly monica morgan nancy nathan neil nicholas nick nicole
noah norman oliver oscar owen pamela patricia patrick paul paula peter philip phoebe rachel ralph ray
raymond rebecca richard rick riley robert robin roger ron ronald rosa rose ross roy russell ruth ryan
sam samantha samuel sandra sara sarah scott sean sebastian sharon simon smith sophia sophie stephanie
stephen steve steven stewart stuart sue susan taylor ted teresa terry thomas tim timothy todd tom tony
tyler victor victoria vincent virginia walker walter warren wayne wendy william williams wilson zoe
"""
COMMON_NAMES = frozenset(_NAMES.split())
"""Names that very many people bear: alone, as a title, they speak of a footballer as well as of a film."""
