"""The person, and where they are known."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import models
from django.db.models import F, Func, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Can, Scoped, ScopedQuerySet, codes_where, under
from accounts.models import User
from common import vault
from common.history import track
from common.names import Called, bare, split_titles
from common.versions import Versioned
from regions.models import Region

if TYPE_CHECKING:
    from typing import Self


# Which part of the groups of three letters must be alike: of a word that is sought, in some word of
# the name (one letter wrong passes in words of five letters and more); of two whole names.
WORD_LIKENESS: Final = "0.4"
NAME_LIKENESS: Final = "0.5"
# The index reads these from settings. An uncorrelated sub-select runs before the rest of its
# statement, so they hold for this one statement and no other, in a transaction or not.
_FORGIVING: Final = Func(
    template=(
        f"(SELECT set_config('pg_trgm.word_similarity_threshold', '{WORD_LIKENESS}', true)"
        f" || set_config('pg_trgm.similarity_threshold', '{NAME_LIKENESS}', true)) IS NOT NULL"
    ),
    output_field=models.BooleanField(),
)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the persons present under the user's grants today, and the user's own person.

        Everybody is present somewhere, so both are questions to Presence. Asked there they stay one
        semi-join, begun at whichever end is shorter; an OR beside it reads every person there is.
        """
        if isinstance(user, AnonymousUser):
            return self.none()
        codes = codes_where(user)
        if "" in codes:
            return self  # whoever sees the nation sees also who is present nowhere yet
        own = Person.objects.filter(user=user).values("pk")[:1]
        return self.filter(pk__in=_present(under(codes) | Q(person=Subquery(own))))

    def where_may(self, user: User | AnonymousUser, what: Can) -> Self:
        """Keep the persons present where the user may do this today."""
        return self.filter(pk__in=_present(under(codes_where(user, what))))

    def with_nik(self, nik: str) -> Self:
        """Keep the person of this NIK, written as sixteen digits."""
        return self.filter(nik_index__in=vault.indexes(nik, purpose=Person.NIK))

    def reached_by(self, phone: str) -> Self:
        """Keep those whom this number reaches, written as +62."""
        return self.filter(Q(phone=phone) | Q(other_phones__contains=[phone]))

    def named_like(self, text: str) -> Self:
        """Keep whose names hold every word of the text, or are nearly it, with their `likeness`.

        Titles are ignored, and wrong letters forgiven: by the trigram index of the bare names.
        """
        name = bare(text)
        words = [word for word in name.split() if len(word) > 2]
        if words:
            has_each = reduce(and_, (Q(bare_name__trigram_word_similar=word) for word in words))
            found = self.filter(_FORGIVING, has_each | Q(bare_name__trigram_similar=name))
        else:
            found = self.filter(bare_name__startswith=name)
        # Who is called just so stands before whose name only holds it.
        return found.annotate(
            likeness=TrigramWordSimilarity(name, "bare_name") + TrigramSimilarity("bare_name", name)
        )

    def likest_first(self) -> Self:
        return self.order_by("-likeness", "bare_name", "pk")

    def standing(self) -> Self:
        """Leave out who was merged into another, and who was erased."""
        return self.filter(merged_into=None, erased_at=None)


