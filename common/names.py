"""Names as people write them."""


def tidy(text: str) -> str:
    """Return the text with single spaces and none at its ends; nothing else of it is changed."""
    return " ".join(text.split())
