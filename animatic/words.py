"""The words that can be drawn: English first, with everyday German, Spanish and French ones."""

WORLDS = {
    "sea": (
        "sea ocean waves harbor harbour lagoon lake river meer ozean hafen ostsee nordsee "
        "mar oceano puerto mer port lac lago seaside underwater"
    ),
    "beach": (
        "beach coast shore island seashore strand küste insel playa costa isla plage côte île"
    ),
    "forest": (
        "forest wood woods woodland jungle grove rainforest wald dschungel bosque selva "
        "forêt bois jungla taiga"
    ),
    "city": (
        "city street town downtown skyline tokyo york london paris berlin neon skyscraper "
        "alley avenue rooftop stadt gebäude hochhaus ciudad calle edificio ville rue "
        "immeuble metropolis cyberpunk grossstadt großstadt strassen straßen"
    ),
    "mountains": (
        "mountain mountains alps peak valley cliff glacier volcano hike summit berg gebirge "
        "gipfel tal montaña sierra montagne vallée himalaya everest andes bergsee ridge"
    ),
    "desert": "desert dune canyon mars sahara wüste düne desierto duna arena désert oasis",
    "sky": "sky cloud heaven himmel wolke cielo nube ciel nuage",
    "room": (
        "room bedroom kitchen livingroom indoors inside interior sofa couch bed desk table "
        "chair library office cafe café studio attic window curtain lamp rug shelf "
        "fireplace zimmer wohnung küche schlafzimmer wohnzimmer fenster tisch habitación "
        "cuarto cocina sala salón ventana mesa chambre cuisine fenêtre bureau classroom "
        "hallway restaurant bar pub museum gallery theater theatre stage hotel lobby gym "
        "corridor canapé sofá sessel bibliothek"
    ),
    "road": (
        "road highway motorway lane route path trail driveway strasse straße autobahn "
        "landstrasse weg carretera camino autopista chemin autoroute roadside"
    ),
    "meadow": (
        "meadow field garden farm park hill grass lawn prairie countryside orchard pasture "
        "wiese feld garten bauernhof hügel pradera campo jardín granja colina champ jardin "
        "ferme colline savanna savannah backyard yard wheatfield blumenwiese"
    ),
    "village": "village hamlet dorf pueblo aldea",
    "moon": ("lunar space planet galaxy cosmos weltraum weltall espacio planeta espace planète"),
}

SUBJECTS = {
    "person": (
        "person man woman girl boy child kid human guy lady figure mensch mann frau kind "
        "mädchen junge persona hombre mujer niña niño chica chico personne homme femme "
        "fille garçon enfant men women children people"
    ),
    "cat": "cat kitten kitty katze kätzchen kater gato gata gatito chat chatte chaton",
    "dog": "dog puppy hound hund welpe perro perra cachorro chien chienne chiot",
    "fox": "fox vixen fuchs zorro renard foxes",
    "wolf": "wolf wolves lobo loup",
    "bear": "bear bär oso ours",
    "deer": "deer stag fawn elk moose reindeer hirsch reh ciervo venado cerf",
    "rabbit": "rabbit bunny hare hase kaninchen conejo lapin",
    "horse": "horse pony foal stallion mare pferd caballo yegua cheval chevaux",
    "unicorn": "unicorn einhorn unicornio licorne",
    "cow": "cow bull calf kuh vaca vache",
    "sheep": "sheep lamb schaf oveja mouton",
    "elephant": "elephant elefant elefante éléphant",
    "camel": "camel kamel camello chameau",
    "bird": (
        "bird gull seagull crow raven sparrow pigeon dove parrot swallow vogel möwe pájaro "
        "ave gaviota oiseau mouette eagle hawk adler águila aigle"
    ),
    "owl": "owl eule búho hibou",
    "duck": "duck duckling goose swan ente schwan pato cisne canard cygne",
    "penguin": "penguin pinguin pingüino pingouin",
    "butterfly": "butterfly butterflies moth schmetterling mariposa papillon",
    "dragon": "dragon drache dragón wyvern",
    "fish": "fish goldfish salmon shark fisch pez poisson dolphin delfin delfín dauphin",
    "whale": "whale orca wal ballena baleine",
    "robot": "robot android roboter mech",
    "car": (
        "car taxi cab automobile sportscar auto wagen coche carro voiture convertible sportwagen"
    ),
    "bus": "bus coach autobús autobus",
    "truck": "truck lorry van lastwagen camión camion",
    "bicycle": "bicycle bike fahrrad bicicleta vélo bici",
    "train": "train locomotive tram zug eisenbahn tren",
    "boat": "boat sailboat yacht sail segelboot barco velero barca bateau voilier",
    "ship": "ship steamer ferry steamship schiff buque navire paquebot",
    "balloon": "balloon ballon heissluftballon globo montgolfière",
    "plane": "plane airplane aeroplane aircraft jet flugzeug avión avion",
    "rocket": "rocket rakete cohete fusée spaceship starship raumschiff",
    "house": "house cabin hut cottage home barn shed haus hütte casa cabaña maison cabane",
    "castle": "castle palace fortress burg schloss castillo château palacio palais",
    "lighthouse": "lighthouse leuchtturm faro phare",
    "windmill": "windmill mill windmühle molino moulin",
    "tent": "tent campsite zelt tienda tente",
    "tree": "tree oak pine willow birch maple palm baum eiche árbol roble arbre chêne sapin",
    "flower": "flower rose tulip sunflower daisy blossom blume flor fleur tournesol",
    "snowman": "snowman schneemann",
}

