"""Word lists: small words, what names no theme, feelings, surnames that are common words, parts of a film."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


STOP_WORDS = _words(
    """
    a able about above absolutely across actual actually ad ads after afternoon again against ago ah ain
    american americans asian australian british canadian chinese current cutest english european female
    french german indian irish italian japanese korean latest male mexican nine recent russian spanish unknown
    upcoming
    all alone along already alright also although always am amazon amc amp an and another any anybody
    anymore anyone anything anyway apart app april are aren around article as ask asked asking at august
    away b baby back bad bar based bathroom bc be became because become been before began behind being
    believe below beside best better between beyond big bit blog blu bluray body both boy boys bring bro
    brother brought buff bus but buy by c call called calling came can cannot cant care case catch
    caught channel check child choose cinema cinemas city class clearly click close co com come comes
    coming complete completely con contest cool couch could couldn couple course crazy crowd cuz d dad
    dat date dates daughter day days de dear december def definitely deserve deserves did didn didnt die
    different dlvr do does doesn doesnt doing don done dont down dude due during dvd dvds e each early
    easily easy eat edit ef eh either else em en end ended ends enough entire episode especially est etc
    etsy eu even evening ever every everybody everyone everything exactly expect expected expecting
    extra eye eyes f face facebook fact family fan fandom fans far fast fb february feed feel feeling
    feels felt few film films finally find finish finished first five follow following for forget forgot
    found four free friday friend friends from ft full g gave get gets getting gif gift girl girls give
    giveaway given gives giving gl go god goes going gon gone gonna goo got gotta gotten gt guess guy
    guys h ha had hadn haha hahaha half hand happen happened happening happens hard has hashtag hasn
    have haven having hbo he head hear heard heart hell hello help her here hers herself hes hey high
    him himself his hit hmm hold hollywood holy home honestly hope hopefully hoping hour hours house how
    however html http https huge hundred i ia id idea idk if ift ig il ill im image images imagine imax
    imdb imho imo in inside instagram instead internet interview interviews into is isn isnt it its
    itself ive j january job join july june just k keep keeps kid kids kind kinda knew know knowing
    known knows l la lady large last late lately later le least leave left less let lets lie life light
    like liked likes line link links list listen listening literally little live lives ll lmao lmfao
    lobby lol lolz long longer look looked looking looks lost lot lots love loved loves low lt lucky ly
    m ma made main make makes making mall man many march mark matter may maybe me mean means meant meet
    men mention middle might million min mind mine minute minutes miss missed mom moment moments monday
    money month months more morning most mostly mother mouth move moved movie movies much must my myself
    n na name named near need needed needs netflix never new news next nice night nights no nobody non
    none nor normal not note nothing november now number o obviously oct october odeon of off often oh
    ok okay old older om omfg omg on once one ones online only onto open opened opinion or order other
    others our ours ourselves out outside over ow own p page parking part parts party past pay people
    per perhaps person phone photo photos pic pick picked pics picture piece place plan play played
    playing please plus podcast point points popcorn post posted poster posters pp premiere premieres
    pretty probably problem prove proves public put q question queue quick quite r ra rain rated rather
    rating ratings ray rd re read reading ready real realize realized really reason reasons regarding
    release released remember rest restaurant result review reviews rewatch right rights room row rt run
    s sa said same sat saturday saw say saying says screen screening se season seat seats second see
    seeing seem seemed seems seen self send sense sep september set several shall share she should
    shouldn show showed showing shown shows side simple simply since single sister sit site small snow
    so some somebody somehow someone something sometimes somewhere son soo soon sooo soooo sorry sort
    sound sounds spend spent spoiler spoilerfree spoilers st stand start started starting starts state
    stay step stick still stop stopped str straight stream streaming stuff stupid subscribe such sum
    sunday super support supposed sure surprised t ta take taken takes taking talk talked talking taste
    team tell telling tells ten than thank thanks that thats the theater theaters theatre theatres their
    them themselves then there theres these they theyre thing things think thinking thinks third this
    tho those though thought thoughts thousand thread three through thru thursday ticket tickets til
    till time timeline times tix tl to today together toilet told tom tomorrow tonight too took top
    total totally touch town train trending tried truly trust truth try trying tt tuesday turn turned
    tweet tweets twice twitter two type u ugh um un under understand unless until up upon ur us use used
    uses using usual usually v ve very via video videos vs w wait waited waiting wake walk walked
    walking wan wanna want wanted wants was wasn wasnt watch watched watches watching way ways we web
    website wed wednesday week weekend weeks welcome well went were weren what whatever whats when
    whenever where whether which while who whoever whole whom whos whose why wife wikipedia will win
    winner winners wish wit with within without woman women won wonder wondering word words work worked
    working works world worth would wouldn wow wrong www x y ya yall yay yea yeah year years yep yes
    yesterday yet you young your youre yours yourself youtu youtube yr yrs z
    """
)

SMALL_WORDS = _words(
    """
    a about all also an and are as at be been but by can could did do does for from had has have he here i if
    in is it its just my no not of on or our out she so than that the then there these they this those to too
    up very was we were will with would you your
    """
)

FEELINGS = _words(
    """
    amazing awesome awful awkward bad badass beautiful beautifully best better bored boring brilliant
    brilliantly charming classic clever confused confusing crap cringe cute damn dead decent delightful
    different disappointed disappointing disappointment disgusting dope dreadful dull dumb emotional enjoy
    enjoyable enjoyed enjoying epic excellent excited excitement exciting fantastic fav fave favorite
    favourite fine fire flawless fresh fuck fucking fun funniest funny garbage genius glad goat good
    gorgeous great greatest happy hate hated hates heartbreaking heartwarming hilarious horrible hot hype
    hyped iconic impressed impressive incredible incredibly insane inspiring intense interesting joy lame
    laugh laughed laughing laughs lit lovely mad magic magical marvelous masterpiece mediocre meh mess
    moving must nice obsessed okay outstanding overrated pathetic perfect perfection perfectly phenomenal
    pleasure pointless poor powerful proud recommend recommended refreshing ridiculous rocks rubbish sad
    sadly satisfying shit shitty silly solid spectacular stunning stupid sucked sucks superb surprise
    surprised surprisingly sweet terrible terrific thrilled touching trash ugly unbelievable underrated
    underwhelming upset waste wasted weak weird wicked wild wonderful wonderfully worse worst worthless wtf
    yawn
    """
)

NOT_A_SURNAME = _words(
    """
    ball banks bell berry best black bloom blunt bond brand brown bush butler carpenter chance church cook
    cooper cross crow day dean driver fey field fisher foster fox franco freeman gold good gray green grey
    hall hart hill hope hunt hunter jet judge king knight lane law lively love mann marsh may moon moore
    page paradise park parker pine pitt pope pratt price prince quick reed reeves rice rich rock rose rush
    sharp short singer snow spear star stone storm strong sun swift walker ward washington waters watts west
    white wild wise wolf wood woods young
    """
)

SUBJECTS = _words(
    """
    acting action actor actors actress adaptation animation cast cgi character characters cinematography
    costumes dialogue directing director effects ending episode film flick humor it movie music pacing
    performance performances plot remake scene scenes score script season sequel series show singing song
    songs soundtrack story storyline stunts teaser that this trailer villain visuals writing
    """
)

# Words that weigh in a score, yet are no feeling about a film when they stand alone.
IDLE = _words(
    """
    ah aww based dead death free haha hahaha hero heroes hey kill killed lmao lol oh ok okay omg please strong
    super sure thank thanks well wow yay yeah yep yes
    """
)

# Words by which a lead-in may tell how a fan felt, beside FEELINGS and the plain complaints of the gate.
TELLING = (
    FEELINGS
    | _words(
        """
    admire adore adored amazed amazing awesome blown captivating chills compelling cried delighted enchanting
    faithful flawed forgettable goosebumps gripping heartfelt hooked impressed inspired liked love loved loves
    lovely memorable mesmerizing predictable riveting unforgettable uninspired uninspiring wowed
    """
    )
) - _words(
    """
    bad best better crazy damn decent different fine fire fresh goat good great lit must nice recommend
    recommended wild
    """
)
