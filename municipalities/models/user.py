"""People of the offices and their roles."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import _user_has_module_perms, _user_has_perm
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from municipalities.choices import Theme
from wf40.constraints import one_of
from wf40.rights import Role
from wf40.scoping import ScopedModel, ScopedQuerySet


class UserManager(BaseUserManager):
    """Makes accounts; the e-mail is the login."""

    def create_user(self, email, password=None, **fields):
        """An account that can sign in and, without a membership, sees nothing."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """An account that keeps cities, people, lists and tasks."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Sign-in does not tell capital from small letters."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who works with the system. Rights come from memberships alone, never from groups."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("may sign in"), default=True, help_text=_("Switched off, every open session ends at once."))
    is_superuser = models.BooleanField(
        _("keeps the installation"),
        default=False,
        help_text=_("Cities, people, lists and tasks; no actors, people or consultations of a city."),
    )
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, default=Theme.AUTO)
    has_shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True, help_text=_("/ for the search, b for a consultation."))
    is_example = models.BooleanField(_("example data"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person of an office")
        verbose_name_plural = _("people of the offices")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_once", violation_error_message=_("There is an account with this e-mail already.")
            ),
            one_of("theme", Theme, "user_theme_known"),
        ]

    def __str__(self):
        return self.name or self.email

    def get_short_name(self):
        """First letter and last name, for narrow columns."""
        first, _space, last = self.name.rpartition(" ")
        return f"{first[0]}.\N{NO-BREAK SPACE}{last}" if first else self.name

    @property
    def initials(self):
        """For the account button."""
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()

    @cached_property
    def active_memberships(self):
        """Where this person works and as what, by name of the city; one query, kept for this request."""
        if not self.is_active:
            return []
        return list(self.memberships.filter(is_active=True).select_related("municipality").order_by("municipality__name", "pk"))

    def role_in(self, municipality):
        """The role in a city (or in the city of a row), None without a membership there."""
        key = getattr(municipality, "municipality_id", None) or municipality.pk
        return next((entry.role for entry in self.active_memberships if entry.municipality_id == key), None)

    @property
    def is_staff(self):
        """Django's admin asks this: everybody but the researchers has rows to see there."""
        return self.is_active and (self.is_superuser or any(entry.role != Role.RESEARCHER for entry in self.active_memberships))

    def has_perm(self, perm, obj=None):
        """Whether this person has a right in a city."""
        return self.is_active and _user_has_perm(self, perm, obj)

    def has_perms(self, perms, obj=None):
        """Whether this person has all these rights in a city."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        """Whether the admin shows an app at all."""
        return self.is_active and _user_has_module_perms(self, app_label)


class MembershipQuerySet(models.QuerySet):
    """Who works where."""

    def visible_to(self, user, municipality):
        """The people of this city's office, those who left as well, for somebody who leads it; for everybody else none."""
        if not municipality or not user.has_perm("municipalities.manage_team", municipality):
            return self.none()
        return self.filter(municipality=municipality)

    def leading(self):
        """Those who can lead their office today: managers whose membership and account are both in use."""
        return self.filter(role=Role.MANAGER, is_active=True, user__is_active=True)


class Membership(models.Model):
    """A person works in a city's office in one role."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    municipality = models.ForeignKey("municipalities.Municipality", models.CASCADE, related_name="memberships", verbose_name=_("city"))
    role = models.CharField(_("role in the office"), max_length=12, choices=Role)
    is_active = models.BooleanField(_("active"), default=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("municipality__name", "user__name", "pk")
        constraints = [
            models.UniqueConstraint(fields=("user", "municipality"), name="one_role_per_person_and_city"),
            one_of("role", Role, "membership_role_known"),
        ]

    def __str__(self):
        return f"{self.user}, {self.municipality}: {self.get_role_display()}"


class AbsenceQuerySet(ScopedQuerySet):
    """Reads on absences."""

    def on(self, day):
        """Those of one day."""
        return self.filter(first_day__lte=day, last_day__gte=day)


class Absence(ScopedModel):
    """A person of the office is away, and a colleague sees their promises meanwhile."""

    person = models.ForeignKey(User, models.CASCADE, related_name="absences", verbose_name=_("who is away"))
    covered_by = models.ForeignKey(User, models.CASCADE, related_name="coverings", verbose_name=_("covered by"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("first_day", "pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~models.Q(person=models.F("covered_by")), name="absence_covered_by_another"),
        ]
        indexes = [models.Index("municipality", "last_day", name="absence_by_last_day")]

    def __str__(self):
        return f"{self.person}, {self.first_day:%d.%m.%Y}\N{EN DASH}{self.last_day:%d.%m.%Y}"
