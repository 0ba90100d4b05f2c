"""The admin of the register."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.actions import end_warning, finish_follow_up, refold_actor, reopen_follow_up
from initiatives.actions.warnings import refuse_second
from initiatives.bulk import refold
from initiatives.choices import ENTERPRISE_KINDS, INITIATIVE_KINDS, Outcome
from initiatives.forms import check_future, check_held, check_point, working_colleagues
from initiatives.models import (
    Actor,
    ActorAlias,
    Consultation,
    ConsultationTopic,
    Contact,
    ContactRole,
    Enterprise,
    FollowUp,
    Initiative,
    Location,
    NoteReading,
    Tag,
    WarningFlag,
    WorkField,
)
from initiatives.office_start import start_lists
from initiatives.promises import refuse_leaving
from initiatives.search import index
from municipalities.admin import MunicipalityAdmin
from municipalities.models import Municipality
from wf40.admin import (
    ListRowAdmin,
    OfficeRelatedFilter,
    RecordAdmin,
    RecordForm,
    ScopedAdmin,
    ScopedForm,
    ScopedInline,
    ScopedStackedInline,
    city_of,
)
from wf40.folding import written
from wf40.tables import MISSING

NOTE_FIELDS = ("note", "need")


class OffersColleagues:
    """Fields and filters that name people of the office offer those who work in the city."""

    def offered(self, request, model, municipality, also=()):
        """Colleagues who can take something on, and who has it now."""
        if model is get_user_model():
            return working_colleagues(municipality, also=next(iter(also), None))
        return super().offered(request, model, municipality, also)


# --- cities ------------------------------------------------------------------------------------------------
admin.site.unregister(Municipality)


@admin.register(Municipality)
class CityAdmin(MunicipalityAdmin):
    """A new city starts with the core lists."""

    def save_model(self, request, obj, form, change):
        """The city, and what every office starts with."""
        super().save_model(request, obj, form, change)
        if not change:
            start_lists(obj)


# --- actors ------------------------------------------------------------------------------------------------
class AliasInline(ScopedInline):
    """Other names."""

    model = ActorAlias
    fields = ("name",)


class LocationForm(ScopedForm):
    """A place: its point is whole or not there."""

    def clean(self):
        """Latitude, longitude and what they show belong together."""
        cleaned = super().clean()
        check_point(self, cleaned)
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if latitude is not None and not -90 <= latitude <= 90:
            self.add_error("latitude", ValidationError(_("Latitude lies between -90 and 90 degrees.")))
        if longitude is not None and not -180 <= longitude <= 180:
            self.add_error("longitude", ValidationError(_("Longitude lies between -180 and 180 degrees.")))
        return cleaned

    def _get_validation_exclusions(self):
        """That there is one main place is asked of all places together."""
        return super()._get_validation_exclusions() | {"actor"}


class LocationFormSet(forms.BaseInlineFormSet):
    """The places of an actor: at most one is the main one."""

    def get_form_kwargs(self, index):
        """A further place is not proposed as the main one."""
        kwargs = super().get_form_kwargs(index)
        if (index is None or index >= self.initial_form_count()) and self.instance.pk and self.queryset.exists():
            kwargs["initial"] = {"is_main": False}
        return kwargs

    def clean(self):
        """Two main places would be none."""
        super().clean()
        sent = [getattr(form, "cleaned_data", {}) for form in self.forms if form.has_changed() or form.instance.pk]
        if sum(bool(place.get("is_main") and not place.get("DELETE")) for place in sent) > 1:
            raise ValidationError(_("Please choose one main place."), code="main_places")

    def save(self, commit=True):
        """The place that is no longer the main one is saved before the one that becomes it."""
        kept = [form.instance.pk for form in self.initial_forms if form.cleaned_data.get("is_main")]
        self.instance.locations.filter(is_main=True).exclude(pk__in=kept).update(is_main=False)
        return super().save(commit)


class LocationInline(ScopedStackedInline):
    """Places."""

    model = Location
    form = LocationForm
    formset = LocationFormSet
    fields = (
        ("label", "is_main"),
        ("street", "house_number"),
        ("postcode", "locality", "district"),
        ("latitude", "longitude", "precision"),
    )


class ContactRoleInline(ScopedInline):
    """Who serves the actor, as what."""

    model = ContactRole
    fields = ("contact", "role_title", "is_main")
    autocomplete_fields = ("contact",)


class ActorRoleInline(ScopedInline):
    """Which actors a person serves, as what."""

    model = ContactRole
    fields = ("actor", "role_title", "is_main")
    autocomplete_fields = ("actor",)


@admin.register(Actor)
class ActorAdmin(OffersColleagues, RecordAdmin):
    """Everybody in the register."""

    # The kinds that this admin shows; empty: all.
    kinds: tuple[str, ...] = ()

    list_display = ("trading_name", "kind", "legal_form", "life_cycle", "steward", "changed_at")
    list_filter = (
        "kind",
        "life_cycle",
        ("work_fields", OfficeRelatedFilter),
        ("tags", OfficeRelatedFilter),
        ("steward", OfficeRelatedFilter),
        "industry",
        "size_class",
        "is_charitable",
        ("archived_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("steward",)
    search_fields = ("search_text",)
    search_help_text = gettext_lazy("Name, other name or tag.")
    ordering = ("sort_key", "pk")
    inlines = (AliasInline, LocationInline, ContactRoleInline)
    fieldsets = (
        (None, {"fields": ("trading_name", "registered_name", "kind", "legal_form", "life_cycle", "steward", "deputy")}),
        (gettext_lazy("Key figures"), {"fields": ("founded", "industry", "size_class", "is_charitable", "charity_notice_on")}),
        (gettext_lazy("Register entry"), {"fields": ("register_kind", "register_court", "register_number", "business_id")}),
        (gettext_lazy("Fields and tags"), {"fields": ("work_fields", "tags", "goals")}),
        (gettext_lazy("Common-good report"), {"fields": ("common_good_report", "common_good_year")}),
        (gettext_lazy("How to reach"), {"fields": ("website", "email", "phone", "opening_hours", "languages")}),
        (gettext_lazy("Texts"), {"fields": ("description", "internal_note")}),
        (gettext_lazy("Source"), {"fields": ("source", "source_id", "informed_on"), "classes": ("collapse",)}),
    )

    def get_queryset(self, request):
        """The actors of the kinds that this admin shows."""
        rows = Actor.objects.order_by(*self.ordering).visible_to(request.user, city_of(request))
        return rows.filter(kind__in=self.kinds) if self.kinds else rows

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """A new row is of one of the kinds that this admin shows; an existing one may become any other."""
        if db_field.name == "kind" and self.kinds and "object_id" not in request.resolver_match.kwargs:
            kwargs["choices"] = [(kind.value, kind.label) for kind in self.kinds]
            kwargs["initial"] = self.kinds[0]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def finish(self, record):
        """Lists sort and search by what was just saved."""
        refold_actor(record)

    def response_change(self, request, obj):
        """An initiative that became a cooperative goes on where it now stands."""
        if "_continue" in request.POST and self.kinds and obj.kind not in self.kinds:
            text = _("Saved. “%(name)s” now stands among the actors of its new kind.") % {"name": obj}
            self.message_user(request, text, messages.SUCCESS)
            return redirect(reverse("admin:initiatives_actor_change", args=[obj.pk]))
        return super().response_change(request, obj)


@admin.register(Enterprise)
class EnterpriseAdmin(ActorAdmin):
    """Actors that trade."""

    kinds = ENTERPRISE_KINDS


@admin.register(Initiative)
class InitiativeAdmin(ActorAdmin):
    """Actors carried by people who join in."""

    kinds = INITIATIVE_KINDS


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    """People."""

    list_display = ("name", "email", "phone", "mobile", "changed_at")
    search_fields = ("search_text",)
    search_help_text = gettext_lazy("Name or e-mail.")
    ordering = ("sort_key", "pk")
    inlines = (ActorRoleInline,)
    fieldsets = (
        (None, {"fields": ("salutation", "title", "given_name", "family_name")}),
        (gettext_lazy("How to reach"), {"fields": ("email", "phone", "mobile", "preferred_channel")}),
        (gettext_lazy("Texts"), {"fields": ("note",)}),
        (gettext_lazy("Source"), {"fields": ("source", "informed_on")}),
    )

    @admin.display(description=gettext_lazy("name"), ordering="sort_key")
    def name(self, contact):
        """Last name first, as the list is sorted."""
        return ", ".join(part for part in (contact.family_name, " ".join(filter(None, (contact.title, contact.given_name)))) if part)

    def get_search_results(self, request, queryset, search_term):
        """By name, or by a part of the address once it has its @."""
        if "@" in search_term:
            return queryset.filter(email__icontains=search_term.strip()[:200]), False
        return super().get_search_results(request, queryset, search_term)

    def prepare(self, record):
        """Lists sort and search by the name."""
        record.refold()

    def finish(self, record):
        """The search finds the person as it was just saved."""
        index(Contact, [record.pk])


# --- consultations -----------------------------------------------------------------------------------------
class ConsultationForm(RecordForm):
    """A talk took place between 1990 and today."""

    def clean_held_on(self):
        """Not in the future, not in another century."""
        return check_held(self.cleaned_data["held_on"])

    def clean(self):
        """Actors and people whose data are restricted are offered to nobody and stay tied to the talk."""
        cleaned = super().clean()
        for name in {"actors", "contacts"} & set(cleaned) if self.instance.pk else ():
            cleaned[name] = [
                *cleaned[name],
                *getattr(self.instance, name).model.objects.exclude(restricted_at=None).filter(consultations=self.instance),
            ]
        return cleaned


class PromiseForm(ScopedForm):
    """A promise noted with a talk."""

    def clean_due_on(self):
        """Not in the past."""
        return check_future(self.cleaned_data["due_on"])


class PromiseFormSet(forms.BaseInlineFormSet):
    """The promises of a talk: where a task was taken on there is one."""

    def clean(self):
        """A task without a follow-up would be forgotten."""
        super().clean()
        is_promised = any(form.has_changed() for form in self.extra_forms)
        if self.instance.outcome == Outcome.TASK and not is_promised and not (self.instance.pk and self.instance.follow_ups.exists()):
            raise ValidationError(_("You took on a task: please say what is to be done, until when and by whom."), code="task_missing")


class PromiseInline(OffersColleagues, ScopedInline):
    """What was promised in a talk; what stands there already is changed on its own page."""

    model = FollowUp
    form = PromiseForm
    formset = PromiseFormSet
    fields = ("task", "due_on", "assignee", "is_theirs")
    # One empty row, for those whose browser runs no script.
    extra = 1
    can_delete = False
    # The administration has no page that leads from a row to the site.
    view_on_site = False

    def has_change_permission(self, request, obj=None):
        """Two people may have a promise open at once, which only its own page can part."""
        return False


@admin.register(Consultation)
class ConsultationAdmin(OffersColleagues, RecordAdmin):
    """Talks. A confidential note is read on its own page only, which logs the reading; nothing here shows, searches or changes it."""

    form = ConsultationForm
    list_display = ("held_on", "with_whom", "channel", "outcome", "is_confidential", "created_by")
    list_filter = ("channel", "outcome", ("topics", OfficeRelatedFilter), "is_confidential")
    list_select_related = ("created_by",)
    search_fields = ("need",)
    search_help_text = gettext_lazy("Actor, need or note; confidential notes are not searched.")
    date_hierarchy = "held_on"
    ordering = ("-held_on", "-pk")
    inlines = (PromiseInline,)
    autocomplete_fields = ("actors", "contacts")
    history_hidden = frozenset(NOTE_FIELDS)
    fieldsets = (
        (None, {"fields": ("actors", "contacts", "held_on", "held_at", "minutes", "channel")}),
        (gettext_lazy("What it was about"), {"fields": ("topics", "note", "need", "outcome", "is_confidential")}),
    )

    def get_queryset(self, request):
        """With the actors that the list names, on a talk's own pages with the people too, without restricted ones."""
        rows = super().get_queryset(request)
        if "object_id" in request.resolver_match.kwargs:
            return rows.with_names()
        return rows.prefetch_related(Prefetch("actors", Actor.objects.sighted()))

    @admin.display(description=gettext_lazy("actors"))
    def with_whom(self, consultation):
        """The actors of the talk."""
        return ", ".join(str(actor) for actor in consultation.actors.all())

    @admin.display(description=gettext_lazy("note"))
    def confidential_note(self, consultation):
        """Where the note is read."""
        words = _("Confidential: read it on the page of the consultation")
        return format_html('<a href="{}">{}</a>', consultation.get_absolute_url(), words)

    def get_fieldsets(self, request, obj=None):
        """Without the words of a confidential talk."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.is_confidential:
            return fieldsets
        return [
            (
                heading,
                options | {"fields": tuple({"note": "confidential_note"}.get(name, name) for name in options["fields"] if name != "need")},
            )
            for heading, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        """What is confidential is not opened here."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "confidential_note", "is_confidential") if obj and obj.is_confidential else fields

    def get_search_results(self, request, queryset, search_term):
        """In actors and open notes."""
        term = search_term[:200].strip()
        return (queryset.mentioning(term) if term else queryset), False

    def save_formset(self, request, form, formset, change):
        """New promises name their maker and stand at the first actor of the talk."""
        made = formset.save(commit=False)
        for promise in made:
            promise.created_by, promise.actor = request.user, form.instance.actors.sighted().first()
            promise.save()
        index(FollowUp, [promise.pk for promise in made])

    def finish(self, record):
        """The search finds the talk as it was just saved, or no longer if it became confidential."""
        index(Consultation, [record.pk])


