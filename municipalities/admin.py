"""The admin of cities, districts and people."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.accounts import send_invitation, send_reset_mail
from municipalities.actions import lock_offices, refuse_office_without_manager, reset_second_factor
from municipalities.models import District, Membership, Municipality, PostcodeDistrict, User
from wf40.admin import ListRowAdmin, OfficeModelAdmin, OfficeRelatedFilter, ScopedAdmin, TableForm, TableInline, city_of, keeps, right_on
from wf40.input import small_int
from wf40.rights import Role


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
        (gettext_lazy("Figures"), {"fields": ("shows_adviser_figures",)}),
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


class MembershipForm(TableForm):
    """What a person does in a city; another city is another membership."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "municipality" in self.fields:
            self.fields["municipality"].disabled = True

    def clean(self):
        """An office keeps a manager."""
        cleaned = super().clean()
        if self.instance.pk and not (cleaned.get("role") == Role.MANAGER and cleaned.get("is_active")):
            refuse_office_without_manager(self.instance)
        return cleaned


class MembershipFormSet(forms.BaseInlineFormSet):
    """The memberships of one person."""

    def clean(self):
        """An office keeps a manager when a membership is taken away."""
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk:
                refuse_office_without_manager(form.instance)


class TeamAdmin(OfficeModelAdmin):
    """What decides who leads an office: the offices in question are locked before the row, in the order of the team's own pages."""

    def memberships_of(self, key: int):
        """The memberships that the row with this key decides about."""
        raise NotImplementedError

    def get_object(self, request, object_id, from_field=None):
        """Nobody else changes these teams until this is saved."""
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            lock_offices(self.memberships_of(small_int(object_id, 0)).values_list("municipality", flat=True))
        return super().get_object(request, object_id, from_field)


class MembershipInline(TableInline):
    """Where a person works and as what."""

    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
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
        """Nobody locks the own account out, and no office loses its last manager."""
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("is_active") is False:
            self._refuse_office_without_manager()
        if self.instance.pk == self.request.user.pk:
            text = _("Please let another technician take this from your own account.")
            for name in ("is_active", "is_superuser"):
                if cleaned.get(name) is False:
                    self.add_error(name, ValidationError(text, code="own_account"))
        return cleaned

    def _refuse_office_without_manager(self):
        for membership in Membership.objects.leading().filter(user=self.instance).select_related("municipality"):
            try:
                refuse_office_without_manager(membership)
            except ValidationError as error:
                self.add_error("is_active", error)


@admin.register(User)
class UserAdmin(TeamAdmin):
    """Accounts; a password is only ever set by its owner, over a link sent by mail."""

    form = UserForm
    list_display = ("name", "email", "works_in", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    fields = ("name", "email", "is_active", "is_superuser")
    inlines = (MembershipInline,)
    actions = ("send_link", "reset_second_factor")

    def memberships_of(self, key):
        """All that the person has."""
        return Membership.objects.filter(user=key)

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
        """The worker sends each of them the link; to somebody who never had a password as an invitation."""
        people = list(queryset.filter(is_active=True))
        for person in people:
            if person.has_usable_password():
                send_reset_mail.enqueue(person.email)
            else:
                office = next((entry.municipality_id for entry in person.active_memberships), None)
                send_invitation.enqueue(person.pk, office)
        self.message_user(request, _("%(count)s links are on their way.") % {"count": len(people)}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Reset the second factor"), permissions=["change"])
    def reset_second_factor(self, request, queryset):
        """For people who lost their device; each is told by mail."""
        for person in queryset:
            try:
                reset_second_factor(by=request.user, person=person)
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            else:
                self.message_user(
                    request, _("The second factor of %(name)s is reset; a mail says so.") % {"name": person}, messages.SUCCESS
                )


@admin.register(Membership)
class MembershipAdmin(TeamAdmin):
    """Who works where and as what."""

    form = MembershipForm
    list_display = ("user", "municipality", "role", "is_active")
    list_filter = ("municipality", "role", "is_active")
    list_select_related = ("user", "municipality")
    search_fields = ("user__name", "user__email", "municipality__name")
    ordering = ("municipality__name", "user__name", "pk")
    fields = ("user", "municipality", "role", "is_active")
    autocomplete_fields = ("user", "municipality")

    def memberships_of(self, key):
        """The membership itself."""
        return Membership.objects.filter(pk=key)

    def get_readonly_fields(self, request, obj=None):
        """A membership changes its role, never its person or city."""
        return ("user", "municipality") if obj else ()

    def has_delete_permission(self, request, obj=None):
        """The technician, but an office keeps a manager."""
        if not super().has_delete_permission(request, obj):
            return False
        try:
            if obj is not None:
                refuse_office_without_manager(obj)
        except ValidationError:
            return False
        return True


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
