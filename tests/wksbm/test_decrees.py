import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.access import Role
from audit.services import history_of
from common.errors import NotAllowed, RuleBroken, StaleVersion
from tests.factories.accounts import make_user
from tests.factories.documents import make_pdf, make_photo
from tests.factories.regions import make_region, make_village
from tests.factories.wksbm import make_change, make_decree, make_wksbm
from wksbm.models import Decree, DecreeChange, Mandate, Office
from wksbm.services import (
    NewOffice,
    add_decree,
    attach_scan,
    change_decree,
    name_office,
    record_change,
)

pytestmark = pytest.mark.django_db
PDF = make_pdf()
FACTS = {
    "kind": Decree.Kind.FORMATION,
    "number": "188.4/12/KEP/2026",
    "subject": "Pembentukan WKSBM",
    "enacted_on": date(2026, 3, 2),
}


@pytest.fixture
def body():
    return make_wksbm()


@pytest.fixture
def coordinator(body):
    return make_user(Role.VILLAGE_COORDINATOR, body.region)


@pytest.fixture
def regent():
    return NewOffice(Office.Kind.REGENT, make_region("52.07"))


def village_head(body):
    return NewOffice(Office.Kind.VILLAGE_HEAD, body.region)


def test_a_village_records_the_decree_of_its_head(body, coordinator):
    decree = add_decree(village_head(body), bodies=[body], actor=coordinator, **FACTS)

    assert (decree.issuer.name, decree.region_id) == ("Kepala Desa Goa", body.region_id)
    assert (decree.effective_from, decree.valid_until) == (date(2026, 3, 2), None)
    assert list(Mandate.objects.visible_to(coordinator).values_list("decree", "wksbm")) == [
        (decree.pk, body.pk)
    ]


@pytest.mark.parametrize(
    "number",
    ["188.45/222/2021", "NOMOR 12 TAHUN 2024", "060.1/KP/2024", "12", "…/SK/Desa", "tanpa nomor"],
)
def test_a_number_is_kept_as_written(body, coordinator, number):
    decree = add_decree(
        village_head(body), bodies=[body], actor=coordinator, **FACTS | {"number": number}
    )

    assert decree.number == number


def test_an_earlier_effect_is_normal(body, coordinator):
    decree = add_decree(
        village_head(body),
        bodies=[body],
        effective_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        actor=coordinator,
        **FACTS,
    )

    assert decree.is_retroactive
    assert list(Decree.objects.in_force(date(2026, 12, 31))) == [decree]
    assert list(Decree.objects.in_force(date(2027, 1, 1))) == []


def test_a_term_does_not_run_backwards(body, coordinator):
    with pytest.raises(ValidationError) as refused:
        add_decree(
            village_head(body),
            bodies=[body],
            valid_until=date(2026, 3, 1),
            actor=coordinator,
            **FACTS,
        )

    assert refused.value.message_dict == {
        "valid_until": ["Tanggal akhir mendahului tanggal mulai."]
    }


def test_a_number_is_entered_once(body, coordinator):
    add_decree(village_head(body), bodies=[body], actor=coordinator, **FACTS)

    with pytest.raises(ValidationError) as refused:
        add_decree(village_head(body), bodies=[body], actor=coordinator, **FACTS)

    assert refused.value.messages == ["Nomor SK ini sudah tercatat."]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("regent", "52.07.01.2001"),
        ("village_head", "52.07"),
        ("camat", "52"),
        ("governor", "52.07"),
    ],
)
def test_an_office_belongs_to_the_level_of_its_region(kind, code):
    make_village()
    nation = make_user(is_superuser=True)

    with pytest.raises(ValidationError) as refused:
        name_office(make_region(code), kind=kind, actor=nation)

    assert refused.value.messages == ["Jabatan ini tidak ada pada tingkat wilayah itu."]


def test_an_office_is_written_down_once(body, coordinator, regent):
    add_decree(regent, bodies=[body], actor=coordinator, **FACTS)
    add_decree(regent, bodies=[body], actor=coordinator, **FACTS | {"number": "2"})

    assert list(Office.objects.values_list("name", "region_id")) == [
        ("Bupati Sumbawa Barat", "52.07")
    ]


# --- What must not leak --------------------------------------------------------------------------


def test_a_village_records_a_regents_decree_that_names_its_body(body, coordinator, regent):
    decree = add_decree(regent, bodies=[body], actor=coordinator, **FACTS)

    assert decree.region_id == "52.07"
    assert list(Decree.objects.visible_to(coordinator)) == [decree]


