"""Django's admin in the office's rules: rights asked for the chosen city, rows of that city alone, no record ever deleted."""

import uuid
from functools import update_wrapper

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters, get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format, localize
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wf40.editing import assign, comparable, read_base, read_fields, sign_base
from wf40.forms import ScopedModelMultipleChoiceField
from wf40.history import changes_of
from wf40.input import small_int
from wf40.rights import TECHNICIAN, rights_of
from wf40.scoping import is_scoped
from wf40.tables import MISSING

STEPS_SHOWN = 200
WORDS_SEARCHED = 12
# What an address may ask of a field that has a filter; every other lookup would read hidden fields letter by letter.
FILTER_LOOKUPS = ("", "__exact", "__isnull", "__id__exact")
DATE_LOOKUPS = ("__year", "__month", "__day")
# How many rows of an inline a form may send.
MOST_INLINES = 100


def city_of(request):
    """The city chosen in the page head, None without one (`request.municipality` is lazy and never the same object as None)."""
    return getattr(request, "municipality", None) or None


def right_on(model, action: str) -> str:
    """The name of a right; the proxies of a model share its rights."""
    meta = model._meta.concrete_model._meta
    return f"{meta.app_label}.{action}_{meta.model_name}"


def keeps(user, right: str) -> bool:
    """Whether the technician has this right in the whole installation, without a membership."""
    return user.is_superuser and right in rights_of(TECHNICIAN)


class OfficeAdminSite(admin.AdminSite):
    """The admin behind the one sign-in page, for everybody but the researchers."""

    site_title = gettext_lazy("Administration")
    site_header = gettext_lazy("Administration")
    index_title = gettext_lazy("Administration")
    empty_value_display = MISSING
    # Lists need the width; the way between them is the index.
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable, admin_class=None, **options):
        """The admins that libraries bring know no city and no right of ours: they stay outside."""
        if admin_class is not None and issubclass(admin_class, AsksRights):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        """An active membership that is not a researcher's, or the technician."""
        return request.user.is_authenticated and request.user.is_staff

    def admin_view(self, view, cacheable=False):
        """A stranger is led to the sign-in, a signed-in person without a role here gets 403."""
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def get_urls(self):
        """Without Django's way to any record of any city by its number ("view on site")."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """The one sign-in page."""
        index = reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.GET.get(REDIRECT_FIELD_NAME) or index})}")
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(index)

    def logout(self, request, extra_context=None):
        """The one way out."""
        return redirect("account_logout", preserve_request=True)

    def password_change(self, request, extra_context=None):
        """The account's own page."""
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        """The account's own page."""
        return redirect("own_account")


class SafeAutocompleteMixin:
    """Keys that are no keys are shown as no choice instead of ending in an error page; the empty field says what to do."""

    def optgroups(self, name, value, attr=None):
        """Only what could be a key."""
        return super().optgroups(name, [key for key in value if small_int(key)], attr)

    def build_attrs(self, base_attrs, extra_attrs=None):
        """With words in the empty field, which screen readers take for its name."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-placeholder": _("Type to search")}


class SafeAutocomplete(SafeAutocompleteMixin, AutocompleteSelect):
    """One row, found by words."""


class SafeAutocompleteMultiple(SafeAutocompleteMixin, AutocompleteSelectMultiple):
    """Several rows, found by words."""


class TableForm(forms.ModelForm):
    """A form that may stand as a row of a table, where its fields have no labels of their own."""

    in_table = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.in_table:
            for field in self.fields.values():
                getattr(field.widget, "widget", field.widget).attrs.setdefault("aria-label", field.label)


class TableInline(admin.TabularInline):
    """Rows around a record as a table whose fields are named for screen readers."""

    form = TableForm
    extra = 0
    max_num = MOST_INLINES

    def get_formset(self, request, obj=None, **kwargs):
        """Its forms name their fields."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.in_table = True
        formset.get_deletion_widget = lambda formset: forms.CheckboxInput({"aria-label": _("Remove")})
        return formset


class OfficeRelatedFilter(admin.RelatedFieldListFilter):
    """A filter that offers the rows of the chosen city alone."""

    def field_choices(self, field, request, model_admin):
        """What the form of a record would offer, switched-off rows included."""
        return [(row.pk, str(row)) for row in model_admin.offered(request, field.related_model, city_of(request))]


