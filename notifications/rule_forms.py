"""What people fill in about how a rule goes in their place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.forms import ClockField
from notifications.channels import LADDER
from notifications.rules import ON_THE_DAY, Rule
from notifications.services import MOST_STEPS, Going, fits

UNITS: dict[str, tuple[Promise, timedelta]] = {
    "day": (_("hari sebelumnya"), timedelta(days=1)),
    "hour": (_("jam sebelumnya"), timedelta(hours=1)),
    "minute": (_("menit sebelumnya"), timedelta(minutes=1)),
    ON_THE_DAY: (_("pada harinya"), timedelta(0)),
    "day_after": (_("hari sesudahnya"), timedelta(days=-1)),
}
SPANS: dict[str, tuple[Promise, timedelta]] = {
    "day": (_("hari"), timedelta(days=1)),
    "hour": (_("jam"), timedelta(hours=1)),
    "minute": (_("menit"), timedelta(minutes=1)),
}
Units = dict[str, tuple[Promise, timedelta]]


class AmountInput(forms.MultiWidget):
    """A number and its unit: 3, hari sebelumnya."""

    template_name = "notifications/step_input.html"

    def __init__(self, units: Units) -> None:
        self.units = units
        number = forms.NumberInput({"min": 0, "max": 9999, "aria-label": _("Banyaknya")})
        words = [(unit, words) for unit, (words, _size) in units.items()]
        choices = [("", _("(tidak ada)")), *words]
        super().__init__([number, forms.Select({"aria-label": _("Satuan")}, choices=choices)])

    def decompress(self, value: timedelta | None) -> list[Any]:
        if value is None:
            return [None, ""]
        if not value:
            return [None, ON_THE_DAY]
        unit, size = next(
            (unit, size)
            for unit, (_words, size) in self.units.items()
            if size and _divides(size, value)
        )
        return [value // size, unit]


class AmountField(forms.MultiValueField):
    """A length of time, a step's before the event; None where the row is left empty."""

    def __init__(self, units: Units, **options: Any) -> None:
        self.units = units
        fields = (
            forms.IntegerField(min_value=0, max_value=9999, required=False),
            forms.ChoiceField(
                choices=[("", ""), *((unit, words) for unit, (words, _size) in units.items())],
                required=False,
            ),
        )
        super().__init__(
            fields,
            widget=AmountInput(units),
            required=False,
            require_all_fields=False,
            **options,
        )

    def compress(self, data_list: list[Any]) -> timedelta | None:
        number, unit = data_list or (None, "")
        if unit == ON_THE_DAY:
            return timedelta(0)
        if not unit or number is None:
            return None
        _words, size = self.units[unit]
        return size * int(number)


class RuleForm(forms.Form):
    is_on = forms.BooleanField(label=_("Pengingat ini dikirim"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, going: Going, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule, self.kept = going.rule, [step.ahead for step in going.steps]
        self.fields["is_on"].initial = going.plan is not None and going.plan.is_on
        self.fields["version"].initial = going.plan.version if going.plan and going.is_own else None
        if may_choose_steps(self.rule):
            self._add_steps()
        if self.rule.steps[0].at is not None:
            hour = going.hour or self.rule.steps[0].at
            self.fields["at"] = ClockField(label=_("Dikirim pukul"), initial=hour)
        self.fields["useful_for"] = AmountField(
            SPANS,
            label=_("Masih berguna selama"),
            initial=going.useful_for,
            help_text=_(
                "Yang belum terkirim selama itu tidak dikirim lagi. Kosong: sampai langkah"
                " berikutnya, atau peristiwanya sendiri."
            ),
        )
        if self.rule.audiences:
            self.fields["audience"] = _choice(
                _("Kepada siapa"),
                list(self.rule.audiences.items()),
                going.told,
                _("Tanpa pilihan, seperti aturan nasional."),
            )
        self.fields["channels"] = _choice(
            _("Lewat apa"),
            [(channel.name, channel.label) for channel in LADDER],
            going.plan.channels if going.plan else [],
            _("Tanpa pilihan, lewat semua saluran yang ada, satu demi satu sampai diterima."),
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What the service is told, once the form is valid."""
        facts = {
            name: value for name, value in self.cleaned_data.items() if not name.startswith("step_")
        }
        chosen = [self.cleaned_data[name] for name in self.fields if name.startswith("step_")]
        steps = [step for step in chosen if step is not None]
        return facts | {"steps": steps if may_choose_steps(self.rule) else self.kept}

    def _add_steps(self) -> None:
        rows = min(MOST_STEPS, max(3, len(self.kept) + 2))
        for number in range(rows):
            self.fields[f"step_{number + 1}"] = AmountField(
                {unit: one for unit, one in UNITS.items() if _suits(self.rule, one[1])},
                label=_("Langkah %(number)s") % {"number": number + 1},
                initial=self.kept[number] if number < len(self.kept) else None,
            )


def may_choose_steps(rule: Rule) -> bool:
    """Whether there is anything to choose: what is sent at once has no other step."""
    return any(step.ahead or step.at for step in rule.steps)


def _choice(
    label: Any, choices: list[tuple[str, Any]], chosen: Any, hint: Any
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        initial=list(chosen),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=hint,
    )


def _suits(rule: Rule, size: timedelta) -> bool:
    """Whether the rule may have steps of this unit; an event that is a day has no hours."""
    by_the_day = rule.steps[0].at is not None
    return fits(rule, size) and not (by_the_day and size % timedelta(days=1))


def _divides(size: timedelta, value: timedelta) -> bool:
    return not value % size and value // size > 0