def test_a_village_records_no_regents_decree_without_its_body(coordinator, regent):
    with pytest.raises(NotAllowed):
        add_decree(regent, bodies=[], actor=coordinator, **FACTS)

    assert Decree.objects.count() == Office.objects.count() == 0


def test_a_village_names_no_body_of_another(body, coordinator, regent):
    other = make_wksbm(region=make_village("52.07.02.2014"))

    with pytest.raises(NotAllowed):
        add_decree(regent, bodies=[body, other], actor=coordinator, **FACTS)


def test_an_office_decides_only_below_itself(body):
    other = make_wksbm(region=make_village("52.07.02.2014"))
    officer = make_user(Role.DISTRICT_OFFICER, make_region("52.07"))

    with pytest.raises(RuleBroken) as refused:
        add_decree(village_head(body), bodies=[other], actor=officer, **FACTS)

    assert refused.value.code == "body_beyond_issuer"


def test_a_second_village_joins_the_regents_decree_and_sees_its_own_line(body, coordinator, regent):
    other = make_wksbm(region=make_village("52.07.02.2014"))
    second = make_user(Role.VILLAGE_COORDINATOR, other.region)
    first = add_decree(regent, bodies=[body], actor=coordinator, **FACTS)

    joined = add_decree(regent, bodies=[other], actor=second, **FACTS | {"subject": "Lain"})

    assert joined == first
    assert Decree.objects.get().subject == "Pembentukan WKSBM"
    assert [line.wksbm for line in joined.mandates.visible_to(coordinator)] == [body]
    assert [line.wksbm for line in joined.mandates.visible_to(second)] == [other]


def test_a_third_village_sees_nothing_of_it(body, coordinator, regent):
    add_decree(regent, bodies=[body], actor=coordinator, **FACTS)
    third = make_user(Role.VILLAGE_COORDINATOR, make_village("52.07.03.2001"))

    assert list(Decree.objects.visible_to(third)) == []
    assert [office.name for office in Office.objects.visible_to(third)] == ["Bupati Sumbawa Barat"]


def test_a_village_changes_no_decree_of_the_regent(body, coordinator, regent):
    decree = add_decree(regent, bodies=[body], actor=coordinator, **FACTS)
    scan = SimpleUploadedFile("sk.pdf", PDF)

    with pytest.raises(NotAllowed):
        change_decree(decree, changes={"subject": "Lain"}, actor=coordinator)
    with pytest.raises(NotAllowed):
        attach_scan(decree, files=[scan], actor=coordinator)
    with pytest.raises(NotAllowed):
        record_change(make_decree(bodies=[body]), older=decree, kind="revokes", actor=coordinator)


# --- Changes -------------------------------------------------------------------------------------


def test_what_was_copied_wrongly_is_corrected(body, coordinator):
    decree = make_decree(bodies=[body])

    change_decree(
        decree,
        changes={"number": " 9  TAHUN 2026 ", "valid_until": date(2026, 12, 31)},
        version=1,
        actor=coordinator,
    )

    decree.refresh_from_db()
    assert (decree.number, decree.valid_until) == ("9 TAHUN 2026", date(2026, 12, 31))
    assert decree.effective_from == date(2026, 1, 1)


def test_an_old_version_corrects_nothing(body, coordinator):
    decree = make_decree(bodies=[body])
    change_decree(decree, changes={"subject": "Satu"}, version=1, actor=coordinator)

    with pytest.raises(StaleVersion):
        change_decree(decree, changes={"subject": "Dua"}, version=1, actor=coordinator)


def test_a_newer_decree_supersedes_from_its_own_effect(body, coordinator):
    old = make_decree(bodies=[body])
    new = make_decree(bodies=[body], effective_from=date(2026, 7, 1))

    change = record_change(new, older=old, kind="supersedes", actor=coordinator)

    assert change.effective_on == date(2026, 7, 1)
    assert list(Decree.objects.in_force(date(2026, 6, 30))) == [old]
    assert list(Decree.objects.in_force(date(2026, 7, 1))) == [new]


def test_an_older_decree_changes_no_newer_one(body, coordinator):
    old = make_decree(bodies=[body])
    new = make_decree(bodies=[body], effective_from=date(2026, 7, 1))

    with pytest.raises(RuleBroken) as refused:
        record_change(old, older=new, kind="revokes", actor=coordinator)

    assert refused.value.code == "change_goes_backwards"


