"""The banks that accounts are kept at: clearing codes of Bank Indonesia, as they stood on a day.

A code that is not here can be kept all the same, and is shown as it is.
"""

from datetime import date
from typing import Final

LISTED_ON: Final = date(2026, 11, 21)

BANKS: Final = {
    "002": "BRI",
    "008": "Mandiri",
    "009": "BNI",
    "200": "BTN",
    "451": "BSI",
    "014": "BCA",
    "110": "BJB",
    "111": "Bank DKI",
    "112": "BPD DIY",
    "113": "Bank Jateng",
    "114": "Bank Jatim",
    "115": "Bank Jambi",
    "116": "Bank Aceh Syariah",
    "117": "Bank Sumut",
    "118": "Bank Nagari",
    "119": "Bank Riau Kepri Syariah",
    "120": "Bank Sumsel Babel",
    "121": "Bank Lampung",
    "122": "Bank Kalsel",
    "123": "Bank Kalbar",
    "124": "Bankaltimtara",
    "125": "Bank Kalteng",
    "126": "Bank Sulselbar",
    "127": "Bank SulutGo",
    "128": "Bank NTB Syariah",
    "129": "Bank BPD Bali",
    "130": "Bank NTT",
    "131": "Bank Maluku Malut",
    "132": "Bank Papua",
    "133": "Bank Bengkulu",
    "134": "Bank Sulteng",
    "135": "Bank Sultra",
    "137": "Bank Banten",
}

# What offices write in their lists besides the name and the code.
ALSO_CALLED: Final = {
    "002": ("Bank Rakyat Indonesia",),
    "008": ("Bank Mandiri",),
    "009": ("Bank Negara Indonesia",),
    "200": ("Bank Tabungan Negara",),
    "451": ("Bank Syariah Indonesia",),
    "110": ("Bank BJB",),
    "113": ("BPD Jateng",),
    "114": ("BPD Jatim",),
    "117": ("BPD Sumut",),
    "120": ("BPD Sumsel",),
    "128": ("Bank NTB",),
    "129": ("BPD Bali",),
    "131": ("Bank Maluku",),
}


def bank_name(code: str) -> str:
    """Return what people call the bank; the code itself where it is not known here."""
    return BANKS.get(code, code)
