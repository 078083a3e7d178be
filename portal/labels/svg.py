"""Pages as pictures in a web page, at their true size on paper."""

from typing import assert_never

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.labels.drawing import Code, Frame, Line, Mark, Page, Text


def svg_of(page: Page, *, name: str) -> SafeString:
    """No style attributes: the portal's policy forbids them."""
    return format_html(
        '<svg class="paper" xmlns="http://www.w3.org/2000/svg" width="{0}mm" height="{1}mm" '
        'viewBox="0 0 {0} {1}" role="img" aria-label="{2}">'
        '<rect width="100%" height="100%" fill="#fff"/>{3}</svg>',
        _short(page.width),
        _short(page.height),
        name,
        format_html_join("", "{}", ((_mark(mark),) for mark in page.marks)),
    )


def _mark(mark: Mark) -> SafeString:
    match mark:
        case Text():
            return _text(mark)
        case Line():
            ends = (_short(mark.x), _short(mark.y), _short(mark.to_x), _short(mark.to_y))
            return format_html(
                '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#000" stroke-width="{}"/>',
                *ends,
                mark.thickness,
            )
        case Frame():
            sides = (_short(mark.x), _short(mark.y), _short(mark.width), _short(mark.height))
            return format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" fill="none" stroke="#000" stroke-width="{}"/>',
                *sides,
                mark.thickness,
            )
        case Code():
            return _code(mark)
    assert_never(mark)


def _text(text: Text) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="{}" font-weight="{}" text-anchor="{}" fill="{}">{}</text>',
        _short(text.x),
        _short(text.y),
        _short(text.size),
        "bold" if text.bold else "normal",
        text.anchor,
        "#555" if text.soft else "#000",
        text.words,
    )


def _code(code: Code) -> SafeString:
    """One path, with crisp edges: between single squares a printer may leave hairlines."""
    bars = "".join(
        f"M{_short(x)} {_short(y)}h{_short(width)}v{_short(tall)}h-{_short(width)}z"
        for x, y, width, tall in code.bars
    )
    return format_html('<path d="{}" fill="#000" shape-rendering="crispEdges"/>', bars)


def _short(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")
