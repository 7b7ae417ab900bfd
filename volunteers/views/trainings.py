"""Trainings: planned, who is asked, who came, and what was granted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Can, may
from accounts.choosing import choose_place, place_asked
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from common.dates import today
from common.forms import apply
from common.pages import bound, form_page, page_of, whole_number
from people.models import Person
from regions import cache
from regions.codes import level_of
from regions.services import place
from volunteers import services
from volunteers.filters.keeping import TrainingFilter
from volunteers.forms.keeping import (
    AttendanceForm,
    CorrectAttendanceForm,
    InviteForm,
    PlanTrainingForm,
    TrainingForm,
)
from volunteers.models import Appointment, Pillar, QualificationKind, Training
from volunteers.views.keeping import kinds_for, offer, tabs, training_badge

OFFERED = 300  # volunteers to tick on one page; a pillar narrows them


@require_safe
def trainings(request: SignedInRequest) -> HttpResponse:
    seen = Training.objects.visible_to(request.user)
    filters = TrainingFilter(request.GET, seen, request=request)
    kinds = QualificationKind.objects.visible_to(request.user).order_by("name")
    form = offer(request, filters, "q", "state", grants=kinds)
    found = filters.qs.with_counts().select_related("region", "grants")
    rows, links = page_of(request, found)
    on = today()
    context = {
        "tabs": tabs("trainings"),
        "filter_form": form,
        "rows": [(row, training_badge(row, on)) for row in rows],
        "may_keep": may(request.user, Can.KEEP_ROSTER),
        **links,
    }
    return render(request, "volunteers/trainings.html", context)


@require_safe
def training(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = Training.objects.visible_to(request.user).with_counts()
    training: Any = get_object_or_404(seen.select_related("region", "grants"), pk=pk)
    on = today(training.region.tz)
    has_begun = training.first_day is not None and training.first_day <= on
    is_over = training.last_day is not None and training.last_day <= on
    visible = set(_participants(training, request).values_list("pk", flat=True))
    marks = training.marks.select_related("person").order_by("person__name", "person_id")
    context = {
        "training": training,
        "unsaid": training.came - training.women - training.men,
        "badge": training_badge(training, on),
        "marks": [(mark, mark.person_id in visible) for mark in marks],
        "may_keep": may(request.user, Can.KEEP_ROSTER, on=training),
        "may_read_history": may(request.user, Can.READ_HISTORY, on=training),
        "may_mark": training.granted_at is None and has_begun,
        "may_grant": training.granted_at is None and training.grants_id and is_over,
    }
    return render(request, "volunteers/training.html", context)


def plan_training(request: SignedInRequest) -> HttpResponse:
    """Choose a place of the user's, then plan the training there."""
    code = place_asked(request, Can.KEEP_ROSTER)
    if not level_of(code):
        return choose_place(request, _("Pelatihan ini untuk wilayah mana?"), Can.KEEP_ROSTER)
    form = PlanTrainingForm(
        **bound(request), kinds=kinds_for(request, code), initial={"region": code}
    )
    if request.method == "POST":
        new = apply(form, lambda: _plan(form, request))
        if new is not None:
            messages.success(request, _("Pelatihan dicatat. Langkah berikutnya: pesertanya."))
            return redirect(new)
    where = cache.names_of([code]).get(code)
    return form_page(request, "volunteers/plan_training.html", form, where=where)


def change_training(request: SignedInRequest, pk: int) -> HttpResponse:
    training = visible_or_404(Training, request.user, can=Can.KEEP_ROSTER, pk=pk)
    names = ("title", "hours", "place", "organiser", "version")
    initial = {name: getattr(training, name) for name in names} | {
        "grants": training.grants_id,
        "since": training.first_day,
        "until": training.last_day,
    }
    kinds = kinds_for(request, training.region_id)
    form = TrainingForm(**bound(request), kinds=kinds, initial=initial)
    if request.method == "POST":
        changed = apply(form, lambda: _change(training, form, request))
        if changed is not None:
            messages.success(request, _("Perubahan disimpan."))
            return redirect(changed)
    return form_page(request, "volunteers/change_training.html", form, training=training)


def invite_participants(request: SignedInRequest, pk: int) -> HttpResponse:
    training = visible_or_404(Training, request.user, can=Can.KEEP_ROSTER, pk=pk)
    pillars = Pillar.objects.visible_to(request.user).of_persons().order_by("short_name")
    chosen = whole_number(request.GET.get("pillar", ""))
    form = InviteForm(**bound(request), volunteers=_volunteers(training, request, chosen))
    if request.method == "POST":
        outcome = apply(form, lambda: _invite(training, form, request))
        if outcome is not None:
            _tell(request, outcome)
            return redirect(training)
    context = {"training": training, "pillars": pillars, "chosen": chosen, "most": OFFERED}
    return form_page(request, "volunteers/invite_participants.html", form, **context)


