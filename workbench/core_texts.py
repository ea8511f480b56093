"""What the tuning core says to a person, read from its sources: titles, helps, choices, and sentences as patterns."""

import ast
import re
from collections.abc import Iterator
from itertools import product

# Two words at least, as a sentence has; single words are mostly keys and names.
PHRASE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z{(]|[}a-z)][,;]? [a-z]{2,}|\b[Aa] [a-z]+")
ROLES = "_KNOWN"  # of the forms of data: what columns can be
TITLES = ("title", "description", "summary", "family")
IGNORED = {  # phrases that are no sentences to a person
    "Once upon a time",
    "What is this?",
    "{%- set bos_token = '' -%}",
    "weakref.WeakKeyDictionary[object, Path]",
    "peft-workbench adapter",
    "peft-workbench run",
    "unexpected end",
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "sdpa with additions",
    "eager with additions",
    "sdpa, rows apart",
    "asked what its masks let through",
    "function response",
    r"os error (\d+)",
    "Expecting value",  # what Python and Jinja say, which we put into words of our own
    "Expecting property name",
    "Illegal trailing comma",
    "Unterminated string",
    "Invalid control character",
    "end of statement block",
    "end of print statement",
    "end of comment",
}
FOREIGN = (  # what Python, the system and pydantic say inside our sentences
    " or ",
    "possible",
    "gradient",
    "loss",
    "base",
    "tuned",
    "Input should be greater than {number}",
    "Input should be greater than or equal to {number}",
    "Input should be less than {number}",
    "Input should be less than or equal to {number}",
    "Input should be a valid number",
    "Input should be a valid integer",
    "Input should be a valid string",
    "Input should be a valid boolean",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "String should match pattern {pattern}",
    "Input should be {values_or}",
    "{delimiter} expected after {quote}",
    "Permission denied",
    "Read-only file system",
    "No space left on device",
    "No such file or directory",
    "Is a directory",
    "Not a directory",
    "File exists",
    "File name too long",
    "Input/output error",
)


def foreign_texts() -> Iterator[str]:
    """pydantic's also as they go on after a colon."""
    for text in FOREIGN:
        yield text
        if " should " in text:
            yield f"{text[0].lower()}{text[1:]}"


def core_texts_in(tree: ast.Module) -> Iterator[str]:
    yield from phases_in(tree)
    yield from parts_in(tree)
    unseen = _unseen(tree)
    for node in ast.walk(tree):
        if node in unseen:
            continue
        if isinstance(node, ast.JoinedStr):
            yield from (text for text in patterns_of(node) if PHRASE.search(text))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and PHRASE.search(node.value):
            if node.value not in IGNORED:
                yield node.value.replace("{}", "{value}")
        elif isinstance(node, ast.keyword | ast.AnnAssign) and (text := _title(node)):
            yield text


def phases_in(tree: ast.Module) -> Iterator[str]:
    """What Loading events say, which may be one word."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) == "Loading" and node.args:
            yield from (part for part in _literals(node.args[0]) if not isinstance(node.args[0], ast.JoinedStr))


def parts_in(tree: ast.Module) -> Iterator[str]:
    """Names of the parts of a forecast: parts = {"weights": ...}, and parts["program"] = ..."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        if name_of(target) == "parts" and isinstance(value, ast.Dict):
            yield from (text for key in value.keys if key is not None for text in _literals(key))
        elif isinstance(target, ast.Subscript) and name_of(target.value) == "parts":
            yield from _literals(target.slice)


def choices_in(tree: ast.Module) -> Iterator[str]:
    """Values of the Literals that fields of settings are annotated with, as the form writes them."""
    for found in ast.walk(tree):
        if isinstance(found, ast.ClassDef):
            for field in found.body:
                if isinstance(field, ast.AnnAssign) and "ClassVar" not in ast.unparse(field.annotation):
                    yield from (text.replace("_", " ") for text in _literal_values(field.annotation))
        if isinstance(found, ast.AnnAssign) and name_of(found.target) == ROLES and isinstance(found.value, ast.Dict):
            for roles in found.value.values:
                keys = roles.keys if isinstance(roles, ast.Dict) else ()
                yield from (text.replace("_", " ") for key in keys if key is not None for text in _literals(key))


def _literal_values(annotation: ast.expr) -> Iterator[str]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Subscript) and name_of(node.value) == "Literal":
            yield from _literals(node.slice)


def _literals(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _title(node: "ast.keyword | ast.AnnAssign") -> str:
    """One word may be a title: title="Rank", or title: ClassVar[str] = "LoRA"."""
    name = node.arg if isinstance(node, ast.keyword) else name_of(node.target)
    value = node.value
    is_text = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return value.value if name in TITLES and is_text else ""


def patterns_of(text: ast.JoinedStr) -> Iterator[str]:
    """f"{path} is {'empty' if blank else 'no table'}." -> {path} is empty. and {path} is no table."""
    ways: list[list[str]] = []
    names: list[str] = []
    for part in text.values:
        if isinstance(part, ast.Constant):
            ways.append([str(part.value)])
            continue
        assert isinstance(part, ast.FormattedValue)
        if isinstance(part.value, ast.IfExp) and (said := _both(part.value)) is not None:
            ways.append(said)
            continue
        name = name_of_value(part.value)
        names.append(name)
        ways.append([f"{{{name}}}" if names.count(name) == 1 else f"{{{name}_{names.count(name)}}}"])
    return ("".join(way) for way in product(*ways))


def _both(choice: ast.IfExp) -> list[str] | None:
    said = [way.value for way in (choice.body, choice.orelse) if isinstance(way, ast.Constant)]
    return [str(way) for way in said] if len(said) == 2 else None


def name_of_value(value: ast.expr) -> str:
    """path for settings.path, names for ', '.join(names), settings_or for ' or '.join(settings)."""
    if isinstance(value, ast.Call):
        if isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Constant) and value.args:
            ending = "_or" if value.func.value.value == " or " else ""
            return f"{name_of_value(value.args[0])}{ending}"
        return name_of_value(value.args[0]) if value.args else name_of_value(value.func)
    names = [node for node in ast.walk(value) if isinstance(node, ast.Name | ast.Attribute)]
    name = name_of(names[0]).strip("_").lower() if names else ""
    return name if name and name.isidentifier() else "value"


def name_of(node: ast.AST) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _unseen(tree: ast.Module) -> set[ast.AST]:
    """Docstrings, parts of patterns, and what is compared with or thrown at programmers."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            for part in node.values:
                found.update(ast.walk(part) if isinstance(part, ast.Constant) else ())
        elif isinstance(node, ast.Compare) or (isinstance(node, ast.Call) and name_of(node.func) in _FOR_PROGRAMMERS):
            found.update(part for part in ast.walk(node) if part is not node)
    return found


_FOR_PROGRAMMERS = (
    "compile",
    "AttributeError",
    "IndexError",
    "TypeError",
    "Thread",
    "sub",
    "removeprefix",
    "match",
    "startswith",
)
