"""What is asked of every page that a test looks at in the browser."""

from axe_playwright_python.sync_playwright import Axe

AXE = {
    "resultTypes": ["violations"],  # what passes is not looked for in detail
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
}


def axe(page):
    """Return what axe finds on the page as it is shown now, and where."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def fits(page):
    """Whether the page needs no scrolling sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def come_to_rest(page):
    """Wait until the page's colours have changed: they fade, and axe would see them on the way."""
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
