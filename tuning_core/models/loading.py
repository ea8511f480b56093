"""Loading a model's weights and tokenizer, with progress, so that it can be stopped."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn
from transformers import AutoTokenizer, PreTrainedModel
from transformers.utils import logging as transformers_logging

from tuning_core.background import Tell, heed, reported, result_of
from tuning_core.errors import BadInput, Stopped
from tuning_core.events import Event, Loading
from tuning_core.models.card import ModelCard, card_of
from tuning_core.models.folder import finding
from tuning_core.models.layers import device_of
from tuning_core.models.tasks import CLASSIFICATIONS, HeadOfFiles, auto_class, head_of_files, head_parameters
from tuning_core.run_file import ModelSettings


@dataclass(frozen=True, eq=False)
class LoadedModel:
    model: PreTrainedModel
    tokenizer: Any
    card: ModelCard
    settings: ModelSettings
    head: HeadOfFiles | None = None  # a classifier's

    @property
    def device(self) -> str:
        return str(device_of(self.model))

    @property
    def memory_bytes(self) -> int:
        """Of the weights."""
        unique = {parameter.data_ptr(): parameter for parameter in self.model.parameters()}
        return sum(parameter.numel() * parameter.element_size() for parameter in unique.values())


def loading(settings: ModelSettings, stop: threading.Event | None = None) -> Generator[Event, None, LoadedModel]:
    """Raises BadInput for a model that cannot be used, Stopped when `stop` is set."""
    yield Loading(f"Opening {settings.path}")
    folder = yield from finding(settings, stop)
    card = card_of(folder, settings)
    tokenizer = _tokenizer(folder, settings)
    model, lacking = yield from reported(lambda tell: _model(folder, settings, card, tell), stop)
    heed(stop)
    if settings.task not in CLASSIFICATIONS:
        return LoadedModel(model, tokenizer, card, settings)
    _tell_padding_apart(model, tokenizer)
    return LoadedModel(model, tokenizer, card, settings, head_of_files(model, lacking))


def load_tokenizer(settings: ModelSettings) -> Any:
    """The tokenizer alone. Raises BadInput."""
    return _tokenizer(result_of(finding(settings)), settings)


def load_model(
    path: str,
    task: str = "causal_lm",
    quantization: str = "none",
    dtype: str = "auto",
    device: str = "auto",
    **trust: bool,
) -> tuple[PreTrainedModel, Any]:
    """(model, tokenizer); `trust` may name allow_pickle or trust_remote_code. Raises BadInput."""
    settings = ModelSettings.checked(
        "model", path=str(path), task=task, quantization=quantization, dtype=dtype, device=device, **trust
    )
    loaded = result_of(loading(settings))
    return loaded.model, loaded.tokenizer


def device_named(name: str) -> torch.device:
    """Raises BadInput for a device that this machine or this build of torch lacks."""
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(name)
    if device.type == "cuda" and (not torch.cuda.is_available() or (device.index or 0) >= torch.cuda.device_count()):
        raise BadInput(
            f"model.device = {name!r}: torch sees {torch.cuda.device_count()} CUDA devices here; use auto or cpu."
        )
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise BadInput("model.device = 'mps': this machine has no Apple GPU that torch can use; use auto or cpu.")
    return device


def _tokenizer(folder: Path, settings: ModelSettings) -> Any:
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=settings.trust_remote_code)
    except Exception as error:
        raise BadInput(f"{folder}: the tokenizer cannot be loaded: {str(error).strip().splitlines()[0]}") from None
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    return tokenizer


_HEAD_SEED = 0  # a head that the files lack starts alike at every load


def _model(
    folder: Path, settings: ModelSettings, card: ModelCard, tell: Tell
) -> tuple[PreTrainedModel, frozenset[str]]:
    """And the parameters of its head that the files lack, or hold in another shape."""
    device = device_named(settings.device)
    head = head_parameters(card.skeleton)
    options: dict[str, Any] = {"ignore_mismatched_sizes": bool(head)}
    if settings.quantization != "none":
        options["quantization_config"] = _quantization(settings, head)
        options["device_map"] = {"": str(device)}
    try:
        with _progress(tell), torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
            torch.manual_seed(_HEAD_SEED)
            model, report = auto_class(settings.task).from_pretrained(
                folder,
                dtype=settings.dtype,
                use_safetensors=None if settings.allow_pickle else True,
                trust_remote_code=settings.trust_remote_code,
                output_loading_info=True,
                **options,
            )
    except (Stopped, BadInput):
        raise
    except Exception as error:
        raise BadInput(f"{folder}: the weights cannot be loaded: {str(error).strip().splitlines()[0]}") from None
    misshapen = [key if isinstance(key, str) else key[0] for key in report["mismatched_keys"]]
    lacking = frozenset({*report["missing_keys"], *misshapen})
    if wanting := sorted(lacking.difference(head)):
        raise BadInput(
            f"{folder}: the weights do not fit the config; {len(wanting)} are missing or misshapen, as {wanting[0]}."
        )
    if settings.quantization == "none":
        tell(Loading(f"Moving the model to {device}"))
        model = model.to(device)
    _keep_quantized_layers_plain(model)
    return cast(PreTrainedModel, model.eval().requires_grad_(False)), lacking


def _tell_padding_apart(model: PreTrainedModel, tokenizer: Any) -> None:
    """Decoders name a text's class at its last token, which they find by the padding's id."""
    if not model.config.is_encoder_decoder and tokenizer.pad_token_id is not None:
        model.config.get_text_config().pad_token_id = tokenizer.pad_token_id


def _quantization(settings: ModelSettings, head: tuple[str, ...]) -> Any:
    """A classifier's head stays dense, as it is trained; a model that writes text keeps the layers dense that
    transformers thinks best."""
    from transformers import BitsAndBytesConfig

    dense = sorted({name.rpartition(".")[0] for name in head}) or None
    if settings.quantization == "int8":
        return BitsAndBytesConfig(load_in_8bit=True, llm_int8_skip_modules=dense)
    return BitsAndBytesConfig(
        llm_int8_skip_modules=dense,
        load_in_4bit=True,
        bnb_4bit_quant_type=settings.quantization,
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.float32 if settings.dtype == "float32" else torch.bfloat16,
    )


def _keep_quantized_layers_plain(model: nn.Module) -> None:
    # On AVX512-BF16 processors bitsandbytes repacks 4-bit weights at the first evaluation, after which they can
    # neither be dequantised nor trained through; this switch of its Linear4bit keeps them as they are.
    layers: list[Any] = list(model.modules())
    for layer in layers:
        if hasattr(layer, "support_avx512bf16_for_cpu"):
            layer.support_avx512bf16_for_cpu = False


@contextmanager
def _progress(tell: Tell) -> Any:
    """Turns transformers' progress bars into Loading events."""

    def hook(factory: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        bar = factory(*args, **{**kwargs, "disable": True})
        total = len(args[0]) if args and hasattr(args[0], "__len__") else 0
        return _Told(args[0], total, tell) if args else bar

    before = transformers_logging.set_tqdm_hook(hook)
    try:
        yield
    finally:
        transformers_logging.set_tqdm_hook(before)


class _Told:
    """Stands in for a progress bar: tells every fiftieth of the way."""

    def __init__(self, items: Any, total: int, tell: Tell) -> None:
        self.items, self.total, self.tell = items, total, tell

    def __iter__(self) -> Any:
        for done, item in enumerate(self.items):
            if done % max(1, self.total // 50) == 0:
                self.tell(Loading("Loading weights", done, self.total))
            yield item

    def __enter__(self) -> "_Told":
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def update(self, *args: object) -> None:
        pass

    def close(self) -> None:
        pass
