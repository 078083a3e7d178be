"""A letter as a simple page, for mail programs that show one. Nothing in it is loaded from anywhere."""

from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mmbackup.services.notices.letter import Letter


def mail_page(letter: Letter) -> str:
    return format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{}</title></head>'
        '<body style="font-family: sans-serif; max-width: 40em; line-height: 1.45">{}{}</body></html>\n',
        letter.subject,
        format_html_join("", "{}", ((part,) for part in _parts(letter.text))),
        format_html('<p><a href="{0}">{0}</a></p>', letter.link) if letter.link else "",
    )


def _parts(text: str) -> list[SafeString]:
    """Lines that begin with a dash are a list, the others paragraphs; the first one says it all."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts = []
    for is_list, group in groupby(lines, key=lambda line: line.startswith("- ")):
        found = list(group)
        parts += [_list(found)] if is_list else [format_html("<p>{}</p>", line) for line in found]
    return parts


def _list(lines: list[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines)))
