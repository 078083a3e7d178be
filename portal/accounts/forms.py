"""The form to log in with."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm

from portal.crispy import helper


class LoginForm(AuthenticationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(button="Log in", button_class="w-100")
