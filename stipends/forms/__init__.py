"""What people fill in about honoraria."""

from stipends.forms.fields import CodeField, MonthField, RupiahField
from stipends.forms.funding import (
    CloseYearForm,
    OfficialForm,
    PolicyForm,
    RateForm,
    SchemeForm,
    SourceForm,
    TaxStatusForm,
)
from stipends.forms.runs import (
    ApproveForm,
    BecauseForm,
    DecideForm,
    ExceptionForm,
    MoneyForm,
    NtpnForm,
    PayForm,
    ProvenForm,
    QuantitiesForm,
    ReleaseForm,
    SignedListForm,
    StartRunForm,
)

__all__ = [
    "ApproveForm",
    "BecauseForm",
    "CloseYearForm",
    "CodeField",
    "DecideForm",
    "ExceptionForm",
    "MoneyForm",
    "MonthField",
    "NtpnForm",
    "OfficialForm",
    "PayForm",
    "PolicyForm",
    "ProvenForm",
    "QuantitiesForm",
    "RateForm",
    "ReleaseForm",
    "RupiahField",
    "SchemeForm",
    "SignedListForm",
    "SourceForm",
    "StartRunForm",
    "TaxStatusForm",
]
