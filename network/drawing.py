"""The picture of the network as a drawing (SVG) that needs no script: for browsers without one, and for print."""

from math import cos, hypot, pi, sin

from django.utils.html import format_html, format_html_join

from network.picture import Edge, Line, Node, Picture

MARGIN = 60
# Of so many actors the names are tried, the best connected first; those that would cover another one are left out.
TRIED = 150
LONGEST_NAME = 28
# The shapes of the looks, which tell fields apart without colour: corners and turn, 0 corners for a circle.
SHAPES = ((0, 0.0), (4, pi / 4), (3, -pi / 2), (4, 0.0), (6, 0.0), (5, -pi / 2), (3, pi / 2), (8, pi / 8))


def shape_path(look: int | None, radius: float, x: float = 0, y: float = 0) -> str:
    """The outline of an actor of a field; without a field a circle."""
    corners, turn = (0, 0.0) if look is None else SHAPES[look]
    if not corners:
        return f"M{x - radius:.1f} {y:.1f}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0z"
    # A shape with fewer corners needs more reach to look as large.
    reach = radius * {3: 1.35, 4: 1.2, 5: 1.12, 6: 1.08}.get(corners, 1.04)
    points = [(x + reach * cos(turn + 2 * pi * step / corners), y + reach * sin(turn + 2 * pi * step / corners)) for step in range(corners)]
    return "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points) + "z"


def _arrow(edge: Edge) -> str:
    """The tip at the second actor."""
    dx, dy = edge.second.x - edge.first.x, edge.second.y - edge.first.y
    length = hypot(dx, dy) or 1.0
    dx, dy = dx / length, dy / length
    x, y = edge.second.x - dx * (edge.second.radius + 2), edge.second.y - dy * (edge.second.radius + 2)
    back_x, back_y = x - 9 * dx, y - 9 * dy
    return f"M{x:.1f} {y:.1f}L{back_x - 4 * dy:.1f} {back_y + 4 * dx:.1f}L{back_x + 4 * dy:.1f} {back_y - 4 * dx:.1f}z"


def _lines(edges: list[Edge]) -> list[tuple[str, str]]:
    """(class, path): all lines of one kind in one path, which a browser draws a hundred times quicker than one by one."""
    found = []
    for line in (Line.CLOSED, Line.PREPARATION, Line.LIVING):
        drawn = [edge for edge in edges if edge.line == line]
        if drawn:
            path = "".join(f"M{edge.first.x} {edge.first.y}L{edge.second.x} {edge.second.y}" for edge in drawn)
            found.append((f"wf-net__line wf-net__line--{line}", path))
    if arrows := "".join(_arrow(edge) for edge in edges if edge.is_directed):
        found.append(("wf-net__tip", arrows))
    return found


def _point(node: Node) -> str:
    look = "none" if node.look is None else node.look
    drawn = format_html(
        '<path class="wf-net__node wf-net__node--{}" d="{}"><title>{}</title></path>',
        look,
        shape_path(node.look, node.radius, node.x, node.y),
        node.name,
    )
    return format_html('<a href="{}" aria-label="{}">{}</a>', node.url, node.name, drawn) if node.url else drawn


def _labels(nodes: list[Node], size: float) -> list[tuple]:
    """(size, x, y, name) of the names that fit beside one another, those of the best connected first."""
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for node in nodes[:TRIED]:
        name = node.name if len(node.name) <= LONGEST_NAME else f"{node.name[: LONGEST_NAME - 1]}…"
        half, top = len(name) * size * 0.27, node.y + node.radius + 2
        room = (node.x - half, top, node.x + half, top + 1.3 * size)
        if any(room[0] < other[2] and other[0] < room[2] and room[1] < other[3] and other[1] < room[3] for other in taken):
            continue
        taken.append(room)
        found.append((size, node.x, round(top + size, 1), name))
    return found


def draw(picture: Picture, label: str) -> str:
    """The whole drawing; `label` says what it is to whoever does not see it."""
    nodes = picture.by_degree
    # A large picture is shown smaller, its names are not.
    size = round(13 * max(1.0, picture.width / 1000, picture.height / 500), 1)
    return format_html(
        '<svg class="wf-net__drawing" xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" role="group" aria-label="{}">{}{}{}</svg>',
        -MARGIN,
        -MARGIN,
        round(picture.width + 2 * MARGIN),
        round(picture.height + 2 * MARGIN),
        label,
        format_html_join("", '<path class="{}" d="{}"></path>', _lines(picture.edges)),
        format_html_join("", "{}", ((_point(node),) for node in reversed(nodes))),
        format_html_join("", '<text class="wf-net__name" font-size="{}" x="{}" y="{}">{}</text>', _labels(nodes, size)),
    )


def swatches(looks: list[int | None]) -> dict[int | None, str]:
    """The small pictures of the legend, by look."""
    return {
        look: format_html(
            '<svg class="wf-net__swatch" viewBox="-9 -9 18 18" aria-hidden="true" focusable="false">'
            '<path class="wf-net__node wf-net__node--{}" d="{}"></path></svg>',
            "none" if look is None else look,
            shape_path(look, 6),
        )
        for look in looks
    }
