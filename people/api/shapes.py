"""What the API takes and gives of persons: fields only; numbers go out masked."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from common.serializers import StrictSerializer
from people.models import BankAccount, Consent, FamilyCard, Person
from people.services import PURPOSES

# --- Out -----------------------------------------------------------------------------------------


class PersonSerializer(serializers.ModelSerializer[Person]):
    village = serializers.CharField(allow_null=True)
    village_name = serializers.CharField(allow_null=True)
    email = serializers.CharField(help_text=_("Kosong bila tidak ada."))
    nik = serializers.CharField(help_text=_("Disamarkan; kosong bila belum tercatat."))

    class Meta:
        model = Person
        fields = [
            "id",
            "name",
            "sex",
            "birth_place",
            "birth_date",
            "birth_date_is_uncertain",
            "died_on",
            "village",
            "village_name",
            "address",
            "hamlet",
            "rt",
            "rw",
            "phone",
            "other_phones",
            "email",
            "nik",
            "merged_into",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class NikKept(serializers.Serializer[Any]):
    nik = serializers.CharField(help_text=_("Disamarkan."))
    doubts = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()


class NumberShown(serializers.Serializer[Any]):
    number = serializers.CharField()


class FamilyCardSerializer(serializers.ModelSerializer[FamilyCard]):
    number = serializers.CharField(help_text=_("Disamarkan."))
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)

    class Meta:
        model = FamilyCard
        fields = ["id", "number", "effective_from", "valid_until", "version"]
        read_only_fields = fields


class BankAccountSerializer(serializers.ModelSerializer[BankAccount]):
    number = serializers.CharField(help_text=_("Disamarkan."))
    effective_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)

    class Meta:
        model = BankAccount
        fields = [
            "id",
            "bank_code",
            "number",
            "holder_name",
            "effective_from",
            "valid_until",
            "version",
        ]
        read_only_fields = fields


class ConsentSerializer(serializers.ModelSerializer[Consent]):
    class Meta:
        model = Consent
        fields = ["id", "purpose", "wording", "means", "given_at", "withdrawn_at", "version"]
        read_only_fields = fields


class CandidateSerializer(serializers.Serializer[Any]):
    """Somebody of another region, masked."""

    token = serializers.CharField()
    initials = serializers.CharField()
    sex = serializers.CharField()
    birth_year = serializers.IntegerField(allow_null=True)
    regency = serializers.CharField()


class FoundSerializer(serializers.Serializer[Any]):
    persons = serializers.ListField(child=serializers.IntegerField())
    candidates = CandidateSerializer(many=True)


# --- In ------------------------------------------------------------------------------------------


class PersonChange(StrictSerializer):
    name = serializers.CharField(max_length=120)
    sex = serializers.ChoiceField(Person.Sex.choices, required=False, allow_blank=True)
    birth_place = serializers.CharField(max_length=80, required=False, allow_blank=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    birth_date_is_uncertain = serializers.BooleanField(required=False)
    died_on = serializers.DateField(required=False, allow_null=True)
    village = serializers.CharField(max_length=13, required=False, allow_null=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    hamlet = serializers.CharField(max_length=60, required=False, allow_blank=True)
    rt = serializers.CharField(max_length=10, required=False, allow_blank=True)
    rw = serializers.CharField(max_length=10, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    other_phones = serializers.ListField(
        child=serializers.CharField(max_length=30), max_length=5, required=False
    )
    email = serializers.EmailField(required=False, allow_blank=True)


class PersonInput(PersonChange):
    region = serializers.CharField(
        max_length=13, help_text=_("Kode wilayah tempat orang ini bertugas atau tinggal.")
    )


class NikInput(StrictSerializer):
    nik = serializers.CharField(max_length=30, allow_blank=True, write_only=True)


class Revealing(StrictSerializer):
    """Which number: the NIK, or the family card or account named by `record`."""

    what = serializers.ChoiceField(["nik", "kk", "account"])
    record = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    purpose = serializers.ChoiceField([(one.value, one.label) for one in PURPOSES])


class FamilyCardInput(StrictSerializer):
    number = serializers.CharField(max_length=30, write_only=True)
    effective_from = serializers.DateField()


class BankAccountInput(StrictSerializer):
    bank_code = serializers.RegexField(r"^[0-9]{3}\Z")
    number = serializers.CharField(max_length=40, write_only=True)
    holder_name = serializers.CharField(max_length=120)
    effective_from = serializers.DateField()


class ConsentInput(StrictSerializer):
    purpose = serializers.ChoiceField(Consent.Purpose.choices)
    means = serializers.ChoiceField(Consent.Means.choices)
    given_at = serializers.DateTimeField(required=False)


class Withdrawing(StrictSerializer):
    purpose = serializers.ChoiceField(Consent.Purpose.choices)


class Finding(StrictSerializer):
    """By `number` (a NIK or a phone), or by `name` with `birth_date`, exactly."""

    region = serializers.CharField(max_length=13)
    number = serializers.CharField(max_length=30, required=False, write_only=True)
    name = serializers.CharField(max_length=120, required=False)
    birth_date = serializers.DateField(required=False)


class TakingIn(StrictSerializer):
    region = serializers.CharField(max_length=13)
    token = serializers.CharField(max_length=400)