STAND_INS = {
    "person": (
        "astronaut knight wizard witch dancer hiker samurai ninja pirate king queen prince "
        "princess soldier warrior hero superhero cowboy detective ghost vampire zombie "
        "angel elf monk chef doctor musician guitarist singer ballerina skater surfer skier "
        "fisherman farmer painter traveler traveller wanderer explorer cyclist runner "
        "couple crowd family grandmother grandfather mermaid ritter hexe zauberer caballero "
        "chevalier sorcier astronauta astronaute player athlete bartender waiter teacher "
        "student scientist artist model worker nurse businessman businesswoman bride groom "
        "baby toddler boxer gymnast barista"
    ),
    "robot": "cyborg machine drone",
    "cat": "tiger lion leopard panther lynx cheetah kitsune",
    "dog": "corgi husky poodle terrier retriever dachshund labrador",
    "bear": "panda koala hamster raccoon badger gorilla hedgehog",
    "wolf": "coyote hyena werewolf jackal",
    "deer": "antelope gazelle goat giraffe",
    "horse": "donkey zebra mule centaur",
    "rabbit": "mouse rat squirrel kangaroo",
    "cow": "buffalo bison pig rhino hippo",
    "dragon": "dinosaur phoenix griffin monster lizard",
    "bird": "chicken flamingo peacock bat stork hen rooster hummingbird",
    "butterfly": "bee dragonfly fairy firefly",
    "fish": "turtle octopus jellyfish seal squid",
    "car": "jeep racecar limousine ambulance tractor motorcycle motorbike scooter",
    "boat": "canoe kayak raft gondola rowboat",
    "ship": "submarine galleon",
    "plane": "helicopter glider spacecraft",
    "rocket": "shuttle satellite ufo",
    "balloon": "airship zeppelin blimp kite",
    "castle": "temple church cathedral pagoda monastery ruins",
    "lighthouse": "tower",
    "house": "shop school hotel hospital station igloo",
    "tent": "campfire bonfire camp",
}
"""What is drawn for things that have no picture of their own."""

HOMES = {
    "sea": "boat ship whale fish duck lighthouse",
    "forest": "fox wolf bear deer owl tent rabbit",
    "city": "robot bus",
    "mountains": "castle dragon plane",
    "desert": "camel",
    "sky": "balloon bird",
    "room": "cat",
    "road": "car truck bicycle train",
    "meadow": (
        "horse unicorn cow sheep dog house windmill tree flower butterfly elephant person "
        "snowman penguin"
    ),
    "moon": "rocket",
}
"""Where each subject lives when the prompt names no world."""

USUAL = {
    "sea": "boat",
    "beach": "lighthouse",
    "forest": "fox",
    "city": "car",
    "mountains": "house",
    "desert": "camel",
    "sky": "balloon",
    "room": "cat",
    "road": "car",
    "meadow": "horse",
    "village": "dog",
    "moon": "rocket",
}
"""Who is at home in each world when the prompt names nobody."""

ALSO_SHOWN = {
    "sea": "wave water horizon sunlight agua wasser eau",
    "beach": "sea ocean wave water sand palm shell meer mar mer rock stone coast island",
    "forest": (
        "tree pine grass leaf leaves fir mushroom bush baum árbol arbre trail path rock stone"
    ),
    "city": (
        "building skyscraper lamp lantern road window house traffic light lights skyline "
        "car tower street rooftop sign cobblestone pavement crosswalk sidewalk"
    ),
    "mountains": "peak valley hill snowcap cliff tree meadow flower rock stone",
    "desert": "sand dune cactus cacti hill canyon rock stone",
    "sky": "heaven",
    "room": (
        "window curtain lamp table rug carpet shelf book wall floor picture plant vase "
        "chair bookshelf sky"
    ),
    "road": "field hill pole fence tree grass countryside meadow asphalt farm",
    "meadow": "grass flower hill tree field bush butterfly wildflower rock stone",
    "village": "house hill church cottage street roof chimney tree fence garden",
    "moon": "crater star planet earth moon space rock stone",
}
"""What each world shows besides its subject."""

