"""The admin of cities, districts and people."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.accounts import send_reset_mail
from municipalities.models import District, Membership, Municipality, PostcodeDistrict, User
from wf40.admin import ListRowAdmin, OfficeModelAdmin, OfficeRelatedFilter, ScopedAdmin, TableInline, city_of, keeps, right_on


class MunicipalityForm(forms.ModelForm):
    """A city with its office."""

    def clean(self):
        """The key begins with the key of the state."""
        cleaned = super().clean()
        ags, state = cleaned.get("ags"), cleaned.get("state")
        if ags and state and not ags.startswith(state):
            self.add_error("ags", ValidationError(_("The municipality key of this state begins with %(state)s."), params={"state": state}))
        return cleaned


@admin.register(Municipality)
class MunicipalityAdmin(OfficeModelAdmin):
    """A manager keeps the own office's address; the technician keeps all cities."""

    form = MunicipalityForm
    list_display = ("name", "office_name", "state", "ags")
    search_fields = ("name", "office_name", "ags")
    ordering = ("name", "pk")
    fieldsets = (
        (None, {"fields": ("name", "slug", "ags", "state")}),
        (gettext_lazy("Office"), {"fields": ("office_name", "street", "postcode", "locality", "phone", "email", "website", "reply_to")}),
        (gettext_lazy("Data protection"), {"fields": ("controller",)}),
    )

    def get_queryset(self, request):
        """The chosen city; the technician sees all."""
        rows = super().get_queryset(request)
        if keeps(request.user, right_on(self.model, "view")):
            return rows
        municipality = city_of(request)
        return rows.filter(pk=municipality.pk) if municipality and self.has_view_permission(request) else rows.none()

    def get_readonly_fields(self, request, obj=None):
        """What stands in addresses and official lists is the technician's."""
        return () if keeps(request.user, right_on(self.model, "change")) else ("name", "slug", "ags", "state")


class MembershipInline(TableInline):
    """Where a person works and as what."""

    model = Membership
    fields = ("municipality", "role", "is_active")

    def _keeps(self, request, action):
        return keeps(request.user, right_on(Membership, action))

    def has_view_permission(self, request, obj=None):
        """The technician."""
        return self._keeps(request, "view")

    def has_add_permission(self, request, obj=None):
        """The technician."""
        return self._keeps(request, "add")

    def has_change_permission(self, request, obj=None):
        """The technician."""
        return self._keeps(request, "change")

    def has_delete_permission(self, request, obj=None):
        """The technician."""
        return self._keeps(request, "delete")


class UserForm(forms.ModelForm):
    """An account: the e-mail is the login."""

    # Set on the class that the admin makes for one request.
    request = None

    def clean_email(self):
        """Sign-in does not tell capital from small letters."""
        return self.cleaned_data["email"].lower()

    def clean(self):
        """Nobody locks the own account out."""
        cleaned = super().clean()
        if self.instance.pk == self.request.user.pk:
            text = _("Please let another technician take this from your own account.")
            for name in ("is_active", "is_superuser"):
                if cleaned.get(name) is False:
                    self.add_error(name, ValidationError(text, code="own_account"))
        return cleaned


@admin.register(User)
class UserAdmin(OfficeModelAdmin):
    """Accounts; a password is only ever set by its owner, over a link sent by mail."""

    form = UserForm
    list_display = ("name", "email", "works_in", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    fields = ("name", "email", "is_active", "is_superuser")
    inlines = (MembershipInline,)
    actions = ("send_link",)

    def get_queryset(self, request):
        """With the memberships that the list names."""
        return super().get_queryset(request).prefetch_related("memberships__municipality")

    @admin.display(description=gettext_lazy("works in"))
    def works_in(self, user):
        """The cities with the role in each."""
        return ", ".join(f"{entry.municipality} ({entry.get_role_display()})" for entry in user.memberships.all() if entry.is_active)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form knows who asks."""
        form = super().get_form(request, obj, change, **kwargs)
        form.request = request
        return form

    def save_model(self, request, obj, form, change):
        """A new account has no password yet; a link to a new one goes to the new address alone."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()

    @admin.action(description=gettext_lazy("Send a link to set a password"), permissions=["change"])
    def send_link(self, request, queryset):
        """The worker sends each of them the link."""
        people = list(queryset.filter(is_active=True))
        for person in people:
            send_reset_mail.enqueue(person.email)
        self.message_user(request, _("%(count)s links are on their way.") % {"count": len(people)}, messages.SUCCESS)


@admin.register(Membership)
class MembershipAdmin(OfficeModelAdmin):
    """Who works where and as what."""

    list_display = ("user", "municipality", "role", "is_active")
    list_filter = ("municipality", "role", "is_active")
    list_select_related = ("user", "municipality")
    search_fields = ("user__name", "user__email", "municipality__name")
    ordering = ("municipality__name", "user__name", "pk")
    fields = ("user", "municipality", "role", "is_active")
    autocomplete_fields = ("user", "municipality")

    def get_readonly_fields(self, request, obj=None):
        """A membership changes its role, never its person or city."""
        return ("user", "municipality") if obj else ()


@admin.register(District)
class DistrictAdmin(ListRowAdmin):
    """The parts of a city."""

    list_display = ("label", "code", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("label", "code")
    ordering = ("position", "label", "pk")
    fields = ("label", "code", "position", "is_active")


@admin.register(PostcodeDistrict)
class PostcodeDistrictAdmin(ScopedAdmin):
    """Which district an address belongs to."""

    list_display = ("postcode", "district")
    list_filter = (("district", OfficeRelatedFilter),)
    list_select_related = ("district",)
    search_fields = ("postcode", "district__label")
    ordering = ("postcode", "pk")
    fields = ("postcode", "district")
