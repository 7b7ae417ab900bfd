"""What the frame of every page needs: where one is, who one is, what is unread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, may
from notifications.models import Delivery
from portal.acting import Acting, Kind, acting_as, roles_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Entry:
    """A line of the menu, for whoever may what its page asks for."""

    label: str | Promise
    name: str  # of the URL
    icon: str
    can: Can | None = None


_HOME = Entry(_("Beranda"), "home", "home")
_INBOX = Entry(_("Kotak masuk"), "notifications:inbox", "inbox")
_BODIES = Entry(_("Desa & WKSBM"), "wksbm:overview", "group")
_VOLUNTEERS = Entry(_("Relawan"), "volunteers:volunteers", "group")
_PEOPLE = Entry(_("Orang"), "people:persons", "group")
_DECREES = Entry(_("SK"), "wksbm:decrees", "file")
_MEETINGS = Entry(_("Pertemuan"), "meetings:meetings", "calendar")
_BOOKS = Entry(_("Buku"), "programme:books", "file")
_OWN_ROSTER = Entry(_("Relawan saya"), "volunteers:own", "group")
_OWN_MONEY = Entry(_("Honor saya"), "stipends:own", "file")
_TASKS = Entry(_("Tindak lanjut"), "meetings:follow_ups", "check")
_TWINS = Entry(_("Mungkin sama"), "people:duplicates", "group", Can.DECIDE_DUPLICATES)
_PAPERS = Entry(_("Surat cetak"), "papers:papers", "file")
_DELIVERIES = Entry(_("Pesan"), "notifications:deliveries", "share", Can.READ_DELIVERIES)
_SENDING = Entry(_("Pengiriman"), "notifications:health", "share", Can.WATCH_SENDING)
_USERS = Entry(_("Akses"), "accounts:users", "settings", Can.INVITE_USERS)
_SET_UP = Entry(_("Kemajuan"), "onboarding_progress", "check", Can.SET_UP_DISTRICT)
_STIPENDS = Entry(_("Honorarium"), "stipends:runs", "file", Can.READ_STIPENDS)
_JOBS = Entry(_("Pekerjaan"), "jobs:jobs", "clock")
_IMPORTS = Entry(_("Impor"), "spreadsheets:imports", "plus", Can.IMPORT_SHEETS)
_SUMMARY = Entry(_("Ringkasan"), "summary", "history", Can.OVERSEE)

NAV: dict[Kind, tuple[Entry, ...]] = {
    Kind.VILLAGE: (
        _HOME,
        _MEETINGS,
        Entry(_("WKSBM"), "wksbm:overview", "group"),
        _INBOX,
        Entry(_("Lainnya"), "more", "more"),
    ),
    Kind.DISTRICT: (
        _HOME,
        _BODIES,
        _VOLUNTEERS,
        _PEOPLE,
        _DECREES,
        _STIPENDS,
        _MEETINGS,
        _BOOKS,
        _PAPERS,
        _IMPORTS,
        _SUMMARY,
        _DELIVERIES,
        _INBOX,
        _JOBS,
        _SET_UP,
        _USERS,
    ),
    Kind.PKK: (Entry(_("Ringkasan"), "home", "home"), _BODIES, _MEETINGS, _INBOX, _JOBS),
    Kind.AUDITOR: (
        _HOME,
        _BODIES,
        _VOLUNTEERS,
        _PEOPLE,
        _DECREES,
        _STIPENDS,
        _MEETINGS,
        _BOOKS,
        _PAPERS,
        _SUMMARY,
        _TWINS,
        _DELIVERIES,
        _INBOX,
        _JOBS,
    ),
    Kind.OPERATOR: (_HOME, _USERS, _BODIES, _SUMMARY, _SENDING, _INBOX, _JOBS),
    Kind.STRANGER: (_HOME, _OWN_ROSTER, _OWN_MONEY, _TASKS, _INBOX),
}


@dataclass(frozen=True)
class NavItem:
    label: str | Promise
    url: str
    icon: str
    current: bool


class Shell:
    """Read from the database only when the template asks, and once."""

    version = ""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.is_demo: bool = settings.DEMO

    @cached_property
    def _user(self) -> User | None:
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def _acting(self) -> Acting | None:
        return acting_as(self._user, self._request.session) if self._user else None

    @property
    def here(self) -> str:
        """Return where one goes on when the language changes: the page, or the form it answers."""
        if self._request.method in {"GET", "HEAD"}:
            return self._request.get_full_path()
        return urlsplit(self._request.headers.get("Referer", "/")).path

    @property
    def kind(self) -> str:
        return self._acting.kind if self._acting else "public"

    @property
    def acting_as(self) -> str:
        return self._acting.label if self._acting else ""

    @cached_property
    def roles(self) -> list[Acting]:
        """What one may act as, where there is a choice."""
        roles = roles_of(self._user) if self._user else []
        return roles if len(roles) > 1 else []

    @property
    def grant_id(self) -> int | None:
        return self._acting.grant_id if self._acting else None

    @cached_property
    def unread(self) -> int:
        if self._user is None:
            return 0
        return Delivery.objects.received_by(self._user).filter(read_at=None).count()

    @cached_property
    def nav(self) -> list[NavItem]:
        if self._user is None or self._acting is None:
            return []
        here = self._request.path
        items = []
        for entry in NAV[self._acting.kind]:
            if entry.can is None or may(self._user, entry.can):
                url = reverse(entry.name)
                current = here == url if entry.name == "home" else here.startswith(url)
                items.append(NavItem(entry.label, url, entry.icon, current))
        return items


def shell(request: HttpRequest) -> dict[str, object]:
    return {"shell": Shell(request)}
