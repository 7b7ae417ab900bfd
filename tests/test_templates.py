"""The parts that every page is built from: error pages without context, fields, sharing."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string

CODES = ["400", "401", "403", "404", "405", "409", "412", "422", "429", "500", "csrf"]


class MeetingForm(forms.Form):
    place = forms.CharField(label="Tempat", help_text="Di mana?")
    level = forms.ChoiceField(
        label="Tingkat", widget=forms.RadioSelect, choices=[("d", "Desa"), ("r", "RW")]
    )
    born_on = forms.DateField(
        label="Lahir", required=False, widget=forms.SelectDateWidget(years=[1970])
    )
    password = forms.CharField(label="Kata sandi", widget=forms.PasswordInput)


@pytest.mark.parametrize("code", CODES)
def test_error_page_needs_no_context(code):
    page = render_to_string(f"errors/{code}.html")

    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert page.count("<h1>") == 1
    assert re.search(r"<title>\s*Galat:\s+\w", page)


def test_error_page_gives_the_reason_and_the_number_of_the_request():
    page = render_to_string("errors/409.html", {"detail": "<b>SK dicabut", "request_id": "7F3K"})

    assert "&lt;b&gt;SK dicabut" in page
    assert "<code>7F3K</code>" in page


def test_field_ties_hint_and_error_to_the_input():
    form = MeetingForm({"level": "d"})

    html = form["place"].as_field_group()

    assert 'aria-describedby="id_place_helptext id_place_error"' in html
    assert 'aria-invalid="true"' in html
    order = [
        html.index(part)
        for part in ['for="id_place"', "id_place_helptext", 'id="id_place_error"', "<input"]
    ]
    assert order == sorted(order)


def test_form_in_braces_is_built_from_the_same_fields():
    form = MeetingForm()

    html = str(form)

    assert html.count("<fieldset") == 2
    assert html.count("(boleh kosong)") == 1
    assert html.count('data-reveal="id_password"') == 1
    assert [f'for="id_born_on_{part}"' in html for part in ["day", "month", "year"]] == [True] * 3


def test_error_summary_links_to_fields_and_to_the_first_choice():
    summary = render_to_string("components/error_summary.html", {"form": MeetingForm({})})

    assert re.findall(r'href="#([a-z_0-9]+)"', summary) == ["id_place", "id_level_0", "id_password"]
    assert "autofocus" in summary


def test_error_summary_is_silent_without_errors():
    assert render_to_string("components/error_summary.html", {"form": MeetingForm()}).strip() == ""


def test_sharing_carries_the_whole_text():
    html = render_to_string(
        "components/share_whatsapp.html",
        {"text": "Yth. Ibu & Bapak,\nbesok 100%", "phone": "62812"},
    )

    assert 'href="https://wa.me/62812?text=Yth.%20Ibu%20%26%20Bapak%2C%0Abesok%20100%25"' in html
    assert "readonly>Yth. Ibu &amp; Bapak,\nbesok 100%</textarea>" in html
