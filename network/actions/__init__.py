"""Everything that writes to the network, as verbs: keyword-only, one transaction each."""

from network.actions.connections import (
    EDITED,
    FIRST_STAGES,
    begin_introduction,
    change_connection,
    connect,
    lock,
    log_step,
    move_stage,
    running,
    set_stage,
)

__all__ = [
    "EDITED",
    "FIRST_STAGES",
    "begin_introduction",
    "change_connection",
    "connect",
    "lock",
    "log_step",
    "move_stage",
    "running",
    "set_stage",
]
