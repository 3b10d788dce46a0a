"""Holds every format of digests against validators that others wrote. Run by hand.

    PYTHONPATH=tests python tests/opt_in/formats.py [DIGEST.json...] --node-modules DIR [--vnu vnu.jar] [--chromium FILE]

Without a DIGEST it takes those of tests/every_digest.py: each kind, round-ups, pictures, charts, edits, corrections,
embargoes, both languages, and hostile posts.

DIR has npm's @wordpress/block-serialization-default-parser: WordPress' own parser must find no HTML outside of a
block (`blockName` null). With @wordpress/block-library, @wordpress/blocks and jsdom beside it, every block must also
be what its own `save` writes, so that the editor opens it without "unexpected content". vnu.jar (npm vnu-jar, needs
Java) is the Nu HTML checker; without it html5lib's strict parser reads the pages, if it is installed. With Chromium
and npm's axe-core, axe finds nothing on the pages, light and dark, on a phone and on a desk. Atom is read by
feedparser. Ends with 1 if anything is wrong, and says what could not be checked.
"""

import argparse
import email
import email.policy
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from every_digest import every_digest
from valid_formats import faults_of_atom, faults_of_slack

from aggregator import render
from aggregator.model.digest_json import from_json

PARSE = """
const { parse } = require('@wordpress/block-serialization-default-parser');
const found = { blocks: 0, loose: [] };
const walk = (blocks) => blocks.forEach((block) => {
  if (block.blockName === null) { if (block.innerHTML.trim()) found.loose.push(block.innerHTML.trim().slice(0, 80)); }
  else { found.blocks += 1; walk(block.innerBlocks); }
});
for (const path of process.argv.slice(1)) walk(parse(require('fs').readFileSync(path, 'utf8')));
console.log(JSON.stringify(found));
"""


def node(script, modules, paths):
    """What a script of ours says of these files, as JSON."""
    done = subprocess.run(
        ["node", "-e", script, *map(str, paths)],
        cwd=modules,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(done.stdout.splitlines()[-1])


def checked_by_vnu(jar, paths):
    done = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", "--format", "json", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    told = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).name}: {one['message']}" for one in told]


AXE = """<script>%s</script><script>
window.isMail = location.pathname.endsWith('.mail.html');
document.querySelectorAll('details').forEach((one) => { one.open = true; });
const inside = { enabled: !window.isMail };  // landmarks are those of the mail program around it
axe.run(document, { resultTypes: ['violations'], rules: { region: inside, 'landmark-one-main': inside } }).then((found) => {
  const told = found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}`));
  const out = document.createElement('pre');
  out.id = 'axe-found';
  out.textContent = encodeURIComponent(JSON.stringify({ passes: found.passes.length, told }));
  document.body.append(out);
});
</script></body>"""
AXED = (
    "everything",
    "embargo",
    "withdrawn",
    "picked",
    "pictures",
    "brief-round-up-en-US",
    "death-story-en-US",
)
"""Of all digests those whose pages differ in what stands on them: a browser takes its time."""
SIZES = {"phone": "390,1600", "desk": "1280,1600"}
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def checked_by_axe(chromium, axe, pages, folder):
    """What axe-core finds on these pages, and how many it looked at; its script needs the page's policy lifted."""
    faults, looked = [], 0
    script = AXE % axe.read_text("utf-8").replace("</script", "<\\/script")
    for page in pages:
        copy = folder / f"axe-{page.name}"
        opened = POLICY.sub("", page.read_text("utf-8"))
        copy.write_text(script.join(opened.rsplit("</body>", 1)), "utf-8")
        for size, scheme in ((size, scheme) for size in SIZES for scheme in ("light", "dark")):
            with tempfile.TemporaryDirectory(prefix="fansreact-axe-") as profile:
                done = subprocess.run(
                    [
                        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync",
                        f"--user-data-dir={profile}", f"--window-size={SIZES[size]}",
                        f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}",
                        "--virtual-time-budget=20000", "--dump-dom", copy.resolve().as_uri(),
                    ],
                    capture_output=True, text=True, check=True, timeout=300,
                )  # fmt: skip
            found = json.loads(unquote(re.search(r'<pre id="axe-found">([^<]*)</pre>', done.stdout)[1]))
            assert found["passes"] > 5, "axe looked at nothing"
            faults += [f"{page.name}, {size}, {scheme}: {one}" for one in found["told"]]
            looked += 1
    return faults, looked


