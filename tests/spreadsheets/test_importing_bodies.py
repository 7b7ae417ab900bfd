"""Bodies with decree and board from a sheet, in both habits of writing them."""

from datetime import date

import pytest

from common.errors import RuleBroken
from people.models import Person
from tests.factories.imports import checked, make_import, outcome, saved, told, undone
from tests.factories.meetings import make_meeting
from tests.factories.regions import make_village
from tests.factories.wksbm import make_seat, make_wksbm
from wksbm.models import Decree, Mandate, Seat, Wksbm

pytestmark = pytest.mark.django_db


def board(body):
    seats = body.seats.order_by("post", "section", "pk").select_related("holder", "decree")
    return [
        (seat.post, seat.section, seat.holder.name, seat.decree and seat.decree.number)
        for seat in seats
    ]


def test_a_row_a_seat_and_a_row_a_body_come_in_alike_and_are_taken_back():
    village = make_village()
    make_village("52.07.02.2014")
    batch = make_import(
        [
            ("Goa", "Sari Manunggal", "188.4/12/2026", "5 Januari 2026", "Ketua", "", "Hj. Ani"),
            ("Goa", "Sari Manunggal", "188.4/12/2026", "05/01/2026", "Seksi", "Humas", "Budi"),
            ("Goa", "sari manunggal", "", "", "Sekretaris", "", "Citra"),
            ("Goa", "Sari Manunggal", "", "", "Ketua", "", "Orang Lain"),
            ("Goa", "", "", "", "Ketua", "", ""),
            ("Banjar", "", "", "", "Bendahara", "", "Dewi"),
        ],
        ("Desa", "Nama WKSBM", "No SK", "Tgl SK", "Jabatan", "Bidang", "Nama"),
        kind="wksbm",
        region=village.parent.parent,
    )

    checked(batch)

    assert batch.job.fault == ""
    assert told(batch) == {
        2: ("create", []),
        3: ("create", []),
        4: ("create", []),
        5: ("fail", ["seat_taken"]),
        6: ("fail", ["blank"]),
        7: ("create", []),
    }
    saved(batch)
    assert batch.job.fault == ""
    assert outcome(batch) == (6, 4, 0, 0, 2)
    body = Wksbm.objects.get(name="Sari Manunggal")
    assert board(body) == [
        ("chair", "", "Hj. Ani", "188.4/12/2026"),
        ("secretary", "", "Citra", None),
        ("section", "Humas", "Budi", "188.4/12/2026"),
    ]
    assert Wksbm.objects.get(region="52.07.02.2014").name == "WKSBM Banjar"
    decree = Decree.objects.get()
    assert (decree.issuer.name, decree.enacted_on) == ("Kepala Desa Goa", date(2026, 1, 5))
    assert list(decree.mandates.values_list("wksbm", flat=True)) == [body.pk]
    undone(batch)
    assert batch.job.fault == ""
    assert [model.objects.count() for model in (Wksbm, Seat, Decree, Mandate, Person)] == [0] * 5
    assert outcome(batch) == (6, 4, 0, 0, 2)


def test_one_row_a_body_fills_what_is_there_and_doubles_nothing():
    village = make_village()
    body = make_wksbm(region=village, name="Sari Manunggal")
    chair = make_seat(wksbm=body, since=date(2025, 1, 1))
    Person.objects.filter(pk=chair.holder_id).update(
        name="Hj. Siti Aminah", bare_name="siti aminah"
    )
    rows = [("Sari Manunggal", "01/02/2020", "12/2026", "5/1/2026", "Siti Aminah", "Budi", "Ani")]
    headings = (
        "Nama WKSBM",
        "Berdiri",
        "Nomor SK",
        "Tanggal SK",
        "Ketua",
        "Sekretaris",
        "Bendahara",
    )

    first = saved(checked(make_import(rows, headings, kind="wksbm", region=village)))

    assert outcome(first) == (1, 1, 0, 0, 0)
    body.refresh_from_db()
    assert body.founded_on == date(2020, 2, 1)
    assert board(body) == [
        ("chair", "", "Hj. Siti Aminah", "12/2026"),
        ("secretary", "", "Budi", "12/2026"),
        ("treasurer", "", "Ani", "12/2026"),
    ]
    second = checked(make_import(rows, headings, kind="wksbm", region=village))
    assert told(second) == {2: ("skip", [])}
    undone(first)
    body.refresh_from_db()
    assert (body.founded_on, board(body)) == (None, [("chair", "", "Hj. Siti Aminah", None)])


def test_an_import_of_bodies_that_was_used_is_not_taken_back():
    village = make_village()
    batch = saved(
        checked(
            make_import(
                [("Sari", "Ani"), ("Mekar", "Budi"), ("Guyub", "Citra")],
                ("Nama WKSBM", "Ketua"),
                kind="wksbm",
                region=village,
            )
        )
    )
    make_seat(wksbm=Wksbm.objects.get(name="Sari"), post="treasurer")
    # Somebody stood in for Citra: nothing leads from her to that, and yet it names her.
    make_meeting().attendances.create(
        name="Ani", present=True, deputy_for=Person.objects.get(name="Citra")
    )

    with pytest.raises(RuleBroken) as refused:
        undone(batch)

    assert refused.value.code == "used_since"
    assert [use.number for use in refused.value.uses] == [2, 4]
