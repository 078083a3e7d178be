"""A share in per cent, never rounded up to all."""


def share_words(part: int, whole: int) -> str:
    """One place, cut off: 100 % stands for all of them, and for nothing less; none where there is nothing."""
    if whole <= 0:
        return "none"
    tenths = part * 1000 // whole
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} %"
