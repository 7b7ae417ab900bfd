"""A list as a file: downloaded at once, or asked for as a job."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from spreadsheets.exporting import files
from spreadsheets.exporting.lists import list_named, open_export


@require_http_methods(["GET", "POST"])
def export(request: SignedInRequest, key: str) -> HttpResponseBase:
    """Give a small list at once. A large one is offered, and its button starts the job."""
    of = list_named(key)
    if of is None:
        raise Http404
    found = open_export(of, filters=dict(request.GET.lists()), user=request.user)
    form = files.form_asked(request.GET)
    if files.is_small(found):
        return files.answer_with(found, form)
    if request.method == "POST":
        return redirect(files.start_export(found, form))
    context = {
        "export": found,
        "number": number_format(found.total, force_grouping=True),
        "here": request.get_full_path(),
    }
    return render(request, "spreadsheets/export.html", context)
