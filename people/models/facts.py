"""What belongs to a person and changes in their life: family cards, accounts, consents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import vault
from common.history import track
from common.versions import Versioned
from people.models.persons import Person

if TYPE_CHECKING:
    from typing import Self

Fact = TypeVar("Fact", bound=models.Model)


class OfPersonQuerySet(models.QuerySet[Fact]):
    """Parts of a person are seen by whoever sees the person."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(person__in=Person.objects.visible_to(user))


class TermQuerySet(OfPersonQuerySet[Fact]):
    def held(self, on: date) -> Self:
        return self.filter(term__contains=on)


def _term_not_empty(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(term__isempty=False, term__startswith__isnull=False),
        violation_error_message=_("Masa berlaku berakhir sebelum mulai."),
    )


@track(exclude=["number_index"], personal=["number_sealed"])
class FamilyCard(Versioned):
    """A person stands on a family card (KK) for a while: its number changes with a move, a death.

    Never a key of a family: people of one household may stand on several cards.
    """

    KK: ClassVar = "kk"

    person = models.ForeignKey(Person, models.PROTECT, related_name="family_cards")
    number_sealed = models.BinaryField(_("nomor KK"))
    number_index = models.BinaryField(max_length=32, db_index=True)
    term = DateRangeField(_("masa"))

    objects: ClassVar = TermQuerySet["FamilyCard"].as_manager()

    class Meta:
        verbose_name = _("kartu keluarga")
        verbose_name_plural = _("kartu keluarga")
        constraints = [
            ExclusionConstraint(
                name="people_familycard_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Orang ini sudah tercatat pada KK lain pada masa itu."),
            ),
            _term_not_empty("people_familycard_term_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def write_number(self, number: str) -> None:
        """Seal a checked number. The card must name its person: the seal is bound to them."""
        self.number_sealed = vault.seal(number, purpose=self.KK, of=self.person_id)
        self.number_index = vault.index(number, purpose=self.KK)

    @property
    def number(self) -> str:
        """Return the number whole. Only for services that have asked and noted the look."""
        return vault.unseal(self.number_sealed, purpose=self.KK, of=self.person_id)

    @property
    def number_masked(self) -> str:
        return vault.masked_seal(self.number_sealed, purpose=self.KK, of=self.person_id)


@track(exclude=["number_index"], personal=["bank_code", "number_sealed", "holder_name"])
class BankAccount(Versioned):
    """An account that money for the person may go to. The holder should be the person."""

    ACCOUNT: ClassVar = "account"

    person = models.ForeignKey(Person, models.PROTECT, related_name="bank_accounts")
    bank_code = models.CharField(_("kode bank"), max_length=3)
    number_sealed = models.BinaryField(_("nomor rekening"))
    number_index = models.BinaryField(max_length=32, db_index=True)
    holder_name = models.CharField(_("nama pemilik rekening"), max_length=120)
    term = DateRangeField(_("masa"))

    objects: ClassVar = TermQuerySet["BankAccount"].as_manager()

    class Meta:
        verbose_name = _("rekening bank")
        verbose_name_plural = _("rekening bank")
        constraints = [
            ExclusionConstraint(
                name="people_bankaccount_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("bank_code", RangeOperators.EQUAL),
                    ("number_index", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Rekening ini sudah tercatat pada masa itu."),
            ),
            _term_not_empty("people_bankaccount_term_not_empty"),
            models.CheckConstraint(
                name="people_bankaccount_bank_code",
                condition=Q(bank_code__regex=r"^\d{3}$"),
                violation_error_message=_("Kode bank terdiri dari tiga angka."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def write_number(self, number: str) -> None:
        """Seal a checked number. The account must name its person: the seal is bound to them."""
        self.number_sealed = vault.seal(number, purpose=self.ACCOUNT, of=self.person_id)
        self.number_index = vault.index(number, purpose=self.ACCOUNT)

    @property
    def number(self) -> str:
        """Return the number whole. Only for services that have asked and noted the look."""
        return vault.unseal(self.number_sealed, purpose=self.ACCOUNT, of=self.person_id)

    @property
    def number_masked(self) -> str:
        return vault.masked_seal(self.number_sealed, purpose=self.ACCOUNT, of=self.person_id)


@track()
class Consent(Versioned):
    """A person agreed to a purpose, by a wording of that day; it can be withdrawn (UU 27/2022)."""

    class Purpose(models.TextChoices):
        MESSAGES = "messages", _("Dikirimi pesan pengingat")
        PHOTO = "photo", _("Foto kegiatan")
        PUBLICATION = "publication", _("Nama pada halaman publik")
        SHARING = "sharing", _("Data dibagikan ke instansi lain")

    class Means(models.TextChoices):
        PAPER = "paper", _("Formulir bertanda tangan")
        SPOKEN = "spoken", _("Lisan, dicatat petugas")
        ONLINE = "online", _("Lewat layar sendiri")

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("keperluan"), max_length=12, choices=Purpose.choices)
    wording = models.CharField(_("versi kalimat"), max_length=20)
    means = models.CharField(_("cara"), max_length=8, choices=Means.choices)
    given_at = models.DateTimeField(_("diberikan"))
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)

    objects: ClassVar = OfPersonQuerySet["Consent"].as_manager()

    class Meta:
        verbose_name = _("persetujuan")
        verbose_name_plural = _("persetujuan")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="people_consent_one_standing",
                violation_error_message=_("Persetujuan untuk keperluan ini sudah tercatat."),
            ),
            models.CheckConstraint(
                name="people_consent_withdrawn_after_given",
                condition=Q(withdrawn_at__gte=F("given_at")),
                violation_error_message=_("Penarikan mendahului persetujuannya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.wording}"
