"""A sentence of the core is said in one language from its beginning to its end."""

import re
from collections.abc import Iterator

import pytest

from tuning_core.data.jinja_sandbox import TemplateFault, compiled
from tuning_core.data.row_parsing import parsed
from tuning_core.data.row_store import Entry
from tuning_core.pattern_faults import pattern_fault
from workbench.core_sentences import HOLE, LISTED_BY_OR, NAMED, OWNED, QUOTES
from workbench.extract_texts import texts
from workbench.translation import CHINESE, CORE, ENGLISH, speak, tr_core
from workbench.wording import plain_sentence

ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
NAMES = re.compile(
    r"say which is which in “列”(, as in)?|as in \{|LSTM|Hugging Face|Apple GPU|`[^`]+`|Functional form|“[^”]*”"
)
OWN = 'part of mine; 2nd: "new".jsonl'  # what a person may call a file
TOLD = 'size mismatch of "head"; got 3: stop'  # what a library may say


@pytest.fixture(autouse=True)
def chinese(qapp: object) -> Iterator[None]:
    speak(CHINESE)
    yield
    speak(ENGLISH)


def value_for(name: str, at: int, pattern: str) -> str:
    plain = name.rstrip("_0123456789")
    if LISTED_BY_OR.fullmatch(name):
        return f"'a{at}' or 'b{at}'"
    if plain in NAMED:
        return "gradient"
    if plain in OWNED and at == 0:
        return OWN.replace(" of ", "-") if "} of " in pattern else OWN  # a of b of c can be read in two ways
    return TOLD if plain in QUOTES else f"q{at}_proj"


def filled(pattern: str) -> tuple[str, list[str]]:
    values = {name: value_for(name, at, pattern) for at, name in enumerate(dict.fromkeys(HOLE.findall(pattern)))}
    return HOLE.sub(lambda hole: values[hole[1]], pattern), [*values.values()]


def left_over(said: str, values: list[str]) -> str:
    said = said.replace("：", ": ")
    for value in values:
        said = said.replace(value, "…")
    return NAMES.sub("…", said)


@pytest.mark.slow
def test_no_sentence_of_the_core_is_left_half_in_english() -> None:
    wrong = []
    for pattern in texts()[CORE]:
        text, values = filled(pattern)
        said = plain_sentence(text)
        if ENGLISH_WORDS.search(left_over(said, values)):
            wrong.append((text, said))
    assert wrong == [], "\n".join(f"{text} -> {said}" for text, said in wrong)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "2 rows at once instead of 8, with as many in a step: a little slower. Frees about 24.5 MB; the run then "
            "needs 648.2 MB.",
            "一次 2 行而不是 8 行，每步总行数不变：稍慢。约省 24.5 MB，之后这次训练需要 648.2 MB。",
        ),
        (
            "The gradient stopped being a number at step 2; lower training.learning_rate to 0.001; it peaks at 1e+09; "
            "there is no good checkpoint yet; the rows of the step: train.jsonl:345, train.jsonl:3 and 8 more rows.",
            "第 2 步的梯度不再是数值；“学习率”峰值为 1e+09，请降到 0.001；还没有可用的检查点；"
            "这一步的行：train.jsonl:345, train.jsonl:3 等，另有 8 行。",
        ),
        (
            "sst2.csv: the columns sentence, label can be taken as question and answer (instruction = sentence, output "
            "= label) or as a plain text (text = sentence); model.task = 'sequence_classification' learns label as "
            'classes; say which is which in data.columns, as in {instruction = "sentence", output = "label"} or '
            '{text = "sentence"}.',
            "sst2.csv：sentence, label 这些列可以理解为问答（instruction = sentence, output = label），"
            "也可以理解为纯文本（text = sentence）；若把“任务”设为“文本分类”，"
            "则把 label 当作类别学习；请选择各列的角色。",
        ),
    ],
)
def test_what_is_made_of_many_parts_is_translated_to_its_end(text: str, said: str) -> None:
    assert plain_sentence(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "The gradient stopped being a number at step 2; nobody has ever said this before.",
        "notes of mine",
        "nobody said what is wrong with it; mend it.",
        "rows.jsonl:4: nobody has said this",
    ],
)
def test_what_is_not_known_to_its_end_stays_whole(text: str) -> None:
    assert tr_core(text) == text


@pytest.mark.parametrize("path", ["part of mine.txt", "a; b.txt", "The row is empty.txt", 'say "no".txt', "x: y.txt"])
def test_a_files_name_stays_as_it_is(path: str) -> None:
    assert tr_core(f"{path} is empty.") == f"{path} 是空的。"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{"a": }', "此行不是有效的 JSON（第 7 个字符处缺少值）"),
        ('{"a" 1}', "此行不是有效的 JSON（第 6 个字符处缺少冒号）"),
        ('{"a": "b', "此行不是有效的 JSON（第 7 个字符处开始的文本没有闭合）"),
        ('{"a": 1} b', "此行不是有效的 JSON（第 9 个字符处有多余的文本）"),
    ],
)
def test_a_broken_row_is_told_in_chinese(row: str, said: str) -> None:
    assert tr_core(parsed("x.jsonl", Entry(1, row.encode())).reason) == said


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{% if x", "模板提前结束，缺少 %}"),
        ("{{ x", "模板提前结束，缺少 }}"),
        ("{% if x %}", "if 块没有闭合"),
        ("{{ x | nothing }}", "没有过滤器 nothing"),
        ("{% nothing %}", "标签 nothing 无法识别，或者不应在这里"),
        ("{# x", "注释没有用 #} 闭合"),
        ("{{ x y }}", "应为 }}，却是 y"),
        ("{{ }}", "这里不应有 }}"),
        ("{{ ? }}", "这里不应有 ?"),
    ],
)
def test_a_broken_template_is_told_in_chinese(template: str, said: str) -> None:
    with pytest.raises(TemplateFault) as refused:
        compiled(template)
    assert tr_core(f"data.template, line 1: {refused.value}.") == f"data.template，第 1 行：{said}。"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("([", "第 2 个字符处的 [ 没有闭合"),
        ("q(proj", "第 2 个字符处的 ( 没有闭合"),
        ("*q", "第 1 个字符处的 * 前面没有可重复的内容"),
        ("q)", "第 2 个字符处的 ) 没有与之对应的开头"),
        ("q**", "第 3 个字符处的 * 重复了已经重复的内容"),
        ("[z-a]", "第 2 个字符处的范围前后颠倒"),
        ("a\\", "第 2 个字符处的反斜杠与其后的内容没有含义"),
    ],
)
def test_a_broken_pattern_is_told_in_chinese_with_its_place_from_1(pattern: str, said: str) -> None:
    with pytest.raises(re.error) as refused:
        re.compile(pattern)
    assert tr_core(pattern_fault(refused.value)) == said