class BareNameField(models.CharField[str, str]):
    """What the row's name is found and compared by; it follows the name however it is saved."""

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        return value if model_instance is None else self._of(model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001 (Django's)
        found = self._of(model_instance)
        setattr(model_instance, self.attname, found)
        return found

    def _of(self, row: models.Model) -> str:
        return bare(row.name)[: self.max_length]  # type: ignore[attr-defined]


def _present(where: Q) -> QuerySet[Any, Any]:
    """Return the keys of the persons who have such a presence."""
    return Presence.objects.filter(where).values("person")


# The hash is a key that opens nothing and says nothing to people.
@track(
    exclude=["nik_index", "bare_name"],
    personal=[
        "name",
        "birth_place",
        "birth_date",
        "died_on",
        "village",
        "address",
        "hamlet",
        "rt",
        "rw",
        "phone",
        "other_phones",
        "email",
        "nik_sealed",
    ],
)
class Person(Versioned):
    """Somebody who serves, comes or is helped. Only the name is required; nobody needs a NIK."""

    NIK: ClassVar = "nik"

    class Sex(models.TextChoices):
        MALE = "male", _("Laki-laki")
        FEMALE = "female", _("Perempuan")

    # As written, with titles; `bare_name` is what it is found and compared by.
    name = models.CharField(_("nama"), max_length=120)
    bare_name = BareNameField(max_length=120, editable=False)
    sex = models.CharField(_("jenis kelamin"), max_length=6, choices=Sex.choices, blank=True)
    birth_place = models.CharField(_("tempat lahir"), max_length=80, blank=True)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    birth_date_is_uncertain = models.BooleanField(
        _("tanggal lahir kira-kira"),
        default=False,
        help_text=_("Sering tertulis 31 Desember atau 1 Juli karena tidak diketahui."),
    )
    died_on = models.DateField(_("meninggal"), null=True, blank=True)
    village = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("desa tempat tinggal"),
    )
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    hamlet = models.CharField(_("dusun"), max_length=60, blank=True)
    rt = models.CharField(_("RT"), max_length=3, blank=True)
    rw = models.CharField(_("RW"), max_length=3, blank=True)
    # Families share numbers: nothing here is unique.
    phone = models.CharField(_("nomor HP"), max_length=16, blank=True)
    other_phones = ArrayField(
        models.CharField(max_length=16),
        verbose_name=_("nomor HP lain"),
        default=list,
        blank=True,
        size=5,
    )
    email = models.EmailField(_("surel"), blank=True)
    nik_sealed = models.BinaryField(_("NIK"), null=True, blank=True)
    nik_index = models.BinaryField(max_length=32, null=True, blank=True, unique=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="person")
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_persons",
        verbose_name=_("digabung ke"),
    )
    erased_at = models.DateTimeField(_("dihapus datanya"), null=True, blank=True)

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        indexes = [
            GinIndex(
                OpClass(F("bare_name"), name="gin_trgm_ops"), name="people_person_bare_name_trgm"
            ),
            models.Index(fields=["phone"], name="people_person_phone", condition=~Q(phone="")),
            models.Index(fields=["birth_date", "bare_name"], name="people_person_born_named"),
            models.Index(fields=["bare_name", "id"], name="people_person_by_name"),
            GinIndex(fields=["other_phones"], name="people_person_other_phones"),
        ]
        constraints = [
            models.CheckConstraint(
                name="people_person_has_a_name",
                condition=~Q(name__regex=r"^\s*$"),
                violation_error_message=_("Nama harus diisi."),
            ),
            models.CheckConstraint(
                name="people_person_can_be_found",
                condition=~Q(bare_name="") | Q(name__regex=r"^\s*$"),  # that one has its own words
            ),
            models.CheckConstraint(
                name="people_person_nik_is_found",
                condition=Q(nik_sealed=None, nik_index=None)
                | Q(nik_sealed__isnull=False, nik_index__isnull=False),
            ),
            models.CheckConstraint(
                name="people_person_rt_rw_three_digits",
                condition=Q(rt__regex=r"^(\d{3})?$", rw__regex=r"^(\d{3})?$"),
                violation_error_message=_("RT dan RW ditulis tiga angka, seperti 003."),
            ),
            models.CheckConstraint(
                name="people_person_died_after_birth",
                condition=Q(died_on__gte=F("birth_date")),
                violation_error_message=_("Tanggal meninggal mendahului tanggal lahir."),
            ),
            models.CheckConstraint(
                name="people_person_not_merged_into_itself",
                condition=~Q(merged_into=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    def write_nik(self, nik: str) -> None:
        """Seal a checked NIK, or take it away (""). It is bound to the row, which has its key."""
        self.nik_sealed = vault.seal(nik, purpose=self.NIK, of=self.pk) if nik else None
        self.nik_index = vault.index(nik, purpose=self.NIK) if nik else None

    @property
    def called(self) -> Called:
        """Return the name with its titles apart."""
        return split_titles(self.name)

    @property
    def nik(self) -> str:
        """Return the NIK whole. Only for services that have asked and noted the look."""
        return (
            vault.unseal(self.nik_sealed, purpose=self.NIK, of=self.pk) if self.nik_sealed else ""
        )

    @property
    def nik_masked(self) -> str:
        """Return the NIK as everyone sees it; "" where there is none."""
        return vault.masked_seal(self.nik_sealed, purpose=self.NIK, of=self.pk)

    def age(self, on: date) -> int | None:
        """Return full years of life on a day; None where the birth date is not known."""
        if self.birth_date is None:
            return None
        had_birthday = (on.month, on.day) >= (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - (0 if had_birthday else 1)


class Presence(Scoped):
    """The person serves or lives there, so whoever keeps that region's data sees the person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="presences")
    since = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = ScopedQuerySet["Presence"].as_manager()

    class Meta:
        verbose_name = _("keberadaan")
        verbose_name_plural = _("keberadaan")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "region"], name="people_presence_once_a_region"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.region_id}"
