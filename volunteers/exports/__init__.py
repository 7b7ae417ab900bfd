"""Lists of the roster as spreadsheets; each part adds its own."""


def register_lists() -> None:
    """Register them all; called once, when the apps are ready."""
