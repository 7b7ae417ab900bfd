"""Papers are issued once, numbered without gaps, frozen, superseded, withdrawn."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import Error, connections, transaction
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.access import Role
from common.errors import NotAllowed, RuleBroken
from meetings.papers import ATTENDANCE_SHEET, INVITATION
from papers import services
from papers.models import CODE_ALPHABET, Letterhead, Paper, PaperCounter, new_code
from papers.own import InvitationCard
from tests.factories.accounts import make_user
from tests.factories.documents import bombs, make_photo
from tests.factories.meetings import make_body, make_meeting, make_member
from tests.factories.papers import make_paper
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_decree, make_seat, make_wksbm
from tests.papers.sheets import read, squeezed, text_of
from wksbm.papers import DECREE_EXTRACT

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def coordinator(village=None):
    return make_user(Role.VILLAGE_COORDINATOR, village)


def issued(kind, subject, actor, **options):
    return services.issue_paper(kind, subject, actor=actor, **options)


def content_of(paper, actor):
    return services.open_paper(paper, actor=actor).read()


# --- Issued once, then a new edition -----------------------------------------------------------


def test_issuing_again_returns_the_same_bytes(db):
    meeting, actor = make_meeting(), coordinator()

    first = issued(INVITATION, meeting, actor)
    again = issued(INVITATION, meeting, actor)

    assert again == first
    assert Paper.objects.count() == 1
    content = content_of(first, actor)
    assert content == content_of(again, actor)
    assert hashlib.sha256(content).hexdigest() == first.sha256


def test_a_changed_subject_makes_a_new_edition_under_its_number(db):
    body, actor = make_body(), coordinator()
    meeting = make_meeting(body)
    first = issued(ATTENDANCE_SHEET, meeting, actor)
    before = content_of(first, actor)
    make_member(body, "Tamu Baru")

    second = issued(ATTENDANCE_SHEET, meeting, actor)

    assert (second.number, second.edition, second.supersedes) == (first.number, 2, first)
    assert content_of(first, actor) == before
    assert "TamuBaru" in text_of(content_of(second, actor))
    assert "(versi2)" in text_of(content_of(second, actor))


def test_a_withdrawn_paper_is_not_continued(db):
    meeting, actor = make_meeting(), coordinator()
    first = issued(INVITATION, meeting, actor)
    services.withdraw_paper(first, because="Salah tempat", actor=actor)

    second = issued(INVITATION, meeting, actor)

    assert (second.sequence, second.edition, second.supersedes) == (2, 1, None)


def test_text_of_people_stays_text(db):
    body, actor = make_body(), coordinator()
    make_member(body, '#panic("x") $x$ *b* \\ <a> @c')

    paper = issued(ATTENDANCE_SHEET, make_meeting(body), actor)

    assert squeezed('#panic("x") $x$ *b* \\ <a> @c') in text_of(content_of(paper, actor))


def test_signer_is_the_chair_of_the_day_and_stays(db):
    body, actor = make_wksbm(), coordinator()
    seat = make_seat(wksbm=body, post="chair")
    paper = issued(INVITATION, make_meeting(body), actor)
    chair = seat.holder.name
    seat.holder.name = "Nama Lain"
    seat.holder.save()

    signer = Paper.objects.get(pk=paper.pk).facts["facts"]["signers"][0]

    assert (signer["name"], signer["title"]) == (chair, [f"Ketua {body.name}"])
    assert squeezed(chair) in text_of(content_of(paper, actor))


def test_extract_shows_the_lines_of_one_village_alone(db):
    ours, theirs = make_wksbm(), make_wksbm(region=make_village("52.07.02.2014"))
    decree = make_decree(
        bodies=[ours, theirs], signed_by="Ahmad", capacity="plt", subject="Pembentukan"
    )
    seats = [make_seat(wksbm=body, decree=decree) for body in (ours, theirs)]
    mandate = decree.mandates.get(wksbm=ours)

    paper = make_paper(mandate, DECREE_EXTRACT)

    said = text_of(paper.file.read())
    assert squeezed(seats[0].holder.name) in said
    assert squeezed(seats[1].holder.name) not in said
    assert squeezed(f"Ahmad, Plt. {decree.issuer.name}") in said
    assert paper.region_id == ours.region_id


def test_who_may_not_may_not(db):
    meeting = make_meeting()
    paper = make_paper(meeting)
    leader = make_user(Role.PKK_LEADER, "52.07")
    card = InvitationCard("Siti", "Ketua", "Goa", "siti", "https://wksbm.example/x", "5 Mei")

    for act in (
        lambda: issued(INVITATION, meeting, leader),
        lambda: services.withdraw_paper(paper, because="x", actor=leader),
        lambda: services.preview_letterhead(meeting.region, actor=leader),
        lambda: services.render_invitation_cards([card], region=meeting.region, actor=leader),
        lambda: services.save_letterhead(meeting.region, lines="x", paper_size="f4", actor=leader),
    ):
        with pytest.raises(NotAllowed):
            act()


# --- Numbers -----------------------------------------------------------------------------------


def test_numbers_run_by_office_kind_and_year(db, time_machine):
    time_machine.move_to("2026-12-30T08:00:00+08:00")
    body, other = make_body(), make_body(make_village("52.07.02.2014"))
    numbers = [
        make_paper(make_meeting(one), kind).number
        for one, kind in (
            (body, INVITATION),
            (body, INVITATION),
            (body, ATTENDANCE_SHEET),
            (other, INVITATION),
        )
    ]
    time_machine.move_to("2026-12-31T17:00:00+00:00")  # already the new year in WITA
    numbers.append(make_paper(make_meeting(body)).number)

    assert numbers == [
        "001/UND/52.07.01.2001/XII/2026",
        "002/UND/52.07.01.2001/XII/2026",
        "001/DH/52.07.01.2001/XII/2026",
        "001/UND/52.07.02.2014/XII/2026",
        "001/UND/52.07.01.2001/I/2027",
    ]


def test_what_fails_leaves_no_gap(db):
    actor = coordinator()
    body = make_body()
    issued(INVITATION, make_meeting(body), actor)

    with transaction.atomic():
        issued(INVITATION, make_meeting(body), actor)
        transaction.set_rollback(True)

    assert issued(INVITATION, make_meeting(body), actor).sequence == 2


def together(*acts):
    def run(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_numbers_without_gap():
    actor, body = coordinator(), make_body()
    meetings = [make_meeting(body, purpose=f"Rapat {number}") for number in range(8)]

    papers = together(*(lambda one=one: issued(INVITATION, one, actor) for one in meetings))

    assert sorted(paper.sequence for paper in papers) == list(range(1, 9))
    assert PaperCounter.objects.get().last == 8


@pytest.mark.django_db(transaction=True)
def test_one_subject_at_once_is_one_paper():
    actor, meeting = coordinator(), make_meeting()
    issued(INVITATION, make_meeting(meeting.wksbm, purpose="Lain"), actor)  # the counter is there

    papers = together(*(lambda: issued(INVITATION, meeting, actor) for _time in range(6)))

    assert len(set(papers)) == 1
    assert Paper.objects.count() == 2


def test_codes_are_read_from_paper():
    codes = {new_code() for _time in range(500)}

    assert len(codes) == 500
    assert {len(code) for code in codes} == {8}
    assert not set("01OIL") & set(CODE_ALPHABET)


# --- The database refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"facts": {}},
        {"file": "x"},
        {"sha256": "0" * 64},
        {"number": "9"},
        {"sequence": 9},
        {"code": "7F3K9Q2M"},
        {"title": "x"},
        {"edition": 7},
        {"kind": "x"},
        {"region_id": "52.07"},
        {"issued_at": "2020-01-01T00:00:00Z"},
    ],
)
def test_a_frozen_paper_cannot_be_changed(db, change):
    paper = make_paper(make_meeting())

    with pytest.raises(Error), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**change)


def test_a_paper_cannot_be_deleted(db):
    paper = make_paper(make_meeting())

    with pytest.raises(Error), transaction.atomic():
        paper.delete()


def test_a_withdrawal_is_for_good(db):
    paper, actor = make_paper(make_meeting()), coordinator()
    services.withdraw_paper(paper, because="Salah tempat", actor=actor)

    with pytest.raises(Error), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(
            state="valid", withdrawn_at=None, withdrawn_by=None, withdrawn_because=""
        )
    with pytest.raises(RuleBroken) as refused:
        services.withdraw_paper(paper, because="Lagi", actor=actor)
    assert refused.value.code == "paper_withdrawn"


def test_a_withdrawal_needs_its_reason(db):
    paper = make_paper(make_meeting())

    with pytest.raises(ValidationError, match="Tulis alasan pembatalan"):
        services.withdraw_paper(paper, because=" ", actor=coordinator())


def test_a_file_that_was_changed_is_not_given_out(db):
    paper = make_paper(make_meeting())
    storage = paper.file.storage
    storage.delete(paper.file.name)
    storage.save(paper.file.name, ContentFile(b"%PDF-1.7 palsu"))

    with pytest.raises(RuleBroken) as refused:
        services.open_paper(paper, actor=coordinator())

    assert refused.value.code == "paper_damaged"


# --- Letterheads -------------------------------------------------------------------------------


def saved(region, actor, **facts):
    given = {"lines": "DESA GOA\nJalan Raya 1", "paper_size": "a4"}
    return services.save_letterhead(region, **(given | facts), actor=actor)


def test_without_one_the_names_of_the_regions_stand_there(db):
    assert services.kop_of(make_village()).lines == [
        "PEMERINTAH KABUPATEN SUMBAWA BARAT",
        "KECAMATAN JEREWEH",
        "DESA GOA",
    ]


def test_a_letterhead_makes_a_new_edition_and_leaves_the_old(db):
    meeting, actor = make_meeting(), coordinator()
    first = issued(INVITATION, meeting, actor)
    saved(meeting.region, actor, logo=ContentFile(PNG, "logo.png"))

    second = issued(INVITATION, meeting, actor)

    assert second.supersedes == first
    assert "JalanRaya1" in text_of(content_of(second, actor))
    assert round(read(content_of(second, actor)).pages[0].mediabox.height) == 842
    assert round(read(content_of(first, actor)).pages[0].mediabox.height) == 935


def test_the_sheet_is_that_of_the_nearest_office_above(db):
    village = make_village()
    saved(make_region("52.07"), make_user(Role.DISTRICT_OFFICER, "52.07"))

    kop = services.kop_of(village)

    assert (kop.paper_size, kop.lines[-1]) == ("a4", "DESA GOA")


def test_a_logo_can_be_taken_away(db):
    village, actor = make_village(), coordinator()
    saved(village, actor, logo=ContentFile(PNG, "logo.png"))

    letterhead = saved(village, actor, without_logo=True)

    assert (bool(letterhead.logo), letterhead.logo_sha256) == (False, "")
    assert Letterhead.objects.count() == 1


BOMB = next(one for one, _code in bombs().values() if one.startswith(b"\x89PNG"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "logo_is_no_picture"),
        (b"GIF89a", "unknown_type"),
        (b"<svg/>", "unknown_type"),
        (b"\x89PNG\r\n\x1a\n", "photo_damaged"),
        (b"\xff\xd8\xff\xe0", "photo_damaged"),
        (PNG[:40], "photo_damaged"),
        (BOMB, "photo_too_many_pixels"),
        (b"\0\0\0\x18ftypheic" + bytes(16), "photo_heic"),
    ],
)
def test_what_is_no_picture_is_no_logo(db, content, code):
    with pytest.raises(ValidationError) as refused:
        saved(make_village(), coordinator(), logo=ContentFile(content, "logo.png"))

    assert refused.value.error_dict["logo"][0].code == code
    assert refused.value.message_dict["logo"] != [""]
    assert not Letterhead.objects.exists()


def told_png():
    """Return a picture that says in three places whose it is."""
    notes, exif, drawn = PngInfo(), Image.Exif(), io.BytesIO()
    notes.add_text("Author", "Bu Siti")
    exif[0x010F] = "KameraBuSiti"
    Image.new("RGB", (900, 300)).save(drawn, "PNG", pnginfo=notes, exif=exif)
    return drawn.getvalue() + b"Bu Siti"


@pytest.mark.parametrize("picture", [make_photo((900, 300)), told_png()])
def test_a_logo_is_drawn_anew_small_and_tells_nothing(db, picture):
    assert b"Siti" in picture

    kept = saved(make_village(), coordinator(), logo=ContentFile(picture, "logo")).logo.read()

    with Image.open(io.BytesIO(kept)) as logo:
        assert (logo.format, logo.size, logo.info) == ("PNG", (600, 200), {})
    assert b"Siti" not in kept
    assert b"Exif" not in kept


def test_what_is_clear_in_a_logo_stays_clear(db):
    drawn = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(drawn, "PNG")

    kept = saved(make_village(), coordinator(), logo=ContentFile(drawn.getvalue(), "logo")).logo

    with Image.open(kept) as logo:
        assert logo.getpixel((1, 1))[3] == 0


@pytest.mark.parametrize("lines", ["", " \n ", "a\nb\nc\nd\ne"])
def test_a_letterhead_has_one_to_four_lines(db, lines):
    with pytest.raises(ValidationError):
        saved(make_village(), coordinator(), lines=lines)


# --- Cards -------------------------------------------------------------------------------------


def test_cards_are_rendered_and_never_kept(db):
    link = "https://wksbm.example/rahasia"
    card = InvitationCard("Siti #x", "Koordinator", "Desa Goa", "siti.x", link, "5 Desember")

    content = services.render_invitation_cards([card], region=make_village(), actor=coordinator())

    assert "Siti#x" in text_of(content)
    assert link in text_of(content)
    assert "siti.x" in text_of(content)
    assert not Paper.objects.exists()
