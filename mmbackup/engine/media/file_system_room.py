"""What a mounted file system says of its room."""

import os

from mmbackup.engine.media.port import Room

SMALLEST_SLACK = 64 << 10
SLACK_BLOCKS = 16
SLACK_SHARE = 8192  # one part in so many, for the blocks that map a fragmented file


def file_system_room(root: int) -> Room:
    found = os.fstatvfs(root)
    block = found.f_frsize
    free = found.f_bavail * block
    slack = max(SMALLEST_SLACK, SLACK_BLOCKS * block) + free // SLACK_SHARE
    return Room(found.f_blocks * block, free, block, slack)
