"""A picture of what grows: one panel for each command, as SVG."""

from collections.abc import Iterator, Sequence

from benchmarks.result import Line

WIDTH, HEIGHT, EDGE, COLUMNS = 250, 170, 44, 3
STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#57606a}.name{font-weight:600;fill:#24292f}"
    ".axis{stroke:#8c959f;fill:none}.line{stroke:#0969da;fill:none;stroke-width:1.5}"
    ".straight{stroke:#8c959f;stroke-dasharray:3 3;fill:none}circle{fill:#0969da}"
    "@media (prefers-color-scheme:dark){text{fill:#9198a1}.name{fill:#f0f6fc}}"
)


def plot(lines: Sequence[Line]) -> str:
    """Draw the lines, each beside the straight one from its first point to its last."""
    rows = -(-len(lines) // COLUMNS)
    width, height = COLUMNS * WIDTH, rows * HEIGHT
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">\n'
        "<title>What commands cost, by the size of the archive</title>\n"
        f"<style>{STYLE}</style>\n"
    )
    panels = "".join(
        f'<g transform="translate({number % COLUMNS * WIDTH} {number // COLUMNS * HEIGHT})">\n'
        + "\n".join(_panel(line))
        + "\n</g>\n"
        for number, line in enumerate(lines)
    )
    return f"{head}{panels}</svg>\n"


def _panel(line: Line) -> Iterator[str]:
    right, below = WIDTH - EDGE / 2, HEIGHT - EDGE / 1.5
    most = max(size for size, _ in line.points)
    highest = max(cost for _, cost in line.points)
    places = [
        (EDGE + (right - EDGE) * size / most, below - (below - EDGE / 1.5) * cost / highest)
        for size, cost in line.points
    ]
    shown = [f"{across:.1f},{down:.1f}" for across, down in places]
    yield f'<text class="name" x="{EDGE}" y="16">{line.name}</text>'
    yield f'<path class="axis" d="M{EDGE} {EDGE / 1.5:.1f}V{below:.1f}H{right:.1f}"/>'
    yield f'<text x="{EDGE - 4}" y="{EDGE / 1.5 + 4:.1f}" text-anchor="end">{highest:.2g} s</text>'
    yield f'<text x="{EDGE - 4}" y="{below + 4:.1f}" text-anchor="end">0</text>'
    yield f'<text x="{right:.1f}" y="{below + 14:.1f}" text-anchor="end">{most:,}</text>'
    yield f'<polyline class="straight" points="{shown[0]} {shown[-1]}"/>'
    yield f'<polyline class="line" points="{" ".join(shown)}"/>'
    for across, down in places:
        yield f'<circle cx="{across:.1f}" cy="{down:.1f}" r="2.5"/>'
