"""Cells read as what their field holds: repaired where that is safe, refused where it is not."""

from spreadsheets.repairs.days import swapped_columns
from spreadsheets.repairs.places import Places
from spreadsheets.repairs.reading import read
from spreadsheets.repairs.results import Fault, Read

__all__ = ["Fault", "Places", "Read", "read", "swapped_columns"]
