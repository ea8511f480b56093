"""A merged model: base and adapter as one ordinary model folder, read back and compared before it is called done."""

import copy
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel
from transformers.utils import logging as transformers_logging

from tuning_core.background import heed
from tuning_core.data.templates import template_for_task
from tuning_core.errors import BadInput
from tuning_core.events import Event, Exported, Loading
from tuning_core.files_aside import folder_aside, require_new_folder
from tuning_core.models.loss import decoder_inputs
from tuning_core.models.tasks import CLASSIFICATIONS, auto_class, task_of
from tuning_core.models.weights import as_stored, is_quantized, read_bias, read_weight
from tuning_core.replies import greedy_replies
from tuning_core.tuned_model import TunedModel

_COMPARED_TOKENS = 32  # length of the greedy replies that are compared
_PROMPTS = ("Hello", "Once upon a time", "What is this?", "1 + 1 =")


def exporting_merged(
    tuned: TunedModel,
    tokenizer: Any,
    folder: Path,
    stop: threading.Event | None = None,
    prompts: Sequence[Sequence[int]] | None = None,
    template: str = "auto",
) -> Generator[Event, None, Exported]:
    """Writes base and adapter as one model that any program loads; the model in memory is not touched. Quantised layers
    become dense ones. Then the files are read back: largest difference of the logits, and whether greedy replies agree
    (for a classifier: the classes it names), over `prompts` (token ids; default: a few short texts). Raises BadInput
    before anything is written, JobFailed when writing fails, Stopped when `stop` is set; in each case nothing is left
    behind."""
    folder = Path(folder)
    if not tuned.method.mergeable:
        raise BadInput(f"{tuned.method.title} cannot be merged into the weights; export the adapter instead.")
    yield Loading("Merging")
    plain = merged_model(tuned)
    require_new_folder(folder, sum(p.numel() * p.element_size() for p in plain.parameters()))
    heed(stop)
    if folder.is_dir():
        folder.rmdir()
    yield Loading("Writing the merged model")
    with folder_aside(folder) as aside, _no_progress_bars():
        _write(plain, tokenizer, aside, template)
        heed(stop)
        yield Loading("Reading the written files back")
        written = _read_back(aside, plain)
        asked = prompts or _short_prompts(tokenizer, task_of(plain))
        difference, same = 0.0, True
        for number, (one_difference, one_same) in enumerate(_compare(tuned, written, asked, tokenizer), start=1):
            difference, same = max(difference, one_difference), same and one_same
            heed(stop)
            yield Loading("Comparing replies", number, len(asked))
    done = Exported(str(folder), difference, same)
    yield done
    return done


@torch.no_grad()
def merged_model(tuned: TunedModel) -> PreTrainedModel:
    """An ordinary model with the method folded in. It shares the tensors that did not change with the tuned model."""
    base = tuned.model
    # A quantised base is merged into its dequantised weights, which is what the adapter was trained against.
    dtype = torch.bfloat16 if base.dtype not in (torch.float32, torch.float16) else base.dtype
    state = {name: tensor for name, tensor in base.state_dict().items() if not _is_quantization_detail(name)}
    for name, layer in base.named_modules():
        branch = tuned.branches.get(name)
        own = getattr(layer, "weight", None)
        if branch is not None and isinstance(own, Tensor):
            kept = dtype if is_quantized(layer) else own.dtype
            weight, bias = branch.merged(read_weight(layer), read_bias(layer))
            state[f"{name}.weight"] = as_stored(layer, weight).to(kept)
            if bias is not None:
                state[f"{name}.bias"] = bias.to(kept)
        elif isinstance(layer, nn.Linear) and is_quantized(layer):
            state[f"{name}.weight"] = read_weight(layer).to(dtype)
    config = copy.deepcopy(base.config)
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    if _has_parted(base, state):
        config.tie_word_embeddings = config.get_text_config().tie_word_embeddings = False
        # Nothing is tied any more, so each needs a weight of its own: files hold no shared memory.
        state |= {name: state[name].clone() for name in cast(Any, base).all_tied_weights_keys}
    plain = _empty_model_for(state, config, base)
    plain.load_state_dict(state, strict=True, assign=True)
    plain.tie_weights()
    if plain.can_generate():
        plain.generation_config = copy.deepcopy(base.generation_config)
    return cast(PreTrainedModel, plain.eval())


