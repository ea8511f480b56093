"""The run file: everything a run is made of, in one TOML file that the window, the command line and Python share."""

import glob
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, field_validator, model_validator

from tuning_core.errors import BadInput

_JINJA_FILE = re.compile(r"[^\n{}]+\.(jinja2?|j2)")
ADVANCED: dict[str, JsonValue] = {"advanced": True}  # a field that the simple view leaves out


class Settings(BaseModel):
    """A frozen table of settings. Each field carries its title, help and range: the form, the command line and the
    documentation read them from here."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    @classmethod
    def checked(cls, table: str, **values: Any) -> Self:
        """Raises BadInput that names the first wrong key, as table.key, and what is allowed."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise BadInput(sentence_for(cls, error, table)) from None


class ModelSettings(Settings):
    path: str = Field("starter", title="Model", description="A folder, a Hugging Face Hub id, or the built-in starter.")
    task: Literal["causal_lm", "seq2seq_lm", "sequence_classification", "token_classification"] = Field(
        "causal_lm",
        title="Task",
        description="Write text on, write text from text, name a text's class, or name each word's class.",
        json_schema_extra=ADVANCED,
    )
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto", title="Number format", description="Precision of the frozen weights; auto keeps what the files hold."
    )
    quantization: Literal["none", "nf4", "fp4", "int8"] = Field(
        "none", title="Quantization", description="Hold the frozen weights in 4 or 8 bits to save memory."
    )
    device: str = Field(
        "auto",
        title="Device",
        description="auto takes a GPU where there is one.",
        examples=["auto", "cpu", "cuda"],
        pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$",
    )
    allow_pickle: bool = Field(
        False,
        title="Allow pickle files",
        description="Pickled weights can run code when opened; safetensors cannot.",
        json_schema_extra=ADVANCED,
    )
    trust_remote_code: bool = Field(
        False,
        title="Run the model's own code",
        description="Only for models whose authors you trust.",
        json_schema_extra=ADVANCED,
    )


class DataSettings(Settings):
    train: str | list[str] = Field(
        "starter",
        title="Training data",
        description="Files, a pattern such as data/*.jsonl, a folder, a Hub data set (owner/name:config@split), "
        "or the built-in starter.",
    )
    validation: float | str = Field(
        0.05, title="Held-out rows", description="Share of the rows kept aside to measure with, or a file of their own."
    )
    format: Literal[
        "auto",
        "instruction",
        "conversation",
        "preference",
        "multiple_choice",
        "text",
        "tokenized",
        "classification",
        "token_labels",
    ] = Field(
        "auto", title="Form", description="What a row holds; auto recognises it from the columns and their values."
    )
    columns: dict[str, str] = Field({}, title="Columns", description="Which column plays which role.")
    right_choice: Literal["auto", "text", "letter", "from_0", "from_1"] = Field(
        "auto",
        title="Right choice",
        description="How the answer to a multiple choice is told: as text, letter, or place counted from "
        "0 or 1; auto tells it from the rows.",
        json_schema_extra=ADVANCED,
    )
    labels: list[str] = Field(
        [],
        title="Classes",
        description="Their names, in the order of the model's outputs; empty: those that the rows name.",
        json_schema_extra=ADVANCED,
    )
    template: str = Field(
        "auto",
        title="Chat template",
        description="auto is the model's own, or a plain one where it has none; else a name, a file, or Jinja text.",
        json_schema_extra=ADVANCED,
    )
    prompt: str = Field(
        "",
        title="Phrasing",
        description="How a row is asked about, with columns in braces, as in Question: {question}; empty: as the form "
        "says.",
        json_schema_extra=ADVANCED,
    )
    learn: Literal["answers", "last_answer", "everything"] = Field(
        "answers",
        title="Learned",
        description="All answers of a conversation, its last one alone, or questions and template as well.",
    )
    learn_end: bool = Field(
        True,
        title="Learn where to stop",
        description="The end mark after an answer is learned too; without it replies go on and on.",
        json_schema_extra=ADVANCED,
    )
    max_length: int = Field(
        512,
        title="Max sequence length (tokens)",
        description="What is longer is left out or cut, as chosen, and marked.",
        ge=8,
        le=1_048_576,
    )
    cut: Literal["drop", "prompt", "answer"] = Field(
        "drop",
        title="Too long rows",
        description="Drop leaves them out; prompt cuts the question from its start; answer cuts the answer's end. "
        "Plain texts and texts to classify are always cut at their end.",
    )
    packing: bool = Field(
        False,
        title="Packing",
        description="Put several short rows in one sequence; they do not see each other.",
        json_schema_extra=ADVANCED,
    )
    skip_problems: bool = Field(
        False,
        title="Skip rows with problems",
        description="Leave out rows that cannot be learned from, and count them.",
        json_schema_extra=ADVANCED,
    )

    @field_validator("train")
    @classmethod
    def _named(cls, value: str | list[str]) -> str | list[str]:
        if not value or not all(name.strip() for name in ([value] if isinstance(value, str) else value)):
            raise ValueError("must name at least one file")
        return value

    @field_validator("validation")
    @classmethod
    def _fraction(cls, value: float | str) -> float | str:
        if value.strip() == "" if isinstance(value, str) else not 0 <= value < 1:
            raise ValueError("must be a file, or a share of the rows from 0 to below 1")
        return value

    @property
    def train_files(self) -> list[str]:
        return [self.train] if isinstance(self.train, str) else list(self.train)


