"""What is written on the pages of the summary."""

from django import forms

from meetings.models import MonthlyReport


class NoteForm(forms.ModelForm[MonthlyReport]):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = MonthlyReport
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
