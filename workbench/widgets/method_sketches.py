"""One drawing for each method: what is frozen, what is trained, and where it stands."""

from collections.abc import Callable

from workbench.translation import tr
from workbench.widgets.sketch import Sketch


def lora(s: Sketch) -> None:
    s.into(0, 46, 72)
    s.arrow((44, 46), (44, 106), (88, 106))
    s.frozen((72, 12, 120, 68), "W")
    s.funnel((88, 90, 34, 32), "A")
    s.arrow((122, 106), (142, 106))
    s.funnel((142, 90, 34, 32), "B", narrow_left=True)
    s.arrow((192, 46), (226, 46))
    s.arrow((176, 106), (236, 106), (236, 57))
    s.sign(236, 46, "+")
    s.out(246, 46)
    s.text((242, 96, 70, 20), tr("trained"), quiet=True)


def vera(s: Sketch) -> None:
    """LoRA's way beside the weights, through random matrices that stay; a trained vector behind each."""
    s.into(0, 34, 72)
    s.arrow((40, 34), (40, 88), (60, 88))
    s.frozen((72, 6, 120, 56), "W")
    s.funnel((60, 73, 32, 30), "A", trained=False)
    s.arrow((92, 88), (104, 88))
    s.trained((104, 74, 24, 28), "d")
    s.arrow((128, 88), (140, 88))
    s.funnel((140, 73, 32, 30), "B", narrow_left=True, trained=False)
    s.arrow((172, 88), (184, 88))
    s.trained((184, 68, 24, 40), "b")
    s.arrow((192, 34), (236, 34))
    s.arrow((208, 88), (246, 88), (246, 45))
    s.sign(246, 34, "+")
    s.out(256, 34, 28)
    s.text((30, 109, 160, 18), tr("A, B: random, shared"), quiet=True)
    s.text((192, 109, 128, 18), tr("d, b: trained"), quiet=True)


def ia3(s: Sketch) -> None:
    s.into(0, 46, 72)
    s.frozen((72, 12, 120, 68), "W")
    s.arrow((192, 46), (226, 46))
    s.trained((224, 84, 24, 40), "l")
    s.arrow((236, 84), (236, 57))
    s.sign(236, 46, "×")
    s.out(246, 46)
    s.text((250, 96, 66, 20), tr("trained"), quiet=True)


def full(s: Sketch) -> None:
    s.into(16, 64, 88)
    s.trained((88, 20, 144, 88), "W", tr("trained"))
    s.out(232, 64, 44)


def bitfit(s: Sketch) -> None:
    s.into(0, 56, 56)
    s.frozen((56, 16, 112, 80), "W")
    s.arrow((168, 56), (198, 56))
    s.trained((196, 84, 24, 40), "b")
    s.arrow((208, 84), (208, 67))
    s.sign(208, 56, "+")
    s.out(218, 56, 44)
    s.text((222, 94, 66, 20), tr("trained"), quiet=True)


def freeze(s: Sketch) -> None:
    """Frozen layers, then trained ones."""
    s.into(0, 64, 48)
    for number in range(3):
        s.frozen((48 + number * 56, 20, 52, 88))
    s.trained((216, 20, 56, 88), note=tr("trained"))
    s.out(272, 64, 22)


def adapter(s: Sketch) -> None:
    """Attention and feed-forward part, a small network behind each."""
    s.into(0, 54, 38)
    s.frozen((38, 18, 68, 72), note=tr("attention"))
    s.arrow((106, 54), (120, 54))
    s.narrow_network(120, 36, height=36)
    s.arrow((150, 54), (164, 54))
    s.frozen((164, 18, 88, 72), note=tr("feed-forward"))
    s.arrow((252, 54), (266, 54))
    s.narrow_network(266, 36, height=36)
    s.arrow((296, 54), (318, 54))
    s.text((100, 98, 70, 20), tr("trained"), quiet=True)
    s.text((246, 98, 70, 20), tr("trained"), quiet=True)


def adamix(s: Sketch) -> None:
    """Several small networks, one of them at random in each pass."""
    s.into(0, 64, 36)
    s.frozen((36, 28, 88, 72), note=tr("feed-forward"))
    for number in range(3):
        middle = 22.0 + number * 42
        s.arrow((124, 64), (142, 64), (142, middle), (160, middle), dashed=number != 1)
        s.narrow_network(160, middle - 16)
        s.arrow((190, middle), (212, middle), (212, 64), (232, 64), dashed=number != 1)
    s.out(232, 64, 34)
    s.text((216, 92, 104, 18), tr("trained, one at"), quiet=True)
    s.text((216, 107, 104, 18), tr("random at a time"), quiet=True)


def llama_adapter(s: Sketch) -> None:
    """Attention to trained tokens, with a softmax of their own and a gate that opens from zero."""
    s.into(0, 38, 72)
    s.frozen((72, 10, 88, 56), note=tr("attention"))
    end = s.tokens(4, 94, trained=3)
    s.arrow((end, 104), (116, 104), (116, 67))
    s.arrow((160, 30), (236, 30))
    s.arrow((160, 54), (190, 54), (190, 85))
    s.trained((222, 84, 28, 24), "g")
    s.arrow((222, 96), (201, 96))
    s.sign(190, 96, "×")
    s.arrow((190, 106), (190, 121), (264, 121), (264, 60), (246, 60), (246, 41))
    s.sign(246, 30, "+")
    s.out(256, 30, 26)
    s.text((0, 72, 64, 18), tr("trained"), quiet=True)


