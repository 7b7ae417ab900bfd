"""One message that tells of many: what is listed, and in which words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.languages import official
from notifications.models import Delivery
from notifications.rules.base import Receiver, Rule, Subject, Text, greeting, key_of

NAME = "digest"
LISTED = 50

# It is made by services/digests.py, and holds as long as something in it does.
DIGEST = """
    SELECT d.region_id, d.rule, d.occasion, d.step, d.person_id, d.due_at, d.not_after
      FROM notifications_delivery AS d
     WHERE d.rule = 'digest'
       AND d.state IN ('planned', 'sending', 'by_hand')
       AND EXISTS (SELECT FROM notifications_delivery AS told WHERE told.digest_id = d.id)
       AND (%(subjects)s::bigint[] IS NULL OR d.person_id = ANY (%(subjects)s::bigint[]))
"""


@dataclass(frozen=True)
class Digest(Subject):
    """What one digest tells of, the earliest first."""

    told: Sequence[tuple[Delivery, Subject]]

    @property
    def title(self) -> str:
        count = len(self.told)
        return ngettext("Ringkasan %(count)s hal", "Ringkasan %(count)s hal", count) % {
            "count": count
        }

    @property
    def gone(self) -> str:
        return "" if self.told else _("Tidak ada lagi yang perlu diringkas.")

    @official
    def text(self, person: Receiver) -> Text:
        lines = []
        for number, (_delivery, subject) in enumerate(self.told[:LISTED], start=1):
            one = subject.text(person)
            lines.append(f"{number}. {one.subject}")
            if one.link:
                lines.append(f"   {settings.SITE_URL}{one.link}")
            if one.answer_url:
                lines.append("   " + _("Jawab di sini: %(url)s") % {"url": one.answer_url})
        more = len(self.told) - LISTED
        if more > 0:
            lines.append(_("Dan %(count)s hal lain di halaman WKSBM.") % {"count": more})
        opening = _("Beberapa hal yang perlu Ibu/Bapak ketahui:")
        return Text(self.title, "\n\n".join([greeting(person), opening, "\n".join(lines)]), link="")


def digest_of(rules: Mapping[str, Rule]) -> Rule:
    """Return the rule of digests, which tell of what the other rules say."""

    def digests(occasions: Collection[str]) -> Mapping[str, Subject]:
        rows = (
            Delivery.objects.filter(digest__occasion__in=occasions)
            .select_related("digest")
            .order_by("due_at", "pk")
        )
        told: dict[str, list[Delivery]] = {occasion: [] for occasion in occasions}
        wanted: dict[str, set[str]] = {}
        for row in rows:
            assert row.digest is not None  # noqa: S101 (asked for)
            told[row.digest.occasion].append(row)
            wanted.setdefault(row.rule, set()).add(row.occasion)
        subjects = {
            occasion: subject
            for rule, about in wanted.items()
            for occasion, subject in rules[rule].subjects(about).items()
        }
        return {
            occasion: Digest([(row, subjects[row.occasion]) for row in of_it])
            for occasion, of_it in told.items()
        }

    return Rule(
        name=NAME,
        label=gettext_lazy("Ringkasan beberapa pesan"),
        select=DIGEST,
        steps=[],
        subject_key=key_of,
        subjects=digests,
        audience=gettext_lazy("akan mendapat beberapa pesan sekaligus"),
        left=gettext_lazy("Tidak ada lagi yang perlu diringkas."),
    )
