"""The coupling of words as a heatmap."""

from promptstudio_ui.coupling.heatmap import HeatmapView
from promptstudio_ui.coupling.model import COSINE, INFLUENCE, RAW, HeatmapModel

__all__ = ["COSINE", "INFLUENCE", "RAW", "HeatmapModel", "HeatmapView"]
