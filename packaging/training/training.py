"""What every training here shares: a clock of core-minutes, checkpoints, an optimiser, a log, averaged weights."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

# waiting threads must not spin: on a shared machine that is six times slower
if os.environ.get("OMP_WAIT_POLICY") != "passive":
    os.environ |= {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
    if Path(sys.argv[0]).parent.resolve() == Path(__file__).parent.resolve():
        os.execv(sys.executable, [sys.executable, *sys.argv])  # read by OpenMP when it is loaded, so begin again

import torch

from promptstudio.models.reading import torchvision_ops  # noqa: F401  (before anything that imports torchvision)


def arguments(description: str, minutes: float, **more: tuple[int | str, str]) -> argparse.Namespace:
    """--work, --minutes, --seed, --threads, and `more` as name=(default, help)."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument(
        "--work", type=Path, required=True, help="folder of data, checkpoints and results, outside the source tree"
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=minutes,
        help="core-minutes of training; the learning rate falls to its end by then",
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--rate", type=float, default=1.0, help="factor on the learning rates: 0.4 or so to go on from packed weights"
    )
    for name, (default, text) in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=text)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    return args


def half_precision() -> torch.autocast:
    """bfloat16 for what runs inside, where the processor multiplies it in hardware (AMX); else a context that does
    nothing, for without that bfloat16 is the slower one. A step of the UNet took 0.93 s in float32, 0.79 in bfloat16,
    and 0.44 when its attention was not the fused one, whose backward pass has no fast bfloat16 (one core, batch 64).
    """
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_amx_tile_supported())


def _newton_schulz(gram: torch.Tensor) -> torch.Tensor:
    """The matrix Q that five Newton–Schulz steps multiply X by, from gram = X Xᵀ.

    Every step is a polynomial in X Xᵀ, all of which commute: so only small square matrices are multiplied, not X (a
    conv's is nine times wider than high), which saves three fifths of the work.
    """
    q = torch.eye(len(gram))
    for _ in range(5):
        a = q @ gram @ q
        q = (3.4445 * q) + (-4.7750 * a + 2.0315 * a @ a) @ q
    return q


class Muon(torch.optim.Optimizer):
    """Muon (Jordan et al. 2024) for weights of two and more dimensions.

    Momentum whose update is orthogonalised by Newton–Schulz.
    """

    def __init__(
        self,
        parameters: Iterable[torch.nn.Parameter],
        lr: float = 0.02,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "m" not in state:
                    state["m"] = torch.zeros_like(p)
                state["m"].lerp_(p.grad, 1 - group["momentum"])
                update = p.grad.lerp(state["m"], group["momentum"]).reshape(len(p), -1)
                x = update / (update.norm() + 1e-7)
                turned = x.shape[0] > x.shape[1]
                x = x.T if turned else x
                x = _newton_schulz(x @ x.T) @ x
                x = x.T if turned else x
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(x.reshape(p.shape), alpha=-group["lr"] * max(1.0, x.shape[0] / x.shape[1]) ** 0.5)


class Optimisers:
    """Muon for the matrices inside, AdamW for embeddings, heads, biases and norms, one schedule for both."""

    def __init__(
        self,
        model: torch.nn.Module,
        muon_lr: float,
        adam_lr: float,
        is_outer: Callable[[str], bool],
        weight_decay: float = 0.01,
    ) -> None:
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        inner = [p for n, p in named if p.ndim >= 2 and not is_outer(n)]
        chosen = {id(p) for p in inner}
        rest = [p for _, p in named if id(p) not in chosen]
        self.parameters = inner + rest
        self.all = [
            Muon(inner, lr=muon_lr, weight_decay=weight_decay),
            torch.optim.AdamW(rest, lr=adam_lr, betas=(0.9, 0.98), weight_decay=0.0),
        ]
        self.base = [muon_lr, adam_lr]

    def step(self, loss: torch.Tensor, rate: float) -> float:
        for optimiser, base in zip(self.all, self.base, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = base * rate
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        if torch.isfinite(norm):
            for optimiser in self.all:
                optimiser.step()
        return float(norm)

    def state_dict(self) -> list[dict]:
        return [o.state_dict() for o in self.all]

    def load_state_dict(self, states: list[dict]) -> None:
        for optimiser, state in zip(self.all, states, strict=True):
            optimiser.load_state_dict(state)


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, model: torch.nn.Module, every: int = 4, longest: float = 0.998) -> None:
        self.every, self.longest = every, longest
        self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: torch.nn.Module, step: int) -> None:
        if step % self.every:
            return
        keep = min(self.longest, (1 + step) / (10 + step)) ** self.every
        for k, v in model.state_dict().items():
            self.weights[k].lerp_(v, 1 - keep) if v.is_floating_point() else self.weights[k].copy_(v)