def _has_parted(base: PreTrainedModel, state: dict[str, Tensor]) -> bool:
    """Whether a weight was merged or trained without the one that it is tied to in the base."""
    tied: dict[str, str] = cast(Any, base).all_tied_weights_keys
    return any(state[one].data_ptr() != state[other].data_ptr() for one, other in tied.items())


def _empty_model_for(state: dict[str, Tensor], config: Any, base: PreTrainedModel) -> PreTrainedModel:
    """A model without weights that takes all of `state`. For biases which the base has not, its configuration is made
    to ask for biases, and those that nothing was learned for are added as zeros.
    Raises BadInput where the architecture knows none."""
    new = sorted(state.keys() - base.state_dict().keys())
    for name in vars(config) if new else ():
        if "bias" in name and getattr(config, name) is False:
            setattr(config, name, True)
    with torch.device("meta"):
        plain = cast(PreTrainedModel, auto_class(task_of(base)).from_config(config, dtype=base.dtype))
    if not new:
        return plain
    asked = plain.state_dict()
    missing = asked.keys() - state.keys()
    odd = sorted(state.keys() - asked.keys()) + sorted(name for name in missing if not name.endswith(".bias"))
    if odd:
        raise BadInput(
            f"{type(base).__name__} has no place for the biases that were added, as {odd[0]} shows; export the adapter "
            f"instead."
        )
    for name in missing:
        weight = state[name.removesuffix("bias") + "weight"]
        state[name] = torch.zeros(asked[name].shape, dtype=weight.dtype, device=weight.device)
    return plain


def _is_quantization_detail(name: str) -> bool:
    return ".weight." in name or name.endswith((".SCB", ".weight_format"))


def _write(plain: PreTrainedModel, tokenizer: Any, folder: Path, template: str) -> None:
    """Model, tokenizer, and the chat template that was trained with, so that other programs speak to it alike."""
    plain.save_pretrained(folder)
    twin = copy.deepcopy(tokenizer)
    used = template_for_task(tokenizer, template, task_of(plain))
    if used is not None and used.name != "the model's own":
        twin.chat_template = used.portable_source
    twin.save_pretrained(folder)


def _read_back(folder: Path, like: PreTrainedModel) -> PreTrainedModel:
    weight = next(like.parameters())
    model = auto_class(task_of(like)).from_pretrained(folder, dtype=weight.dtype, use_safetensors=True)
    return cast(PreTrainedModel, model.to(weight.device).eval())


def _short_prompts(tokenizer: Any, task: str) -> list[list[int]]:
    """A text that is to be written on must not end in an end mark; for all else the tokenizer's own marks belong."""
    encoded = [tokenizer(text, add_special_tokens=task != "causal_lm")["input_ids"] for text in _PROMPTS]
    return [token_ids for token_ids in encoded if token_ids]


@torch.no_grad()
def _compare(
    tuned: TunedModel, written: PreTrainedModel, prompts: Sequence[Sequence[int]], tokenizer: Any
) -> Iterator[tuple[float, bool]]:
    tuned.eval()
    pad_id = tokenizer.pad_token_id or 0
    task = task_of(written)
    for prompt in prompts:
        inputs = {"input_ids": torch.tensor([list(prompt)], device=tuned.device)}
        replies: list[list[list[int]]] = []
        if task not in CLASSIFICATIONS:
            replies = [greedy_replies(model, [prompt], pad_id, _COMPARED_TOKENS) for model in (tuned, written)]
        if task == "seq2seq_lm":
            inputs["decoder_input_ids"] = decoder_inputs(written, torch.tensor(replies[0], device=tuned.device))
        expected, got = tuned(**inputs).logits, written(**inputs).logits
        same = replies[0] == replies[1] if replies else torch.equal(expected.argmax(-1), got.argmax(-1))
        yield float((expected.float() - got.float()).abs().max()), same


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            transformers_logging.enable_progress_bar()
