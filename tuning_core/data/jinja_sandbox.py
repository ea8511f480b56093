"""Jinja for chat templates, which come from strangers: the text that transformers' apply_chat_template makes of them,
with no way to Python's internals and an end to every loop.

Work is counted, not timed, so that a template that is stopped is stopped everywhere: each turn of a loop, each call and
each piece of text takes from one budget. What Jinja leaves uncounted is rewritten in the parsed template."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, KeysView, ValuesView
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import lru_cache
from types import GeneratorType
from typing import Any

import jinja2
from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedFormatter
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from tuning_core.data.template_faults import template_fault

STEPS = 1_000_000  # of one rendering; a conversation of a thousand turns takes some tens of thousands
MAX_TEXT = 10_000_000  # characters of one text
MAX_ITEMS = 1_000_000  # of one list
MAX_WIDTH = 10_000  # characters that a text may be padded or indented to
MAX_SOURCE = 1_000_000  # characters of a template
_MAX_BITS = 4096  # of a whole number
_MAX_PARTS = 200_000  # of a list that is written out
_CHARACTERS_A_STEP, _ITEMS_A_STEP = 128, 4
Span = tuple[int, int]


class TemplateFault(ValueError):
    """What keeps a text from being a template; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class TemplateStopped(jinja2.TemplateError):
    """Why a template may not go on."""


class TemplateRefused(ValueError):
    """Why a template makes no text of a conversation."""


@lru_cache(maxsize=64)
def compiled(source: str) -> jinja2.Template:
    """Raises TemplateFault for a text that is no template."""
    if len(source) > MAX_SOURCE:
        raise TemplateFault(f"a template has at most {MAX_SOURCE:,} characters", 1)
    try:
        template = _ENVIRONMENT.from_string(source)
        template.globals = dict(template.globals)  # copied for each text, which is slow from Jinja's chain of them
        return template
    except jinja2.TemplateSyntaxError as error:
        raise TemplateFault(template_fault(error.message or ""), error.lineno) from None
    except (RecursionError, MemoryError, SyntaxError):
        raise TemplateFault("its parts are nested too deep", 1) from None
    except (ValueError, OverflowError) as error:
        raise TemplateFault(str(error), 1) from None


def rendered(source: str, variables: dict[str, Any]) -> tuple[str, list[Span]]:
    """The text, and where in it (characters) the parts between `{% generation %}` and `{% endgeneration %}` stand.
    Raises TemplateFault for a text that is no template, TemplateRefused when it makes no text of these variables, and
    TemplateStopped when it takes too much work or asks for what no template needs."""
    template = compiled(source)
    context: Any = template.new_context(variables)
    context.budget = _Budget()
    try:
        pieces = list(template.root_render_func(context))
    except TemplateStopped:
        raise
    except SecurityError as error:
        raise TemplateStopped(f"it asks for what templates may not touch ({str(error).rstrip('.')})") from None
    except RecursionError:
        raise TemplateStopped("it calls itself again and again") from None
    except MemoryError:
        raise TemplateStopped("it fills the memory") from None
    except Exception as error:  # a template can trip over its variables in any way
        raise TemplateRefused(str(error).rstrip(".") or type(error).__name__) from None
    spans, at = [], 0
    for piece in pieces:
        if type(piece) is _Generated:
            spans.append((at, at + len(piece)))
        at += len(piece)
    return "".join(pieces), spans


class _Budget:
    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = STEPS


class _Generated(str):
    """What a generation block wrote."""

    __slots__ = ()


class _Context(Context):
    budget: _Budget

    def derived(self, locals: dict[str, Any] | None = None) -> "_Context":
        context: Any = super().derived(locals)
        context.budget = self.budget
        return context  # type: ignore[no-any-return]


# counting


def _spend(context: Any, steps: int) -> None:
    budget = context.budget
    budget.left -= steps
    if budget.left < 0:
        raise TemplateStopped(f"it takes more than {STEPS:,} steps for one conversation")


def _weight(value: Any) -> int:
    """Steps that going through a value takes; 0 for what is small or has no length."""
    if isinstance(value, str):
        return len(value) // _CHARACTERS_A_STEP
    if isinstance(value, (list, tuple, dict, range)):
        return len(value) // _ITEMS_A_STEP
    return 0


