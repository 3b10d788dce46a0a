"""Makes the pictures of the documents: the demo's page on desk and phone, light and dark, and its charts.

    fansreact demo --out demo
    python docs/make_picture.py demo [docs]

Writes demo-desk-light.png, demo-desk-dark.png, demo-phone-light.png and demo-phone-dark.png, as headless
Chromium shows demo/digest.html, and demo-mood.svg, demo-themes.svg and demo-volume.svg from demo/digest.json.
Needs `chromium` (or the browser named by --browser). The browser gets a new, empty profile and asks no
network.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from aggregator import render
from aggregator.model.digest_json import from_json

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
SIZES = {"desk": (1280, 1598), "phone": (390, 1660)}
CHARTS = ("mood", "themes", "volume")
MOST_BYTES = 300_000
"""A page of documents should not be heavier than what it explains."""


def take(page: Path, picture: Path, size: tuple[int, int], *, browser: str, dark: bool) -> None:
    """Write the top of the page as a PNG.

    Raises subprocess.CalledProcessError or TimeoutExpired if the browser fails.
    """
    with tempfile.TemporaryDirectory(prefix="fansreact-picture-") as profile:
        command = [
            browser,
            *QUIET,
            f"--user-data-dir={profile}",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            f"--window-size={size[0]},{size[1]}",
            f"--screenshot={picture.resolve()}",
            page.resolve().as_uri(),
        ]
        subprocess.run(command, check=True, timeout=120, capture_output=True)


def main() -> int:
    """Read the command's words and make all pictures; 1 if one of them is too large for a document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("demo", type=Path, help="the folder that `fansreact demo` wrote")
    parser.add_argument("out", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--browser", default="chromium")
    asked = parser.parse_args()
    made = []
    for screen, size in SIZES.items():
        for scheme in ("light", "dark"):
            made.append(asked.out / f"demo-{screen}-{scheme}.png")
            take(asked.demo / "digest.html", made[-1], size, browser=asked.browser, dark=scheme == "dark")
    digest = from_json(json.loads((asked.demo / "digest.json").read_bytes()))
    for name in CHARTS:
        made.append(asked.out / f"demo-{name}.svg")
        made[-1].write_bytes(render.chart(digest, name))
    sizes = {path: path.stat().st_size for path in made}
    sys.stdout.writelines(f"{path} {size:,} bytes\n" for path, size in sizes.items())
    return int(max(sizes.values()) > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
