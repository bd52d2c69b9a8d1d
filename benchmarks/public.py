"""SoundStorm's decoding beside that of soundstorm-pytorch, the public implementation, in one run.

    pip install --no-deps soundstorm-pytorch==0.6.1 beartype einops hyper-connections tqdm
    PYTHONPATH=. python benchmarks/public.py

Random weights of the same width, depth, heads and kernel, 10 s of semantic tokens, 12 levels, 16 passes at
the first level and one at every other, one thread. Theirs is timed as it comes; with attention that is not
fused, as ours is not in float32, which earlier figures of this script are about; and with blocks as small as
ours: a convolution no wider than the block and one residual stream in place of four. What it imports for
training only (AudioLM, SPEAR-TTS, its trainer) is not needed to decode: empty modules stand in for it.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from statistics import median
from time import perf_counter
from types import ModuleType

import torch

from soundstorm.acoustic import Schedule, SoundStorm, SoundStormConfig
from soundstorm.acoustic.engine import chosen_precision
from soundstorm.evaluation.parts.passes import pass_operations

FRAMES, LEVELS, ENTRIES, SEMANTIC, FIRST = 500, 12, 1024, 1000, 16
WIDTH, BLOCKS, HEADS, KERNEL = 256, 4, 4, 5
RUNS = 3
THEIRS = {
    "as it comes": {},
    "attention not fused": {"attn_flash": False},
    "blocks as small as ours": {"conv_expansion_factor": 1, "num_residual_streams": 1},
}


def config_of(levels: int) -> SoundStormConfig:
    """Ours, in the size of the comparison."""
    return SoundStormConfig(
        levels=levels, codebook_size=ENTRIES, semantic_size=SEMANTIC, width=WIDTH, heads=HEADS, blocks=BLOCKS,
        feedforward=4 * WIDTH, kernel=KERNEL,
    )  # fmt: skip


def ours(precision: str, levels: int = LEVELS) -> float:
    """Seconds of a decoding, the median of several."""
    config = config_of(levels)
    storm = SoundStorm(config).eval().compute_in(precision)
    semantic = torch.randint(SEMANTIC, (1, FRAMES // config.frames_per_semantic))
    return timed(lambda: storm.generate(semantic, schedule=Schedule((FIRST,))))


def without_training() -> None:
    """Let the public implementation be imported without what it needs for training alone."""
    for package, names in (
        ("spear_tts_pytorch", ["TextToSemantic"]),
        ("audiolm_pytorch", ["SoundStream", "HubertWithKmeans", "FairseqVQWav2Vec"]),
    ):
        sys.modules[package] = stand_in = ModuleType(package)
        for name in names:
            setattr(stand_in, name, type(name, (), {}))
    package = ModuleType("soundstorm_pytorch")  # without its trainer
    package.__path__ = find_spec("soundstorm_pytorch").submodule_search_locations
    sys.modules["soundstorm_pytorch"] = package


def theirs(block: dict[str, int | bool]) -> float:
    """Seconds of a decoding, the median of several, with settings of its blocks."""
    from soundstorm_pytorch.soundstorm import ConformerWrapper
    from soundstorm_pytorch.soundstorm import SoundStorm as Public

    network = ConformerWrapper(
        codebook_size=ENTRIES,
        num_quantizers=LEVELS,
        conformer={"dim": WIDTH, "depth": BLOCKS, "heads": HEADS, "conv_kernel_size": KERNEL, **block},
    )  # fmt: skip
    public = Public(
        network, steps=FIRST, num_semantic_token_ids=SEMANTIC, wav2vec_target_sample_hz=16_000,
        wav2vec_downsample_factor=640, codec_target_sample_hz=16_000, codec_downsample_factor=320,
    ).eval()  # fmt: skip
    semantic = torch.randint(SEMANTIC, (1, FRAMES // 2))
    return timed(lambda: public.generate(cond_semantic_token_ids=semantic))


def timed(decode) -> float:
    """The median of `RUNS` runs after one that warms up."""
    taken = []
    for _ in range(RUNS + 1):
        started = perf_counter()
        decode()
        taken.append(perf_counter() - started)
    return median(taken[1:])


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    passes = FIRST + LEVELS - 1
    without_training()
    public = {name: theirs(block) for name, block in THEIRS.items()}
    for name, seconds in public.items():
        print(f"soundstorm-pytorch, {name}: {seconds:.2f} s, {1000 * seconds / passes:.0f} ms a pass")
    work = pass_operations(config_of(LEVELS), FRAMES, FRAMES, FRAMES)
    for precision in dict.fromkeys(["float32", chosen_precision()]):
        seconds = ours(precision)
        print(
            f"ours, {precision}: {seconds:.2f} s, {1000 * seconds / passes:.0f} ms a pass, "
            f"{passes * work / seconds / 1e9:.0f} GFLOP/s; times as fast: "
            + ", ".join(f"{theirs / seconds:.2f} ({name})" for name, theirs in public.items())
        )
    few, many = ours("float32", 6) / (FIRST + 5), ours("float32", LEVELS) / passes
    print(f"a pass with {LEVELS} levels beside one with 6: {100 * (many / few - 1):+.0f} %")


if __name__ == "__main__":
    main()
