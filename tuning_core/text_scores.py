"""How close replies come to the right answers: BLEU, chrF and ROUGE-L, from 0 to 100 as papers print them."""

import re
from collections.abc import Sequence

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Chinese and Japanese, written without spaces
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")


def bleu(replies: Sequence[str], answers: Sequence[str]) -> float:
    """Of all replies together; Papineni et al. 2002, as sacrebleu counts it. Where answers are shorter than four words,
    the orders that they have are counted."""
    from sacrebleu.metrics import BLEU

    by_character = any(re.search(f"[{_UNSPACED}]", answer) for answer in answers)
    score = BLEU(tokenize="zh" if by_character else "13a", effective_order=True, force=True)
    return min(100.0, float(score.corpus_score(list(replies), [list(answers)]).score))


def chrf(replies: Sequence[str], answers: Sequence[str]) -> float:
    """Of all replies together, over characters; Popović 2015, as sacrebleu counts it (chrF2)."""
    from sacrebleu.metrics import CHRF

    return float(CHRF().corpus_score(list(replies), [list(answers)]).score)


def rouge_l(replies: Sequence[str], answers: Sequence[str]) -> float:
    """Mean over the rows of the F1 of the longest words in common; Lin 2004. Words are those of Google's rouge-score
    without stemming, and those with letters beyond a to z, of which that one knows none."""
    from rapidfuzz.distance import LCSseq

    scores = []
    for reply, answer in zip(replies, answers, strict=True):
        said, right = _words(reply), _words(answer)
        common = LCSseq.similarity(said, right)
        scores.append(200 * common / max(1, len(said) + len(right)))
    return sum(scores) / max(1, len(scores))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
