"""What is withheld: the table of docs/domain 3.6, to the rupiah, and on the line with its law."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from stipends.models import Line, TaxBracket, TaxRule
from stipends.papers.lists import said_group
from stipends.reference import RULES
from stipends.services import load_tax_rules, note_tax_status
from tests.factories.stipends import make_officer, make_recipient, make_run, make_scheme

LAYERED = "PMK 168/2023, Tarif Pasal 17 UU 7/2021 x 50% bruto"
pytestmark = pytest.mark.django_db

# rule, group, without NPWP, gross -> base, percent, tax
TABLE = [
    ("honorarium", "non_employee", False, 200_000, (100_000, "5.00", 5_000)),
    ("honorarium", "non_employee", False, 199_999, (99_999, "5.00", 4_999)),  # down, twice
    ("honorarium", "non_employee", True, 200_000, (100_000, "5.00", 6_000)),
    ("honorarium", "non_employee", False, 120_000_000, (60_000_000, "5.00", 3_000_000)),
    ("honorarium", "non_employee", False, 120_000_002, (60_000_001, "15.00", 3_000_000)),
    ("honorarium", "non_employee", False, 200_000_000, (100_000_000, "15.00", 9_000_000)),
    ("honorarium", "non_employee", False, 1_200_000_000, (600_000_000, "30.00", 124_000_000)),
    ("honorarium", "participant", False, 200_000, (200_000, "5.00", 10_000)),
    ("honorarium", "civil_1_2", False, 500_000, (500_000, "0.00", 0)),
    ("honorarium", "civil_3", True, 500_000, (500_000, "5.00", 25_000)),  # final: no more of it
    ("honorarium", "civil_4", False, 500_000, (500_000, "15.00", 75_000)),
    ("honorarium", "daily", False, 500_000, (0, "0", 0)),  # the law has nothing: nor has the line
    ("participants", "non_employee", False, 150_000, (150_000, "5.00", 7_500)),
    ("daily", "daily", False, 450_000, (450_000, "0.00", 0)),
    ("daily", "daily", False, 450_001, (450_001, "0.50", 2_250)),
    ("village_custom", "non_employee", False, 300_000, (300_000, "5.00", 15_000)),
    ("village_custom", "non_employee", True, 300_000, (300_000, "5.00", 18_000)),
]


def withheld(rule, group, without_npwp, gross, on="2026-08-31"):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT base, percent, tax, law FROM stipends_tax(%s, %s, %s, %s, %s)",
            [TaxRule.objects.get(code=rule).pk, group, without_npwp, gross, on],
        )
        return cursor.fetchone()


def test_the_table_is_kept_to_the_rupiah():
    assert load_tax_rules() == len(RULES) + TaxBracket.objects.count()
    assert load_tax_rules() == 0

    for rule, group, without_npwp, gross, (base, percent, tax) in TABLE:
        found = withheld(rule, group, without_npwp, gross)
        assert found[:3] == (base, Decimal(percent), tax), (rule, group, without_npwp, gross)
        assert bool(found[3]) == (base > 0)
    # Before the law there is nothing to withhold by.
    assert withheld("honorarium", "non_employee", False, 200_000, "2023-12-31")[2:] == (0, "")


def test_a_line_keeps_what_was_withheld_and_by_which_law():
    load_tax_rules()
    officer = make_officer()
    scheme = make_scheme(amount=1_000_000, tax=TaxRule.objects.get(code="honorarium"))
    make_recipient("Ani")
    civil, without = make_recipient("Budi").person, make_recipient("Cici").person
    note_tax_status(civil, group="civil_3", since=date(2026, 1, 1), actor=officer)
    note_tax_status(
        without, group="non_employee", without_npwp=True, since=date(2026, 1, 1),
        actor=officer,
    )  # fmt: skip

    run = make_run(scheme=scheme)

    assert list(
        Line.objects.filter(run=run)
        .order_by("number")
        .values_list("name", "tax_base", "tax_percent", "tax", "net", "tax_law", "without_npwp")
    ) == [
        ("Ani", 500_000, 5, 25_000, 975_000, LAYERED, False),
        ("Budi", 1_000_000, 5, 50_000, 950_000, "PP 80/2010 Pasal 4 huruf b, final", None),
        ("Cici", 500_000, 5, 30_000, 970_000, LAYERED, True),
    ]
    groups = [said_group(line) for line in run.lines.order_by("number")]
    assert groups == ["Bukan pegawai, NPWP", "Gol. III", "Bukan pegawai, tanpa NPWP"]
    with pytest.raises(ValidationError):
        note_tax_status(civil, group="civil_4", since=date(2026, 1, 1), actor=officer)
    untaxed = make_run(scheme=make_scheme(amount=1_500_000))
    told = Line.objects.filter(run=untaxed).values_list("tax", "net", "tax_law", "without_npwp")
    assert set(told) == {(0, 1_500_000, "", None)}


def test_a_draft_says_for_whom_the_rule_has_no_rate(client):
    load_tax_rules()
    officer = make_officer()
    rule = TaxRule.objects.get(code="honorarium")
    daily = make_recipient("Ani").person
    note_tax_status(daily, group="daily", since=date(2026, 1, 1), actor=officer)
    make_recipient("Budi")
    client.force_login(officer)

    with_rule = client.get(make_run(scheme=make_scheme(tax=rule)).get_absolute_url())
    without = client.get(make_run(scheme=make_scheme()).get_absolute_url())

    told = " ".join(with_rule.content.decode().split())
    assert f"Aturan “{rule}” tidak punya tarif untuk: Pekerja harian (1)." in told
    assert "Ada baris tanpa tarif pajak" not in without.content.decode()
