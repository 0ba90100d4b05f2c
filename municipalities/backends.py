"""Who may do what: answered from active memberships alone, never from groups or `is_superuser`."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend

from wf40.rights import TECHNICIAN, rights_of


class MembershipBackend(BaseBackend):
    """`user.has_perm("initiatives.export_actor", municipality)`; instead of the city a row of it may be given."""

    def has_perm(self, user_obj, perm, obj=None):
        """Without a city the answer says whether there is any city where the right holds; pages always name one."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        if user_obj.is_superuser and perm in rights_of(TECHNICIAN):
            return True
        if obj is None:
            return any(perm in rights_of(entry.role) for entry in user_obj.active_memberships)
        role = user_obj.role_in(obj)
        return role is not None and perm in rights_of(role)

    def has_module_perms(self, user_obj, app_label):
        """Whether any right of the app is held anywhere."""
        roles = [entry.role for entry in user_obj.active_memberships] + ([TECHNICIAN] if user_obj.is_superuser else [])
        return any(right.startswith(f"{app_label}.") for role in roles for right in rights_of(role))


class SignInBackend(AuthenticationBackend):
    """Checks e-mail and password; it knows no rights."""

    def get_all_permissions(self, user_obj, obj=None):
        """None from here: the membership backend alone answers."""
        return set()

    def has_perm(self, user_obj, perm, obj=None):
        """No, whoever asks."""
        return False

    def has_module_perms(self, user_obj, app_label):
        """No, whoever asks."""
        return False
