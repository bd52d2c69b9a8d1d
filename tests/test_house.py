"""What CONTRIBUTING.md promises of the house, read off its files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "soundstorm"
LONGEST = 300  # lines
BELOW_THE_PIPELINE = (
    "acoustic",
    "audio",
    "codec",
    "consistency",
    "nn",
    "safety",
    "semantic",
    "text",
    "trace",
    "training",
)
# The pipeline releases what it decodes; the others have a method of that name and make no sound of tokens.
NO_CODECS = {"pipeline", "quantizer", "storm", "self", "packet", "stderr", "encoded", "b64encode"}


def sources(folder: str = "") -> list[Path]:
    return sorted((PACKAGE / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def importing(paths: list[Path], *modules: str) -> list[str]:
    """Which of the files import one of the modules or something inside it."""
    return [
        str(path.relative_to(PACKAGE))
        for path in paths
        if any(
            name == module or name.startswith(f"{module}.") for name in imported(path) for module in modules
        )
    ]


def test_a_file_holds_one_idea():
    files = [
        path
        for folder in ("soundstorm", "tests")
        for ending in ("py", "js", "css", "html")
        for path in (REPOSITORY / folder).rglob(f"*.{ending}")
    ]
    lengths = {str(path.relative_to(REPOSITORY)): len(path.read_text().splitlines()) for path in files}
    assert len(lengths) > 300
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("folder", BELOW_THE_PIPELINE)
def test_nothing_below_the_pipeline_imports_it(folder):
    above = ("soundstorm.pipeline", "soundstorm.evaluation", "soundstorm.ui", "soundstorm.cli")
    assert importing(sources(folder), *above) == []


@pytest.mark.parametrize(
    ("module", "rooms"),
    [("gradio", {"ui"}), ("accelerate", {"training"}), ("soundstorm.training", {"training", "cli"})],
)
def test_only_its_own_rooms_import_a_tool(module, rooms):
    inside, outside = [], []
    for path in sources():
        (inside if path.relative_to(PACKAGE).parts[0] in rooms else outside).append(path)
    assert importing(outside, module) == []
    assert importing(inside, module) != []


def receiver(call: ast.Call) -> str:
    """The last name of what a method is called on."""
    owner = call.func.value
    owner = owner.func if isinstance(owner, ast.Call) else owner
    return owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "?")


def decoded(tree: ast.AST, released: bool = False) -> Iterator[tuple[ast.Call, bool]]:
    """Every call that may make sound of tokens, and whether its sound passes the outlet at once."""
    for node in ast.iter_child_nodes(tree):
        method = node.func if isinstance(node, ast.Call) else None
        if isinstance(method, ast.Attribute) and method.attr in ("decode", "decode_levels"):
            yield node, released
        out = isinstance(method, ast.Attribute) and ast.unparse(method) == "outlet.release"
        yield from decoded(node, released or out)


def test_what_a_codec_decodes_passes_the_outlet():
    past, through = [], []
    for path in sources():
        for call, released in decoded(ast.parse(path.read_text(encoding="utf-8"))):
            place = f"{path.relative_to(PACKAGE)}: {ast.unparse(call)}"
            if released:
                through.append(place)
            elif receiver(call) not in NO_CODECS:
                past.append(place)
    assert past == []
    assert [place.split(":")[0] for place in through] == ["pipeline.py", "pipeline.py"]