def _accept(context: Any, value: Any) -> Any:
    """A value that was made; one that is too large is refused."""
    if isinstance(value, str):
        _limit(len(value))
    elif isinstance(value, (list, tuple, dict)) and len(value) > MAX_ITEMS:
        raise TemplateStopped(f"it makes a list of more than {MAX_ITEMS:,} items")
    _spend(context, _weight(value))
    return value


def _limit(characters: int) -> None:
    if characters > MAX_TEXT:
        raise TemplateStopped(f"it makes a text of more than {MAX_TEXT:,} characters")


def _limit_width(*widths: Any) -> None:
    if any(isinstance(width, int) and abs(width) > MAX_WIDTH for width in widths):
        raise TemplateStopped(f"it pads a text to more than {MAX_WIDTH:,} characters")


def _limit_written(value: Any, per_level: int = 0) -> int:
    """Raises TemplateStopped when writing a value out would make too long a text: lists may hold the same long text
    many times over. `per_level` is the indentation. Returns the number of parts looked at."""
    waiting, length, parts = [(value, 0)], 0, 0
    while waiting:
        item, depth = waiting.pop()
        parts += 1
        length += 2 + depth * per_level
        if isinstance(item, str):
            length += len(item)
        elif isinstance(item, Namespace):
            waiting.append((object.__getattribute__(item, "_Namespace__attrs"), depth + 1))
        elif isinstance(item, dict):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, (list, tuple, AbstractSet, KeysView, ValuesView)):
            waiting += [(part, depth + 1) for part in item]
        else:
            length += 20
        _limit(length)
        if parts > _MAX_PARTS:
            raise TemplateStopped(f"it writes out a list of more than {_MAX_PARTS:,} parts")
    return parts


def _counted(items: Iterable[Any], context: Any) -> Iterator[Any]:
    for item in items:
        _spend(context, 1 + _weight(item))
        yield item


# what the parsed template is rewritten to: filters that Jinja's compiler calls with the context at hand


@pass_context
def _step(context: Any, value: Any) -> Any:
    _spend(context, 1)
    return value


@pass_context
def _weighed(context: Any, value: Any) -> Any:
    _spend(context, _weight(value))
    return value


@pass_context
def _shown(context: Any, value: Any) -> Any:
    if type(value) is str:
        _spend(context, 1 + len(value) // _CHARACTERS_A_STEP)
    elif not isinstance(value, (int, float)) and value is not None:
        _spend(context, 1 + _limit_written(value))
    return value


@pass_context
def _joined(context: Any, parts: list[Any]) -> str:
    texts = [part if isinstance(part, str) else str(_shown(context, part)) for part in parts]
    _limit(sum(map(len, texts)))
    return _accept(context, "".join(texts))  # type: ignore[no-any-return]


@pass_context
def _generated(context: Any, value: str) -> str:
    return _Generated(value)


class _Metered(NodeTransformer):
    """Puts a count into loops, slices, comparisons, joined texts and output."""

    # ruff: noqa: N802  the names are Jinja's

    def visit_For(self, node: nodes.For) -> nodes.For:
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_filter("_step", nodes.Const(None)), lineno=node.lineno))
        if node.test is not None:
            node.test = nodes.And(_filter("_step", nodes.Const(True)), node.test, lineno=node.lineno)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        self.generic_visit(node)
        fixed = (nodes.TemplateData, nodes.Const)
        node.nodes = [part if isinstance(part, fixed) else _filter("_shown", part) for part in node.nodes]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:
        self.generic_visit(node)
        return _filter("_joined", nodes.List(node.nodes, lineno=node.lineno))

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:
        self.generic_visit(node)
        return _filter("_weighed", node) if isinstance(node.arg, nodes.Slice) else node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:
        self.generic_visit(node)
        for operand in node.ops:
            searched = operand.op in ("in", "notin")
            if not isinstance(operand.expr, nodes.Const) and (searched or not isinstance(node.expr, nodes.Const)):
                operand.expr = _filter("_weighed", operand.expr)
        return node


