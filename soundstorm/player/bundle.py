"""ES modules put together as one classic script, in plain Python.

Neither a page opened from a file nor gradio's `js_on_load` may import, and users have no node. So every
module becomes a function that is called once, after those that it imports, and hands out what it exports:

    const $grid_axis = (() => { "use strict";
    const { clamp } = $numbers;
    ...
    return { timeAxis };
    })();

The modules keep to a part of the language that this reads safely: `import { a, b as c } from "./file.js";`
and `export` before a function, a class or one const. Whatever else begins like them is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import normpath

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[\w./-]*)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)(?s:.))*\*/)[ \t]*\n", re.MULTILINE)
UNREAD = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """One module as it is written.

    path: from the root of all modules, as in "grid/axis.js".
    imports: names by the path of the module that they come from, each as (there, here).
    exports: names, in the order of the text.
    body: the statements without imports, the word `export` and comments on lines of their own.
    """

    path: str
    imports: dict[str, list[tuple[str, str]]]
    exports: list[str]
    body: str

    @property
    def name(self) -> str:
        """What its exports are called in the bundle."""
        return name_of(self.path)

    def as_function(self) -> str:
        """Calls the module once; `name` then holds its exports."""
        needs = []
        for path, names in self.imports.items():
            taken = [there if there == here else f"{there}: {here}" for there, here in names]
            needs.append(f"const {{ {', '.join(taken)} }} = {name_of(path)};\n")
        gives = f"return {{ {', '.join(self.exports)} }};\n" if self.exports else ""
        return f'const {self.name} = (() => {{ "use strict";\n{"".join(needs)}{self.body}{gives}}})();\n'


def name_of(path: str) -> str:
    """The name in a bundle of what a module exports."""
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))


def read_module(root: Path, path: str) -> Module:
    """A module and what it says about others.

    Raises:
        ValueError: when it imports or exports in a way that a bundle cannot.
    """
    text = (root / path).read_text(encoding="utf-8")
    imports: dict[str, list[tuple[str, str]]] = {}
    for names, target in IMPORT.findall(text):
        pairs = [name.split(" as ") for name in re.split(r",\s*", names.strip().rstrip(","))]
        place = normpath(str(PurePosixPath(path).parent / target))
        imports.setdefault(place, []).extend((pair[0], pair[-1]) for pair in pairs)
    body = EXPORT.sub("", IMPORT.sub("", COMMENT.sub("", text)))
    if unread := UNREAD.search(body):
        raise ValueError(f"{path}: a bundle cannot hold “{unread[0]}”")
    return Module(path, imports, EXPORT.findall(text), body.lstrip("\n"))


def in_order(root: Path, entry: str) -> list[Module]:
    """A module and all that it needs, every one after those that it imports.

    Raises:
        ValueError: when modules import each other in a circle, or a name that is not exported.
    """
    found: dict[str, Module] = {}
    above: list[str] = []

    def visit(path: str) -> Module:
        if path in above:
            raise ValueError(f"modules import each other: {' -> '.join([*above[above.index(path) :], path])}")
        if path not in found:
            above.append(path)
            module = read_module(root, path)
            for target, names in module.imports.items():
                missing = {there for there, _ in names} - set(visit(target).exports)
                if missing:
                    raise ValueError(f"{path}: {target} does not export {', '.join(sorted(missing))}")
            above.pop()
            found[path] = module
        return found[path]

    visit(entry)
    return list(found.values())


def bundle(root: Path, entry: str, without: str | None = None) -> str:
    """A classic script, or part of a function's body, that runs `entry` and all that it needs.

    without: the entry of a bundle that stands before this one in the same scope; no module is repeated.
    """
    there = {module.path for module in in_order(root, without)} if without else set()
    return "".join(module.as_function() for module in in_order(root, entry) if module.path not in there)
