"""Tiny random models of every architecture, written to disk as real ones are, and copies of them."""

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    BartConfig,
    BertConfig,
    BloomConfig,
    Gemma3TextConfig,
    GPT2Config,
    GPTNeoXConfig,
    LlamaConfig,
    MistralConfig,
    OPTConfig,
    Phi3Config,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen3Config,
    RobertaConfig,
    T5Config,
)

from tuning_core import load_model
from tuning_core.models.tasks import auto_class

_SIZES = {
    "vocab_size": 400,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
}
_DECODER = {**_SIZES, "num_key_value_heads": 2, "max_position_embeddings": 2048}
_MARKS = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 1}  # of the tiny tokenizers, of which
_UNPADDED = {**_MARKS, "pad_token_id": None}  # those of decoders have no mark for padding
_NO_DROPOUT = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
_T5 = {
    "vocab_size": 400,
    "d_model": 32,
    "d_kv": 8,
    "d_ff": 64,
    "num_layers": 2,
    "num_heads": 4,
    "dropout_rate": 0.0,
    "decoder_start_token_id": 1,
    **_MARKS,
}

# No dropout, so that training and evaluating compute the same.
CONFIGS: dict[str, Callable[[], Any]] = {
    "llama": lambda: LlamaConfig(**_DECODER, **_UNPADDED),
    "mistral": lambda: MistralConfig(**_DECODER, **_UNPADDED),
    "qwen2": lambda: Qwen2Config(**_DECODER, **_UNPADDED, tie_word_embeddings=True),
    "qwen3": lambda: Qwen3Config(**_DECODER, **_UNPADDED, head_dim=8),
    "gemma3": lambda: Gemma3TextConfig(**_DECODER, **_UNPADDED, head_dim=8, sliding_window=16,
                                       layer_types=["sliding_attention", "full_attention"]),
    "phi3": lambda: Phi3Config(**_DECODER, **_UNPADDED),
    "gpt2": lambda: GPT2Config(vocab_size=400, n_embd=32, n_layer=2, n_head=4, n_positions=2048, resid_pdrop=0.0,
                               embd_pdrop=0.0, attn_pdrop=0.0, **_UNPADDED),
    "gpt_neox": lambda: GPTNeoXConfig(**_SIZES, **_UNPADDED),
    "opt": lambda: OPTConfig(vocab_size=400, hidden_size=32, ffn_dim=64, num_hidden_layers=2, num_attention_heads=4,
                             word_embed_proj_dim=32, dropout=0.0, **_UNPADDED),
    "bloom": lambda: BloomConfig(vocab_size=400, hidden_size=32, n_layer=2, n_head=4, **_UNPADDED),
    "bert": lambda: BertConfig(**_SIZES, **_MARKS, **_NO_DROPOUT),
    "roberta": lambda: RobertaConfig(**_SIZES, **_MARKS, **_NO_DROPOUT, max_position_embeddings=514),
    "t5": lambda: T5Config(**_T5),
    "t5_gated": lambda: T5Config(**_T5, feed_forward_proj="gated-gelu", tie_word_embeddings=False),
    "bart": lambda: BartConfig(vocab_size=400, d_model=32, encoder_layers=2, decoder_layers=2, encoder_ffn_dim=64,
                               decoder_ffn_dim=64, encoder_attention_heads=4, decoder_attention_heads=4, dropout=0.0,
                               decoder_start_token_id=0, forced_eos_token_id=None, **_MARKS),
}  # fmt: skip

ENCODERS, ENCODER_DECODERS = ("bert", "roberta"), ("t5", "t5_gated", "bart")
DECODERS = tuple(kind for kind in CONFIGS if kind not in (*ENCODERS, *ENCODER_DECODERS))
CLASSES = ["neutral", "good", "bad"]
# Every architecture with every task that transformers has a class for.
ARCHITECTURES: list[tuple[str, str]] = [
    *((kind, "causal_lm") for kind in DECODERS),
    *((kind, "seq2seq_lm") for kind in ENCODER_DECODERS),
    *((kind, "sequence_classification") for kind in CONFIGS),
    *((kind, "token_classification") for kind in CONFIGS if kind not in ("gemma3", "opt", "bart")),
]


def write_tokenizer(folder: Path, ends: bool = False) -> None:
    """A byte-level BPE of 300 tokens without a chat template. With `ends` it puts the end mark behind every text that
    is encoded with special tokens, and pads with a mark of its own, as encoders' tokenizers do."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=300,
        special_tokens=["<|endoftext|>", "<pad>"] if ends else ["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(["the restaurant near the river serves good food", "name : Alimentum"] * 4, trainer)
    if ends:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="$A <|endoftext|>", special_tokens=[("<|endoftext|>", 0)]
        )
    pad = {"pad_token": "<pad>"} if ends else {}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>", **pad).save_pretrained(folder)


def make_tiny_folder(kind: str, folder: Path, task: str = "causal_lm") -> Path:
    torch.manual_seed(0)
    config = CONFIGS[kind]()
    config.classifier_dropout = 0.0
    if task.endswith("classification"):
        config.id2label = dict(enumerate(CLASSES))
        config.label2id = {name: index for index, name in enumerate(CLASSES)}
    model = auto_class(task).from_config(config)
    if model.can_generate():
        marks = model.generation_config
        marks.eos_token_id, marks.pad_token_id = 0, 0 if kind in DECODERS else 1
    model.save_pretrained(folder)
    write_tokenizer(folder, ends=kind not in DECODERS)
    return folder


def fresh_model(folder: Path) -> PreTrainedModel:
    """A causal model as it stands in a folder that no test changes: a copy, made in a fraction of the time that reading
    the files anew takes."""
    return copy.deepcopy(_read(folder))


@cache
def _read(folder: Path) -> PreTrainedModel:
    return load_model(str(folder))[0]
