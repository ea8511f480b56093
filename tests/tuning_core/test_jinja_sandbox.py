"""Templates of strangers: what they may not touch, and where each of them ends."""

import threading
from bisect import bisect_left

import pytest

from tuning_core import BadInput
from tuning_core.data import jinja_sandbox
from tuning_core.data.conversations import Message
from tuning_core.data.jinja_sandbox import TemplateFault, TemplateRefused, TemplateStopped, compiled, rendered
from tuning_core.data.templates import Template

VARIABLES = {"messages": [{"role": "user", "content": "hello"}], "bos_token": "<s>"}
FOREVER = "{% for a in range(99999) %}{% for b in range(99999) %}"
LONG = "{% set ns = namespace(s='aaaaaaaaaaaaaaaa') %}{% for i in range(60) %}"


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ ''['__class__'] }}",
        "{{ messages.__class__.__mro__ }}",
        "{{ ().__class__.__base__.__subclasses__() }}",
        "{{ ''|attr('__class__') }}{{ (''|attr('__class__')).mro() }}",
        "{{ [''] | map(attribute='__class__') | list }}",
        "{{ '{0.__class__}'.format('') }}",
        "{{ '{a.__class__}'.format_map({'a': ''}) }}",
        "{{ raise_exception.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ self._TemplateReference__context }}",
        "{{ self.__init__.__globals__ }}",
        "{% set ns = namespace(__class__=1) %}",
        "{% set ns = namespace() %}{% set ns._x = 1 %}",
        "{{ messages.append(1) }}",
        "{{ messages[0].update(role='assistant') }}",
        "{% for m in messages %}{{ loop.__class__ }}{% endfor %}",
        "{% macro m() %}{% endmacro %}{{ m.__call__ }}{{ m._func }}",
        "{{ 'a'.encode() }}",
        "{{ (1).to_bytes(9, 'big') }}",
        "{{ 'a'.translate({97: 'b'}) }}",
    ],
)
def test_no_template_reaches_pythons_internals(source: str) -> None:
    with pytest.raises(TemplateStopped) as raised:
        rendered(source, VARIABLES)
    assert "templates may not touch" in str(raised.value)
    assert VARIABLES["messages"] == [{"role": "user", "content": "hello"}]


@pytest.mark.parametrize("source", ["{% include 'a' %}", "{% import '/etc/passwd' as a %}", "{% extends 'a' %}"])
def test_no_template_reads_files(source: str) -> None:
    with pytest.raises(TemplateRefused, match="no loader"):
        rendered(source, VARIABLES)


@pytest.mark.parametrize(
    "source",
    [
        FOREVER + "{% endfor %}{% endfor %}",
        FOREVER + "x{% endfor %}{% endfor %}",
        FOREVER + "{% if b == 'x' %}{% break %}{% else %}{% continue %}{% endif %}{% endfor %}{% endfor %}",
        "{% set r = range(3000) %}{% for a in r %}{% for b in r if false %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) if range(99999) | list | length > a + 99999 %}{% endfor %}",
        "{% for a in range(99999) %}{% if range(99999) | select('odd') | sum == 1 %}{% endif %}{% endfor %}",
        "{% for a in range(99999) %}{{ (messages * 9999) | length }}{% endfor %}",
        "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
        "{% for a in [[[1]]] recursive %}{{ loop([a]) }}{% endfor %}",
        LONG + "{% set ns.s = ns.s + ns.s %}{% endfor %}",
        LONG + "{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        LONG + "{% set ns.s = [ns.s, ns.s] | join %}{% endfor %}",
        LONG + "{% set ns.s = ''.join([ns.s, ns.s]) %}{% endfor %}",
        LONG + "{% set ns.s = '%s%s' % (ns.s, ns.s) %}{% endfor %}",
        LONG + "{% set ns.s = '%s%s' | format(ns.s, ns.s) %}{% endfor %}",
        LONG + "{% set ns.s = '{0}{0}'.format(ns.s) %}{% endfor %}",
        LONG + "{% set ns.s = ns.s.replace('a', 'aa') %}{% endfor %}",
        LONG + "{% set ns.s = ns.s | replace('a', 'aa') %}{% endfor %}",
        LONG + "{% set ns.s %}{{ ns.s }}{{ ns.s }}{% endset %}{% endfor %}",
        LONG + "{% set ns.s = [ns.s, ns.s] | string %}{% endfor %}",
        LONG + "{% set ns.s = [ns.s, ns.s] | tojson %}{% endfor %}",
        LONG + "{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
        LONG + "{% set ns.s = {'a': ns.s, 'b': ns.s} %}{% endfor %}{{ ns.s | tojson }}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s]|sum(start=[]) %}{% endfor %}",
        "{% set ns = namespace(n=9) %}{% for i in range(60) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
        "{{ 'a' * 10000000000 }}",
        "{{ 10000000000 * 'a' }}",
        "{{ [1] * 10000000000 }}",
        "{{ (1, 2) * 10000000000 }}",
        "{{ 9 ** 99999 }}",
        "{{ 'a'.center(10000000000) }}",
        "{{ 'a'.ljust(10000000000) }}",
        "{{ 'a'.rjust(10000000000) }}",
        "{{ 'a'.zfill(10000000000) }}",
        "{{ '\t'.expandtabs(10000000000) }}",
        "{{ '\t'.expandtabs(tabsize=10000000000) }}",
        "{{ 'a' | center(10000000000) }}",
        "{{ 'a' | center(width=10000000000) }}",
        "{{ 'a\nb' | indent(10000000000) }}",
        "{{ ['a'] | tojson(indent=10000000000) }}",
        "{{ ['a'] | batch(10000000000, 'b') | list }}",
        "{{ ['a'] | slice(10000000000) | list }}",
        "{{ '%10000000000d' % 1 }}",
        "{{ '%*d' % (10000000000, 1) }}",
        "{{ '%10000000000d' | format(1) }}",
        "{{ '{:10000000000}'.format('a') }}",
        "{{ '{:{}}'.format('a', 10000000000) }}",
        "{{ '{a:10000000000}'.format_map({'a': 1}) }}",
        "{{ strftime_now('%10000000000Y') }}",
    ],
)  # fmt: skip
def test_every_template_comes_to_an_end(source: str) -> None:
    with pytest.raises(TemplateStopped):
        rendered(source, VARIABLES)


