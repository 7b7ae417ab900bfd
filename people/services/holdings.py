"""What people, accounts and audit hold of a person; the apps above tell of their own."""

from __future__ import annotations

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Grant, User
from accounts.services.erasing import empty_account, one_owners
from audit.models import SensitiveLook
from common.dates import first_day, last_day, today
from jobs.models import IdempotentRequest
from people.models import BankAccount, Consent, DataRequest, FamilyCard, Merge, Person, Presence
from people.services.erasing import empty_merges, empty_persons
from people.services.kept import kept_rows
from people.subjects import (
    Emptied,
    Rows,
    Secret,
    register_eraser,
    register_holdings,
    register_stay,
)

# Records that are of one person, by which a look at them is a look at the person.
LOOKED_AT = (Person, FamilyCard, BankAccount, DataRequest)


def register() -> None:
    """Fill the registry with what this layer and those below hold."""
    register_holdings("person", gettext_lazy("Jati diri"), facts_of)
    register_holdings(
        "family_cards",
        gettext_lazy("Kartu keluarga"),
        cards_of,
        relations=["people.FamilyCard.person"],
    )
    register_holdings(
        "bank_accounts",
        gettext_lazy("Rekening bank"),
        accounts_of,
        relations=["people.BankAccount.person"],
    )
    register_holdings(
        "consents",
        gettext_lazy("Persetujuan"),
        consents_of,
        relations=["people.Consent.person"],
    )
    register_holdings(
        "presences",
        gettext_lazy("Tercatat di"),
        presences_of,
        relations=["people.Presence.person"],
    )
    register_holdings("user", gettext_lazy("Akun dan peran"), user_of)
    register_holdings(
        "requests",
        gettext_lazy("Permintaan atas data"),
        requests_of,
        relations=["people.DataRequest.person"],
    )
    register_holdings("looks", gettext_lazy("Siapa melihat data peka saya"), looks_of)
    register_holdings(
        "merges",
        gettext_lazy("Catatan yang digabung"),
        merges_of,
        relations=["people.Merge.stays", "people.Merge.goes"],
    )
    register_eraser("people", empty_persons)
    register_eraser("merges", empty_merges)
    register_eraser("accounts", empty_accounts, holds=grants_that_hold)
    register_stay(
        "place",
        gettext_lazy(
            "Bahwa pernah ada seseorang di desa itu dan jenis kelaminnya, "
            "untuk jumlah pada laporan."
        ),
    )
    register_stay(
        "acts",
        gettext_lazy(
            "Apa yang dikerjakan akunnya, tanpa nama: jejak pemrosesan wajib disimpan "
            "(UU 27/2022 Pasal 31)."
        ),
    )
    register_stay(
        "looks",
        gettext_lazy("Siapa melihat datanya dan permintaan penghapusan ini: bukti pemenuhan hak."),
    )


def facts_of(person: Person) -> Rows:
    return [
        {
            _("Nama"): person.name,
            _("Jenis kelamin"): person.get_sex_display(),
            _("Tempat lahir"): person.birth_place,
            _("Tanggal lahir"): person.birth_date,
            _("Tanggal lahir kira-kira"): person.birth_date_is_uncertain,
            _("Meninggal"): person.died_on,
            _("Desa"): str(person.village or ""),
            _("Alamat"): person.address,
            _("Dusun"): person.hamlet,
            _("RT"): person.rt,
            _("RW"): person.rw,
            _("Nomor HP"): person.phone,
            _("Nomor HP lain"): ", ".join(person.other_phones),
            _("Surel"): person.email,
            _("NIK"): Secret(person.nik),
        }
    ]


def cards_of(person: Person) -> Rows:
    return [
        {_("Nomor KK"): Secret(card.number), **_term(card.term)}
        for card in FamilyCard.objects.filter(person=person).order_by("pk")
    ]


def accounts_of(person: Person) -> Rows:
    return [
        {
            _("Kode bank"): account.bank_code,
            _("Nomor rekening"): Secret(account.number),
            _("Atas nama"): account.holder_name,
            **_term(account.term),
        }
        for account in BankAccount.objects.filter(person=person).order_by("pk")
    ]