class Run:
    """The clock, the log and the checkpoints of one training.

    `elapsed` counts minutes of processor time, so a paused or crowded-out process loses nothing (two free cores give
    two a minute). A checkpoint every three minutes of the clock on the wall; the same command given again goes on from
    the last one.
    """

    def __init__(
        self,
        args: argparse.Namespace,
        name: str,
        model: torch.nn.Module,
        optimisers: Optimisers,
        average: Average | None = None,
    ) -> None:
        self.model, self.optimisers, self.average = model, optimisers, average
        self.minutes, self.factor = args.minutes, args.rate
        self.folder = args.work / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.checkpoint, self.log_file = self.folder / "checkpoint.pt", self.folder / "log.jsonl"
        self.step, self.elapsed, self.sums = 0, 0.0, {}
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint, weights_only=True)
            model.load_state_dict(state["model"])
            if "optimisers" in state:  # unpack.py has none
                optimisers.load_state_dict(state["optimisers"])
            if average:
                average.weights = state["average"]
            self.step, self.elapsed = state["step"], state["elapsed"]
            torch.manual_seed(args.seed + self.step)
            print(f"{name}: goes on at step {self.step}, minute {self.elapsed:.1f}", flush=True)
        self.begun = time.process_time() - self.elapsed * 60
        self.saved = time.monotonic()

    @property
    def progress(self) -> float:
        return min(1.0, self.elapsed / self.minutes)

    def rate(self, warm: int = 100, hold: float = 0.35) -> float:
        """Warm up, hold, then fall in a straight line to 2 %."""
        fall = 1.0 if self.progress < hold else max(0.02, (1 - self.progress) / (1 - hold))
        return min(1.0, (self.step + 1) / warm) * fall * self.factor

    def going(self) -> bool:
        self.elapsed = (time.process_time() - self.begun) / 60
        if time.monotonic() - self.saved > 180:
            self.save()
        return self.progress < 1

    def count(
        self, every: int = 50, extra: Callable[[], dict[str, float]] | None = None, **values: torch.Tensor | float
    ) -> None:
        """Ends a step; every so often the means of `values` go to the log."""
        self.step += 1
        for k, v in values.items():
            self.sums[k] = self.sums.get(k, 0.0) + float(v.detach() if hasattr(v, "detach") else v)
        if self.step % every == 0:
            line = {"step": self.step, "minutes": round(self.elapsed, 2)} | {
                k: round(v / every, 4) for k, v in self.sums.items()
            }
            self.write(line | (extra() if extra else {}))
            self.sums = {}

    def write(self, line: dict) -> None:
        print(json.dumps(line), flush=True)
        with self.log_file.open("a") as f:
            f.write(json.dumps(line) + "\n")

    def save(self) -> None:
        self.saved = time.monotonic()
        state = {
            "model": self.model.state_dict(),
            "optimisers": self.optimisers.state_dict(),
            "step": self.step,
            "elapsed": self.elapsed,
        }
        if self.average:
            state["average"] = self.average.weights
        torch.save(state, self.checkpoint.with_suffix(".new"))
        os.replace(self.checkpoint.with_suffix(".new"), self.checkpoint)