def _filter(name: str, node: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


class _Generation(Extension):
    tags = {"generation"}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.FilterBlock(body, nodes.Filter(None, "_generated", [], [], None, None, lineno=line), lineno=line)


# what methods and filters are asked before they run


def _guard_replace(text: str, old: Any, new: Any, *_: Any, **__: Any) -> None:
    if isinstance(old, str) and isinstance(new, str):
        _limit(len(text) + text.count(old) * len(new))


def _guard_join(separator: Any, items: Any) -> None:
    if isinstance(items, (list, tuple, dict)):
        _limit_written(items)
        _limit(len(str(separator)) * len(items))


def _guard_percent(text: str, *values: Any, **named: Any) -> None:
    if re.search(r"\*|\d{5}", text):
        raise TemplateStopped(f"it pads a text to more than {MAX_WIDTH:,} characters")
    _guard_fields(text.count("%"), [*values, *named.values()])


def _guard_fields(fields: int, values: list[Any]) -> None:
    _limit_written(values)
    if fields > 100:
        _limit_written([values] * fields)


def _guard_indent(text: Any, width: Any = 4, *_: Any, **__: Any) -> None:
    _limit_width(width)
    size = len(width) if isinstance(width, str) else width if isinstance(width, int) else 0
    _limit((str(text).count("\n") + 1) * size)


def _guard_sum(items: Any, attribute: Any = None, start: Any = 0) -> None:
    if not isinstance(start, (int, float)):
        raise TemplateStopped("it sums up what are no numbers")


_METHOD_GUARDS: dict[str, Callable[..., None]] = {
    "center": lambda text, *values: _limit_width(*values),
    "ljust": lambda text, *values: _limit_width(*values),
    "rjust": lambda text, *values: _limit_width(*values),
    "zfill": lambda text, *values: _limit_width(*values),
    "expandtabs": lambda text, size=8, **named: _guard_indent(text.replace("\t", "\n"), named.get("tabsize", size)),
    "replace": _guard_replace,
    "join": _guard_join,
}
_FILTER_GUARDS: dict[str, Callable[..., Any]] = {
    "batch": lambda items, count, *_: _limit_width(count),
    "center": lambda text, width=80: _limit_width(width),
    "format": _guard_percent,
    "indent": _guard_indent,
    "replace": lambda text, *values, **named: _guard_replace(str(text), *values, **named),
    "slice": lambda items, count, *_: _limit_width(count),
    "string": _limit_written,
    "sum": _guard_sum,
    "tojson": lambda value, ensure_ascii=False, indent=None, *_, **__: _limit_written(
        value, len(indent) if isinstance(indent, str) else indent or 0
    ),
    "wordwrap": lambda text, width=79, *_, **__: _limit_width(width),
}
_GUARDED_COMPARISONS = ("eq", "==", "equalto", "ne", "!=", "lt", "<", "lessthan", "le", "<=", "gt", ">", "greaterthan",
                        "ge", ">=", "in")  # fmt: skip
# bytes have all that is guarded here once more, and no template needs them
_NO_ATTRIBUTES = frozenset(("encode", "translate", "to_bytes", "from_bytes", "fromhex"))
_OF_JINJA = ("_loop_vars", "_block_vars")  # which its compiler hands to every call
_OF_DICTS = frozenset(dir(dict))
_OF_TEXTS = frozenset(name for name in dir(str) if not name.startswith("_")) - _NO_ATTRIBUTES - {"format", "format_map"}


def _guarded_filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    passed = getattr(getattr(function, "jinja_pass_arg", None), "name", None)
    guard = _FILTER_GUARDS.get(name)

    @pass_context
    def guarded(context: Any, value: Any, *args: Any, **named: Any) -> Any:
        _spend(context, 1 + _weight(value))
        if name == "join" and not isinstance(value, str):
            value = list(_counted(value, context)) if isinstance(value, Iterable) else value
            _guard_join(args[0] if args else named.get("d", ""), value)
        if guard is not None:
            guard(value, *args, **named)
        if passed == "context":
            value = function(context, value, *args, **named)
        elif passed == "eval_context":
            value = function(context.eval_ctx, value, *args, **named)
        elif passed == "environment":
            value = function(context.environment, value, *args, **named)
        else:
            value = function(value, *args, **named)
        return _counted(value, context) if type(value) is GeneratorType else _accept(context, value)

    return guarded


def _guarded_test(function: Any) -> Callable[..., Any]:
    @pass_context
    def guarded(context: Any, value: Any, other: Any) -> Any:
        _spend(context, 1 + _weight(other))
        return function(value, other)

    return guarded


class _Formatter(SandboxedFormatter):
    """str.format: each field may be padded a little, and all of them together are one text."""

    length = 0

    def format_field(self, value: Any, format_spec: str) -> Any:
        _limit_width(*map(int, re.findall(r"\d+", format_spec)))
        _limit_written(value)
        text = super().format_field(value, format_spec)
        self.length += len(text)
        _limit(self.length)
        return text


class _Environment(ImmutableSandboxedEnvironment):
    context_class = _Context
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template: nodes.Template = _Metered().visit(super()._parse(source, name, filename))
        return template

    def call(self, context: Any, called: Any, /, *args: Any, **named: Any) -> Any:
        _spend(context, 1)
        owner = getattr(called, "__self__", None)
        if isinstance(owner, str):
            guard = _METHOD_GUARDS.get(called.__name__)
            if guard is not None:
                if called.__name__ == "join":
                    args = tuple(list(_counted(items, context)) for items in args)
                guard(owner, *args, **{name: value for name, value in named.items() if name not in _OF_JINJA})
            _spend(context, len(owner) // _CHARACTERS_A_STEP)
        return _accept(context, super().call(context, called, *args, **named))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "+" and type(left) is str and type(right) is str:
            _limit(len(left) + len(right))
            _spend(context, 1 + (len(left) + len(right)) // _CHARACTERS_A_STEP)
            return left + right
        _guard_operation(operator, left, right)
        return _accept(context, super().call_binop(context, operator, left, right))

    def getattr(self, obj: Any, attribute: str) -> Any:
        kind = type(obj)
        if kind is dict and attribute not in _OF_DICTS:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if kind is str and attribute in _OF_TEXTS:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return attr not in _NO_ATTRIBUTES and super().is_safe_attribute(obj, attr, value)

    def unsafe_undefined(self, obj: Any, attribute: str) -> jinja2.Undefined:
        raise SecurityError(f"{attribute!r} of a {type(obj).__name__}")

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        if super().wrap_str_format(value) is None:
            return None
        text, of_mapping = value.__self__, value.__name__ == "format_map"

        def formatted(*args: Any, **named: Any) -> str:
            if of_mapping:
                args, named = (), dict(*args)
            return str(_Formatter(self).vformat(text, args, named))

        return formatted


def _guard_operation(operator: str, left: Any, right: Any) -> None:
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    if operator == "%" and isinstance(left, str):
        _guard_percent(left, right)
    elif operator in ("*", "**") and isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * abs(right) if operator == "**" else left.bit_length() + right.bit_length()
        if bits > _MAX_BITS:
            raise TemplateStopped("it makes a number that is too large")
    elif operator == "*" and not numbers:
        items, times = (right, left) if isinstance(left, int) else (left, right)
        if isinstance(items, str) and isinstance(times, int):
            _limit(len(items) * times)
        elif isinstance(items, (list, tuple)) and isinstance(times, int) and len(items) * times > MAX_ITEMS:
            raise TemplateStopped(f"it makes a list of more than {MAX_ITEMS:,} items")


# what templates find there


class _Namespace(Namespace):
    def __init__(*args: Any, **named: Any) -> None:
        self, *rest = args
        values = dict(*rest, **named)
        for name in values:
            _require_plain_name(name)
        Namespace.__init__(self, values)

    def __setitem__(self, name: str, value: Any) -> None:
        _require_plain_name(name)
        super().__setitem__(name, value)


def _require_plain_name(name: str) -> None:
    if str(name).startswith("_"):
        raise SecurityError(f"the name {name!r} begins with an underscore")


def _raise_exception(message: str) -> None:
    raise jinja2.TemplateError(message)


def _tojson(
    value: Any, ensure_ascii: bool = False, indent: Any = None, separators: Any = None, sort_keys: bool = False
) -> str:
    """Jinja's own escapes what is special in HTML."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def _strftime_now(format: str) -> str:
    if re.search(r"\d{3}", format):
        raise TemplateStopped("it asks for a date wider than any")
    return datetime.now().strftime(format)


def _dict(*args: Any, **named: Any) -> dict[Any, Any]:
    return dict(*args, **named)


def _environment() -> _Environment:
    environment = _Environment(trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, loopcontrols])
    environment.filters["tojson"] = _tojson
    environment.filters.update({name: _guarded_filter(name, one) for name, one in environment.filters.items()})
    own = {"_step": _step, "_weighed": _weighed, "_shown": _shown, "_joined": _joined, "_generated": _generated}
    environment.filters.update(own)
    environment.tests.update({name: _guarded_test(environment.tests[name]) for name in _GUARDED_COMPARISONS})
    del environment.globals["lipsum"]  # as much nonsense as is asked for
    environment.globals |= {
        "raise_exception": _raise_exception,
        "strftime_now": _strftime_now,
        "dict": _dict,
        "namespace": _Namespace,
    }
    return environment


_ENVIRONMENT = _environment()
