"""Tokenizers that tests can see through: one token a byte, and special tokens by their names."""

from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast


def byte_tokenizer(bos: str | None, eos: str, *others: str | AddedToken) -> Any:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({letter: number for number, letter in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=bos, eos_token=eos, additional_special_tokens=list(others)
    )


def word_piece_tokenizer(prepend_scheme: str, *others: str | AddedToken) -> Any:
    """As SentencePiece's: a space is part of the word after it, written as a low line, and what is in no word is one
    token a byte. `prepend_scheme` says where a space that is not there is put before a word."""
    vocabulary = {"<unk>": 0, "<s>": 1, "</s>": 2} | {f"<0x{byte:02X}>": 3 + byte for byte in range(256)}
    pieces = ["▁", *"abcdefghijklmnopqrstuvwxyz", "▁h", "▁hi", "he", "▁t", "▁th", "▁the"]
    vocabulary |= {piece: len(vocabulary) + number for number, piece in enumerate(pieces)}
    merges = [("▁", "h"), ("▁h", "i"), ("h", "e"), ("▁", "t"), ("▁t", "h"), ("▁th", "e")]
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme)
    replaced = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    tokenizer.decoder = decoders.Sequence(
        [*replaced, *([] if prepend_scheme == "never" else [decoders.Strip(" ", 1, 0)])]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        additional_special_tokens=list(others),
    )
