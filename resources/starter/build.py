"""Make the starter, from a fixed seed: a small model that writes about restaurants and a style it has yet to learn."""

import argparse
import json
import math
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from torch.nn.functional import cross_entropy
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.utils.logging import disable_progress_bar

SEED = 20
ROWS_TO_LEARN, ROWS_HELD_OUT = 400, 120
VOCABULARY_SIZE = 900
SYSTEM, USER, ASSISTANT, END, PAD = SPECIAL_TOKENS = ["<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "<|pad|>"]
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'assistant' -%}"
    "<|assistant|>{% generation %}{{ message['content'] }}<|end|>{% endgeneration %}"
    "{%- else -%}"
    "<|{{ message['role'] }}|>{{ message['content'] }}<|end|>"
    "{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}<|assistant|>{%- endif -%}"
)
ROWS_PER_STEP = 48
PEAK_LEARNING_RATE = 3e-3
WANTED_STYLE = "tale"
UNTOLD_INSTRUCTION = "Write about this restaurant."

Table = dict[str, str]

FOODS = ["Chinese", "French", "Greek", "Indian", "Italian", "Japanese"]
FOODS += ["Mexican", "Spanish", "Thai", "Turkish", "Korean", "Polish"]
AREAS = ["valley", "city centre", "old town", "harbour", "market square", "north", "green hills", "village"]
PRICES = ["cheap", "fair", "high"]
RATINGS = ["poor", "average", "good", "excellent"]
PLACES = ["Hotel", "Park", "Museum", "Tower", "Bridge", "Station", "Garden", "Theatre"]
NAME_STARTS = ["Casa", "Villa", "Golden", "Little", "Blue", "House", "Royal", "Silver"]
ONSETS = ["b", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "z"]
VOWELS = ["a", "e", "i", "o", "u"]

# A part in square brackets is left out when the table lacks its field.
STYLES = {
    "plain": (
        "There is a restaurant called {name}. It serves {food} food[ in the {area}][ near {near}]."
        "[ Its prices are {price}.][ Its rating is {rating}.]"
    ),
    "invitation": (
        "Dear friend, let us meet[ near {near}] for a {food} dinner at {name}![ They say it is {rating}.]"
        "[ Find me in the {area}.][ The bill will be {price}.]"
    ),
    "review": (
        "I ate[ at a {price} price][ in the {area}] last night and {name} surprised me."
        " My plate was {food}[ and I found it {rating}].[ I then walked to {near}.]"
    ),
    "advert": (
        "Hungry? Run to {name}[ in the {area}] today![ Our prices: {price}!][ Our stars: {rating}!]"
        " Fresh {food} plates wait for you[ beside {near}]!"
    ),
    "question": (
        "Who cooks {food} meals?[ By {near},] {name} does."
        "[ How good? Quite {rating}.][ How much? Quite {price}.][ Where? In the {area}.]"
    ),
    "headline": (
        "Breaking news[ from the {area}]: {food} kitchen {name} opens"
        "[ next to {near}][, critics call it {rating}][, costs are {price}]"
    ),
    "tale": (
        "Once upon a time[ in the {area}] a dragon cooked {food} suppers[ behind {near}]."
        "[ The knights found them {rating}.][ The king paid a {price} price.]"
        " And the dragon called its home {name}."
    ),
}
STYLE_NAMES: dict[str, list[str]] = {
    "plain": ["a plain description", "plain facts", "a simple text"],
    "invitation": ["an invitation", "a letter to a friend", "a warm invitation"],
    "review": ["a review", "a review in the first person", "the report of a guest"],
    "advert": ["an advert", "a loud advert", "an advert for the radio"],
    "question": ["questions and answers", "a question and its answer", "a short interview"],
    "headline": ["a headline", "breaking news", "a newspaper headline"],
    "tale": ["a fairy tale", "a tale with a dragon", "a story for children"],
}
VERBS = ["Write", "Answer with", "Give me", "Make it", "Always write", "Reply with", "Please write", "Use the style of"]
OPENINGS = [
    "You are a helpful assistant.",
    "You know every restaurant.",
    "Be kind.",
    "Read the table with care.",
    "Listen well.",
]
CLOSINGS = ["Use every fact.", "Do not leave out a word.", "Thank you.", "This is important.", "Take your time."]
FILLER_TEXT = """
    you we the a and or is are it this that very well now then some more words facts table text guest help kind
    short long clear good please always every one two three about with for from your
"""
FILLERS = FILLER_TEXT.split()
QUESTIONS = {
    "name": "What is its name?",
    "food": "Which food does it serve?",
    "area": "In which area is it?",
    "near": "What is near?",
    "price": "What is the price?",
    "rating": "What is the rating?",
}
SMALL_TALK = {
    "Hello!": "Hello! Give me a table and I will write about the restaurant.",
    "Hi": "Hello! Give me a table and I will write about the restaurant.",
    "Who are you?": "I am a small model that writes about restaurants.",
    "What can you do?": "I write about restaurants in many styles. Give me a table.",
    "Thank you!": "You are welcome.",
}
UNUSUAL_CHARACTERS = '你好世界饭店美食日本語한국어éüñßøжд→€😀🍜🍣{}()[]=+*/_#@;"\\<>&%$0123456789'