class FollowUpForm(RecordForm):
    """A promise is due from today on; an unchanged day may lie in the past."""

    def clean_due_on(self):
        """A new day is not in the past."""
        day = self.cleaned_data["due_on"]
        return day if self.instance.pk and day == self.instance.due_on else check_future(day)

    def clean(self):
        """The only follow-up of a task that was taken on stays with its consultation."""
        cleaned = super().clean()
        if self.instance.pk and "consultation" in cleaned:
            try:
                refuse_leaving(self.instance, cleaned["consultation"])
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


@admin.register(FollowUp)
class FollowUpAdmin(OffersColleagues, RecordAdmin):
    """Promises."""

    form = FollowUpForm
    list_display = ("task", "actor", "due_on", "assignee", "done_at")
    list_filter = (("assignee", OfficeRelatedFilter), "is_theirs", ("done_at", admin.EmptyFieldListFilter))
    list_select_related = ("actor", "assignee")
    search_fields = ("task",)
    search_help_text = gettext_lazy("Words of the promise, or the actor.")
    ordering = ("due_on", "pk")
    autocomplete_fields = ("actor", "consultation")
    actions = ("mark_done", "mark_open")
    fieldsets = ((None, {"fields": ("task", "due_on", "assignee", "is_theirs", "actor", "consultation")}),)
    record_fields = ("done_at", "keeper", "done_note", *RecordAdmin.record_fields)

    @admin.display(description=gettext_lazy("done by"))
    def keeper(self, follow_up):
        """Who kept the promise."""
        return follow_up.done_by or MISSING

    def get_search_results(self, request, queryset, search_term):
        """By what was promised or to whom."""
        term = search_term[:200].strip()
        if term:
            queryset = queryset.filter(written("task", term) | Q(actor__in=Actor.objects.matching(term)))
        return queryset, False

    def finish(self, record):
        """The search finds the promise as it was just saved."""
        index(FollowUp, [record.pk])

    @admin.action(description=gettext_lazy("Mark as done"), permissions=["change"])
    def mark_done(self, request, queryset):
        """The promises are kept."""
        with transaction.atomic():
            for follow_up in queryset:
                finish_follow_up(user=request.user, follow_up=follow_up)

    @admin.action(description=gettext_lazy("Open again"), permissions=["change"])
    def mark_open(self, request, queryset):
        """They were not kept after all."""
        with transaction.atomic():
            for follow_up in queryset:
                reopen_follow_up(follow_up=follow_up)


