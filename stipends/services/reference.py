"""The nation's tax rules into the database: the same again changes nothing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from common.dates import first_day, term
from stipends.models import TaxBracket, TaxRule
from stipends.reference import RULES, BracketLine, RuleLine


@transaction.atomic
def load_tax_rules() -> int:
    """Write what `stipends/reference.py` says; return how many rows were new or changed."""
    return sum(_rule(line) for line in RULES)


def _rule(line: RuleLine) -> int:
    facts = {"name": line.name, "is_progressive": line.is_progressive}
    rule, is_new = TaxRule.objects.get_or_create(code=line.code, defaults=facts)
    written = int(is_new) or _changed(rule, facts)
    known = {
        (row.group, row.over, first_day(row.term)): row
        for row in TaxBracket.objects.filter(rule=rule)
    }
    for bracket in line.brackets:
        found = known.get((bracket.group, bracket.over, bracket.since))
        written += _changed(found, _facts(bracket)) if found else _new(rule, bracket)
    return written


def _new(rule: TaxRule, line: BracketLine) -> int:
    row = TaxBracket(
        rule=rule,
        group=line.group,
        over=line.over,
        term=term(line.since, None),
        **_facts(line),
    )
    row.full_clean()
    row.save()
    return 1


def _facts(line: BracketLine) -> dict[str, Any]:
    return {
        "percent": line.percent,
        "base_percent": line.base_percent,
        "surcharge_percent": line.surcharge_percent,
        "law": line.law,
    }


def _changed(row: TaxRule | TaxBracket, facts: dict[str, Any]) -> int:
    if all(getattr(row, name) == value for name, value in facts.items()):
        return 0
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return 1
