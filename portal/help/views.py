"""The help: its home with the search, an article, the codes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mmbackup.engine.codes import ALARM_CODES, EVENT_CODES
from portal.help.books import ARTICLES, BOOKS, BOOKS_BY_SLUG, book_of
from portal.help.facts import facts
from portal.help.search import search, words_of


def home(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    context = {"books": BOOKS, "text": text, "is_asked": bool(words_of(text)), "found": search(text)}
    return render(request, "help/home.html", context)


def book(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "help/book.html", {"book": BOOKS_BY_SLUG[slug]})


def article(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    found = ARTICLES.get(f"{slug}/{name}")
    if found is None:
        raise Http404
    its_book = book_of(found)
    beside = list(its_book.articles)
    place = beside.index(found)
    context = {
        "article": found,
        "book": its_book,
        "before": beside[place - 1] if place else None,
        "after": beside[place + 1] if place + 1 < len(beside) else None,
    }
    return render(request, "help/article.html", context | facts())


def codes(request: HttpRequest) -> HttpResponse:
    context = {"alarm_codes": ALARM_CODES, "event_codes": EVENT_CODES}
    return render(request, "help/codes.html", context)
