"""axe in the browser's page: what is looked for, and what it finds."""

from axe_playwright_python.sync_playwright import Axe

# What axe would load beforehand, the styles as text, only a rule needs that it does not run by itself; and it would add a style element of
# its own to the page, which the content policy refuses.
FAST = {"resultTypes": ["violations"], "preload": False}
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}} | FAST
# In the dark the same page has other colours and nothing else.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}} | FAST
AXE_SCRIPT = Axe().axe_script
# Only what was found comes back: to hand over the whole report takes longer than many a rule takes.
FIND = """
options => axe.run(document, options).then(
  report => report.violations.flatMap(item => item.nodes.map(node => [item.id, node.html.slice(0, 160)]))
)
"""


def violations(page, options=AXE) -> list[str]:
    """A line for each element that breaks a rule: the rule and the element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{rule}: {html}" for rule, html in page.evaluate(FIND, options)]


def broken_rules(page, options=AXE) -> set[str]:
    """The rules alone."""
    return {line.partition(":")[0] for line in violations(page, options)}
