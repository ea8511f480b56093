"""A model's card: its shape, read without its weights."""

import json
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoConfig

from tuning_core.errors import BadInput, NotDownloaded
from tuning_core.models.folder import check_files, local_folder, safetensors_header, weight_files
from tuning_core.models.layers import kind_of, layer_number, linear_shape, output_head, width_of
from tuning_core.models.tasks import auto_class, sees_the_whole_text, tasks_for
from tuning_core.run_file import ModelSettings


@dataclass(frozen=True)
class ModuleInfo:
    """One module that holds weights. `shape` is (outputs, inputs) for a linear layer."""

    name: str
    kind: str
    layer: int | None
    shape: tuple[int, ...]
    parameters: int


@dataclass(frozen=True)
class ModelCard:
    """`skeleton` is the model on the meta device: its shape without memory, for counting what a method would add."""

    path: str
    name: str
    architecture: str
    layers: int
    width: int
    vocabulary: int
    context: int
    parameters: int
    dtype: str
    files_bytes: int
    has_chat_template: bool
    licence: str
    modules: tuple[ModuleInfo, ...] = field(repr=False)
    skeleton: nn.Module = field(repr=False, compare=False)


def read_card(settings: ModelSettings) -> ModelCard:
    """Reads config and file headers only. Raises BadInput for what is no model; of the kind NotDownloaded for a Hub id
    that is not in the cache."""
    folder = local_folder(settings.path)
    if folder is None:
        raise NotDownloaded(f"{settings.path} is not on this machine yet; load it once to download it.")
    check_files(folder, settings)
    return card_of(folder, settings)


def card_of(folder: Path, settings: ModelSettings) -> ModelCard:
    config = read_config(folder, settings)
    skeleton = _quantised(_skeleton(config, folder, settings), settings.quantization)
    files = weight_files(folder)
    dtypes = [entry["dtype"] for file in files for entry in safetensors_header(file).values()]
    text_config = config.get_text_config()
    return ModelCard(
        path=settings.path,
        name="starter" if settings.path == "starter" else folder.name,
        architecture=re.sub(r"(For.*|LMHeadModel)$", "", type(skeleton).__name__),
        layers=int(getattr(text_config, "num_hidden_layers", 0)),
        width=width_of(config),
        vocabulary=int(getattr(text_config, "vocab_size", 0)),
        context=int(getattr(text_config, "max_position_embeddings", 0) or 0),
        parameters=sum(parameter.numel() for parameter in skeleton.parameters()),
        dtype=_DTYPES.get(max(set(dtypes), key=dtypes.count), "?")
        if dtypes
        else str(config.dtype).removeprefix("torch."),
        files_bytes=sum(file.stat().st_size for file in files),
        has_chat_template=_has_template(folder),
        licence=_licence(folder),
        modules=tuple(_module_infos(skeleton)),
        skeleton=skeleton,
    )


_DTYPES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16", "F64": "float64", "I8": "int8", "U8": "uint8"}


def read_config(folder: Path, settings: ModelSettings) -> Any:
    try:
        return AutoConfig.from_pretrained(folder, trust_remote_code=settings.trust_remote_code)
    except Exception as error:  # a broken config raises whatever its architecture's code trips over
        if "trust_remote_code" in str(error):
            raise BadInput(
                f"{folder} runs code of its own; set model.trust_remote_code = true if you trust its authors."
            ) from None
        raise BadInput(f"{folder / 'config.json'} cannot be used: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


_DOES = {
    "causal_lm": "write text",
    "seq2seq_lm": "write text from text (model.task = 'seq2seq_lm')",
    "sequence_classification": "name a text's class (model.task = 'sequence_classification')",
    "token_classification": "name each word's class (model.task = 'token_classification')",
}


def _skeleton(config: Any, folder: Path, settings: ModelSettings) -> nn.Module:
    if settings.task == "causal_lm" and sees_the_whole_text(config):
        raise BadInput(
            f"{folder} holds a {config.model_type} model, which sees the whole text at once and cannot write text on; "
            f"set model.task to {' or '.join(tasks_for(config))}."
        )
    possible = tasks_for(config)  # none for a model whose code comes with it
    if possible and settings.task not in possible:
        raise BadInput(
            f"{folder} holds a {config.model_type} model, which cannot {_DOES[settings.task]}; "
            f"set model.task to {' or '.join(possible)}."
        )
    try:
        with torch.device("meta"):
            model: nn.Module = auto_class(settings.task).from_config(
                config, trust_remote_code=settings.trust_remote_code
            )
    except Exception as error:
        raise BadInput(
            f"{folder} holds a {config.model_type} model, which cannot {_DOES[settings.task]}: {_first_line(error)}"
        ) from None
    return model.requires_grad_(False)


def _quantised(skeleton: nn.Module, quantization: str) -> nn.Module:
    """With the kinds of layers that loading would give it, so that methods can say before whether they serve it."""
    if quantization == "none" or find_spec("bitsandbytes") is None:  # without it, loading says what is missing
        return skeleton
    from transformers import BitsAndBytesConfig
    from transformers.integrations.bitsandbytes import replace_with_bnb_linear

    four_bits = quantization != "int8"
    kinds = BitsAndBytesConfig(load_in_4bit=four_bits, load_in_8bit=not four_bits)
    head = output_head(skeleton)
    kept = [name for name, module in skeleton.named_modules() if module is head]
    replaced: nn.Module = replace_with_bnb_linear(skeleton, modules_to_not_convert=kept, quantization_config=kinds)
    return replaced.requires_grad_(False)


def _module_infos(model: nn.Module) -> list[ModuleInfo]:
    infos = []
    for name, module in model.named_modules():
        own = list(module.parameters(recurse=False))
        if own and name:
            kind = kind_of(module)
            shape = linear_shape(module) if kind == "linear" else tuple(own[0].shape)
            infos.append(ModuleInfo(name, kind, layer_number(name), shape, sum(p.numel() for p in own)))
    return infos


def _has_template(folder: Path) -> bool:
    if (folder / "chat_template.jinja").is_file():
        return True
    config = folder / "tokenizer_config.json"
    try:
        return bool(config.is_file() and json.loads(config.read_text(encoding="utf-8")).get("chat_template"))
    except ValueError:
        return False


def _licence(folder: Path) -> str:
    readme = folder / "README.md"
    if readme.is_file():
        found = re.search(r"^license:\s*(\S+)", readme.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
        if found:
            return found[1]
    return "Apache-2.0" if folder.parent.name == "starter" else ""
