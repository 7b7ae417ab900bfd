"""Which columns hold what is sealed, for the rotation of keys."""

from typing import Final

from common.vault_rotation import SealedColumn
from people.models.duplicates import Merge
from people.models.facts import BankAccount, FamilyCard
from people.models.persons import Person

SEALED_COLUMNS: Final = {
    "NIK": SealedColumn(Person, "nik_sealed", Person.NIK, index="nik_index"),
    "Family cards": SealedColumn(
        FamilyCard, "number_sealed", FamilyCard.KK, of="person_id", index="number_index"
    ),
    "Bank accounts": SealedColumn(
        BankAccount, "number_sealed", BankAccount.ACCOUNT, of="person_id", index="number_index"
    ),
    "Merges": SealedColumn(Merge, "kept_sealed", Merge.KEPT),
}