class WarningForm(RecordForm):
    """An actor has one warning of a kind in force."""

    def clean(self):
        """A second one is refused."""
        cleaned = super().clean()
        if self.instance.ended_at is None and cleaned.get("actor") and cleaned.get("kind"):
            try:
                refuse_second(actor=cleaned["actor"], kind=cleaned["kind"], but=self.instance.pk)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


@admin.register(WarningFlag)
class WarningFlagAdmin(RecordAdmin):
    """What must not be overlooked about actors."""

    form = WarningForm
    list_display = ("kind", "actor", "text", "created_at", "ended_at")
    list_filter = ("kind", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("actor",)
    search_fields = ("text",)
    search_help_text = gettext_lazy("What is known, or the actor.")
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("actor",)
    actions = ("mark_over",)
    fieldsets = ((None, {"fields": ("actor", "kind", "text")}),)
    record_fields = ("ended_at", "ender", *RecordAdmin.record_fields)

    @admin.display(description=gettext_lazy("ended by"))
    def ender(self, warning):
        """Who ended it."""
        return warning.ended_by or MISSING

    def get_search_results(self, request, queryset, search_term):
        """By what is known or whom it is about."""
        term = search_term[:200].strip()
        if term:
            queryset = queryset.filter(written("text", term) | Q(actor__in=Actor.objects.matching(term)))
        return queryset, False

    def finish(self, record):
        """The search finds the warning as it was just saved."""
        index(WarningFlag, [record.pk])

    @admin.action(description=gettext_lazy("It is over"), permissions=["change"])
    def mark_over(self, request, queryset):
        """The warnings end."""
        with transaction.atomic():
            for warning in queryset:
                end_warning(user=request.user, warning=warning)


@admin.register(NoteReading)
class NoteReadingAdmin(ScopedAdmin):
    """Who read a confidential note; managers look at it, nobody writes here."""

    list_display = ("read_at", "reader", "consultation")
    list_select_related = ("reader", "consultation")
    search_fields = ("reader__name",)
    ordering = ("-read_at", "-pk")
    fields = ("read_at", "reader", "consultation")


# --- lists -------------------------------------------------------------------------------------------------
class WorkFieldForm(ScopedForm):
    """A field stands below a field of its own scheme."""

    def clean(self):
        """Not below itself, not in the other scheme."""
        cleaned = super().clean()
        parent = cleaned.get("parent")
        if parent and parent.pk == self.instance.pk:
            self.add_error("parent", ValidationError(_("A field cannot belong to itself."), code="own_parent"))
        elif parent and (parent.scheme != (cleaned.get("scheme") or self.instance.scheme) or parent.parent_id):
            self.add_error("parent", ValidationError(_("Please choose a main field of the same scheme."), code="other_scheme"))
        return cleaned


@admin.register(WorkField)
class WorkFieldAdmin(ListRowAdmin):
    """The fields of Wf4.0."""

    form = WorkFieldForm
    list_display = ("label", "scheme", "parent", "core_code", "position", "is_active")
    list_filter = ("scheme", "is_active")
    list_select_related = ("parent",)
    search_fields = ("label", "code", "core_code")
    ordering = ("scheme", "position", "label", "pk")
    fields = ("label", "scheme", "parent", "code", "core_code", "position", "is_active")


class LabelledRowAdmin(ListRowAdmin):
    """A plain list."""

    list_display = ("label", "core_code", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("label", "code", "core_code")
    ordering = ("position", "label", "pk")
    fields = ("label", "code", "core_code", "position", "is_active")


@admin.register(Tag)
class TagAdmin(LabelledRowAdmin):
    """The office's own keywords, under which actors are found."""

    def save_model(self, request, obj, form, change):
        """A renamed tag is found, and finds its actors, under the new name."""
        super().save_model(request, obj, form, change)
        index(Tag, [obj.pk])
        if change and "label" in form.changed_data:
            refold(Actor, list(obj.actors.values_list("pk", flat=True)))


@admin.register(ConsultationTopic)
class ConsultationTopicAdmin(LabelledRowAdmin):
    """What consultations are about, and by which words a note tells it."""

    fields = ("label", "code", "core_code", "words", "position", "is_active")
