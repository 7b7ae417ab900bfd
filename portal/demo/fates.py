"""Which of the invented villages has which of the troubles that a district sees."""

from typing import Final

LAPSED: Final = {
    "52.07.02.2001": 24,  # Labuhan Lalar; days since its decree ended
    "52.07.04.2003": 61,  # Tongo
    "52.07.05.2008": 118,  # Moteng
    "52.07.06.2003": 190,  # Kiantar
    "52.07.07.2006": 12,  # Mataiyang
}
LAPSING: Final = {
    "52.07.02.2011": 17,  # Seloto; days until its decree ends
    "52.07.01.2001": 5,  # Goa
    "52.07.03.2002": 29,  # Air Suning
    "52.07.04.2005": 38,  # Tatar
    "52.07.07.2003": 46,  # Lampok
    "52.07.08.2002": 57,  # Benete
}
SILENT: Final = {
    "52.07.02.2021": 4,  # Lamunga; months since its last meeting
    "52.07.05.2007": 6,  # Rarak Ronges
    "52.07.06.2007": 9,  # Tebo
}
# A new chair since some months, by an amending decree, or with the decree still awaited.
REPLACED: Final = frozenset({"52.07.08.2001", "52.07.02.2015"})  # Maluk, Batu Putih
AWAITED: Final = frozenset({"52.07.02.2013", "52.07.06.2001"})  # Tamekan, Senayan
NO_TREASURER: Final = frozenset({"52.07.02.2020", "52.07.06.2002"})  # Sermong, Mantar
UNLOGGED: Final = frozenset(  # the last meeting has passed and is not written down
    {"52.07.02.2014", "52.07.02.2010", "52.07.03.2009", "52.07.04.2001", "52.07.08.2003"}
)
