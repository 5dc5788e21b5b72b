"""Every request, event and result of the engine.

Frozen msgspec structs: plain data that crosses a process boundary as msgpack, without pickle. The window, the command
line, the tests and the engine's child process all use these. No torch, no Qt.

A verb is a request type with a generator function in `verbs/`, `inversion/` or `evaluation/`: it yields events and
returns a result. `Engine.stream(request)` runs it. Closing the generator cancels the job.

Import the names from here; the modules of this folder only divide them by subject.
"""

from promptstudio.protocol.answers import (
    AnalyseRequest,
    Analysis,
    CompleteRequest,
    Completion,
    Completions,
    Influence,
    InfluenceRequest,
    Suggestion,
    Suggestions,
    SuggestProgress,
    SuggestRequest,
)
from promptstudio.protocol.base import Data, Event, Loading, Matrix, Request, Result, SettingValue, Verb
from promptstudio.protocol.batch import BatchRequest
from promptstudio.protocol.duel import DuelProgress, DuelRequest, DuelResult, DuelRow, Judgement
from promptstudio.protocol.edits import (
    Edit,
    SeedDone,
    SeedPair,
    SeedsProgress,
    SeedsRequest,
    SeedsResult,
    following_seeds,
)
from promptstudio.protocol.engine import (
    DescribeRequest,
    EngineInfo,
    FreedMemory,
    FreeMemoryRequest,
    LoadedModel,
    MemoryInfo,
    MemoryRequest,
    MethodInfo,
    ModelInfo,
    RenderDefaults,
)
from promptstudio.protocol.inversion import (
    MASK,
    TASKS,
    TEMPLATES,
    Candidate,
    InversionRequest,
    InversionResult,
    LearnedWord,
    Lock,
    Progress,
    TraceStep,
)
from promptstudio.protocol.measures import Coupling, Scores
from promptstudio.protocol.pictures import (
    LARGEST_REFERENCE_WEIGHT,
    LEAST_REFERENCE_WEIGHT,
    ROLES,
    Picture,
    ReferenceImage,
    Square,
    references_in_use,
    references_shown,
)
from promptstudio.protocol.recognition import RecogniseRequest, Recognition
from promptstudio.protocol.renders import (
    AttentionMap,
    CompareRequest,
    Comparison,
    QuickRenderRequest,
    Render,
    RenderProgress,
    RenderRequest,
    RenderSettings,
)

__all__ = [
    "LARGEST_REFERENCE_WEIGHT",
    "LEAST_REFERENCE_WEIGHT",
    "MASK",
    "ROLES",
    "TASKS",
    "TEMPLATES",
    "AnalyseRequest",
    "Analysis",
    "AttentionMap",
    "BatchRequest",
    "Candidate",
    "CompareRequest",
    "Comparison",
    "CompleteRequest",
    "Completion",
    "Completions",
    "Coupling",
    "Data",
    "DescribeRequest",
    "DuelProgress",
    "DuelRequest",
    "DuelResult",
    "DuelRow",
    "Edit",
    "EngineInfo",
    "Event",
    "FreeMemoryRequest",
    "FreedMemory",
    "Influence",
    "InfluenceRequest",
    "InversionRequest",
    "InversionResult",
    "Judgement",
    "LearnedWord",
    "LoadedModel",
    "Loading",
    "Lock",
    "Matrix",
    "MemoryInfo",
    "MemoryRequest",
    "MethodInfo",
    "ModelInfo",
    "Picture",
    "Progress",
    "QuickRenderRequest",
    "RecogniseRequest",
    "Recognition",
    "ReferenceImage",
    "Render",
    "RenderDefaults",
    "RenderProgress",
    "RenderRequest",
    "RenderSettings",
    "Request",
    "Result",
    "Scores",
    "SeedDone",
    "SeedPair",
    "SeedsProgress",
    "SeedsRequest",
    "SeedsResult",
    "SettingValue",
    "Square",
    "SuggestProgress",
    "SuggestRequest",
    "Suggestion",
    "Suggestions",
    "TraceStep",
    "Verb",
    "following_seeds",
    "references_in_use",
    "references_shown",
]