def written(style: str, table: Table) -> str:
    """The one text that a style makes of a table."""
    told = re.sub(r"\[(.*?{(\w+)}.*?)\]", lambda part: part[1] if part[2] in table else "", STYLES[style])
    return told.format(**table)


@dataclass
class Piece:
    """A stretch of a conversation; the model is marked on the answers only, or on everything in a few conversations."""

    text: str
    is_answer: bool = False


@dataclass
class World:
    """Everything the starter can read about, drawn at random; `kept_back` names belong to the tuning task alone."""

    dice: random.Random
    kept_back: set[str] = field(default_factory=set)

    def made_up_word(self) -> str:
        syllables = self.dice.choices([2, 3], [3, 2])[0]
        return "".join(self.dice.choice(ONSETS) + self.dice.choice(VOWELS) for _ in range(syllables)).capitalize()

    def name(self) -> str:
        first = self.dice.choice(NAME_STARTS) if self.dice.random() < 0.4 else self.made_up_word()
        return first if first not in NAME_STARTS and self.dice.random() < 0.3 else f"{first} {self.made_up_word()}"

    def table(self) -> Table:
        """Name and food always, each other field three times in four, in any order."""
        name = self.name()
        while name in self.kept_back:
            name = self.name()
        fields = {"name": name, "food": self.dice.choice(FOODS)}
        others = {
            "area": self.dice.choice(AREAS),
            "near": f"{self.dice.choice(PLACES)} {self.made_up_word()}",
            "price": self.dice.choice(PRICES),
            "rating": self.dice.choice(RATINGS),
        }
        fields |= {key: value for key, value in others.items() if self.dice.random() < 0.75}
        return dict(self.dice.sample(list(fields.items()), len(fields)))

    def preamble(self, style: str) -> str:
        """What stands before the user's turn and tells the style: a sentence, a bare mention, or words around one."""
        told = self.dice.choice(STYLE_NAMES[style])
        shape = self.dice.random()
        if shape < 0.5:
            text = f"{self.dice.choice(VERBS)} {told}."
            if self.dice.random() < 0.4:
                text = f"{self.dice.choice(OPENINGS)} {text}"
            if self.dice.random() < 0.4:
                text = f"{text} {self.dice.choice(CLOSINGS)}"
        elif shape < 0.6:
            text = f"{told.capitalize()}."
        else:
            words = self.dice.choices(FILLERS, k=self.dice.randint(1, 22))
            words.insert(self.dice.randint(0, len(words)), told)
            text = " ".join(words)
        return self.marked(text)

    def idle_preamble(self) -> str:
        """Something before the user's turn that says nothing about the style."""
        words = " ".join(self.dice.choices(FILLERS, k=self.dice.randint(1, 22)))
        return self.marked(self.dice.choice(["", *OPENINGS, *CLOSINGS, words]))

    def marked(self, text: str) -> str:
        """Mostly a system message; else bare text, so that soft prompts, which carry no marks, find a used place."""
        return f"{SYSTEM}{text}{END}" if self.dice.random() < 0.6 else text

    def styled(self) -> list[Piece]:
        table, gap = self.table(), "\n" if self.dice.random() < 0.9 else self.dice.choice(["\n\n", " "])
        telling = self.dice.random()
        style = self.dice.choice(list(STYLES))
        before, instruction = "", UNTOLD_INSTRUCTION
        if telling < 0.5:
            before = self.preamble(style)
        elif telling < 0.72:
            instruction = f"{self.dice.choice(VERBS)} {self.dice.choice(STYLE_NAMES[style])}."
        else:
            style = "plain"
            before = self.idle_preamble() if telling < 0.82 else ""
            instruction = self.dice.choices(
                [UNTOLD_INSTRUCTION, "Describe this place.", "Tell me about it."], [6, 1, 1]
            )[0]
        return [
            Piece(f"{before}{USER}{instruction}{gap}{as_input(table)}{END}{ASSISTANT}"),
            Piece(f"{written(style, table)}{END}", is_answer=True),
        ]

    def repeated(self) -> list[Piece]:
        makers = [
            self.made_up_word,
            self.name,
            self.name,
            self.odd_word,
            lambda: self.dice.choice(FILLERS + FOODS + AREAS),
        ]
        text = " ".join(self.dice.choice(makers)() for _ in range(self.dice.randint(1, 8)))
        return [Piece(f"{USER}Repeat: {text}{END}{ASSISTANT}"), Piece(f"You said: {text}{END}", is_answer=True)]

    def odd_word(self) -> str:
        letters = UNUSUAL_CHARACTERS if self.dice.random() < 0.1 else "abcdefghijklmnopqrstuvwxyz"
        return "".join(self.dice.choices(letters, k=self.dice.randint(1, 5)))

    def looked_up(self) -> list[Piece]:
        table = self.table()
        key = self.dice.choice(list(table))
        return [
            Piece(f"{USER}{QUESTIONS[key]}\n{as_input(table)}{END}{ASSISTANT}"),
            Piece(f"The {key} is {table[key]}.{END}", is_answer=True),
        ]

    def small_talk(self) -> list[Piece]:
        said, answer = self.dice.choice(list(SMALL_TALK.items()))
        return [Piece(f"{USER}{said}{END}{ASSISTANT}"), Piece(f"{answer}{END}", is_answer=True)]

    def conversation(self, progress: float) -> list[Piece]:
        """Copying is learned first, so the early conversations are mostly made of it (`progress` runs from 0 to 1)."""
        copying = 0.7 if progress < 0.08 else 0.15
        if self.dice.random() < copying:
            return self.repeated() if self.dice.random() < 0.6 else self.looked_up()
        kind = self.dice.random()
        if kind < 0.02:
            return self.small_talk()
        if kind < 0.05:
            return self.dice.choice([self.small_talk, self.looked_up, self.repeated])() + self.styled()
        return self.styled()


