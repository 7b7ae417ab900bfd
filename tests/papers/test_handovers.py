"""The paper of a handover: issued once from the record, numbered, and the same ever after."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.access import Role
from accounts.models import User
from accounts.services import NewUser, hand_over, merge_accounts
from common.dates import today
from common.errors import NotAllowed, RuleBroken
from papers import services
from papers.models import Paper
from papers.own import HANDOVER
from regions.models import Region
from tests.factories.accounts import make_token, make_user
from tests.factories.regions import make_village
from tests.papers.sheets import squeezed, text_of

pytestmark = pytest.mark.django_db
VILLAGE = "52.07.01.2001"


@pytest.fixture
def officer():
    make_village()
    return make_user(Role.DISTRICT_OFFICER, "52.07", name="Dewi Petugas")


def recorded(officer, **overrides):
    leaver = make_user(Role.VILLAGE_COORDINATOR, VILLAGE, name="Siti #x *b*")
    facts = {"on": today(), "reason": "Mutasi $x$", **overrides}
    return hand_over(
        leaver, successor=NewUser("Ani"), grants=leaver.grants.all(), actor=officer, **facts
    ).handover


def content_of(paper, actor):
    return services.open_paper(paper, actor=actor).read()


def test_the_paper_says_what_the_record_says(officer):
    record = recorded(officer)

    paper = services.issue_paper(HANDOVER, record, actor=officer)

    said = text_of(content_of(paper, officer))
    for words in ("Siti #x *b*", "Ani", "Mutasi $x$", "Koordinator", "Desa Goa", "Dewi Petugas"):
        assert squeezed(words) in said
    assert (paper.region_id, paper.number[:10]) == (VILLAGE, "001/BA-ST/")


def test_a_reprint_is_the_same_whatever_has_changed(officer):
    record = recorded(officer)
    first = services.issue_paper(HANDOVER, record, actor=officer)
    before = content_of(first, officer)
    Region.objects.filter(code=VILLAGE).update(name="Goa Baru")
    User.objects.update(name="Nama Lain")
    services.save_letterhead(
        Region.objects.get(code=VILLAGE), lines="KOP BARU", paper_size="a4", actor=officer
    )

    again = services.issue_paper(HANDOVER, record, actor=officer)

    assert again == first
    assert content_of(again, officer) == before
    assert Paper.objects.count() == 1


def test_after_a_withdrawal_it_gets_a_new_number(officer):
    record = recorded(officer)
    first = services.issue_paper(HANDOVER, record, actor=officer)
    services.withdraw_paper(first, because="Salah nama", actor=officer)

    assert services.issue_paper(HANDOVER, record, actor=officer).sequence == 2


def test_it_is_for_those_who_let_others_in(officer, client):
    record = recorded(officer)
    paper = services.issue_paper(HANDOVER, record, actor=officer)

    with pytest.raises(NotAllowed):
        services.open_paper(paper, actor=make_user(Role.AUDITOR, "52.07"))
    client.force_login(record.leaver)
    assert "Cetak berita acara" not in client.get(record_url(record)).text
    assert client.post(reverse("papers:print_handover", args=[record.pk])).status_code == 403


def record_url(record):
    return reverse("accounts:handover", args=[record.pk])


def test_from_the_record_to_its_file(officer, client):
    record = recorded(officer)
    client.force_login(officer)
    url = reverse("papers:print_handover", args=[record.pk])
    assert f'action="{url}"' in client.get(record_url(record)).text

    pages = [client.post(url, follow=True).text for _time in range(2)]

    paper = Paper.objects.get()
    assert all(reverse("papers:file", args=[paper.pk]) in page for page in pages)


def test_a_merge_has_a_record_and_no_paper(officer, client):
    users = [make_user(Role.VILLAGE_SECRETARY, VILLAGE, name="Siti") for _time in range(2)]
    record = merge_accounts(*users, reason="Dua akun", actor=officer)
    client.force_login(officer)

    assert "Cetak berita acara" not in client.get(record_url(record)).text
    with pytest.raises(RuleBroken) as refused:
        services.issue_paper(HANDOVER, record, actor=officer)
    assert refused.value.code == "no_paper_of_merge"


def test_the_record_is_indonesian_whoever_writes_it(officer):
    with translation.override("en"):
        record = recorded(officer)

    assert record.facts["roles"][0]["role"] == "Koordinator desa"


def test_programs_issue_it_from_the_record(officer, client):
    record = recorded(officer)
    _token, key = make_token(officer)

    answer = client.post(
        "/api/v1/papers/",
        {"kind": HANDOVER, "subject": str(record.pk)},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )

    assert answer.status_code == 201
    assert answer.json()["kind"] == HANDOVER
