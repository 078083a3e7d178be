"""Pages as a PDF."""

from io import BytesIO
from typing import assert_never

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portal.labels.drawing import Code, Frame, Line, Mark, Page, Text
from portal.labels.fonts import pieces, width_of

INK, SOFT = 0.0, 0.33  # grey values


def pdf_of(pages: tuple[Page, ...], *, title: str) -> bytes:
    """The same pages give the same bytes."""
    file = BytesIO()
    canvas = Canvas(file, invariant=True, lang="en")
    canvas.setTitle(title)
    canvas.setCreator("mmbackup")
    for page in pages:
        _draw_page(canvas, page)
    canvas.save()
    return file.getvalue()


def _draw_page(canvas: Canvas, page: Page) -> None:
    """A PDF counts from the lower left corner, and upwards."""
    canvas.setPageSize((page.width * mm, page.height * mm))
    for mark in page.marks:
        _draw(canvas, mark, page.height)
    canvas.showPage()


def _draw(canvas: Canvas, mark: Mark, height: float) -> None:
    match mark:
        case Text():
            _draw_text(canvas, mark, height)
        case Line():
            canvas.setLineWidth(mark.thickness * mm)
            canvas.line(mark.x * mm, (height - mark.y) * mm, mark.to_x * mm, (height - mark.to_y) * mm)
        case Frame():
            canvas.setLineWidth(mark.thickness * mm)
            corner = (height - mark.y - mark.height) * mm
            canvas.rect(mark.x * mm, corner, mark.width * mm, mark.height * mm)
        case Code():
            _draw_code(canvas, mark, height)
        case _:
            assert_never(mark)


def _draw_text(canvas: Canvas, text: Text, height: float) -> None:
    left = text.x - _before(text)
    canvas.setFillGray(SOFT if text.soft else INK)
    line = canvas.beginText(left * mm, (height - text.y) * mm)
    for font, piece in pieces(text.words, bold=text.bold):
        line.setFont(font, text.size * mm)
        line.textOut(piece)
    canvas.drawText(line)


def _before(text: Text) -> float:
    """How much of the words stands left of their anchor."""
    if text.anchor == "start":
        return 0.0
    width = width_of(text.words, text.size, bold=text.bold)
    return width / 2 if text.anchor == "middle" else width


def _draw_code(canvas: Canvas, code: Code, height: float) -> None:
    canvas.setFillGray(INK)
    path = canvas.beginPath()
    for x, y, width, tall in code.bars:
        path.rect(x * mm, (height - y - tall) * mm, width * mm, tall * mm)
    canvas.drawPath(path, stroke=0, fill=1)
