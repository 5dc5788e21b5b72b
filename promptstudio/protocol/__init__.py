"""Every request, event and result of the engine.

Frozen msgspec structs: plain data that crosses a process boundary as msgpack, without pickle. The window, the command
line, the tests and the engine's child process all use these. No torch, no Qt.

A verb is a request type with a generator function in `verbs/`, `inversion/` or `evaluation/`: it yields events and
returns a result. `Engine.stream(request)` runs it. Closing the generator cancels the job.

Import the names from here; the modules of this folder only divide them by subject.
"""

from promptstudio.protocol.answers import *
from promptstudio.protocol.base import *
from promptstudio.protocol.duel import *
from promptstudio.protocol.engine import *
from promptstudio.protocol.inversion import *
from promptstudio.protocol.measures import *
from promptstudio.protocol.pictures import *
from promptstudio.protocol.renders import *
