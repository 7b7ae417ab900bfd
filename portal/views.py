"""Pages that look across everything: the homes by role, the summary, help, and how one is."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.requests import SignedInRequest
from common.dates import today
from meetings.models import FollowUp
from portal import district, oversight, village
from portal.acting import SESSION_KEY, Acting, Kind, acting_as, roles_of
from portal.links import address
from portal.summary.views import summary
from wksbm.models import DecreeState

# Redoc writes its own styles and searches in a worker of its own making; nowhere else is that let.
REDOC_POLICY = {"style-src": [SELF, UNSAFE_INLINE], "worker-src": ["blob:"]}


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Open the home of the role in which one acts."""
    acting = acting_as(request.user, request.session)
    return _HOMES[acting.kind](request, acting)


def _village_home(request: SignedInRequest, acting: Acting) -> HttpResponse:
    bodies = village.bodies_of(request.user, acting.code, timezone.now())
    add_url = address("wksbm:found_wksbm")
    context = {"bodies": bodies, "several": len(bodies) > 1, "add_url": add_url}
    return render(request, "portal/village_home.html", context)


def _district_home(request: SignedInRequest, acting: Acting) -> HttpResponse:
    facts = district.home_of(request.user, acting.code, today(), timezone.now())
    context = {"home": facts, "acting": acting, "links": _queue_links()}
    return render(request, "portal/district_home.html", context)


def _queue_links() -> dict[str, str]:
    """Return where each figure of the work queue leads: the list, narrowed to it."""
    return {
        "lapsed": address("wksbm:villages", state=DecreeState.LAPSED),
        "lapsing": address("wksbm:villages", state=DecreeState.LAPSING),
        "no_body": address("wksbm:villages", state=DecreeState.NO_BODY),
        "silent": address("silence"),
        "unlogged": address("meetings:meetings", status="unlogged"),
        "failed": address("notifications:deliveries", show="failed"),
        "deliveries": address("notifications:deliveries"),
    }


def _auditor_home(request: SignedInRequest, acting: Acting) -> HttpResponse:
    facts = oversight.auditor_home(request.user, acting.code)
    links = {
        "bodies": address("wksbm:villages"),
        "decrees": address("wksbm:decrees"),
        "meetings": address("meetings:meetings"),
        "deliveries": address("notifications:deliveries"),
    }
    context = {"home": facts, "acting": acting, "links": links}
    return render(request, "portal/auditor_home.html", context)


def _operator_home(request: SignedInRequest, _acting: Acting) -> HttpResponse:
    facts = oversight.operator_home(timezone.now())
    may_read = may(request.user, Can.READ_DELIVERIES)
    links = {
        "deliveries": address("notifications:deliveries") if may_read else "",
        "bodies": address("wksbm:villages"),
        "users": address("accounts:users"),
    }
    tools = [
        (_("Halaman operator (admin)"), address("admin:index") if request.user.is_staff else ""),
        (_("API"), address("api_docs")),
        (_("Surat yang ditangkap"), address("notifications:caught_mail") if settings.DEMO else ""),
        (_("Panduan tampilan"), address("styleguide") if settings.DEMO else ""),
    ]
    context = {"home": facts, "links": links, "tools": _shown(tools)}
    return render(request, "portal/operator_home.html", context)


def _pkk_home(request: SignedInRequest, _acting: Acting) -> HttpResponse:
    return summary(request)


def _stranger_home(request: SignedInRequest, _acting: Acting) -> HttpResponse:
    """Show who has no role what meetings ask of them."""
    mine = FollowUp.objects.visible_to(request.user).filter(owner__user=request.user)
    tasks = mine.filter(status=FollowUp.Status.OPEN).count()
    return render(request, "portal/stranger_home.html", {"tasks": tasks})


_HOMES: dict[Kind, Callable[[SignedInRequest, Acting], HttpResponse]] = {
    Kind.VILLAGE: _village_home,
    Kind.DISTRICT: _district_home,
    Kind.PKK: _pkk_home,
    Kind.AUDITOR: _auditor_home,
    Kind.OPERATOR: _operator_home,
    Kind.STRANGER: _stranger_home,
}


@require_POST
def act_as(request: SignedInRequest) -> HttpResponse:
    """Choose in which of one's roles one goes on. It changes the home, never what is visible."""
    wanted = request.POST.get("grant", "")
    role = next((one for one in roles_of(request.user) if str(one.grant_id) == wanted), None)
    if role is None:
        raise Http404
    request.session[SESSION_KEY] = role.grant_id
    messages.success(request, _("Sekarang sebagai %(role)s.") % {"role": role.label})
    return redirect("home")


@require_safe
def more(request: SignedInRequest) -> HttpResponse:
    """Show the rest of the menu: who I am, my other roles, help, the way out."""
    may_invite = may(request.user, Can.INVITE_USERS)
    links = [
        (_("Akun saya"), address("accounts:my_account")),
        (_("Relawan & SK"), address("volunteers:volunteers")),
        (_("Orang: pengurus, anggota, warga"), address("people:persons")),
        (_("Jadwal tugas relawan"), address("volunteers:duties")),
        (_("Tindak lanjut pertemuan"), address("meetings:follow_ups")),
        (_("Halaman relawan saya"), address("volunteers:own")),
        (_("Honor saya"), address("stipends:own")),
        (_("Buku: rencana kerja, agenda surat, buku tamu"), address("programme:books")),
        (_("Surat cetak dan kop surat"), address("papers:papers")),
        (_("Laporan bulanan relawan"), address("volunteers:reports")),
        (
            _("Unggah banyak pindaian SK"),
            address("volunteers:drop_scans") if may(request.user, Can.KEEP_DECREES) else "",
        ),
        (
            _("Impor dari Excel"),
            address("spreadsheets:imports") if may(request.user, Can.IMPORT_SHEETS) else "",
        ),
        (_("Pekerjaan dan unduhan"), address("jobs:jobs")),
        (
            _("Pesan: perlu disampaikan"),
            address("notifications:to_tell") if may(request.user, Can.KEEP_REMINDERS) else "",
        ),
        (
            _("Pesan: terkirim atau belum, dan sebabnya"),
            address("notifications:deliveries") if may(request.user, Can.READ_DELIVERIES) else "",
        ),
        (_("Siapa yang punya akses"), address("accounts:users") if may_invite else ""),
        (
            _("Langkah kedua yang hilang"),
            address("accounts:second_step_resets") if may(request.user, Can.VOUCH) else "",
        ),
        (
            _("Siapa melihat apa"),
            address("audit:looks") if may(request.user, Can.READ_HISTORY) else "",
        ),
        (_("Bantuan"), address("help")),
    ]
    return render(request, "portal/more.html", {"links": _shown(links)})


def _shown(links: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "url": url, "note": ""} for label, url in links if url]


@login_not_required
@require_safe
def help(request: HttpRequest) -> HttpResponse:  # noqa: A001 (the page's name)
    return render(request, "portal/help.html")


@require_safe
@csp_update(REDOC_POLICY)
def api_docs(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/api_docs.html")


@login_not_required
@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer whether requests can be served: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
