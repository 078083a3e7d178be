"""The one door to crispy-forms, which ships no types."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django.utils.functional import Promise


def helper(*, button: str | Promise, method: str = "post", button_class: str = "") -> FormHelper:
    """A form with one button below its fields."""
    made = FormHelper()  # type: ignore[no-untyped-call]
    made.form_method = method
    made.add_input(Submit("", button, css_class=button_class))  # type: ignore[no-untyped-call]
    return made


def helper_in_a_row(*fields: str, button: str | Promise, hidden: tuple[str, ...] = ()) -> FormHelper:
    """A form asked for by GET, its fields and its button beside each other."""
    made = FormHelper()  # type: ignore[no-untyped-call]
    made.form_method = "get"
    columns = [Column(field) for field in fields]  # type: ignore[no-untyped-call]
    last = Column(Submit("", button), css_class="col-md-auto form-button")  # type: ignore[no-untyped-call]
    made.layout = Layout(Row(*columns, last), *hidden)  # type: ignore[no-untyped-call]
    return made
