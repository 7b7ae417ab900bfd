"""Whoever is paid an honorarium hears of it: that it is on its way, and that it was paid."""

import pytest
from django.db.models import Q
from django.utils import timezone

from common.dates import today
from notifications.models import Delivery
from notifications.services import describe, plan
from stipends.models import Line
from stipends.services import pay_lines, return_line
from tests.factories.notifications import make_plan
from tests.factories.stipends import (
    make_officer,
    make_recipient,
    make_released_run,
    make_scheme,
    make_source,
)

pytestmark = pytest.mark.django_db


def told():
    """Return what waits: the rule and the person's name."""
    found = Delivery.objects.filter(Q(rule__startswith="stipend_"), state="planned")
    return sorted(found.values_list("rule", "person__name"))


def texts():
    found = Delivery.objects.filter(rule__startswith="stipend_").select_related("person", "region")
    return [one.subject.text(one.delivery.person) for one in describe(list(found))]


def test_who_is_paid_hears_of_each_step_that_still_stands_and_of_no_sum():
    make_plan("stipend_released")
    make_plan("stipend_paid")
    scheme = make_scheme(amount=200_000)
    for name in ("Ani", "Budi"):
        make_recipient(name, pillar=scheme.pillar)
    run = make_released_run(scheme=scheme, source=make_source(), sp2d_on=today())
    officer = make_officer()

    plan(now=timezone.now())
    assert told() == [("stipend_released", "Ani"), ("stipend_released", "Budi")]

    ani = Line.objects.get(run=run, name="Ani")
    pay_lines([ani], kind="transferred", on=today(), actor=officer)
    plan(now=timezone.now())
    plan(now=timezone.now())
    assert told() == [("stipend_paid", "Ani"), ("stipend_released", "Budi")]
    gone = Delivery.objects.get(rule="stipend_released", person=ani.person)
    assert (gone.state, gone.reason) == (
        "withdrawn",
        "Pembayaran ini berubah lagi sesudahnya.",
    )
    said = texts()
    assert {one.link for one in said} == {"/stipends/mine/"}
    assert not any("200" in one.subject + one.body for one in said)

    return_line(ani, on=today(), because="Nama tidak cocok", actor=officer)
    plan(now=timezone.now())
    assert told() == [("stipend_released", "Budi")]
