"""The printed books: whose they are, who signs, what they say and what they leave out."""

from datetime import date

import pytest

from accounts.access import Role
from common.errors import RuleBroken
from meetings.papers import INVITATION
from papers.services import issue_paper, open_paper
from programme import services
from programme.papers import GUEST_BOOK, LETTER_AGENDA, PAPER_OF, WORK_PLAN
from tests.factories.accounts import make_user
from tests.factories.meetings import make_body, make_meeting
from tests.factories.people import make_person
from tests.factories.programme import make_activity, make_book, make_letter, make_visit
from tests.factories.volunteers import make_office_holder, make_organisation
from tests.factories.wksbm import make_seat
from tests.papers.sheets import squeezed, text_of

pytestmark = pytest.mark.django_db


def printed(kind, book, actor):
    paper = issue_paper(kind, book, actor=actor)
    with open_paper(paper, actor=actor) as file:
        return paper, text_of(file.read())


def test_each_book_is_printed_with_its_lines_and_signers():
    body = make_body(name="WKSBM Goa")
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    make_seat(wksbm=body, holder=make_person("Nurhayati", at=body.region))
    make_seat(wksbm=body, holder=make_person("Budiman", at=body.region), post="secretary")
    make_activity(body, name="Senam lansia", cost=1_250_000, source="self")
    make_activity(body, name="Bazar", status="dropped", result="Banjir", cost=9, source="self")
    make_letter(body, number=7, subject="Rapat camat", struck_because="Dua kali")
    make_letter(body, number=8, direction="out", subject="Permohonan bantuan")
    meeting = make_meeting(body, on=date(2026, 12, 1), purpose="Rapat akbar")
    issue_paper(INVITATION, meeting, actor=officer)
    year = date.today().year  # noqa: DTZ011 (the paper's year is the clock's)
    make_visit(body, name="Rahmat", phone="+6281234567890", people=3, message="Bagus")

    texts = {}
    for kind, paper_kind in PAPER_OF.items():
        book = services.open_book(body, kind=kind, year=2026, actor=officer)
        paper, texts[kind] = printed(paper_kind, book, officer)
        assert paper.title.endswith("2026, WKSBM Goa")
        assert squeezed("Ketua WKSBM Goa") in texts[kind]
        assert "Nurhayati" in texts[kind]

    plan, came, went, guests = (
        texts[kind] for kind in ("plan", "letters_in", "letters_out", "guests")
    )
    for words in ("Senam lansia", "Rp1.250.000", "Tidak jadi: Banjir", "Kepala Desa Goa"):
        assert squeezed(words) in plan
    assert squeezed("Rapat camatDicoret: Dua kali") in came
    assert squeezed("Permohonan bantuan") not in came
    assert squeezed("Permohonan bantuan") in went
    assert (squeezed("Undangan Rapat akbar") in went) == (year == 2026)
    assert squeezed("Rahmat") in guests
    assert "Budiman" in guests
    assert "81234567890" not in guests.replace("-", "")
    again, _text = printed(WORK_PLAN, book_of(body, "plan"), officer)
    assert again.edition == 1  # nothing changed


def book_of(host, kind):
    return make_book(host, kind=kind)


def test_an_organisations_and_a_regions_books_have_signers_of_their_own():
    officer = make_user(Role.DISTRICT_OFFICER, "52.07")
    organisation = make_organisation(name="Karang Taruna Mekar")
    make_office_holder(organisation=organisation, person=make_person("Yuni"))
    village = organisation.region

    _paper, of_organisation = printed(WORK_PLAN, book_of(organisation, "plan"), officer)
    _paper, of_village = printed(GUEST_BOOK, book_of(village, "guests"), officer)
    with pytest.raises(RuleBroken) as other:
        issue_paper(LETTER_AGENDA, book_of(village, "guests"), actor=officer)

    assert squeezed("Ketua Karang Taruna Mekar") in of_organisation
    assert "Yuni" in of_organisation
    assert squeezed("Kepala Desa Goa") in of_village
    assert squeezed("Belum ada kunjungan") in of_village
    assert other.value.code == "other_book"
