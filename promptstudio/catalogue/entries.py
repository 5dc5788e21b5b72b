"""The entries of a catalogue: where a model's files come from, and which roles and kinds of models there are."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

KINDS_OF_ROLES: dict[str, tuple[str, ...]] = {
    "guide_clip": ("open_clip", "clip"),
    "judge_clip": ("open_clip", "clip"),
    "masked_lm": ("masked_lm", "llada", "dream", "a2d"),
    "judge_masked_lm": ("masked_lm", "llada", "dream", "a2d"),
    "causal_lm": ("causal_lm", "gguf"),
    "judge_causal_lm": ("causal_lm", "gguf"),
    "text_to_image": ("stable_diffusion", "stable_diffusion_file", "diffusers"),
    "preview": ("stable_diffusion", "stable_diffusion_file"),
    "captioner": ("florence2", "blip", "blip2", "llava", "vision_encoder_decoder"),
    "vlm": ("vlm",),
    "segmenter": ("segmenter", "clipseg"),
    "safety_checker": ("safety_checker",),
    "phrases": ("phrases",),
    "perplexity": ("causal_lm",),
    "bertscore": ("text_encoder",),
    "lpips": ("lpips",),
}
"""Every role that a profile can fill, with the kinds (adapters) that can fill it."""

KINDS = tuple(dict.fromkeys(kind for kinds in KINDS_OF_ROLES.values() for kind in kinds))
DTYPES = ("float32", "float16", "bfloat16")

LLAVA = ("llava", "vlm")
"""Kinds that read the same checkpoint: as a captioner and as a vision-language model."""

Option = str | int | float | bool | list[Any]
_Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]  # also the name of a folder
_Repo = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$")]
_Subfolder = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*)?$")]
_Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mirror of a model: a Hugging Face style repository."""

    repo: _Repo
    """`owner/name`."""
    revision: str = "main"
    """A commit where one is publicly documented, else a branch."""
    subfolder: _Subfolder = ""
    """Folder of the repository that holds the files; empty for its top."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set of files that an adapter loads."""

    id: _Id
    name: str
    """As people call it."""
    kind: str
    """Which adapter loads it: one of `KINDS`."""
    licence: str
    summary: str = ""
    gated: bool = False
    """Whether access has to be requested at the hub."""
    sources: tuple[Source, ...] = ()
    """Mirrors, tried in this order; empty for files that cannot be downloaded."""
    files: tuple[str, ...] = ()
    """Patterns over the repository, below the source's subfolder; see `finding.matches`."""
    sha256: dict[str, _Sha256] = {}
    """Hashes by file name where one is publicly documented."""
    bytes: _Count = 0
    """Size of the download."""
    memory: dict[str, _Count] = {}
    """Bytes of the loaded weights, by number format (`DTYPES`)."""
    path: str | None = None
    """Below resources/ for what ships with the program, absolute for the user's own files."""
    options: dict[str, Option] = {}
    """For the adapter."""
