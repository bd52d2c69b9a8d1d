"""The scripts in benchmarks/ still fit what they measure."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.mark.parametrize("script", sorted(BENCHMARKS.glob("*.py")), ids=lambda path: path.stem)
def test_a_benchmark_calls_what_there_is_as_it_is_to_be_called(script):
    source, known = ast.parse(script.read_text(encoding="utf-8")), {}
    for node in ast.walk(source):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "soundstorm":
            module = importlib.import_module(node.module)
            known |= {name.asname or name.name: getattr(module, name.name) for name in node.names}
    for call in ast.walk(source):
        called = known.get(getattr(getattr(call, "func", None), "id", None))
        if inspect.isfunction(called) and not any(isinstance(given, ast.Starred) for given in call.args):
            named = {word.arg: word for word in call.keywords if word.arg}
            inspect.signature(called).bind(*call.args, **named)
