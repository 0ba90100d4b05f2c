"""What the portal's admins share."""

from wf40.admin import ScopedAdmin


class ReadOnlyAdmin(ScopedAdmin):
    """Rows to look up: what is done with them is done on the office's own pages."""

    def has_add_permission(self, request, obj=None):
        """Not here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Not here."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Not here."""
        return False
