"""What leaves the register is logged before and after; chosen columns are kept; large files are made, fetched once and thrown away."""

import contextlib
import logging
from collections.abc import Iterable
from datetime import timedelta

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.choices import ExportFileState, ExportStage
from initiatives.models import ExportEntry, ExportFile, ExportTemplate
from wf40.packing import pack

logger = logging.getLogger(__name__)
KEPT_FOR = timedelta(hours=24)
# Even 100,000 rows are done in minutes: what still runs after an hour runs no more.
LOST_AFTER = timedelta(hours=1)


# --- the log -----------------------------------------------------------------------------------------------
def begin_export(
    *, user, municipality, slug: str, titles, file_format: str, purpose: str, selection: str, row_count: int, snapshot=None
) -> ExportEntry:
    """Note that a list is about to leave the register; called before the first byte does."""
    return ExportEntry.objects.create(
        municipality=municipality,
        stage=ExportStage.BEGUN,
        snapshot=snapshot,
        exported_by=user,
        slug=slug,
        file_format=file_format,
        purpose=purpose,
        selection=selection,
        columns=", ".join(titles),
        row_count=row_count,
    )


def end_export(
    *, begun: ExportEntry, is_whole: bool, row_count: int, snapshot=None, actor_keys: Iterable[int] = (), contact_keys: Iterable[int] = ()
) -> ExportEntry:
    """Note how a file ended, how many rows left, and which actors and people it showed; the first word counts."""
    ended, _is_new = ExportEntry.objects.get_or_create(
        begun=begun,
        defaults={
            "municipality": begun.municipality,
            "stage": ExportStage.DONE if is_whole else ExportStage.BROKEN,
            "snapshot": snapshot or begun.snapshot,
            "exported_by": begun.exported_by,
            "slug": begun.slug,
            "file_format": begun.file_format,
            "purpose": begun.purpose,
            "selection": begun.selection,
            "columns": begun.columns,
            "row_count": row_count,
            "actor_keys": pack(actor_keys),
            "contact_keys": pack(contact_keys),
        },
    )
    return ended


# --- columns under a name ----------------------------------------------------------------------------------
def keep_export_template(*, user, municipality, office_list: str, name: str, columns) -> ExportTemplate:
    """Keep chosen columns under a name; the same name once more keeps the new ones."""
    values = {"columns": ",".join(columns), "saved_by": user, "saved_at": timezone.now()}
    template, _is_new = ExportTemplate.objects.update_or_create(
        municipality=municipality, office_list=office_list, name=name, defaults=values
    )
    return template


def forget_export_template(*, template: ExportTemplate) -> None:
    """Nobody needs these columns any more."""
    ExportTemplate.objects.filter(pk=template.pk).delete()


# --- files that are made in the background -----------------------------------------------------------------
def ask_for_file(*, entry: ExportEntry, office_list: str, query: str, keys, row_count: int) -> ExportFile:
    """Ask for a large file; somebody else makes it."""
    return ExportFile.objects.create(
        municipality=entry.municipality,
        made_for=entry.exported_by,
        entry=entry,
        office_list=office_list,
        query=query,
        columns=",".join(keys),
        purpose=entry.purpose,
        file_format=entry.file_format,
        row_count=row_count,
    )


def begin_file(*, key: int) -> ExportFile | None:
    """Take a file that waits; None if another worker has it, or nobody waits for it any more."""
    waiting = ExportFile.objects.filter(pk=key, state=ExportFileState.WAITING)
    if not waiting.update(state=ExportFileState.RUNNING):
        return None
    return ExportFile.objects.select_related("municipality", "made_for", "entry").get(pk=key)


def note_progress(*, file: ExportFile, rows_done: int) -> bool:
    """Write down how far a file is; False if it was given up meanwhile."""
    return ExportFile.objects.filter(pk=file.pk, state=ExportFileState.RUNNING).update(rows_done=rows_done) == 1


def finish_file(
    *, file: ExportFile, content, row_count: int, snapshot=None, actor_keys: Iterable[int] = (), contact_keys: Iterable[int] = ()
) -> None:
    """Store a whole file, to be fetched; one that was given up meanwhile is not kept. Raises OSError when the store takes no file."""
    file.file.save("export", File(content), save=False)
    try:
        with transaction.atomic():
            running = ExportFile.objects.filter(pk=file.pk, state=ExportFileState.RUNNING)
            is_wanted = running.update(
                state=ExportFileState.READY, rows_done=row_count, row_count=row_count, ready_at=timezone.now(), file=file.file.name
            )
            whom = {"row_count": row_count, "actor_keys": actor_keys, "contact_keys": contact_keys} if is_wanted else {"row_count": 0}
            end_export(begun=file.entry, is_whole=bool(is_wanted), snapshot=snapshot, **whom)
    except BaseException:
        _throw_away(file.file)
        raise
    if not is_wanted:
        _throw_away(file.file)


@transaction.atomic
def fail_file(*, file: ExportFile, snapshot=None) -> None:
    """Give up a file that waits or is being made."""
    open_files = ExportFile.objects.filter(pk=file.pk, state__in=(ExportFileState.WAITING, ExportFileState.RUNNING))
    if open_files.update(state=ExportFileState.FAILED):
        end_export(begun=file.entry, is_whole=False, row_count=0, snapshot=snapshot)


def fetch_file(*, file: ExportFile):
    """The open file, once and within 24 hours; None for whoever comes second or too late. Afterwards it is no longer stored."""
    with transaction.atomic():
        row = ExportFile.objects.select_for_update().get(pk=file.pk)
        if row.state != ExportFileState.READY or row.ready_at < timezone.now() - KEPT_FOR:
            return None
        try:
            # The open file can be read after it was taken out of the folder.
            content = row.file.storage.open(row.file.name)
        except OSError:
            logger.warning("the export file %s is gone from the store", row.pk)
            ExportFile.objects.filter(pk=row.pk).update(state=ExportFileState.FAILED, file="")
            return None
        ExportFile.objects.filter(pk=row.pk).update(state=ExportFileState.FETCHED, fetched_at=timezone.now(), file="")
    _throw_away(row.file)
    return content


def drop_expired_files(now) -> tuple[int, int]:
    """Throw away what nobody fetched within 24 hours, give up what a crash left behind; says how many of each."""
    expired = list(ExportFile.objects.filter(state=ExportFileState.READY, ready_at__lt=now - KEPT_FOR))
    for file in expired:
        ExportFile.objects.filter(pk=file.pk).update(state=ExportFileState.EXPIRED, file="")
        _throw_away(file.file)
    running = ExportFile.objects.filter(state=ExportFileState.RUNNING, asked_at__lt=now - LOST_AFTER)
    waiting = ExportFile.objects.filter(state=ExportFileState.WAITING, asked_at__lt=now - KEPT_FOR)
    lost = [*running.select_related("entry"), *waiting.select_related("entry")]
    for file in lost:
        with contextlib.suppress(IntegrityError):  # it has just ended after all
            fail_file(file=file)
    return len(expired), len(lost)


def _throw_away(file) -> None:
    """A file that cannot be deleted is no reason to fail: it stands in the log and in nobody's way."""
    if file.name:
        try:
            file.storage.delete(file.name)
        except OSError:
            logger.warning("an export file could not be deleted")
