"""Words of a prompt that name no thing: so that what is left over can be told as not drawn."""

import functools

_LITTLE = """
a about above across after against along also amid among an and around as at away back be before
behind below beneath beside between beyond both by down during each every few for from front has
have he her high his how i if in into is it its just like many more most my near next no not of
off on one onto or other our out over past same she so some such than that the their them then
there these they this those three through to together too toward towards two under until up upon
us very via we what when where which while who with within without you your four five six seven
eight nine ten another any all only own still yet even outside inside

der die das den dem des ein eine einen einem einer und oder mit im in am an auf aus bei durch für
gegen hinter ist neben nach ohne über um unter vom von vor zu zum zur zwischen sich es er sie wie

el la los las un una unos unas y o con en de del al por para sobre bajo entre sin desde hacia
hasta su sus es está que se lo como muy

le les une des du et ou avec dans au aux sur sous par pour sans chez vers son sa ses est qui que l
d il elle très près

ancient awesome bad bare beautiful best big bold bright broken busy calm cinematic clean clear
close cold colorful colourful cool cosy cozy crowded curious cute dappled deep dense detailed
distant dramatic dreamy dry dusty dynamic early easy elegant empty epic extreme far fast fine
first flat fluffy free fresh full fun funny furry gentle giant good grand great half happy hard
heavy hot huge hyper large last late lazy left light little lone lonely long loud lovely low magic
magical majestic massive medium middle mighty modern moody mysterious narrow new nice noble old
open pale peaceful perfect photo playful pretty proud pure quick quiet rare raw real realistic
retro right rough round rusty sad serene shallow sharp shiny short silent simple single slow small
smart smooth soft solid steep still strange strong sudden sweet tall tender thick thin tiny tired
top tropical ultra vast vintage vivid warm wet wide wild wise wooden worn young hd uhd k alone
asleep awake distant medieval futuristic magnificent metallic abandoned overgrown cracked

camera shot scene view video clip image picture photograph cinematography closeup angle background
foreground style render quality lens frame movie film motion slowmotion timelapse bokeh aspect
hour time way side edge end middle part kind sort lot bit set pair group detail color colour
texture left right top bottom corner distance atmosphere mood golden

polar northern southern eastern western aerial sports professional commercial product sat stood
ran flew swam slept ate drank dort schläft sleeping dunks

appear appears are arrive arrives barks become becomes blow blows bounce bounces breathe breathes
burn burns carries carry catch catches chase chases climb climbs come comes cross crosses dance
dances descend descends do does drift drifts drink drinks drive drives eat eats enter enters fall
falls fill fills float floats flow flows fly flies follow follows gallop gallops gaze gazes get
gets give gives glow glows go goes grow grows hang hangs hide hides hold holds hover hovers jump
jumps keep keeps land lands laugh laughs lean leans leap leaps leave lie lies lift lifts look
looks make makes move moves open opens pass passes plays play pull pulls push pushes rain rains
reach reaches read reads rest rests reveal reveals ride rides rise rises roam roams roll rolls run
runs sail sails say says see sees seen set sets shake shakes shine shines show shows sing sings
sit sits sleep sleeps slide slides smile smiles snows soar soars spin spins stand stands stare
stares start starts stay stays step steps stop stops stretch stretches sway sways swim swims swing
swings take takes talk talks throw throws travel travels turn turns wade wades wait waits wake
wakes walk walks wander wanders watch watches wave waving wear wears write writes made set lit
held worn grown built was were been am will would can could should may might must let lets zoom
zooms pan pans tilt tilts truck pedestal tracking static running across

zwei drei viele spielen läuft geht steht sitzt fährt fliegt schwimmt schaut kleine kleiner kleines
kleinen grosse große großer großes alte alter altes junge junger schöne schöner corre camina vuela
nada mira pequeño pequeña grande viejo vieja joven bonito bonita court marche vole nage regarde
petit petite grand grande vieux vieille jeune beau belle
"""
_ENDINGS = ("ing", "ed", "ly", "ous", "ful", "ive", "less", "able", "ible", "ish", "iest", "ier")
_THINGS_ALL_THE_SAME = """
king ring wing swing string thing painting ceiling wedding clothing lightning spring
pudding evening morning weed seed bed shed sled table cable vegetable fly family belly jelly olive
hive dive fish dish reed speed jellyfish hedgehog goldfish steed radish soldier pier barrier
courier bible duckling earring sibling
"""
_SHORTEST = 3
_FIRST_SYMBOL = "\u2e80"
"""From here on Unicode has writing in which one character can be a word."""


@functools.cache
def little_words() -> frozenset[str]:
    """Give the words that are no things: articles, prepositions, common adjectives and verbs."""
    return frozenset(_LITTLE.split())


def may_be_thing(word: str, little: frozenset[str]) -> bool:
    """Tell whether an unknown word is likely a noun; English endings decide what no list knows."""
    if word in little or (len(word) < _SHORTEST and word < _FIRST_SYMBOL):
        return False
    return not word.endswith(_ENDINGS) or word in _THINGS_ALL_THE_SAME.split()
