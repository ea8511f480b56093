"""The tuning methods. Each file beside this one that defines a named Method is one; nothing else lists them."""

import importlib
import pkgutil
from functools import cache
from typing import Any

from tuning_core.errors import BadInput
from tuning_core.methods.base import Method
from tuning_core.run_file import MethodSettings


@cache
def all_methods() -> tuple[type[Method], ...]:
    """Every method, in the order a person meets them."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(sorted(_named(Method), key=lambda method: (method.order, method.name)))


def _named(parent: type[Method]) -> list[type[Method]]:
    found = [parent] if "name" in vars(parent) else []
    return found + [method for child in parent.__subclasses__() for method in _named(child)]


def method_named(name: str, **settings: Any) -> Method:
    """The method `name` with these settings. Raises BadInput with what is allowed."""
    for method in all_methods():
        if method.name == name:
            return method.checked("method", **settings)
    names = ", ".join(method.name for method in all_methods())
    raise BadInput(f"method.name = {name!r} is no method; the methods are {names}.")


def method_of(settings: MethodSettings) -> Method:
    """The method of a run file's [method] table."""
    return method_named(settings.name, **settings.settings)


def __getattr__(name: str) -> Any:
    """Config classes by their own name: `from tuning_core.methods import Lora`."""
    if not name.startswith("_"):
        for method in all_methods():
            if method.__name__ == name:
                return method
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
