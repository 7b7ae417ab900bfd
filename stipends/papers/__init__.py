"""The papers of payments: the list to sign, receipts, and what became of the money."""

from django.utils.translation import gettext_lazy

from accounts.access import Can
from papers.kinds import PaperKind, register
from stipends.papers.lists import list_facts, list_title
from stipends.papers.subjects import find_part, whole

LIST = "stipends.list"


def register_kinds() -> None:
    """Register them all; called once, when the apps are ready."""
    for kind in _KINDS:
        register(kind)


_KINDS = (
    PaperKind(
        name=LIST,
        label=gettext_lazy("Daftar penerimaan honorarium"),
        template="stipend_list",
        number="{sequence:03d}/DPH/{region}/{month}/{year}",
        can=Can.KEEP_STIPENDS,
        audience=Can.READ_STIPENDS,
        model=None,
        find=find_part,
        facts=list_facts,
        title=list_title,
    ),
)

__all__ = ["LIST", "register_kinds", "whole"]
