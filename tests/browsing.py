"""What tests do with a real browser at the desk: log in, and notice whatever a page should not do."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk_room import NAMES, PASSWORD, DeskRoom
from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).parent / "web" / "axe" / "axe.min.js"
# WCAG 2.2 AA, and what axe-core calls good practice besides.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass
class Seen:
    """What a browser did since it was opened that no page of the desk may make it do."""

    home: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All of it, in words."""
        return [
            *(f"asked another host: {one}" for one in self.elsewhere),
            *(f"complained: {one}" for one in self.complaints),
            *(f"opened a dialog: {one}" for one in self.dialogs),
        ]


def watch(context: BrowserContext, home: str) -> Seen:
    """Note from now on what pages of this browser ask of other hosts, complain of, and pop up.

    A refusal that the desk designed (409, 400 ...) is written into the console too: that is no complaint.
    """
    seen = Seen(home)

    def asked(request: Any) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            seen.elsewhere.append(request.url)

    def told(message: Any) -> None:
        if message.type in ("error", "warning") and "the server responded with a status" not in message.text:
            seen.complaints.append(message.text)

    def asks(dialog: Any) -> None:
        if dialog.type != "beforeunload":
            seen.dialogs.append(dialog.message)
        dialog.accept()

    context.on("request", asked)
    context.on("console", told)
    context.on("dialog", asks)
    context.on("weberror", lambda error: seen.complaints.append(str(error.error)))
    return seen


def log_in(page: Page, desk: DeskRoom, role: str = "editor", to: str = "/films") -> None:
    """Through the door, on to that page."""
    page.goto(f"{desk.url}{to}")
    page.get_by_label("Name").fill(NAMES[role])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{desk.url}{to}")


def what_shuts_people_out(page: Page) -> list[str]:
    """What axe-core finds on the page, a line each: the rule, and where."""
    # A script of the debugger, not of the page: the policy does not hold for it, and is not loosened.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(_RUN_AXE, list(RULES))


# What a browser lays out only once it is scrolled to overlaps what is around it, for whoever measures before.
_RUN_AXE = """async (rules) => {
    for (const one of document.querySelectorAll(".post")) one.style.contentVisibility = "visible";
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return found.violations.flatMap((one) =>
        one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`));
}"""


def wider_than_the_window(page: Page) -> list[str]:
    """Empty where nothing has to be scrolled sideways; else the elements that stick out."""
    return page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            return [...document.querySelectorAll("body *")]
                .filter((one) => one.getBoundingClientRect().right > room + 1)
                .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)
                .slice(0, 10);
        }"""
    )


def small_targets(page: Page, least: int = 24) -> list[str]:
    """What is pressed and is smaller than so many CSS pixels each way. Links inside a line of text may be as
    high as their line (WCAG 2.5.8 excepts them).
    """
    return page.evaluate(
        """(least) => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.type !== "hidden")
            .filter((one) => !one.closest(".hidden, .skip"))
            .filter((one) => !(one.tagName === "A" && getComputedStyle(one).display === "inline"))
            .map((one) => {
                // A box or circle inside its label is as large as the label.
                const label = ["checkbox", "radio"].includes(one.type) ? one.closest("label") : null;
                return [one, (label ?? one).getBoundingClientRect()];
            })
            .filter(([, box]) => box.width > 0 && (box.width < least || box.height < least))
            .map(([one, box]) => `${one.outerHTML.slice(0, 90)}: ${box.width} x ${box.height}`)""",
        least,
    )
