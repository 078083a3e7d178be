"""Help."""

from portal.menu.entry import EVERYBODY, Entry

GUIDE = Entry(
    "Guide",
    icon="book",
    readers=EVERYBODY,
    summary="What to do, and what the codes mean.",
    entries=(
        Entry(
            "Morning Procedure",
            "guide:morning",
            "sunrise",
            "Verify, remove, label, store, insert the next.",
            ("This is the whole of the morning's work. It takes a minute.",),
        ),
        Entry(
            "Alarm and Event Codes",
            "guide:codes",
            "book",
            "Each code with its cause and its repair procedure.",
            ("Find the code as the log prints it, and follow its repair procedure from the top.",),
        ),
    ),
)
