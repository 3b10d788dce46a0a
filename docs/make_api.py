"""Puts every route of the API into docs/api.md: python docs/make_api.py. A test checks that it was done."""

from pathlib import Path

from fastapi import FastAPI

from aggregator.web import api, routes

PAGE = Path(__file__).with_name("api.md")
BEGIN, END = "<!-- routes -->\n", "<!-- end of routes -->\n"


def table() -> str:
    """A table for each noun: the route, the right that it needs, what it does."""
    site = FastAPI(generate_unique_id_function=routes.unique_id)
    for router in api.routers():
        site.include_router(router)
    routes.describe(site)
    rows: dict[str, list[str]] = {noun: [] for noun in routes.NOUNS}
    for path, operations in site.openapi()["paths"].items():
        for method, one in operations.items():
            short = path.removeprefix(routes.PREFIX)
            rows[one["tags"][0]].append(
                f"| `{method.upper()} {short}` | {one[routes.RIGHT]} | {one['summary']} |"
            )
    parts = [
        "\n".join([f"### {noun.capitalize()}", "", "| route | right | does |", "|---|---|---|", *listed, ""])
        for noun, listed in rows.items()
    ]
    return "\n" + "\n".join(parts) + "\n"


def renewed(page: str) -> str:
    """The page with the routes as they are now."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
