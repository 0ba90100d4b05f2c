"""Making a large file while its reader does something else."""

import logging
from tempfile import TemporaryFile

from initiatives import actions
from initiatives.choices import ExportPurpose
from initiatives.exports.taking import EXPORTS, Taking

logger = logging.getLogger(__name__)
# So often a file says how far it is, in rows.
TOLD_EVERY = 1000


class GivenUp(Exception):
    """Nobody waits for the file any more."""


def make_file(key: int) -> None:
    """Make a file that somebody asked for, if they still may have it; whatever goes wrong, the page and the log say so."""
    file = actions.begin_file(key=key)
    if file is None:
        return
    snapshot = None
    try:
        right = EXPORTS[file.office_list].right
        if not (file.made_for.is_active and file.made_for.has_perm(right, file.municipality)):
            raise GivenUp
        taking = Taking(
            file.made_for,
            file.municipality,
            file.office_list,
            file.query,
            ExportPurpose(file.purpose),
            file.file_format,
            tuple(file.columns.split(",")),
        )
        snapshot = taking.freeze()
        rows = taking.frozen(snapshot) if snapshot else taking.taken
        with TemporaryFile() as content:
            count = taking.write(content, rows, file.asked_at, _teller(file))
            content.seek(0)
            actions.finish_file(file=file, content=content, row_count=count, snapshot=snapshot, **taking.in_file.keys)
    except GivenUp:
        actions.fail_file(file=file, snapshot=snapshot)
    except OSError:
        # The disk is full, most of the time.
        logger.warning("the export file %s could not be stored", key, exc_info=True)
        actions.fail_file(file=file, snapshot=snapshot)
    except Exception:
        logger.exception("the export file %s could not be made", key)
        actions.fail_file(file=file, snapshot=snapshot)


def _teller(file):
    """Writes down the progress now and then, and stops a file that was given up."""
    told = 0

    def tell(count: int) -> None:
        nonlocal told
        if count - told >= TOLD_EVERY:
            told = count
            if not actions.note_progress(file=file, rows_done=count):
                raise GivenUp

    return tell
