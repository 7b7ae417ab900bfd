"""Whose turn it is in a run: the steps in words, what the reader may do, the forms for that."""

from __future__ import annotations

from typing import Any

from accounts.access import Can, may
from accounts.again import proof_of
from accounts.requests import SignedInRequest
from common.dates import today
from stipends.forms import ApproveForm, ExceptionForm, NtpnForm, PayForm, ReleaseForm
from stipends.models import LineState, LineStep, Run, RunException

State = Run.State
PRINTED = (State.APPROVED, State.RELEASED, State.CLOSED)
ORDER = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.RELEASED, State.CLOSED)


def steps_of(run: Run) -> list[dict[str, Any]]:
    """Return the way of a run, for the line of steps above its pages."""
    if run.state == State.CANCELLED:
        return []
    reached = ORDER.index(State(run.state))
    return [
        {
            "label": state.label,
            "url": "",
            "current": place == reached,
            "done": place < reached or run.state == State.CLOSED,
        }
        for place, state in enumerate(ORDER)
    ]


def rights_on(request: SignedInRequest, run: Run) -> dict[str, Any]:
    """Return what the reader may do with the run now; the services refuse by the same rules."""
    user = request.user
    keeps = may(user, Can.KEEP_STIPENDS, on=run)
    approves = may(user, Can.APPROVE_MONEY, on=run)
    edited = run.editors.filter(user=user).exists()
    excused = set(run.exceptions.values_list("kind", flat=True))
    kinds = RunException.Kind
    waits = run.needs_second and run.seconded_by_id is None
    is_out = waits and kinds.SECOND_APPROVAL not in excused
    decided = user.pk in {run.approved_by_id, run.seconded_by_id}
    return {
        "may_edit": keeps and run.state == State.DRAFT,
        "may_cancel": keeps and run.state in {State.DRAFT, State.SUBMITTED},
        "may_send_back": run.state == State.SUBMITTED and (keeps or approves),
        "may_approve": run.state == State.SUBMITTED and approves and not edited,
        "edited": edited and approves,
        "may_second": run.state == State.APPROVED
        and waits
        and approves
        and not edited
        and user.pk != run.approved_by_id,
        "waits_for_second": run.state == State.APPROVED and is_out,
        "may_release": run.state == State.APPROVED
        and (keeps or approves)
        and not is_out
        and (not decided or kinds.RELEASE in excused),
        "must_be_another": decided and kinds.RELEASE not in excused,
        "may_except": run.state == State.APPROVED and (keeps or approves),
        "may_pay": keeps and run.state == State.RELEASED,
        "may_close": keeps and run.state == State.RELEASED,
        "may_keep": keeps,
        "is_printed": run.state in PRINTED,
        "may_attach": keeps and run.state in PRINTED,
        "may_read_history": may(user, Can.READ_HISTORY, on=run),
    }


def forms_of(request: SignedInRequest, run: Run) -> dict[str, Any]:
    """Return the forms that a run's page shows, each answered at its own address."""
    version = {"version": run.version}
    proof = proof_of(request, request.user)
    here = today(run.region.tz)
    waiting = LineState.State.RELEASED
    return {
        "approve_form": ApproveForm(
            initial={**version, "fingerprint": run.fingerprint}, is_proven=proof.is_proven
        ),
        "exception_form": ExceptionForm(),
        "release_form": ReleaseForm(
            initial={**version, "sp2d_on": here}, is_proven=proof.is_proven
        ),
        "ntpn_form": NtpnForm(initial={**version, "ntpn": run.ntpn}),
        "pay_form": PayForm(initial={"kind": LineStep.Kind.TRANSFERRED, "on": here}),
        "unpaid": run.lines.filter(standing__state=waiting).count()
        if run.state == State.RELEASED
        else 0,
        "proof": proof,
    }
