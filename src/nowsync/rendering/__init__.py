"""Template and entry make a summary: what a template knows, how it is written, what it may cost."""

from nowsync.rendering.renderer import BLOCKS, Renderer

__all__ = ["BLOCKS", "Renderer"]
