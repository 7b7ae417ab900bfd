"""English words, Indonesian forms: a page in English is about the same dates and amounts."""

from config.formats.id.formats import *  # noqa: F403
