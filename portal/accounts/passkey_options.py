"""What a page tells the browser about the passkey that it asks for: as text, as no script stands inline."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


class WithPasskeyOptions:
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # a mixin
        return {**context, "passkey_options": json.dumps(context.get("js_data"), cls=DjangoJSONEncoder)}
