"""Profiles, their models by role, and whether the models' files are on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from promptstudio.catalogue.entries import Model, Option
from promptstudio.catalogue.extras import EXTRAS
from promptstudio.catalogue.finding import files_below, has_weights, missing_files, only_pickle, refusal
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.protocol import ModelInfo


class Component(msgspec.Struct, frozen=True):
    """A model in a role of a profile."""

    role: str
    model: Model
    path: Path
    """Where its files are or would be; absolute."""
    origin: str
    """How the files come to be there: "shipped", "own" (the user's path), "downloaded", or "cache" (Hugging Face's)."""

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def kind(self) -> str:
        return self.model.kind

    @property
    def licence(self) -> str:
        return self.model.licence

    @property
    def options(self) -> dict[str, Option]:
        return self.model.options

    @property
    def present(self) -> bool:
        """Whether all its files are there; their sizes and hashes are checked by a download only."""
        return not missing_files(self.model, self.path)

    def require(self) -> Path:
        """Its file or folder. Raises ModelMissing with what to do, or with the reason when its weights are pickles."""
        if pickle := only_pickle(self.path):
            raise ModelMissing(refusal(self.name, pickle))
        missing = missing_files(self.model, self.path)
        if not missing:
            return self.path
        what = f"The {self.role.replace('_', ' ')} “{self.name}”"
        if not self.model.sources:
            raise ModelMissing(f"{what} is not at {self.path}.")
        state = "is only partly there" if has_weights(self.path) else "is not on this machine"
        raise ModelMissing(f"{what} {state}; `promptstudio models download {self.model.id}` fetches it.")

    def info(self) -> ModelInfo:
        """The component as the protocol describes it; reads file sizes from the disk."""
        size = sum(file.stat().st_size for file in files_below(self.path))
        return ModelInfo(self.role, self.name, self.kind, self.licence, str(self.path), size, self.present)


class Profile(msgspec.Struct, frozen=True):
    """A set of models that work together."""

    name: str
    title: str
    summary: str
    needs: str
    """One sentence on the hardware it needs."""
    components: dict[str, Component]
    """By role."""

    @property
    def needed(self) -> tuple[Model, ...]:
        """The models without which it does not work, each once."""
        return tuple({c.model.id: c.model for role, c in self.components.items() if role not in EXTRAS}.values())

    @property
    def extras(self) -> tuple[Model, ...]:
        """Its other models, each once."""
        needed = self.needed
        return tuple({c.model.id: c.model for c in self.components.values() if c.model not in needed}.values())

    def lacking(self, models: Sequence[Model]) -> int:
        """Bytes to download until these of its models are here."""
        present = {component.model.id for component in self.components.values() if component.present}
        return sum(model.bytes for model in models if model.id not in present)

    def __getitem__(self, role: str) -> Component:
        """The component of `role`; ModelMissing when the profile has none."""
        if role not in self.components:
            raise ModelMissing(f"The profile “{self.name}” has no {role.replace('_', ' ')}.")
        return self.components[role]

    def get(self, role: str) -> Component | None:
        """The component of `role`, or None."""
        return self.components.get(role)


class Catalog(msgspec.Struct, frozen=True):
    """All models and profiles: those that ship with the program and the user's own."""

    models: dict[str, Model]
    """By id."""
    profiles: dict[str, Profile]
    """By name."""
    default_profile: str
    folder: Path
    """Where downloads go."""

    def profile(self, name: str) -> Profile:
        """The profile `name`; BadRequest when there is none."""
        if name not in self.profiles:
            raise BadRequest(f"There is no profile “{name}”; there is {', '.join(sorted(self.profiles))}.")
        return self.profiles[name]

    def model(self, model_id: str) -> Model:
        """The model `model_id`; BadRequest when there is none."""
        if model_id not in self.models:
            raise BadRequest(f"There is no model “{model_id}”; `promptstudio models list --all` shows those there are.")
        return self.models[model_id]
