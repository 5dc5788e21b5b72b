"""The coupling of words as a heatmap."""

from promptstudio_ui.heatmap.model import COSINE, INFLUENCE, RAW, HeatmapModel
from promptstudio_ui.heatmap.view import HeatmapView

__all__ = ["COSINE", "INFLUENCE", "RAW", "HeatmapModel", "HeatmapView"]
