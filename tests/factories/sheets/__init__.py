"""Spreadsheets for tests: as offices make them, each with the truth; and hostile ones."""

from tests.factories.sheets.habits import FIELDS, PLACES, Case, a_sheet
from tests.factories.sheets.writers import Grid, written

__all__ = ["FIELDS", "PLACES", "Case", "Grid", "a_sheet", "written"]
