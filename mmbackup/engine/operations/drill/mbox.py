"""A file of mail as mbox readers go through it: each message begins with a line From, and has a head."""

import re

LONGEST_LINE = 1 << 20
_BEGIN = re.compile(rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ")
_HEAD = re.compile(rb"[!-9;-~]+[ \t]*:")


def is_mbox(head: bytes) -> bool:
    first, _, second = head.partition(b"\n")
    return bool(_BEGIN.match(first)) and (not second or bool(_HEAD.match(second)))


def problem_of_mbox(path: bytes) -> str:
    """Empty when each message has a whole head."""
    number, in_head, was_blank, heads = 0, False, True, 0
    with open(path, "rb") as file:
        while line := file.readline(LONGEST_LINE):
            number += 1
            if was_blank and _BEGIN.match(line):
                in_head, heads = True, 0
            elif in_head and line.strip(b"\r\n"):
                if not (_HEAD.match(line) or (heads and line[:1] in b" \t")):
                    return f"line {number:,} is no header"
                heads += 1
            elif in_head and not heads:
                return f"the message before line {number:,} has no head"
            else:
                in_head = False
            was_blank = not line.strip(b"\r\n")
    return "it ends within the head of a message" if in_head else ""