def test_a_change_is_entered_once_and_never_of_itself(body, coordinator):
    old, new = make_decree(bodies=[body]), make_decree(bodies=[body])
    make_change(new, old, effective_on=date(2026, 7, 1))

    with pytest.raises(ValidationError) as twice:
        record_change(new, older=old, kind="revokes", actor=coordinator)
    with pytest.raises(ValidationError) as itself:
        record_change(new, older=new, kind="revokes", actor=coordinator)

    assert twice.value.messages == ["Perubahan ini sudah tercatat."]
    assert itself.value.messages == ["SK tidak dapat mengubah dirinya sendiri."]
    assert DecreeChange.objects.count() == 1


# --- Scans ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind", "called"),
    [
        ("sk.pdf", PDF, "application/pdf", "sk-2026-01-01.pdf"),
        ("foto.png", make_photo(), "image/jpeg", "sk-2026-01-01.jpg"),
        ("../../x.exe", make_photo(kind="PNG"), "image/jpeg", "sk-2026-01-01.jpg"),
    ],
)
def test_a_scan_is_known_by_its_content(body, coordinator, name, content, kind, called):
    decree = attach_scan(
        make_decree(bodies=[body]), files=[SimpleUploadedFile(name, content)], actor=coordinator
    )

    decree.refresh_from_db()
    assert (decree.scan_type, decree.scan_name) == (kind, called)
    assert decree.scan_sha256 == hashlib.sha256(decree.scan.read()).hexdigest()
    assert name not in decree.scan.name
    assert len(decree.scan.name.split("/")[-1]) == 32


def test_what_was_handed_in_is_kept_under_seal(body, coordinator):
    decree = attach_scan(
        make_decree(bodies=[body]), files=[SimpleUploadedFile("sk.pdf", PDF)], actor=coordinator
    )

    decree.refresh_from_db()
    assert decree.scan_original.read() == PDF
    assert decree.scan_original_sha256 == hashlib.sha256(PDF).hexdigest()
    assert decree.scan_original_sha256 != decree.scan_sha256
    assert decree.scan_original.name.startswith("sealed/")
    assert not decree.scan.name.startswith("sealed/")
    event = decree.events.order_by("-pgh_id")[0]
    assert event.scan_original_sha256 == decree.scan_original_sha256


def test_the_history_tells_fingerprints_and_no_places(body, coordinator):
    decree = attach_scan(
        make_decree(bodies=[body]), files=[SimpleUploadedFile("sk.pdf", PDF)], actor=coordinator
    )

    changes = history_of(decree, actor=make_user(Role.DISTRICT_OFFICER, make_region("52.07")))

    assert [field.label for field in changes[0].fields] == [
        "nama berkas",
        "sidik berkas (SHA-256)",
        "sidik berkas asli (SHA-256)",
    ]


def test_photos_of_the_pages_become_one_scan(body, coordinator):
    photos = [SimpleUploadedFile(name, make_photo()) for name in ("1.jpg", "2.jpg")]

    decree = attach_scan(make_decree(bodies=[body]), files=photos, actor=coordinator)

    assert (decree.scan_type, decree.scan_name) == ("application/pdf", "sk-2026-01-01.pdf")
    assert decree.scan.read().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Berkas ini kosong."),
        (b"<html><script>alert(1)</script>", "Berkas harus PDF atau foto (JPG, PNG)."),
        (b" %PDF-1.7", "Berkas harus PDF atau foto (JPG, PNG)."),
        (PDF + b" " * 2000, "Berkas ini 1 MB. Paling besar 0 MB."),
        (PDF[:-20], "PDF ini terpotong, mungkin belum selesai diunduh. Ambil ulang berkasnya."),
    ],
)
def test_another_file_is_refused_beside_its_field(body, coordinator, settings, content, said):
    settings.UPLOAD_MAX_BYTES = 2000
    decree = make_decree(bodies=[body])

    with pytest.raises(ValidationError) as refused:
        attach_scan(decree, files=[SimpleUploadedFile("sk.pdf", content)], actor=coordinator)

    assert refused.value.message_dict == {"scan": [said]}


def test_a_village_sends_the_scan_along_with_a_regents_decree(body, coordinator, regent):
    other = make_wksbm(region=make_village("52.07.02.2014"))
    second = make_user(Role.VILLAGE_COORDINATOR, other.region)
    add_decree(regent, bodies=[body], actor=coordinator, **FACTS)

    add_decree(regent, bodies=[other], scan=[SimpleUploadedFile("a", PDF)], actor=second, **FACTS)
    add_decree(
        regent,
        bodies=[body],
        scan=[SimpleUploadedFile("b", make_pdf(2))],
        actor=coordinator,
        **FACTS,
    )

    assert Decree.objects.get().scan_original_sha256 == hashlib.sha256(PDF).hexdigest()
    assert Decree.objects.get().scan_original.read() == PDF
