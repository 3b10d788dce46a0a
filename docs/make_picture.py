"""Makes docs/demo-digest.png, the picture in the README: the demo's page as headless Chromium shows it.

    fansreact demo --out demo
    python docs/make_picture.py demo/digest.html [docs/demo-digest.png] [--width 1280 --height 1500 --dark]

Needs `chromium` (or the browser named by --browser). The browser gets a new, empty profile and
asks no network.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

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
)


def take(page: Path, picture: Path, *, browser: str, width: int, height: int, dark: bool) -> None:
    """Write the top of the page as a PNG.

    Raises subprocess.CalledProcessError or TimeoutExpired if the browser fails.
    """
    with tempfile.TemporaryDirectory(prefix="fansreact-picture-") as profile:
        command = [
            browser,
            *QUIET,
            f"--user-data-dir={profile}",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            f"--window-size={width},{height}",
            f"--screenshot={picture.resolve()}",
            page.resolve().as_uri(),
        ]
        subprocess.run(command, check=True, timeout=120, capture_output=True)


def main() -> None:
    """Read the command's words and take the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("picture", type=Path, nargs="?", default=Path(__file__).parent / "demo-digest.png")
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=1500)
    parser.add_argument("--dark", action="store_true")
    asked = parser.parse_args()
    take(
        asked.page,
        asked.picture,
        browser=asked.browser,
        width=asked.width,
        height=asked.height,
        dark=asked.dark,
    )


if __name__ == "__main__":
    main()
