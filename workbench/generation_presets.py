"""Ways of replying by name: three to begin with, and the person's own, kept on disk with the settings of now."""

import json
from typing import Any

from tuning_core.resource_files import home
from workbench.translation import mark, tr_core
from workbench.wording import plain_sentence

BUILT_IN: dict[str, dict[str, Any]] = {
    mark("Exact"): {},
    mark("Balanced"): {"temperature": 0.7, "top_p": 0.9, "repetition_penalty": 1.05},
    mark("Creative"): {"temperature": 1.1, "top_k": 0, "min_p": 0.05, "repetition_penalty": 1.1},
}
HELP = {
    "Exact": mark("Always the likeliest token: the same reply every time, best to compare models."),
    "Balanced": mark("Lively but sensible: a token among the likeliest."),
    "Creative": mark("Daring choices, without the tokens that make no sense."),
}
SHAPES = (  # settings that a preset is about; length, seed and stop words stay as they are
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "repetition_penalty",
    "no_repeat_ngram_size",
    "num_beams",
)


class GenerationPresets:
    """Settings are given as what differs from their defaults."""

    def __init__(self) -> None:
        kept = _read()
        self.own: dict[str, dict[str, Any]] = kept.get("own", {})
        self.now: dict[str, Any] = kept.get("now", {})

    def change(self, values: dict[str, Any]) -> None:
        defaults = _defaults()
        changed = self.now | values
        self.now = {name: value for name, value in changed.items() if value != defaults.get(name)}
        self._write()

    def choose(self, name: str) -> None:
        rest = {key: value for key, value in self.now.items() if key not in SHAPES}
        self.now = rest | (self.own.get(name) or BUILT_IN.get(name, {}))
        self._write()

    @property
    def chosen(self) -> str:
        """The one that the settings of now are; empty where they are none."""
        shaped = {key: value for key, value in self.now.items() if key in SHAPES}
        return next((name for name, values in {**BUILT_IN, **self.own}.items() if values == shaped), "")

    @property
    def problem(self) -> str:
        """Why no reply can be made with the settings of now, each of which is possible by itself; empty where one can
        be."""
        from tuning_core import BadInput
        from tuning_core.generation.settings import GenerationSettings

        try:
            GenerationSettings.checked("", **self.now)
        except BadInput as error:
            sentence = tr_core(plain_sentence(str(error)))
            return f"{sentence[0].upper()}{sentence[1:]}"
        return ""

    def save_as(self, name: str) -> None:
        self.own = {**self.own, name: {key: value for key, value in self.now.items() if key in SHAPES}}
        self._write()

    def delete(self, name: str) -> None:
        self.own = {other: values for other, values in self.own.items() if other != name}
        self._write()

    def _write(self) -> None:
        file = home() / "generation.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"own": self.own, "now": self.now}, ensure_ascii=False), encoding="utf-8")


def _defaults() -> dict[str, Any]:
    from tuning_core.generation.settings import GenerationSettings

    return GenerationSettings().model_dump()


def _read() -> dict[str, Any]:
    """Without what this program cannot use."""
    from pydantic import ValidationError

    from tuning_core.generation.settings import GenerationSettings

    try:
        kept = json.loads((home() / "generation.json").read_text(encoding="utf-8"))
        for values in kept["own"].values():
            GenerationSettings(**values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return {}
    try:
        GenerationSettings(**kept["now"])
    except (KeyError, TypeError, ValidationError):
        return {"own": kept["own"]}
    return dict(kept)