def prompt_tuning(s: Sketch) -> None:
    """Trained tokens, then those of the text, go into a frozen model."""
    end = s.tokens(4, 54, trained=3, frozen=3)
    s.text((0, 80, 58, 20), tr("trained"), quiet=True)
    s.text((62, 80, 58, 20), tr("text"), quiet=True)
    s.arrow((end, 64), (152, 64))
    s.frozen((152, 20, 108, 88), note=tr("model, frozen"))
    s.out(260, 64, 28)


def p_tuning(s: Sketch) -> None:
    """Tokens that a small network writes, among those of the text."""
    for number, trained in enumerate((True, True, False, True, False, False)):
        s.tokens(4 + number * 20, 30, trained=int(trained), frozen=int(not trained))
    for x in (12.0, 32.0, 72.0):
        s.arrow((42, 92), (42, 70), (x, 70), (x, 52))
    s.trained((8, 92, 68, 30), note=tr("network"))
    s.text((80, 97, 60, 20), tr("trained"), quiet=True)
    s.arrow((122, 40), (152, 40))
    s.frozen((152, 10, 108, 64), note=tr("model, frozen"))
    s.out(260, 40, 28)


def prefix_tuning(s: Sketch) -> None:
    """Keys and values of a trained prefix before those of the text, written by a network while training."""
    s.narrow_network(4, 36, width=36, height=40)
    s.arrow((40, 56), (66, 56))
    for top, name in ((26.0, "K"), (64.0, "V")):
        s.text((64, top, 20, 20), name)
        s.tokens(86, top, trained=2, frozen=3)
        s.arrow((182, top + 10), (204, top + 10))
    s.frozen((204, 14, 76, 84), note=tr("attention"))
    s.out(280, 56, 16)
    s.text((0, 98, 132, 20), tr("trained"), quiet=True)
    s.text((132, 98, 46, 20), tr("text"), quiet=True)


def p_tuning_v2(s: Sketch) -> None:
    """Trained keys and values in every layer, with no network behind them."""
    s.into(0, 38, 36)
    for number in range(3):
        left = 36.0 + number * 84
        s.frozen((left, 12, 68, 52), note=tr("layer"))
        s.tokens(left + 6, 86, trained=3)
        s.arrow((left + 34, 86), (left + 34, 65))
        if number < 2:
            s.arrow((left + 68, 38), (left + 84, 38))
    s.out(272, 38, 20)
    s.text((36, 108, 236, 18), tr("trained, in every layer"), quiet=True)


def mam(s: Sketch) -> None:
    """A prefix for the attention, a small network beside the feed-forward part."""
    s.into(0, 38, 34)
    s.frozen((34, 12, 74, 52), note=tr("attention"))
    s.tokens(44, 92, trained=3)
    s.arrow((72, 92), (72, 65))
    s.arrow((108, 38), (146, 38))
    s.arrow((126, 38), (126, 102), (172, 102))
    s.frozen((146, 12, 88, 52), note=tr("feed-forward"))
    s.narrow_network(172, 84, width=36, height=36)
    s.arrow((234, 38), (250, 38))
    s.arrow((208, 102), (260, 102), (260, 49))
    s.sign(260, 38, "+")
    s.out(270, 38, 24)
    s.text((262, 104, 58, 18), tr("trained"), quiet=True)


def unified(s: Sketch) -> None:
    """A small network beside or behind a part of the model, scaled: where and how are settings."""
    s.into(0, 38, 54)
    s.arrow((36, 38), (36, 102), (88, 102))
    s.frozen((54, 12, 110, 52), note=tr("any part, frozen"))
    s.fainter(True)
    s.narrow_network(178, 20, width=32, height=36)
    s.fainter(False)
    s.narrow_network(88, 84, width=40, height=36)
    s.arrow((164, 38), (178, 38))
    s.arrow((210, 38), (236, 38))
    s.arrow((128, 102), (178, 102))
    s.sign(188, 102, "s")
    s.arrow((198, 102), (246, 102), (246, 49))
    s.sign(246, 38, "+")
    s.out(256, 38, 28)
    s.text((252, 92, 66, 20), tr("trained"), quiet=True)


def inside(s: Sketch) -> None:
    """A method without a drawing of its own: a small trained part in a frozen model."""
    s.into(0, 64, 56)
    s.frozen((56, 20, 72, 88))
    s.trained((136, 36, 52, 56), note=tr("trained"))
    s.frozen((196, 20, 64, 88))
    s.out(260, 64, 28)


SKETCHES: dict[str, Callable[[Sketch], None]] = {
    sketch.__name__: sketch
    for sketch in (
        lora, vera, ia3, full, bitfit, freeze, adapter, adamix, llama_adapter, prompt_tuning, p_tuning, prefix_tuning,
        p_tuning_v2, mam, unified,
    )
}  # fmt: skip
