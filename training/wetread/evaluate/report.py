"""The evaluation as a page and as a picture."""

from __future__ import annotations

from pathlib import Path

COLUMNS = (
    ("rouge1", "ROUGE-1"),
    ("rouge2", "ROUGE-2"),
    ("rougeL", "ROUGE-L"),
    ("precision", "precision"),
    ("recall", "recall"),
    ("f1", "F1 micro"),
    ("macro_f1", "F1 macro"),
)


def markdown(result: dict) -> str:
    systems = result["systems"]
    extra = [k for k in next(iter(systems.values())) if k not in dict(COLUMNS) and k != "by_label"]
    columns = list(COLUMNS) + [(k, k) for k in extra]
    lines = [
        f"Held-out studies: {result['studies']}",
        "",
        _row(["system", *(title for _, title in columns)]),
        "|" + "---|" * (len(columns) + 1),
    ]
    lines += [_row([name, *(f"{row[key]:.3f}" for key, _ in columns)]) for name, row in systems.items()]
    lines += [
        "",
        "Paired randomization test, two-sided p:",
        "",
        "| systems | ROUGE-1 | ROUGE-2 | ROUGE-L | F1 micro |",
        "|---|---|---|---|---|",
    ]
    for c in result["comparisons"]:
        lines.append(
            _row([" against ".join(c["systems"]), *(f"{c['p'][m]:.4f}" for m in ("rouge1", "rouge2", "rougeL", "f1"))])
        )
    chance = result["sensitivity"]
    lines += [
        "",
        f"Chance (the same summaries dealt to other studies): F1 {chance['chance_f1']:.3f}, 95 % between "
        f"{chance['chance_f1_95'][0]:.3f} and {chance['chance_f1_95'][1]:.3f}.",
    ]
    lines += _labels(systems) + _follow_ups(result["follow_ups"])
    return "\n".join(lines) + "\n"


def _labels(systems: dict) -> list[str]:
    first = next(iter(systems.values()))["by_label"]
    lines = ["", "F1 of each finding:", "", _row(["finding", "studies", *systems]), "|" + "---|" * (len(systems) + 2)]
    return lines + [
        _row([label, str(first[label]["support"]), *(f"{s['by_label'][label]['f1']:.3f}" for s in systems.values())])
        for label in first
        if first[label]["support"]
    ]


def _follow_ups(asked: dict | None) -> list[str]:
    if not asked:
        return []
    lines = [
        "",
        f"Follow-up questions, balanced: {asked['agreement']:.1%} of {asked['questions']} answers agree with the labels "
        f"({asked['neither']} neither yes nor no).",
        "",
        "| finding | agreement |",
        "|---|---|",
    ]
    return lines + [_row([label, f"{share:.1%}"]) for label, share in asked["by_label"].items()]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def picture(result: dict, path: Path) -> None:
    """ROUGE-L and F1 of every system as bars, with the level of chance."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    systems = result["systems"]
    figure, axes = plt.subplots(figsize=(7, 3.5))
    for offset, (key, title) in zip((-0.2, 0.2), (("f1", "finding F1, micro"), ("rougeL", "ROUGE-L"))):
        axes.bar([i + offset for i in range(len(systems))], [s[key] for s in systems.values()], 0.38, label=title)
    axes.axhline(result["sensitivity"]["chance_f1"], color="grey", linestyle="--", linewidth=1, label="chance F1")
    axes.set_xticks(range(len(systems)), list(systems))
    axes.set_ylim(0, 1)
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    plt.close(figure)