def test_a_template_is_stopped_at_the_same_step_each_time() -> None:
    def stops(turns: int) -> bool:
        loops = f"{{% for a in range({turns}) %}}{{% for b in range(9000) %}}{{% endfor %}}{{% endfor %}}"
        try:
            rendered(loops, VARIABLES)
        except TemplateStopped:
            return True
        return False

    most = bisect_left(range(120), True, key=stops)
    assert 60 < most < 120
    assert [stops(most - 1), stops(most), stops(most - 1), stops(most)] == [False, True, False, True]


def test_long_conversations_are_no_reason_to_stop() -> None:
    turns = [{"role": role, "content": "word " * 40} for _ in range(1000) for role in ("user", "assistant")]
    source = (
        "{% for m in messages %}{% if m.role == 'user' %}U{% else %}A{% endif %}: {{ m.content | trim }}\n{% endfor %}"
    )
    assert rendered(source, {"messages": turns})[0].count("\n") == 2000
    one = [{"role": "user", "content": "word " * 200_000}]
    assert len(rendered(source, {"messages": one})[0]) == 1_000_003


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("{% for m in messages %}", 1, "the block for is not closed"),
        ("a\nb {{ x | nothing }}", 2, "there is no filter nothing"),
        ("a\n{% generation %}b", 2, "the block generation is not closed"),
        ("{{ " + "(" * 5000, 1, "nested too deep"),
        ("".join(f"{{% for a{n} in x %}}" for n in range(40)) + "{% endfor %}" * 40, 1, "nested too deep"),
        ("{{ " + "9" * 5000 + " }}", 1, "integer"),
        ("a" * 1_000_001, 1, "at most 1,000,000 characters"),
    ],
)
def test_what_is_no_template_is_told_with_its_line(source: str, line: int, words: str) -> None:
    with pytest.raises(TemplateFault, match=words) as raised:
        compiled(source)
    assert raised.value.line in (line, source.count("\n") + 1)


def test_generation_blocks_tell_where_they_stand() -> None:
    source = (
        "{{ bos_token }}{% for m in messages %}<{% generation %}{{ m.content }}{% if loop.last %}!{% endif %}"
        "{% endgeneration %}>\n{% endfor %}{% generation %}{% endgeneration %}"
    )
    messages = [{"content": "ab"}, {"content": "日本 🙂"}]
    text, spans = rendered(source, {"messages": messages, "bos_token": "<s>"})
    assert text == "<s><ab>\n<日本 🙂!>\n"
    assert [text[start:stop] for start, stop in spans] == ["ab", "日本 🙂!", ""]


def test_a_refusal_is_the_templates_own_sentence() -> None:
    with pytest.raises(TemplateRefused, match=r"^only users here$"):
        rendered("{{ raise_exception('only users here.') }}", VARIABLES)


def test_one_template_renders_in_several_threads_at_once() -> None:
    source = "{% for m in messages %}{% generation %}{{ m.content }}{% endgeneration %} {% endfor %}"
    results: dict[int, list[bool]] = {}

    def render(number: int) -> None:
        messages = [{"content": str(number) * (1 + at)} for at in range(20)]
        expected = [m["content"] for m in messages]
        results[number] = []
        for _ in range(50):
            text, spans = rendered(source, {"messages": messages})
            results[number].append([text[start:stop] for start, stop in spans] == expected)

    threads = [threading.Thread(target=render, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(all(right) and len(right) == 50 for right in results.values())


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (FOREVER + "{% endfor %}{% endfor %}", f"takes more than {jinja_sandbox.STEPS:,} steps"),
        ("{{ 'a' * 99999999 }}", "makes a text of more than 10,000,000 characters"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself again and again"),
        ("{{ ''.__class__ }}", "asks for what templates may not touch"),
    ],
)
def test_the_person_reads_one_sentence(source: str, sentence: str) -> None:
    template = Template("mine.jinja", source, {}, ())
    with pytest.raises(
        BadInput, match=rf"^The chat template \(mine\.jinja\) was stopped: it {sentence}.*\.$"
    ) as raised:
        template.text([Message("user", "hi")])
    assert "\n" not in str(raised.value)
