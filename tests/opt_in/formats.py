"""Holds every format of given digests against validators that others wrote. Run by hand.

    PYTHONPATH=tests python tests/opt_in/formats.py DIGEST.json... --node-modules DIR [--vnu vnu.jar]

DIR has npm's @wordpress/block-serialization-default-parser: WordPress' own parser must find no HTML outside of a
block (`blockName` null). With @wordpress/block-library, @wordpress/blocks and jsdom beside it, every block must also
be what its own `save` writes, so that the editor opens it without "unexpected content". vnu.jar (npm vnu-jar, needs
Java) is the Nu HTML checker; without it html5lib's strict parser reads the pages, if it is installed. Atom is read
by feedparser. Ends with 1 if anything is wrong, and says what could not be checked.
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
    for number, digest in enumerate(digests):
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
    parser.add_argument("digests", type=Path, nargs="+")
    parser.add_argument("--node-modules", type=Path)
    parser.add_argument("--vnu", type=Path)
    given = parser.parse_args()
    digests = [from_json(json.loads(path.read_bytes())) for path in given.digests]
    with tempfile.TemporaryDirectory() as folder:
        faults, told = check(digests, given, Path(folder))
    print(f"{len(digests)} digests")
    for line in (*told, *(f"WRONG {fault}" for fault in faults)):
        print(f"  {line}")
    return 1 if faults else 0


SAVED = (Path(__file__).parent / "wordpress_saved.cjs").read_text("utf-8")

if __name__ == "__main__":
    sys.exit(main())