def mark_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    training = visible_or_404(Training, request.user, can=Can.KEEP_ROSTER, pk=pk)
    marks = training.marks.select_related("person").order_by("person__name", "person_id")
    came = [mark.person_id for mark in marks if mark.attended]
    form = AttendanceForm(
        **bound(request),
        participants=[mark.person for mark in marks],
        initial={"present_ids": came, "version": training.version},
    )
    if request.method == "POST":
        marked = apply(
            form,
            lambda: services.mark_attendance(training, **form.cleaned_data, actor=request.user),
        )
        if marked is not None:
            messages.success(request, _("Daftar hadir disimpan."))
            return redirect(training)
    return form_page(request, "volunteers/mark_attendance.html", form, training=training)


@require_POST
def grant_from_training(request: SignedInRequest, pk: int) -> HttpResponse:
    training = visible_or_404(Training, request.user, can=Can.KEEP_ROSTER, pk=pk)
    number = services.grant_from_training(training, actor=request.user)
    said = ngettext(
        "Kualifikasi diberikan kepada %(n)d orang.",
        "Kualifikasi diberikan kepada %(n)d orang.",
        number,
    )
    messages.success(request, said % {"n": number})
    return redirect(training)


def correct_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    training = visible_or_404(Training, request.user, can=Can.KEEP_ROSTER, pk=pk)
    asked = _participants(training, request).order_by("name", "pk")
    forgotten = _volunteers(training, request, None)
    form = CorrectAttendanceForm(**bound(request), participants=[*asked, *forgotten])
    if request.method == "POST":
        mark = apply(form, lambda: _correct(training, form, request))
        if mark is not None:
            messages.success(request, _("Kehadiran dibetulkan, dan kualifikasinya mengikuti."))
            return redirect(training)
    return form_page(request, "volunteers/correct_attendance.html", form, training=training)


# --- Parts of the above --------------------------------------------------------------------------


def _participants(training: Training, request: SignedInRequest) -> QuerySet[Person]:
    """Return those of the participants whose card the reader may open."""
    seen = Person.objects.visible_to(request.user)
    found: QuerySet[Person] = seen.filter(training_marks__training=training)
    return found


def _volunteers(
    training: Training, request: SignedInRequest, pillar: int | None
) -> QuerySet[Person]:
    """Offer who serves below the training's region and is not asked yet."""
    serving = Appointment.objects.visible_to(request.user).serving(today())
    serving = serving.filter(region__code__startswith=training.region_id)
    if pillar is not None:
        serving = serving.filter(pillar=pillar)
    asked = training.marks.values("person")
    seen = Person.objects.visible_to(request.user).standing().exclude(pk__in=asked)
    found: QuerySet[Person] = seen.filter(pk__in=serving.values("person"))
    return found.order_by("name", "pk")[:OFFERED]


def _facts(form: TrainingForm, request: SignedInRequest) -> dict[str, Any]:
    facts = {name: form.cleaned_data[name] for name in TrainingForm.base_fields}
    facts.pop("version")
    number = facts["grants"]
    facts["grants"] = visible_or_404(QualificationKind, request.user, pk=number) if number else None
    return facts


def _plan(form: PlanTrainingForm, request: SignedInRequest) -> Training:
    region = place(form.cleaned_data["region"])
    return services.plan_training(region, **_facts(form, request), actor=request.user)


def _change(training: Training, form: TrainingForm, request: SignedInRequest) -> Training:
    return services.change_training(
        training,
        changes=_facts(form, request),
        version=form.cleaned_data["version"],
        actor=request.user,
    )


def _invite(training: Training, form: InviteForm, request: SignedInRequest) -> services.Invited:
    seen = Person.objects.visible_to(request.user)
    chosen = seen.filter(pk__in=form.cleaned_data["persons"])
    names = form.cleaned_data["names"]
    return services.invite_participants(training, persons=chosen, names=names, actor=request.user)


def _correct(training: Training, form: CorrectAttendanceForm, request: SignedInRequest) -> Any:
    chosen = form.cleaned_data
    return services.correct_attendance(
        training,
        person=visible_or_404(Person, request.user, pk=chosen["person"]),
        attended=chosen["attended"] == "true",
        reason=chosen["reason"],
        actor=request.user,
    )


def _tell(request: SignedInRequest, outcome: services.Invited) -> None:
    """Say what became of everybody who was chosen or pasted."""
    number = len(outcome.added)
    added = ngettext("%(n)d peserta ditambahkan.", "%(n)d peserta ditambahkan.", number)
    messages.success(request, added % {"n": number})
    for names, said in (
        (outcome.already, _("Sudah menjadi peserta: %(names)s.")),
        (outcome.twice, _("Tertulis dua kali, dicatat sekali: %(names)s.")),
        (
            outcome.unclear,
            _("Ada beberapa relawan bernama %(names)s. Centang orangnya di daftar relawan."),
        ),
    ):
        if names:
            messages.info(request, said % {"names": ", ".join(names)})
