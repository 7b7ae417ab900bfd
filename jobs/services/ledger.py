"""The ledger's keeping: answers are kept for thirty days, because phones send late."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from jobs.models import IdempotentRequest

KEPT_FOR = timedelta(days=30)


def forget_requests() -> int:
    """Delete the answers that are older than thirty days; return how many."""
    deleted, _by_model = answered_before(timezone.now() - KEPT_FOR).delete()
    return deleted


def answered_before(instant: datetime) -> QuerySet[IdempotentRequest]:
    return IdempotentRequest.objects.filter(created_at__lt=instant)
