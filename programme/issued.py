"""Letters that were printed here and so went out: the agenda shows them too."""

from __future__ import annotations

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from meetings.models import Host, Hosted, hosted_by, region_of
from papers.kinds import all_kinds
from papers.models import PaperQuerySet


def letters_issued(seen: PaperQuerySet, host: Host, year: int) -> PaperQuerySet:
    """Keep the newest editions of the host's letters of a year, the latest first."""
    of_host = Q(pk__in=())
    for kind in all_kinds():
        model = kind.model
        if kind.is_letter and model is not None and issubclass(model, Hosted):
            subjects = model._default_manager.filter(**hosted_by(host))
            prefix = Value(f"{model._meta.label_lower}:")
            keys = subjects.annotate(key=Concat(prefix, Cast("pk", CharField()))).values("key")
            of_host |= Q(kind=kind.name, subject_key__in=keys)
    issued = seen.newest().filter(of_host, region=region_of(host), year=year)
    return issued.order_by("-issued_at", "-pk")