def checked_by_html5lib(paths):
    import html5lib

    faults = []
    for path in paths:
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(path.read_text("utf-8"))
        faults += [f"{path.name}: {code}" for _, code, _ in parser.errors]
    return faults


def written(digests, folder):
    """Every format of every digest as a file: format to paths. E-mails also give their HTML part."""
    paths = {name: [] for name in (*render.formats(), "mail")}
    for title, digest in digests.items():
        number = re.sub(r"\W+", "-", title)
        for name, suffix in render.formats().items():
            path = folder / f"{number}.{suffix}"
            path.write_bytes(render.render(digest, name))
            paths[name].append(path)
        message = email.message_from_bytes(paths["email"][-1].read_bytes(), policy=email.policy.default)
        page = folder / f"{number}.mail.html"
        page.write_text(message.get_body(("html",)).get_content(), "utf-8")
        paths["mail"].append(page)
    return paths


def check(digests, given, folder):
    """What is wrong, and what was looked at, in lines."""
    paths = written(digests, folder)
    faults, told = [], []
    if given.node_modules and shutil.which("node"):
        found = node(PARSE, given.node_modules, paths["wordpress"])
        told.append(f"wordpress: {found['blocks']} blocks by WordPress' parser")
        faults += [f"wordpress: loose HTML: {one}" for one in found["loose"]]
        if (given.node_modules / "@wordpress" / "block-library").is_dir():
            found = node(SAVED, given.node_modules, paths["wordpress"])
            told.append(f"wordpress: {found['blocks']} blocks are what their own `save` writes")
            faults += [f"wordpress: {one}" for one in found["invalid"]]
    else:
        told.append("wordpress: NOT CHECKED, needs node and --node-modules")
    pages = [*paths["html"], *paths["mail"]]
    if given.vnu and shutil.which("java"):
        faults += checked_by_vnu(given.vnu, pages)
        told.append(f"html: {len(pages)} pages by the Nu checker")
    elif importlib.util.find_spec("html5lib"):
        faults += checked_by_html5lib(pages)
        told.append(f"html: {len(pages)} pages by html5lib")
    else:
        told.append("html: NOT CHECKED, needs --vnu and java, or html5lib")
    axe = given.node_modules / "axe-core" / "axe.min.js" if given.node_modules else None
    if given.chromium and axe and axe.is_file():
        chosen = [path for path in pages if not given.every or path.name.startswith(AXED)]
        found, looked = checked_by_axe(given.chromium, axe, chosen, folder)
        faults += [f"axe: {one}" for one in found]
        told.append(f"axe: {looked} views of {len(chosen)} pages")
    else:
        told.append("axe: NOT CHECKED, needs --chromium and axe-core in --node-modules")
    for name, look in (("slack", faults_of_slack), ("atom", faults_of_atom)):
        faults += [f"{name}: {path.name}: {one}" for path in paths[name] for one in look(path.read_bytes())]
        told.append(f"{name}: {len(paths[name])} files")
    found = [
        re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
        for path in paths["html"]
    ]
    kinds = Counter(json.loads(one)["@type"] for all_of_page in found for one in all_of_page)
    told.append(f"json-ld: {dict(kinds)}")
    return faults, told


def main():
    """Read the digests, write and check their formats."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("digests", type=Path, nargs="*")
    parser.add_argument("--node-modules", type=Path)
    parser.add_argument("--vnu", type=Path)
    parser.add_argument("--chromium", type=Path)
    given = parser.parse_args()
    digests = {path.name: from_json(json.loads(path.read_bytes())) for path in given.digests}
    given.every = not digests
    digests = digests or every_digest()
    with tempfile.TemporaryDirectory() as folder:
        faults, told = check(digests, given, Path(folder))
    print(f"{len(digests)} digests")
    for line in (*told, *(f"WRONG {fault}" for fault in faults)):
        print(f"  {line}")
    return 1 if faults else 0


SAVED = (Path(__file__).parent / "wordpress_saved.cjs").read_text("utf-8")

if __name__ == "__main__":
    sys.exit(main())
