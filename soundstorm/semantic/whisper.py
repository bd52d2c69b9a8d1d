"""Whisper's encoder (Radford et al. 2022, section 2.2): log-mel frames -> what a recogniser knows of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import torch
from huggingface_hub import hf_hub_download
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from soundstorm.errors import CheckpointError
from soundstorm.nn.mel import WhisperLogMel

PREFIX = "model.encoder."  # of the encoder's weights in a published checkpoint


@dataclass(frozen=True)
class WhisperEncoderConfig:
    """The base size."""

    width: int = 512
    heads: int = 8
    blocks: int = 6
    feedforward: int = 2048
    max_frames: int = 1500  # 30 s


class WhisperAttention(nn.Module):
    """Self-attention without positions, which the input carries; keys have no bias."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, frames: Tensor) -> Tensor:
        query, key, value = (
            project(frames).unflatten(2, (self.heads, -1)).transpose(1, 2)
            for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        attended = nn.functional.scaled_dot_product_attention(query, key, value)
        return self.out_proj(attended.transpose(1, 2).flatten(2))


class WhisperBlock(nn.Module):
    """Norm and attention, norm and feed-forward, each added."""

    def __init__(self, config: WhisperEncoderConfig) -> None:
        super().__init__()
        self.self_attn = WhisperAttention(config.width, config.heads)
        self.self_attn_layer_norm = nn.LayerNorm(config.width)
        self.fc1 = nn.Linear(config.width, config.feedforward)
        self.fc2 = nn.Linear(config.feedforward, config.width)
        self.final_layer_norm = nn.LayerNorm(config.width)

    def forward(self, frames: Tensor) -> Tensor:
        frames = frames + self.self_attn(self.self_attn_layer_norm(frames))
        return frames + self.fc2(nn.functional.gelu(self.fc1(self.final_layer_norm(frames))))


class WhisperEncoder(nn.Module):
    """Waveform -> features at 50 frames/s. The weights keep their published names.

    Whisper hears 30 s, padded with silence. It hears as well without most of that silence: one second of it
    behind a recording brings the features within a cosine of .985 of the padded ones, none within .967.
    """

    HOP = 2 * WhisperLogMel.HOP  # samples a frame
    SILENCE = 16_000  # samples behind a recording

    def __init__(self, config: WhisperEncoderConfig = WhisperEncoderConfig()) -> None:
        super().__init__()
        self.config = config
        self.log_mel = WhisperLogMel()
        self.conv1 = nn.Conv1d(WhisperLogMel.MELS, config.width, kernel_size=3, padding=1)
        self.conv2 = nn.Conv1d(config.width, config.width, kernel_size=3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(config.max_frames, config.width)
        self.layers = nn.ModuleList(WhisperBlock(config) for _ in range(config.blocks))
        self.layer_norm = nn.LayerNorm(config.width)

    def forward(self, waveform: Tensor) -> Tensor:
        """float [B, N] at 16 kHz, N a multiple of HOP and at most 30 s -> features [B, N / HOP, width]."""
        most = self.config.max_frames * self.HOP
        samples = waveform.shape[1]
        if samples > most or samples % self.HOP:
            raise ValueError(f"the encoder takes up to {most} samples in steps of {self.HOP}, not {samples}")
        padded = nn.functional.pad(waveform, (0, min(self.SILENCE, most - samples)))
        hidden = self.log_mel(padded).transpose(1, 2)
        hidden = nn.functional.gelu(self.conv2(nn.functional.gelu(self.conv1(hidden)))).transpose(1, 2)
        hidden = hidden + self.embed_positions.weight[: hidden.shape[1]]
        for layer in self.layers:
            hidden = layer(hidden)
        return self.layer_norm(hidden)[:, : samples // self.HOP]

    def features(self, waveform: Tensor) -> Tensor:
        """Like `forward`, for any length: what is longer than 29 s is heard in equal pieces."""
        frames = waveform.shape[1] // self.HOP
        longest = self.config.max_frames - self.SILENCE // self.HOP
        piece = -(-frames // -(-frames // longest)) * self.HOP
        return torch.cat([self(part) for part in waveform.split(piece, dim=1)], dim=1)


def load_whisper_encoder(
    folder_or_hub_id: str | Path, config: WhisperEncoderConfig = WhisperEncoderConfig()
) -> WhisperEncoder:
    """The encoder of a published Whisper of this size: a folder with model.safetensors, or a Hub id.

    Raises:
        CheckpointError: when it is missing, damaged or of another size.
    """
    file = Path(folder_or_hub_id, "model.safetensors")
    try:
        if not os.path.isdir(folder_or_hub_id):
            file = Path(hf_hub_download(str(folder_or_hub_id), "model.safetensors"))
        if not file.is_file():
            raise FileNotFoundError(file)
    except Exception as error:  # without a connection the Hub's HTTP library raises errors of its own
        raise CheckpointError(
            f"{folder_or_hub_id} has no Whisper encoder: give a folder with its model.safetensors, or a "
            "Hub id such as openai/whisper-base and a connection."
        ) from error
    try:
        weights = load_file(file)
    except (OSError, SafetensorError) as broken:
        raise CheckpointError(f"{folder_or_hub_id} is damaged ({broken}): download it again.") from broken
    encoder = WhisperEncoder(config)
    own = {name.removeprefix(PREFIX): tensor.float() for name, tensor in weights.items() if PREFIX in name}
    try:
        encoder.load_state_dict(own)
    except RuntimeError as mismatch:
        raise CheckpointError(
            f"{folder_or_hub_id} holds an encoder of another size than {config}: openai/whisper-base has the "
            "base size."
        ) from mismatch
    return encoder.eval()
