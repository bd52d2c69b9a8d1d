"""Modules put together as one script: which, in which order, and what cannot be."""

import re

import pytest

from soundstorm.player.assets import (
    GROWTH,
    LESSON,
    LESSON_PAGE,
    PAGE,
    PLAYER,
    RACE,
    STATIC,
    STILL,
    STYLES,
    lesson_script,
    player_script,
)
from soundstorm.player.bundle import bundle, in_order, name_of, read_module

MODULES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js"))


@pytest.fixture
def written(tmp_path):
    """Write modules by name: `written(a='export const one = 1;')`."""

    def write(**modules):
        for name, text in modules.items():
            (tmp_path / f"{name}.js").write_text(text + "\n", encoding="utf-8")
        return tmp_path

    return write


def test_a_module_runs_once_and_after_those_that_it_needs(written):
    root = written(
        page='import { two } from "./b.js";\nimport { one as first } from "./a.js";\nshow(first + two);',
        b='import { one } from "./a.js";\n\n/** Twice. */\nexport const two = one + one;',
        a="// One.\nconst secret = 1;\nexport const one = secret;\nexport function unused() {}",
    )
    assert bundle(root, "page.js") == (
        'const $a = (() => { "use strict";\nconst secret = 1;\nconst one = secret;\nfunction unused() {}\n'
        "return { one, unused };\n})();\n"
        'const $b = (() => { "use strict";\nconst { one } = $a;\nconst two = one + one;\n'
        "return { two };\n})();\n"
        'const $page = (() => { "use strict";\nconst { two } = $b;\nconst { one: first } = $a;\n'
        "show(first + two);\n})();\n"
    )
    assert bundle(root, "page.js", without="b.js").startswith("const $page")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'import { two } from "./a.js";\nexport const one = two;',
            "import each other: page.js -> a.js -> page.js",
        ),
        ('import { three } from "./b.js";', "b.js does not export three"),
        ('import * as b from "./b.js";', "cannot hold “import"),
        ('import b from "./b.js";', "cannot hold “import"),
        ('import { two } from "two";', "cannot hold “import"),
        ("export default 1;", "cannot hold “export default"),
        ("export let one = 1;", "cannot hold “export let"),
        ('export { two } from "./b.js";', "cannot hold “export {"),
    ],
)
def test_what_a_bundle_cannot_hold_is_refused(written, text, sentence):
    root = written(
        page=text, a='import { one } from "./page.js";\nexport const two = one;', b="export const two = 2;"
    )
    with pytest.raises(ValueError, match=re.escape(sentence)):
        bundle(root, "page.js")


def test_only_comments_on_lines_of_their_own_are_left_out(written):
    left = '/** @type {number} */ (one);\nconst two = "// 2"; // two\n'
    root = written(page=f"{left}  // indented\n/** Long,\n * longer. */\nshow(two);")
    assert read_module(root, "page.js").body == f"{left}show(two);\n"


def test_every_module_and_style_is_used():
    entries = (PAGE, LESSON_PAGE, GROWTH, STILL, RACE)
    used = {module.path for entry in entries for module in in_order(STATIC, entry)}
    assert sorted(used) == MODULES
    styles = {path.relative_to(STATIC / "style").as_posix() for path in STATIC.rglob("*.css")}
    assert styles == {*STYLES, "page.css"}


def test_the_lesson_repeats_nothing_of_the_player():
    declared = re.findall(r"^const (\$\S+) = \(", player_script() + lesson_script(), re.MULTILINE)
    needed = {module.path for entry in (PLAYER, LESSON) for module in in_order(STATIC, entry)}
    assert sorted(declared) == sorted(map(name_of, needed))


def test_no_view_calls_another():
    # a view is what mounts itself; the player puts all of them together, and a folder its own parts
    views = {
        path
        for path in MODULES
        if any(name.startswith("mount") for name in read_module(STATIC, path).exports)
    }
    assert len(views) > 15
    for path in MODULES:
        folder = path.rpartition("/")[0]
        for target, names in read_module(STATIC, path).imports.items():
            calls = any(there.startswith("mount") for there, _ in names)
            composes = path in (PLAYER, PAGE, LESSON_PAGE) or (folder and folder == target.rpartition("/")[0])
            assert not calls or composes, f"{path} calls {target}"


def test_no_module_is_long():
    assert [
        path for path in MODULES if len((STATIC / path).read_text(encoding="utf-8").splitlines()) > 300
    ] == []
