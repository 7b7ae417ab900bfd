"""Some papers of the demo, in every state that the public check can say."""

from django.db import transaction

from accounts.models import User
from meetings.models import Meeting
from meetings.papers import ATTENDANCE_SHEET, INVITATION
from papers.models import Paper, PaperSize
from papers.services import issue_paper, kop_of, save_letterhead, withdraw_paper
from portal.demo import USERS, VILLAGE
from wksbm.models import Mandate
from wksbm.papers import DECREE_EXTRACT


@transaction.atomic
def issue(near: Meeting) -> None:
    """Issue papers of the coordinator's village, once: a sheet, letters, the extract of a decree.

    The letter to the near meeting is there twice: under the first letterhead, and under the next.
    """
    if Paper.objects.filter(region=VILLAGE).exists():
        return
    people = User.objects.in_bulk([user.username for user in USERS], field_name="username")
    coordinator, officer = people["koordinator"], people["dinas"]
    issue_paper(INVITATION, near, actor=coordinator)
    lines = "\n".join([*kop_of(near.region).lines, "Jalan Contoh Nomor 1"])
    save_letterhead(near.region, lines=lines, paper_size=PaperSize.F4, actor=coordinator)
    issue_paper(INVITATION, near, actor=coordinator)
    issue_paper(ATTENDANCE_SHEET, near, actor=coordinator)
    others = Meeting.objects.planned().filter(wksbm=near.wksbm_id).exclude(pk=near.pk)
    for meeting in others.order_by("starts_at")[:1]:
        wrong = issue_paper(INVITATION, meeting, actor=coordinator)
        withdraw_paper(wrong, because="Tempatnya keliru", actor=coordinator)
    for mandate in Mandate.objects.forming().filter(wksbm=near.wksbm_id).order_by("-pk")[:1]:
        issue_paper(DECREE_EXTRACT, mandate, actor=officer)
