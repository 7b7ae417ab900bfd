"""Persons for programs: numbers go out masked, and whole only to whoever says what for."""

from dataclasses import asdict
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Can, require
from accounts.viewsets import ListRows, RetrieveRow
from audit.models import SensitiveLook
from common import vault
from common.json import dumps
from common.problems import MEDIA_TYPE, problem
from common.terms import FirstDay, LastDay
from people import services
from people.api import shapes
from people.filters import PersonFilter
from people.models import BankAccount, FamilyCard, Person
from regions.services import place

TERM = {"effective_from": FirstDay("term"), "valid_until": LastDay("term"), "version": "version"}
CARD_ROWS: dict[str, Any] = {"id": "id", "number": "number_sealed", **TERM}
ACCOUNT_ROWS: dict[str, Any] = {
    "id": "id",
    "bank_code": "bank_code",
    "number": "number_sealed",
    "holder_name": "holder_name",
    **TERM,
}
CONSENT_ROWS: dict[str, Any] = {
    name: name
    for name in ("id", "purpose", "wording", "means", "given_at", "withdrawn_at", "version")
}


class PersonViewSet(ListRows[Person], RetrieveRow[Person]):
    """Persons who are present in the asker's regions. NIK, cards and accounts go out masked."""

    model = Person
    serializer_class = shapes.PersonSerializer
    filterset_class = PersonFilter
    rows: ClassVar[dict[str, Any]] = {
        "id": "id",
        "name": "name",
        "sex": "sex",
        "birth_place": "birth_place",
        "birth_date": "birth_date",
        "birth_date_is_uncertain": "birth_date_is_uncertain",
        "died_on": "died_on",
        "village": "village_id",
        "village_name": "village__name",
        "address": "address",
        "hamlet": "hamlet",
        "rt": "rt",
        "rw": "rw",
        "phone": "phone",
        "other_phones": "other_phones",
        "email": "email",
        "nik": "nik_sealed",
        "merged_into": "merged_into_id",
        "version": "version",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    def get_queryset(self) -> QuerySet[Person]:
        """List who stands; who was merged into another is still told where by their own address."""
        seen: Any = super().get_queryset()
        found: QuerySet[Person] = seen.standing() if self.action == "list" else seen
        return found

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "nik": vault.masked_seal(row["nik"], purpose=Person.NIK, of=row["id"])}

    @extend_schema(request=shapes.PersonInput, responses={201: shapes.PersonSerializer})
    def create(self, request: Request) -> Response:
        """Add somebody who is present in `region`."""
        facts = _facts(self.valid(shapes.PersonInput, data=request.data))
        at = place(facts.pop("region"))
        person = services.add_person(facts.pop("name"), at=at, actor=self.actor, **facts)
        services.possible_twins(person)  # /duplicates/ shows them
        return self.answer(person.pk, status=201)

    @extend_schema(request=shapes.PersonChange, responses=shapes.PersonSerializer)
    def partial_update(self, request: Request, **_ids: str) -> Response:
        """Change what is sent of a person; the rest stays as it is."""
        person = self._person_for(Can.KEEP_BODY)
        changes = _facts(self.valid(shapes.PersonChange, data=request.data, partial=True))
        services.change_person(person, changes=changes, version=self.version(), actor=self.actor)
        return self.answer(person.pk)

    # --- Numbers -------------------------------------------------------------------------------

    @extend_schema(request=shapes.NikInput, responses=shapes.NikKept)
    @action(detail=True, methods=["put"])
    def nik(self, request: Request, **_ids: str) -> Response:
        """Write the NIK down, or take it away (empty); `doubts` says what looks odd about it."""
        person = self._person_for(Can.KEEP_BODY)
        nik = self.valid(shapes.NikInput, data=request.data)["nik"]
        doubts = services.set_nik(person, nik, version=self.version(), actor=self.actor)
        body = {"nik": person.nik_masked, "doubts": doubts, "version": person.version}
        return Response(body, headers={"ETag": f'"{person.version}"'})

    @extend_schema(
        request=shapes.Revealing,
        responses={
            200: shapes.NumberShown,
            410: OpenApiResponse(description=gettext_lazy("Sudah ditampilkan untuk kunci ini.")),
        },
    )
    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, **_ids: str) -> Response:
        """Show a number whole, once; the look is noted with its purpose."""
        person = self._person_for(Can.SEE_NIK)
        chosen = self.valid(shapes.Revealing, data=request.data)
        purpose = SensitiveLook.Purpose(chosen["purpose"])
        number = services.reveal(_named(person, chosen), purpose=purpose, actor=self.actor)
        response = Response({"number": number}, headers={"Cache-Control": "no-store"})
        response.kept_as = _shown_once()  # type: ignore[attr-defined]
        return response

    @extend_schema(responses=shapes.FamilyCardSerializer(many=True))
    @action(detail=True, methods=["get"], url_path="family-cards")
    def family_cards(self, _request: Request, **_ids: str) -> Response:
        """Return the person's family cards, the newest first."""
        return self._parts("family_cards", CARD_ROWS, FamilyCard.KK)

    @extend_schema(
        request=shapes.FamilyCardInput, responses={201: shapes.FamilyCardSerializer(many=True)}
    )
    @family_cards.mapping.post
    def add_family_card(self, request: Request, **_ids: str) -> Response:
        """Add a family card; the former one ends the day before. Answers with all of them."""
        person = self._person_for(Can.KEEP_BODY)
        facts = self.valid(shapes.FamilyCardInput, data=request.data)
        since = facts.pop("effective_from")
        services.add_family_card(person, **facts, since=since, actor=self.actor)
        return self._parts("family_cards", CARD_ROWS, FamilyCard.KK, status=201)

    @extend_schema(responses=shapes.BankAccountSerializer(many=True))
    @action(detail=True, methods=["get"])
    def accounts(self, _request: Request, **_ids: str) -> Response:
        """Return the person's bank accounts, the newest first."""
        return self._parts("bank_accounts", ACCOUNT_ROWS, BankAccount.ACCOUNT)

    @extend_schema(
        request=shapes.BankAccountInput, responses={201: shapes.BankAccountSerializer(many=True)}
    )
    @accounts.mapping.post
    def add_account(self, request: Request, **_ids: str) -> Response:
        """Add an account that money may go to from a day on. Answers with all of them."""
        person = self._person_for(Can.KEEP_BODY)
        facts = self.valid(shapes.BankAccountInput, data=request.data)
        since = facts.pop("effective_from")
        services.add_bank_account(person, **facts, since=since, actor=self.actor)
        return self._parts("bank_accounts", ACCOUNT_ROWS, BankAccount.ACCOUNT, status=201)

    # --- Consents ------------------------------------------------------------------------------

    @extend_schema(responses=shapes.ConsentSerializer(many=True))
    @action(detail=True, methods=["get"])
    def consents(self, _request: Request, **_ids: str) -> Response:
        """Return what the person consented to, the newest first."""
        return self._parts("consents", CONSENT_ROWS)

    @extend_schema(
        request=shapes.ConsentInput, responses={201: shapes.ConsentSerializer(many=True)}
    )
    @consents.mapping.post
    def give_consent(self, request: Request, **_ids: str) -> Response:
        """Note a consent to the wording that is in use. Answers with all of them."""
        person = self._person_for(Can.KEEP_BODY)
        facts = self.valid(shapes.ConsentInput, data=request.data)
        services.give_consent(person, **facts, actor=self.actor)
        return self._parts("consents", CONSENT_ROWS, status=201)

    @extend_schema(request=shapes.Withdrawing, responses=shapes.ConsentSerializer(many=True))
    @action(detail=True, methods=["post"], url_path="consents/withdraw")
    def withdraw_consent(self, request: Request, **_ids: str) -> Response:
        """Withdraw the consent that stands for a purpose."""
        person = self._person_for(Can.KEEP_BODY)
        purpose = self.valid(shapes.Withdrawing, data=request.data)["purpose"]
        consent = person.consents.filter(purpose=purpose, withdrawn_at=None).first()
        if consent is None:
            raise Http404
        services.withdraw_consent(consent, version=self.version(), actor=self.actor)
        return self._parts("consents", CONSENT_ROWS)

    # --- Who is known elsewhere ----------------------------------------------------------------

    @extend_schema(request=shapes.Finding, responses=shapes.FoundSerializer)
    @action(detail=False, methods=["post"])
    def find(self, request: Request) -> Response:
        """Find by exact facts; beyond one's regions masked, noted, and limited a day."""
        asked = self.valid(shapes.Finding, data=request.data)
        found = self._found(asked)
        body = {
            "persons": [person.pk for person in found.persons],
            "candidates": [asdict(candidate) for candidate in found.candidates],
        }
        return Response(body, headers={"Cache-Control": "no-store"})

    @extend_schema(request=shapes.TakingIn, responses=shapes.PersonSerializer)
    @action(detail=False, methods=["post"], url_path="take-in")
    def take_in(self, request: Request) -> Response:
        """Let a candidate be present in the region for which they were found."""
        chosen = self.valid(shapes.TakingIn, data=request.data)
        at = place(chosen["region"])
        return self.answer(services.take_in(chosen["token"], at=at, actor=self.actor).pk)

    # --- Parts of the above --------------------------------------------------------------------

    def _person_for(self, can: Can) -> Person:
        """Return the person, if the user may do this where they are present."""
        person = self.get_object()
        require(self.actor, can, on=services.nearest_presence(person, self.actor, can=can))
        return person

    def _parts(
        self, relation: str, rows: dict[str, Any], purpose: str = "", *, status: int = 200
    ) -> Response:
        """Return what belongs to the person, the newest first, numbers masked."""
        person = self.get_object()
        found = [
            dict(zip(rows, row, strict=True))
            for row in getattr(person, relation).order_by("-pk").values_list(*rows.values())
        ]
        for row in found if purpose else ():
            row["number"] = vault.masked_seal(row["number"], purpose=purpose, of=person.pk)
        return Response(found, status=status)

    def _found(self, asked: dict[str, Any]) -> services.Found:
        at = place(asked["region"])
        if "number" in asked:
            return services.find_by_number(asked["number"], at=at, actor=self.actor)
        if "name" not in asked or "birth_date" not in asked:
            raise serializers.ValidationError(
                {"number": [_("Sebut number, atau name dengan birth_date.")]}, code="required"
            )
        return services.find_by_birth(
            asked["name"], born=asked["birth_date"], at=at, actor=self.actor
        )


def _shown_once() -> HttpResponse:
    """Return what the ledger of requests keeps in place of a number."""
    said = problem(410, "shown_once", _("Nomor hanya ditampilkan sekali. Minta lagi."))
    return HttpResponse(dumps(said), status=410, content_type=MEDIA_TYPE)


def _facts(sent: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as the services take them: the village of residence as a region."""
    if "village" not in sent:
        return sent
    code = sent["village"]
    return {**sent, "village": place(code, field="village") if code else None}


def _named(person: Person, chosen: dict[str, Any]) -> Person | FamilyCard | BankAccount:
    """Return whose number is meant: the person's NIK, or a card or an account of theirs."""
    if chosen["what"] == "nik":
        return person
    kept = person.family_cards if chosen["what"] == "kk" else person.bank_accounts
    found: FamilyCard | BankAccount | None = kept.filter(pk=chosen.get("record")).first()
    if found is None:
        raise Http404
    return found