def consents_of(person: Person) -> Rows:
    return [
        {
            _("Keperluan"): consent.get_purpose_display(),
            _("Versi kalimat"): consent.wording,
            _("Dengan cara"): consent.get_means_display(),
            _("Diberikan"): consent.given_at,
            _("Ditarik"): consent.withdrawn_at,
        }
        for consent in Consent.objects.filter(person=person).order_by("pk")
    ]


def presences_of(person: Person) -> Rows:
    found = Presence.objects.filter(person=person).select_related("region").order_by("pk")
    return [{_("Wilayah"): str(one.region), _("Sejak"): one.since} for one in found]


def user_of(person: Person) -> Rows:
    if person.user is None:
        return []
    user = person.user
    grants = Grant.objects.filter(user=user).select_related("region").order_by("pk")
    return [
        {
            _("Nama pengguna"): user.username,
            _("Nama"): user.name,
            _("Nomor HP"): user.phone,
            _("Surel"): user.email,
            _("Dibuat"): user.created_at,
            _("Terakhir masuk"): user.last_login,
        },
        *(
            {
                _("Peran"): grant.get_role_display(),
                _("Wilayah"): str(grant.region or ""),
                **_term(grant.period),
            }
            for grant in grants
        ),
    ]


def requests_of(person: Person) -> Rows:
    return [
        {
            _("Permintaan"): one.get_kind_display(),
            _("Isi permintaan"): one.text,
            _("Diminta"): one.asked_at,
            _("Batas waktu"): one.due_at,
            _("Status"): one.get_status_display(),
            _("Alasan hukum"): one.get_refused_because_display(),
            _("Jawaban"): one.answer,
        }
        for one in DataRequest.objects.filter(person=person).order_by("pk")
    ]


def merges_of(person: Person) -> Rows:
    """Return which record became another's, and what is kept of both until that is undone.

    What was undone concerned somebody else as well: no more is told of it than that it was.
    """
    told: Rows = []
    for merge in Merge.objects.filter(goes=person, undone_at=None).order_by("pk"):
        told.append(
            {
                _("Digabung"): merge.merged_at,
                _("Nama"): person.name,
                _("Alasan"): merge.reason,
            }
        )
        told += kept_rows(merge)
    undone = Merge.objects.filter(models.Q(goes=person) | models.Q(stays=person))
    told += [
        {_("Digabung"): merge.merged_at, _("Diurungkan"): merge.undone_at}
        for merge in undone.exclude(undone_at=None).order_by("pk")
    ]
    return told


def looks_of(person: Person) -> Rows:
    """Return who looked at the person's numbers and copies, the newest first."""
    where = models.Q(pk__in=())
    for model in LOOKED_AT:
        rows = Person.objects.filter(pk=person.pk)
        if model is not Person:
            rows = model._default_manager.filter(person=person)  # type: ignore[assignment]
        keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
        where |= models.Q(record_model=model._meta.label_lower, record_key__in=keys)
    return look_rows(SensitiveLook.objects.filter(where))


def look_rows(looks: models.QuerySet[SensitiveLook]) -> Rows:
    return [
        {
            _("Siapa"): look.user.name,
            _("Melihat"): look.get_kind_display(),
            _("Keperluan"): look.get_purpose_display(),
            _("Waktu"): look.at,
            _("Wilayah"): str(look.region),
        }
        for look in looks.select_related("user", "region").order_by("-pk")
    ]


def empty_accounts(persons: list[Person]) -> Emptied:
    emptied: dict[type[models.Model], list[object]] = {}
    users = _users(persons)
    IdempotentRequest.objects.filter(user__in=users).delete()  # their answers hold what was sent
    for user in users:
        for model, keys in empty_account(user).items():
            emptied.setdefault(model, []).extend(keys)
    return dict(emptied)


def grants_that_hold(persons: list[Person]) -> list[str]:
    held = Grant.objects.filter(user__in=_users(persons)).lasting(today()).order_by("pk")
    return [_("masih memegang peran %s") % grant for grant in held.select_related("region")]


def _users(persons: list[Person]) -> list[User]:
    return [one for person in persons if person.user for one in one_owners(person.user)]


def _term(term: DateRange) -> dict[str, object]:
    return {_("Sejak"): first_day(term), _("Sampai"): last_day(term)}
