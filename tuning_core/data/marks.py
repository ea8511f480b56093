"""What is special about a row, as flags that many rows hold in one array."""

from enum import IntFlag


class Mark(IntFlag):
    PROBLEM = 1  # it cannot be learned from
    CUT = 2
    HELD_OUT = 4
    DUPLICATE = 8  # of a row before it
    IN_BOTH = 16  # held out, though its prompt is trained on
    LEFT_OUT = 32  # too long