PARTS = {
    "train": "smoke steam rail track locomotive",
    "house": "smoke chimney door roof window",
    "ship": "smoke steam funnel",
    "dragon": "fire flame wing horn",
    "tent": "fire campfire lantern",
    "lighthouse": "rock lamp light beam tower",
    "person": "coat scarf hat",
    "castle": "flag tower wall gate",
    "boat": "sail mast flag",
    "tree": "apple leaf branch",
    "flower": "petal leaf",
    "bicycle": "basket wheel",
    "camel": "blanket",
    "dog": "collar",
    "penguin": "scarf",
    "snowman": "hat scarf carrot",
    "whale": "spray splash",
    "fish": "splash",
    "balloon": "basket",
    "bird": "wing feather",
    "plane": "wing propeller",
    "owl": "stump",
    "unicorn": "horn mane",
    "horse": "mane",
    "deer": "antler",
    "car": "wheel headlight",
    "windmill": "sail",
}
"""What some subjects show of themselves."""

OUTDOORS = "sky cloud air horizon sun himmel wolke cielo nube ciel nuage"
"""What every world but the room shows."""

LIGHTS = {
    "night": (
        "night moon moonlight moonlit midnight star starry starlit starlight nighttime dark "
        "darkness aurora nacht mond noche luna nuit lune"
    ),
    "dusk": (
        "dusk sunset evening twilight autumn nightfall dämmerung abend sonnenuntergang "
        "atardecer ocaso crépuscule soir soirée"
    ),
    "dawn": (
        "dawn sunrise morning daybreak morgen morgendämmerung sonnenaufgang amanecer mañana "
        "alba aube matin aurore"
    ),
    "day": (
        "day daytime noon midday sunny sunlight sunshine summer spring afternoon tag mittag "
        "sonnig sommer día mediodía soleado verano jour midi été ensoleillé"
    ),
}

WEATHERS = {
    "storm": (
        "storm stormy thunder tempest hurricane lightning thunderstorm sturm gewitter "
        "tormenta orage tempête"
    ),
    "snow": (
        "snow snowy winter blizzard ice snowing snowfall icy frozen arctic antarctica "
        "snowstorm schnee nieve invierno neige hiver"
    ),
    "rain": (
        "rain rainy raining drizzle rainfall shower regen regnerisch lluvia lluvioso pluie pluvieux"
    ),
    "fog": "fog foggy mist misty haze hazy nebel neblig niebla brouillard brume",
}

COLOURS = {
    "red": "red crimson scarlet rot rote roter rotes roten rojo roja rouge",
    "orange": "orange naranja",
    "yellow": "yellow gelb gelbe gelber gelbes amarillo amarilla jaune",
    "golden": "golden gold goldene dorado dorada doré dorée",
    "green": "green grün grüne grüner grünes verde vert verte",
    "blue": "blue blau blaue blauer blaues azul bleu bleue",
    "turquoise": "turquoise teal cyan türkis turquesa",
    "purple": "purple violet lila violett morado morada violette",
    "pink": "pink rosa",
    "white": "white weiss weiße weißer weißes blanco blanca blanc blanche",
    "black": "black schwarz schwarze schwarzer schwarzes negro negra noir noire",
    "grey": "grey gray silver grau graue grauer gris plateado argenté",
    "brown": "brown braun braune brauner marrón brun brune",
}

EMOJI = (
    "🦊fox 🐱cat 🐈cat 🐶dog 🐕dog 🐺wolf 🐻bear 🦌deer 🐰rabbit 🐴horse 🐎horse 🦄unicorn "
    "🐮cow 🐑sheep 🐘elephant 🐫camel 🐦bird 🦅eagle 🦉owl 🦆duck 🐧penguin 🦋butterfly "
    "🐉dragon 🐲dragon 🐟fish 🐳whale 🐋whale 🤖robot 🚗car 🚌bus 🚚truck 🚲bicycle 🚂train "
    "⛵boat 🚢ship 🎈balloon ✈plane 🚀rocket 🏠house 🏰castle ⛺tent 🌳tree 🌻sunflower "
    "🌹rose ⛄snowman 🌊waves 🏖beach 🏝island 🌲forest 🏙city 🏔mountains ⛰mountains "
    "🏜desert 🌙moonlight 🌅sunrise 🌇sunset 🌃night ❄snow 🌧rain ⛈storm 🌫fog"
)
"""Pictures that people write instead of words, each before its word."""