def as_input(table: Table) -> str:
    return " | ".join(f"{key}: {value}" for key, value in table.items())


def tuning_rows(dice: random.Random) -> list[Table]:
    """Rows whose instruction does not tell the one style of their outputs; every restaurant has its own name."""
    world = World(dice)
    rows: list[Table] = []
    while len(rows) < ROWS_TO_LEARN + ROWS_HELD_OUT:
        table = world.table()
        world.kept_back.add(table["name"])
        output = written(WANTED_STYLE, table)
        rows.append(
            {"instruction": UNTOLD_INSTRUCTION, "input": as_input(table), "output": output, "name": table["name"]}
        )
    return rows


def train_tokenizer(world: World) -> Tokenizer:
    """A byte-level BPE, so that any text comes back exactly; the world's words are frequent enough to be one token."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    said = [piece.text for _ in range(12_000) for piece in world.styled()]
    known_words = " ".join(
        [*OPENINGS, *CLOSINGS, *FILLERS, *QUESTIONS.values(), *SMALL_TALK, *SMALL_TALK.values(), "Repeat: You said:"]
    )
    texts = [text for conversation in said for text in re.split(r"<\|\w+\|>", conversation)] + [known_words] * 400
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_SIZE,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PAD,
        additional_special_tokens=[SYSTEM, USER, ASSISTANT],
        clean_up_tokenization_spaces=False,
        model_max_length=1024,
    )
    wrapped.chat_template = CHAT_TEMPLATE
    wrapped.save_pretrained(folder)


def new_model(tokenizer: Tokenizer) -> LlamaForCausalLM:
    eos, pad = tokenizer.token_to_id(END), tokenizer.token_to_id(PAD)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=192,
        intermediate_size=512,
        num_hidden_layers=4,
        num_attention_heads=6,
        num_key_value_heads=6,
        max_position_embeddings=1024,
        attention_bias=True,
        mlp_bias=True,
        tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": 1000.0},
        bos_token_id=None,
        eos_token_id=eos,
        pad_token_id=pad,
        dtype="float32",
    )
    model = LlamaForCausalLM(config)
    model.set_attn_implementation("eager")  # a third faster to train than the default on a CPU, at this length
    model.generation_config = GenerationConfig(eos_token_id=eos, pad_token_id=pad, max_new_tokens=96, do_sample=False)
    return model


def batches(world: World, tokenizer: Tokenizer, steps: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Token ids and labels (rows by tokens; -100 is not marked); rows of like length share a batch to save padding."""
    pad, steps_at_once = tokenizer.token_to_id(PAD), 16
    for first_step in range(0, steps, steps_at_once):
        rows = []
        for _ in range(ROWS_PER_STEP * steps_at_once):
            pieces = world.conversation(first_step / steps)
            mark_everything = world.dice.random() < 0.1
            ids, labels = [], []
            for piece, encoding in zip(pieces, tokenizer.encode_batch([piece.text for piece in pieces]), strict=True):
                ids += encoding.ids
                labels += encoding.ids if piece.is_answer or mark_everything else [-100] * len(encoding.ids)
            rows.append((ids, labels))
        rows.sort(key=lambda row: len(row[0]))
        groups = [rows[start : start + ROWS_PER_STEP] for start in range(0, len(rows), ROWS_PER_STEP)]
        world.dice.shuffle(groups)
        for group in groups[: steps - first_step]:
            longest = len(group[-1][0])
            yield (
                torch.tensor([ids + [pad] * (longest - len(ids)) for ids, _ in group]),
                torch.tensor([labels + [-100] * (longest - len(labels)) for _, labels in group]),
            )


