"""Packages that only evaluation needs."""

import builtins

import pytest

from soundstorm.errors import UserError
from soundstorm.evaluation.instruments import packages


def test_a_missing_package_is_named_in_one_sentence(monkeypatch):
    def without_pesq(name, *args, **kwargs):
        if name == "pesq":
            raise ModuleNotFoundError(name)
        return import_module(name, *args, **kwargs)

    import_module = packages.importlib.import_module
    monkeypatch.setattr(packages.importlib, "import_module", without_pesq)
    with pytest.raises(UserError, match=r"requirements-evaluation\.txt"):
        packages.require("pesq")
    assert packages.require("builtins") is builtins
