"""What axe-core finds on a page, and what the browser tells assistive technology about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

# All that axe-core checks unasked (WCAG 2.1 AA, good practice) and the size of targets (WCAG 2.2).
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOUR_RULES = ("color-contrast", "link-in-text-block")  # what another theme of the same page can break
RUN_AXE = """
async (options) => {
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => [id, target.join(" ")]));
}
"""
CONTROLS = {"application", "button", "checkbox", "combobox", "link", "option", "radio", "searchbox", "slider"}
CONTROLS |= {"spinbutton", "switch", "tab", "textbox", "DisclosureTriangle"}


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Rule and selector of everything that axe-core finds wrong, by some rules alone or by all."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {**AXE_OPTIONS, "runOnly": rules} if rules else AXE_OPTIONS
    return [tuple(found) for found in page.evaluate(RUN_AXE, options)]


def controls(page: Page, selector: str) -> list[tuple[str, str]]:
    """Role and name of everything inside an element that takes the focus or says that it can be operated."""
    return [
        (node["role"]["value"], node["name"]["value"].strip())
        for node in _accessible(page, selector)
        if node["role"]["value"] in CONTROLS or _property(node, "focusable")
    ]


def _accessible(page: Page, selector: str) -> list[dict[str, Any]]:
    """The nodes of the accessibility tree that stand for an element and what is in it."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    document = session.send("DOM.getDocument")["root"]["nodeId"]
    found = session.send("DOM.querySelector", {"nodeId": document, "selector": selector})
    nodes = session.send("Accessibility.queryAXTree", {"nodeId": found["nodeId"]})["nodes"]
    session.detach()
    return [node for node in nodes if not node["ignored"]]


def _property(node: dict[str, Any], name: str) -> Any:
    return next((one["value"]["value"] for one in node.get("properties", []) if one["name"] == name), None)
