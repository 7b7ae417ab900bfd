"""Invented districts on real villages: who may sign in to them, and with what password."""

from typing import Final, NamedTuple

from accounts.access import Role

PASSWORD: Final = "contoh-wksbm"  # noqa: S105 (of the demo only, shown to everybody)
ADMIN: Final = "admin"
REGENCY: Final = "52.07"
DISTRICT: Final = "52.07.02"
VILLAGE: Final = "52.07.02.2014"


class DemoUser(NamedTuple):
    """One sign-in of the demo; the region is empty for the nation."""

    username: str
    name: str
    role: Role
    region: str


USERS: Final = (
    DemoUser("koordinator", "Nurhayati Syamsuddin", Role.VILLAGE_COORDINATOR, VILLAGE),
    DemoUser("sekretaris", "Fitriani Abdullah", Role.VILLAGE_SECRETARY, VILLAGE),
    DemoUser("bendahara", "Sri Wahyuni Jamaluddin", Role.VILLAGE_TREASURER, VILLAGE),
    DemoUser("tksk", "Hendra Kurniawan", Role.TKSK, DISTRICT),
    DemoUser("dinas", "Dewi Lestari Ahmad", Role.DISTRICT_OFFICER, REGENCY),
    DemoUser("penyetuju", "Burhanuddin Mahmud", Role.DISTRICT_APPROVER, REGENCY),
    DemoUser("pkk", "Hj. Rohana Idris", Role.PKK_LEADER, REGENCY),
    DemoUser("auditor", "Agus Salim Hasan", Role.AUDITOR, REGENCY),
    DemoUser("operator", "Rizky Maulana", Role.OPERATOR, ""),
)

# The agencies of the other districts, where these are loaded.
OFFICERS: Final = (
    DemoUser("dinas-beltim", "Ratna Juwita Hamid", Role.DISTRICT_OFFICER, "19.06"),
    DemoUser("petugas-beltim", "Yusuf Hidayat", Role.DISTRICT_OFFICER, "19.06"),
    DemoUser("penyetuju-beltim", "Suryadi Bakri", Role.DISTRICT_APPROVER, "19.06"),
    DemoUser("dinas-buleleng", "Ni Luh Puspawati", Role.DISTRICT_OFFICER, "51.08"),
    DemoUser("dinas-muba", "Herlina Oktavian", Role.DISTRICT_OFFICER, "16.06"),
    DemoUser("dinas-bursel", "Yohana Lesnussa", Role.DISTRICT_OFFICER, "81.09"),
)
# A Tagana who has no role: sees what is her or his own.
VOLUNTEER: Final = "relawan"
VOLUNTEER_NAME: Final = "Lalu Ilham Mustafa"

_PLACES: Final = {
    VILLAGE: "Desa Banjar",
    DISTRICT: "Kec. Taliwang",
    REGENCY: "Kab. Sumbawa Barat",
    "": "seluruh Indonesia",
    "19.06": "Kab. Belitung Timur",
    "51.08": "Kab. Buleleng",
    "16.06": "Kab. Musi Banyuasin",
    "81.09": "Kab. Buru Selatan",
}

SIGN_INS: Final = [
    *(
        (user.username, f"{user.role.label}, {_PLACES[user.region]}")
        for user in (*USERS, *OFFICERS)
    ),
    (VOLUNTEER, "Tagana, tanpa peran"),
    (ADMIN, "halaman admin, /operator/"),
    f"kata sandi: {PASSWORD}",
]