class MethodSettings(BaseModel):
    """The [method] table: a name, and settings that the method of that name checks."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str = Field("lora", title="Method")

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.__pydantic_extra__ or {})


DEFAULT_STEPS = 300


class TrainingSettings(Settings):
    max_steps: int | None = Field(
        None,
        title="Steps",
        description="How often the learned weights are changed; each step sees one batch.",
        ge=1,
        le=10_000_000,
    )
    epochs: float | None = Field(
        None, title="Passes over the data", description="Instead of steps: how often each row is seen.", gt=0, le=10_000
    )
    batch_size: int = Field(8, title="Batch size", description="Rows that go through the model at once.", ge=1, le=4096)
    gradient_accumulation: int = Field(
        2, title="Gradient accumulation", description="Batches whose gradients make one step together.", ge=1, le=4096
    )
    group_by_length: bool = Field(
        False,
        title="Group by length",
        description="Rows of similar length share a batch: less padding, a less even mix.",
        json_schema_extra=ADVANCED,
    )
    learning_rate: float | None = Field(
        None, title="Learning rate", description="Size of a step; unset: the method's own default.", gt=0, le=1e10
    )
    head_learning_rate: float | None = Field(
        None,
        title="Head's learning rate",
        description="Of a classifier's outputs, which start at random; unset: as the others, or the method's default.",
        gt=0,
        le=1e10,
        json_schema_extra=ADVANCED,
    )
    schedule: Literal["constant", "linear", "cosine"] = Field(
        "cosine",
        title="Schedule",
        description="How the learning rate goes from its peak to the end.",
        json_schema_extra=ADVANCED,
    )
    warmup: float = Field(
        0.05,
        title="Warm-up",
        description="Share of the steps (below 1) or number of steps to reach the peak.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    weight_decay: float = Field(
        0.0,
        title="Weight decay",
        description="Pull of the learned weights to zero.",
        ge=0,
        le=10,
        json_schema_extra=ADVANCED,
    )
    max_grad_norm: float = Field(
        1.0,
        title="Max gradient norm",
        description="Longer gradients are shortened to this; 0 leaves them.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    optimizer: Literal["adamw", "adamw_8bit", "paged_adamw_8bit", "sgd"] = Field(
        "adamw",
        title="Optimizer",
        description="The rule that turns gradients into steps; 8-bit ones keep a quarter of its memory, paged ones "
        "move it to the computer's memory when a GPU's is full.",
        json_schema_extra=ADVANCED,
    )
    seed: int = Field(
        42, title="Seed", description="Same seed, same run.", ge=0, le=2**32 - 1, json_schema_extra=ADVANCED
    )
    activation_checkpointing: Literal["off", "on", "auto"] | Annotated[int, Field(ge=1, le=10_000)] = Field(
        "off",
        title="Activation checkpointing",
        description="Less memory for up to a third more time: on, off, auto for just enough layers to fit, or the "
        "number of layers.",
        json_schema_extra=ADVANCED,
    )
    probe: bool = Field(
        True,
        title="Try the longest rows first",
        description="Where memory may be short, the longest rows are tried before the first step.",
        json_schema_extra=ADVANCED,
    )
    compile: bool = Field(
        False,
        title="Compile the model",
        description="Minutes at the start for faster steps, mostly on a GPU; left aside where it cannot be done.",
        json_schema_extra=ADVANCED,
    )
    eval_every: int = Field(
        50,
        title="Evaluate every (steps)",
        description="Measure the held-out rows this often; 0: only at the end.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    eval_rows: int = Field(
        500,
        title="Held-out rows measured",
        description="At most so many of them at every evaluation while training, always the same.",
        ge=1,
        json_schema_extra=ADVANCED,
    )
    eval_replies: int = Field(
        3,
        title="Sample replies",
        description="At every evaluation the model replies to so many held-out rows, always the same; 0: to none.",
        ge=0,
        le=32,
        json_schema_extra=ADVANCED,
    )
    metrics: list[Literal["exact_match", "bleu", "rouge_l", "chrf"]] = Field(
        [],
        title="Scores of replies",
        description="How like the answers the replies to 32 held-out rows are; takes time.",
        json_schema_extra=ADVANCED,
    )
    best_by: Literal["loss", "token_accuracy", "accuracy", "f1", "exact_match", "bleu", "rouge_l", "chrf"] = Field(
        "loss",
        title="Best by",
        description="What tells the best evaluation: the lowest held-out loss, or the highest of a score.",
        json_schema_extra=ADVANCED,
    )
    keep_best: bool = Field(
        False,
        title="Keep the best",
        description="At the end, take the adapter of the best evaluation instead of the last step's.",
        json_schema_extra=ADVANCED,
    )
    early_stopping: int = Field(
        0,
        title="Stop early (evaluations)",
        description="End after so many evaluations in a row without a better one, and keep the best; 0: never.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    save_every: int = Field(
        100,
        title="Save every (steps)",
        description="Keep a checkpoint this often; 0: at the best evaluations and the end.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    save_minutes: float = Field(
        10,
        title="Save every (minutes)",
        description="Keep a checkpoint also when the last one is older than this; 0: by steps alone.",
        ge=0,
        json_schema_extra=ADVANCED,
    )
    keep_checkpoints: int = Field(
        2,
        title="Checkpoints kept",
        description="The last so many stay, and the best one.",
        ge=1,
        json_schema_extra=ADVANCED,
    )

    @field_validator("activation_checkpointing", mode="before")
    @classmethod
    def _off_on_or_layers(cls, value: Any) -> Any:
        if isinstance(value, bool):  # as run files said it once
            return "on" if value else "off"
        layers = isinstance(value, int) and 1 <= value <= 10_000
        if not layers and value not in ("off", "on", "auto"):
            raise ValueError("must be off, on, auto, or a number of layers")
        return value

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if self.max_steps is not None and self.epochs is not None:
            raise ValueError("give max_steps or epochs, not both")
        return self


class RunFile(Settings):
    """One run, whole: model, data, method and training settings."""

    name: str = Field(
        "run", title="Name", description="What the run is called.", pattern=r"^[^/\\:*?\"<>|\x00-\x1f]{1,80}$"
    )
    model: ModelSettings = ModelSettings()
    data: DataSettings = DataSettings()
    method: MethodSettings = MethodSettings()
    training: TrainingSettings = TrainingSettings()

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Raises BadInput for a file that is missing, is not TOML, or holds a key or value that is not allowed.
        Relative file names in [model] and [data] that exist beside the run file are taken from there."""
        path = Path(path)
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise BadInput(f"{path}: there is no such run file.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{path}: the run file cannot be read ({error}).") from None
        except tomllib.TOMLDecodeError as error:
            raise BadInput(f"{path}: the run file is not valid TOML: {error}.") from None
        try:
            return cls.from_dict(data)._beside(path.parent)
        except BadInput as error:
            raise BadInput(f"{path}: {error}") from None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Raises BadInput that names the first wrong key and what is allowed."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise BadInput(sentence_for(cls, error)) from None

    def with_settings(self, settings: Mapping[str, Any]) -> Self:
        """A changed copy; keys are dotted (`training.max_steps`), values plain or TOML text."""
        data = self.to_dict()
        for dotted, value in settings.items():
            table = data
            *tables, key = dotted.split(".")
            for name in tables:
                table = table.setdefault(name, {})
                if not isinstance(table, dict):
                    raise BadInput(f"{dotted}: {name} is not a table of settings.")
            table[key] = value
        if "training.epochs" in settings and "training.max_steps" not in settings:
            data["training"].pop("max_steps", None)
        if "training.max_steps" in settings and "training.epochs" not in settings:
            data["training"].pop("epochs", None)
        return self.from_dict(data)

    def to_dict(self) -> dict[str, Any]:
        """Plain data; settings that are unset are left out."""
        return self.model_dump(exclude_none=True)

    def to_toml(self) -> str:
        return tomli_w.dumps(self.to_dict())

    def _beside(self, folder: Path) -> Self:
        def found(name: str) -> str:
            beside = folder / name
            if name != "starter" and beside.exists():
                return str(beside.resolve())
            pattern = str(Path(glob.escape(str(folder.resolve()))) / name)
            return pattern if glob.has_magic(name) and glob.glob(pattern, recursive=True) else name

        data = self.data
        train = [found(name) for name in data.train_files]
        validation = found(data.validation) if isinstance(data.validation, str) else data.validation
        template = found(data.template) if _JINJA_FILE.fullmatch(data.template) else data.template
        return self.model_copy(
            update={
                "model": self.model.model_copy(update={"path": found(self.model.path)}),
                "data": data.model_copy(
                    update={
                        "train": train[0] if isinstance(data.train, str) else train,
                        "validation": validation,
                        "template": template,
                    }
                ),
            }
        )


def sentence_for(settings: type[BaseModel], error: ValidationError, table: str = "") -> str:
    """The first problem of a validation, as one sentence with the key's name and what is allowed."""
    problem = error.errors()[0]
    keys = [str(key) for key in problem["loc"] if not str(key).startswith(("function-", "str", "list["))]
    keys = [key for key in keys if key not in ("float", "int")]
    key = ".".join(([table] if table else []) + keys)
    if problem["type"] == "extra_forbidden":
        parent: Any = settings
        for name in keys[:-1]:
            parent = parent.model_fields[name].annotation
        return f"{key} is not a setting; allowed here: {', '.join(parent.model_fields)}."
    reason = problem["msg"].removeprefix("Value error, ")
    reason = reason[0].lower() + reason[1:]
    if not key:
        return f"{reason}."
    if isinstance(problem["input"], (str, int, float, bool)):
        return f"{key} = {problem['input']!r} is not allowed: {reason}."
    return f"{key} is not allowed: {reason}."