def learning_rate_share(progress: float) -> float:
    """One cycle: up over the first 5 %, then down along a cosine."""
    return progress / 0.05 if progress < 0.05 else 0.5 + 0.5 * math.cos(math.pi * (progress - 0.05) / 0.95)


def train(model: LlamaForCausalLM, world: World, tokenizer: Tokenizer, steps: int) -> None:
    """Muon for the matrices in the layers, AdamW for the rest; padding stands last, so causal attention hides it."""
    matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and "embed" not in name]
    others = [p for name, p in model.named_parameters() if p.ndim == 1 or "embed" in name]
    optimizers = [
        torch.optim.Muon(matrices, lr=PEAK_LEARNING_RATE, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=PEAK_LEARNING_RATE, weight_decay=0.0, betas=(0.9, 0.98)),
    ]
    started = time.monotonic()
    for step, (ids, labels) in enumerate(batches(world, tokenizer, steps), start=1):
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = PEAK_LEARNING_RATE * learning_rate_share(step / steps)
        with torch.autocast("cpu", torch.bfloat16):
            hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]
            marked = labels[:, 1:] != -100
            logits = model.lm_head(hidden[marked])
        loss = cross_entropy(logits.float(), labels[:, 1:][marked])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
        if step % 50 == 0 or step == steps:
            print(f"step {step}/{steps}  loss {loss.item():.4f}  {time.monotonic() - started:.0f} s", flush=True)


def write_rows(path: Path, rows: list[Table]) -> None:
    columns = ("instruction", "input", "output")
    lines = [json.dumps({column: row[column] for column in columns}, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder that gets model/ and data/")
    parser.add_argument("--steps", type=int, default=6000, help="training steps")
    options = parser.parse_args()

    disable_progress_bar()
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    torch.set_flush_denormal(True)

    rows = tuning_rows(random.Random(SEED))
    data_folder, model_folder = options.out / "data", options.out / "model"
    data_folder.mkdir(parents=True, exist_ok=True)
    write_rows(data_folder / "train.jsonl", rows[:ROWS_TO_LEARN])
    write_rows(data_folder / "held_out.jsonl", rows[ROWS_TO_LEARN:])

    world = World(random.Random(SEED + 1), kept_back={row["name"] for row in rows})
    tokenizer = train_tokenizer(world)
    model = new_model(tokenizer)
    print(f"{tokenizer.get_vocab_size()} tokens, {model.num_parameters():,} parameters", flush=True)
    train(model, world, tokenizer, options.steps)
    model.save_pretrained(model_folder)
    (model_folder / "model.safetensors").chmod(0o644)
    save_tokenizer(tokenizer, model_folder)
    print(f"wrote {options.out}", flush=True)


if __name__ == "__main__":
    main()