class AsksRights:
    """Every right is asked for the chosen city; the technician's rights hold in the whole installation."""

    def may(self, request, action, row=None) -> bool:
        """Whether the person has the right, on this row if one is given."""
        right = right_on(self.model, action)
        if keeps(request.user, right):
            return True
        municipality = city_of(request)
        if municipality is None or (row is not None and getattr(row, "municipality_id", row.pk) != municipality.pk):
            return False
        return request.user.has_perm(right, municipality)

    def has_view_permission(self, request, obj=None):
        """Reading; who may change may read."""
        return self.may(request, "view", obj) or self.may(request, "change", obj)

    def has_add_permission(self, request, obj=None):
        """Adding."""
        return self.may(request, "add", obj)

    def has_change_permission(self, request, obj=None):
        """Changing."""
        return self.may(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        """Deleting, which no role may do with a record."""
        return self.may(request, "delete", obj)

    def has_module_permission(self, request):
        """Whether the index names this kind of row."""
        return self.may(request, "view") or self.may(request, "add")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The autocomplete that bears bad keys."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SafeAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Several rows: found by words where there are many, else as boxes to tick."""
        kwargs["form_class"] = ScopedModelMultipleChoiceField
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SafeAutocompleteMultiple(db_field, self.admin_site)
        else:
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class OfficeModelAdmin(AsksRights, admin.ModelAdmin):
    """The base of all admins of the house."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    show_full_result_count = False
    list_per_page = 50
    object_history_template = "admin/object_history.html"
    # Fields whose words the history does not show.
    history_hidden = frozenset()

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the filters of this list ask."""
        declared = [entry[0] if isinstance(entry, tuple) else entry for entry in self.get_list_filter(request)]
        if self.date_hierarchy and lookup in {f"{self.date_hierarchy}{suffix}" for suffix in DATE_LOOKUPS}:
            return value.isdigit() and len(value) <= 4
        return lookup in {f"{name}{suffix}" for name in declared for suffix in FILTER_LOOKUPS}

    def get_changelist_instance(self, request):
        """A list whose address cannot be read leads to the plain list, never to an error page."""
        try:
            return super().get_changelist_instance(request)
        except (DisallowedModelAdminLookup, IncorrectLookupParameters, OverflowError) as error:
            if ERROR_FLAG in request.GET:
                raise BadRequest("unreadable list address") from error
            raise IncorrectLookupParameters from error

    def changelist_view(self, request, extra_context=None):
        """The ticked rows of an action must be keys."""
        if any(small_int(key) is None for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("unreadable key")
        return super().changelist_view(request, extra_context)

    def get_search_results(self, request, queryset, search_term):
        """Words in any order, umlauts typed in either way where the model can do that."""
        term = " ".join(search_term[:200].split()[:WORDS_SEARCHED])
        if term and hasattr(queryset, "matching"):
            return queryset.matching(term), False
        return super().get_search_results(request, queryset, term)

    def get_object(self, request, object_id, from_field=None):
        """A row that is going to be saved is locked, so that the second of two people waits and then sees the first one's version."""
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return row
        type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
        return super().get_object(request, object_id, from_field)

    def get_view_on_site_url(self, obj=None):
        """The row's page in the office."""
        return obj.get_absolute_url() if obj is not None and hasattr(obj, "get_absolute_url") else None

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what, field by field; where no such history is kept, what this admin wrote down."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if hasattr(row, "history"):
            past = {"steps": changes_of(row, hidden=self.history_hidden, limit=STEPS_SHOWN)}
        else:
            entries = LogEntry.objects.filter(object_id=str(row.pk), content_type=get_content_type_for_model(row)).select_related("user")
            past = {"entries": entries.order_by("-action_time", "-pk")[:STEPS_SHOWN]}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changes: %(row)s") % {"row": row},
            "subtitle": None,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": row,
            "opts": self.opts,
            "steps": [],
            "entries": [],
            **past,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)


class ScopedForm(TableForm):
    """A form whose choices are rows of the record's city, and whose record stays in its city."""

    # Set on the class that the admin makes for one request.
    request = None
    model_admin = None

    def __init__(self, *args, **kwargs):
        # A proxy's row is saved as the model itself: the history listens to that.
        kwargs["instance"] = kwargs.get("instance") or self._meta.model._meta.concrete_model()
        super().__init__(*args, **kwargs)
        if self.instance.municipality_id is None and city_of(self.request):
            self.instance.municipality = city_of(self.request)
        for name, field in self.fields.items():
            if hasattr(field, "queryset") and name != "city":
                self._limit(name, field)

    @property
    def municipality(self):
        """The record's city; None as long as the technician has not chosen one."""
        return self.instance.municipality if self.instance.municipality_id else None

    def _limit(self, name, field):
        own = self._own_keys(name)
        rows = self.model_admin.offered(self.request, field.queryset.model, self.municipality, also=own)
        if hasattr(rows.model, "municipality"):
            if hasattr(rows.model, "is_active"):
                rows = rows.filter(Q(is_active=True) | Q(pk__in=own))
            if self.municipality is None:
                rows = rows.select_related("municipality")
                field.label_from_instance = lambda row: f"{row} ({row.municipality})"
        field.queryset = rows
        wrong = _("Please choose an entry of your city: %(field)s.") % {"field": field.label}
        field.error_messages |= {"invalid_choice": wrong, "invalid_pk_value": wrong}

    def _own_keys(self, name) -> list:
        """What the record holds in this field: it stays a choice after it was switched off."""
        if not self.instance.pk:
            return []
        field = self.instance._meta.get_field(name)
        if field.many_to_many:
            return list(getattr(self.instance, name).values_list("pk", flat=True))
        return [key] if (key := getattr(self.instance, field.attname)) else []

    def clean(self):
        """Whatever the record points at belongs to its city."""
        cleaned = super().clean()
        if city := cleaned.get("city"):
            self.instance.municipality = city
        for name, value in list(cleaned.items()):
            rows = value if isinstance(value, models.QuerySet) else [value] if isinstance(value, models.Model) else []
            if any(getattr(row, "municipality_id", None) not in (None, self.instance.municipality_id) for row in rows):
                self.add_error(name, ValidationError(self.fields[name].error_messages["invalid_choice"], code="invalid_choice"))
        return cleaned

    def _get_validation_exclusions(self):
        """What is unique within a city is asked although the city is no field of the form."""
        return super()._get_validation_exclusions() - ({"municipality"} if self.instance.municipality_id else set())


class RecordForm(ScopedForm):
    """A form that two people may have open at once and that may be sent twice."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    sent_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["base"] = sign_base(self.instance, read_fields(self.instance, self.edited))
        elif not self.instance.pk:
            self.initial["sent_key"] = uuid.uuid4()

    @property
    def edited(self) -> list[str]:
        """The record's own fields in this form."""
        return [name for name in self.fields if name not in ("base", "sent_key")]

    @cached_property
    def changed_data(self):
        """What the person changed; the hidden fields are no change."""
        return [name for name in super().changed_data if name in self.edited]

    def clean(self):
        """Refuse what started from a version that is no longer the newest."""
        cleaned = super().clean()
        if self.instance.pk:
            base = read_base(cleaned.get("base") or "", self.instance)
            if base is None:
                text = _("This form could not be matched with the record. Please open the record again; your entries stand below.")
                raise ValidationError(text, code="stale")
            if base["version"] != self.instance.version:
                self._refuse(base, cleaned)
        return cleaned

    def _refuse(self, base, cleaned):
        """Put what only the other person changed into the form, name what both changed, and keep everything typed."""
        stored = read_fields(self.instance, self.edited)
        self.data = self.data.copy()
        step = next(iter(changes_of(self.instance, hidden=frozenset(self.edited), limit=1)), None)
        said = {"who": step.who if step else _("Somebody"), "when": date_format(timezone.localtime(self.instance.changed_at), "H:i")}
        errors = [
            _("%(who)s changed this record at %(when)s while you had it open. Nothing is saved yet, and your entries stand below.") % said
            + " "
            + _("What only the other person changed has been put into the form. Please check it and save again.")
        ]
        for name in self.edited:
            theirs, before = comparable(stored[name]), base["values"].get(name)
            mine = comparable(cleaned[name]) if name in cleaned else object()
            if theirs in (before, mine):
                continue
            if mine == before:
                self._show(name, stored[name])
            else:
                values = {"field": self.fields[name].label, "value": self._words(name, stored[name])}
                errors.append(_("You both changed “%(field)s”. Yours stands below, stored is: %(value)s") % values)
        self.data[self.add_prefix("base")] = sign_base(self.instance, stored)
        raise ValidationError([ValidationError(text, code="stale") for text in errors])

    def _show(self, name, value):
        key = self.add_prefix(name)
        if isinstance(value, list):
            self.data.setlist(key, [str(getattr(row, "pk", row)) for row in value])
        elif isinstance(value, bool):
            self.data[key] = "on" if value else ""
        else:
            self.data[key] = value.pk if isinstance(value, models.Model) else "" if value is None else value

    def _words(self, name, value) -> str:
        field = self.instance._meta.get_field(name)
        if hasattr(field, "words"):
            return field.words(value) or MISSING
        choices = field.flatchoices
        if isinstance(value, list):
            # Rows whose data are restricted (Art. 18 GDPR) are named nowhere.
            return ", ".join(str(row) for row in value if not getattr(row, "restricted_at", None)) or MISSING
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        words = dict(choices).get(value, value) if choices else localize(value)
        return Truncator(str(words)).chars(200) if words not in (None, "") else MISSING


class InScope(AsksRights):
    """What the admins and the inlines of a city's rows share."""

    def sees_all(self, request) -> bool:
        """Whether the person keeps these rows in all cities."""
        return keeps(request.user, right_on(self.model, "view"))

    def get_queryset(self, request):
        """The rows that the person sees in the chosen city; the technician all rows of what he keeps."""
        rows = super().get_queryset(request)
        return rows if self.sees_all(request) else rows.visible_to(request.user, city_of(request))

    def offered(self, request, model, municipality, also=()):
        """The rows that a field or a filter offers; a model without a city offers nothing unless an admin says which rows."""
        if not is_scoped(model):
            return model._default_manager.none()
        if not keeps(request.user, right_on(model, "view")):
            return model._default_manager.visible_to(request.user, municipality)
        rows = model._default_manager.all()
        return rows.filter(municipality=municipality) if municipality else rows


class ScopedAdmin(InScope, OfficeModelAdmin):
    """Rows of a city: everybody works in the chosen one, the technician chooses one for each new row."""

    form = ScopedForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form knows who asks."""
        if obj is None and self.sees_all(request):
            cities = self.opts.get_field("municipality").related_model._default_manager.all()
            kwargs["form"] = type("CityForm", (self.form,), {"city": forms.ModelChoiceField(cities, label=_("city"))})
        twice = _("There is such a row in this city already. Please choose another code or postcode.")
        form = super().get_form(request, obj, change, error_messages={NON_FIELD_ERRORS: {"unique_together": twice}}, **kwargs)
        form.request, form.model_admin = request, self
        return form

    def get_fieldsets(self, request, obj=None):
        """With the city for those who work in all of them."""
        fieldsets = super().get_fieldsets(request, obj)
        if not self.sees_all(request):
            return fieldsets
        (heading, options), *others = fieldsets
        return [(heading, options | {"fields": ("municipality" if obj else "city", *options["fields"])}), *others]

    def get_readonly_fields(self, request, obj=None):
        """A row never moves to another city."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "municipality") if obj and self.sees_all(request) else fields

    def get_list_display(self, request):
        """With the city for those who see all."""
        shown = super().get_list_display(request)
        return (*shown, "municipality") if self.sees_all(request) else shown

    def get_list_filter(self, request):
        """For those who see all the city instead of what belongs to one."""
        filters = super().get_list_filter(request)
        return ("municipality", *(entry for entry in filters if isinstance(entry, str))) if self.sees_all(request) else filters

    def get_list_select_related(self, request):
        """With the city for those who see all."""
        related = tuple(super().get_list_select_related(request) or ())
        return (*related, "municipality") if self.sees_all(request) else related or False


class ListRowAdmin(ScopedAdmin):
    """Rows of a list that a city keeps: switched off instead of deleted; their code never changes once it is in use."""

    actions = ("switch_on", "switch_off")

    def get_readonly_fields(self, request, obj=None):
        """Imports and comparisons know a row by its code."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "code") if obj else fields

    def _switch(self, request, queryset, is_active):
        rows = [row for row in queryset if row.is_active != is_active]
        with transaction.atomic():
            for row in rows:
                row.is_active = is_active
                row.save(update_fields=["is_active"])
                self.log_change(request, row, [{"changed": {"fields": ["in use"]}}])
        self.message_user(request, _("%(count)s rows changed.") % {"count": len(rows)}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Switch on: offer again"), permissions=["change"])
    def switch_on(self, request, queryset):
        """The rows are offered again."""
        self._switch(request, queryset, True)

    @admin.action(description=gettext_lazy("Switch off: no longer offer"), permissions=["change"])
    def switch_off(self, request, queryset):
        """The rows stay readable where they are in use."""
        self._switch(request, queryset, False)


class RecordAdmin(ScopedAdmin):
    """Records that people write: each saving is a version with one line of history, a form sent twice makes one record."""

    form = RecordForm
    record_fields = ("created_at", "maker", "changed_at")

    @admin.display(description=gettext_lazy("created by"))
    def maker(self, record):
        """The name alone: the account is the technician's page."""
        return record.created_by or MISSING

    def get_readonly_fields(self, request, obj=None):
        """Who and when is never typed."""
        return (*super().get_readonly_fields(request, obj), *(self.record_fields if obj else ()))

    def get_fieldsets(self, request, obj=None):
        """With who and when at the end, and with what the form carries hidden."""
        (heading, options), *others = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            options = options | {"fields": (*options["fields"], "base" if obj else "sent_key")}
        last = [(_("Record"), {"fields": self.record_fields})] if obj else []
        return [(heading, options), *others, *last]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A form sent twice leads to the record that it made the first time."""
        if object_id is not None or request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if (made := self._made_before(request)) is None:
            try:
                return super().changeform_view(request, object_id, form_url, extra_context)
            except IntegrityError:
                if (made := self._made_before(request)) is None:
                    raise
        self.message_user(request, _("This form was saved already: %(row)s.") % {"row": made}, messages.SUCCESS)
        return self.response_post_save_add(request, made)

    def _made_before(self, request):
        try:
            key = uuid.UUID(request.POST.get("sent_key", ""))
        except ValueError:
            return None
        return self.get_queryset(request).filter(form_key=key).first() if self.has_add_permission(request) else None

    def prepare(self, record):
        """What must be renewed before the record is saved."""

    def finish(self, record):
        """What must be renewed after the record and everything around it is saved."""

    def save_model(self, request, obj, form, change):
        """A new record names its maker; a changed one becomes its next version."""
        self.prepare(obj)
        if not change:
            obj.created_by, obj.form_key = request.user, form.cleaned_data.get("sent_key")
            obj.save()
        elif form.has_changed():
            assign(obj, {name: form.cleaned_data[name] for name in form.edited})

    def save_related(self, request, form, formsets, change):
        """What changed around a record is a version of it as well."""
        super().save_related(request, form, formsets, change)
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            assign(form.instance, {})
        self.finish(form.instance)

    def log_addition(self, request, obj, message):
        """The record's own history says it; names are stored in no second place."""

    def log_change(self, request, obj, message):
        """The record's own history says it."""

    def log_deletions(self, request, queryset):
        """The record's own history says it."""


class InlineInScope(InScope):
    """What the inlines of a city's rows share."""

    form = ScopedForm
    extra = 0
    max_num = MOST_INLINES
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_formset(self, request, obj=None, **kwargs):
        """Its forms know who asks."""
        # Without a bound the count that a form claims would be built: 2,000 rows for one nonsense number.
        formset = super().get_formset(request, obj, **{"absolute_max": MOST_INLINES, **kwargs})
        formset.form.request, formset.form.model_admin = request, self
        return formset


class ScopedInline(InlineInScope, TableInline):
    """Rows around a record, in the record's city, as a table."""


class ScopedStackedInline(InlineInScope, admin.StackedInline):
    """Rows with many fields, one below the other."""
