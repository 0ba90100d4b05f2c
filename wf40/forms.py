"""The bases of all forms: KERN's look, fields in scope, a key against double sending, a base against lost updates."""

import uuid
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from wf40.editing import read_base, read_fields, sign_base
from wf40.scoping import is_scoped

LARGEST_KEY = 2**63 - 1


class ScopedModelMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Several rows of the city; keys that no database could hold are an unknown choice, not an error page."""

    def clean(self, value):
        """Refuse what is no key before the database is asked."""
        for key in value or ():
            text = str(key)
            if not text.isdecimal() or int(text[:30]) > LARGEST_KEY:
                raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": text[:40]})
        return super().clean(value)


class OfficeBoundField(forms.BoundField):
    """A field that says, while somebody is in it, why what is typed there is stored."""

    @property
    def why(self) -> str:
        """Why it is stored, who sees it, and until when; empty for what is about nobody."""
        reason = self.form.why.get(self.name, "")
        return f"{reason} {self.form.why_kept}".strip() if reason else ""

    @property
    def aria_describedby(self):
        """The reason belongs to the field's description, whether it is shown at the moment or not."""
        named = super().aria_describedby
        return named if named is None or not self.why or not self.auto_id else f"{named} {self.auto_id}_why".strip()


@dataclass(frozen=True)
class Section:
    """A heading of a form's page with the fields below it."""

    heading: str
    fields: list


class OfficeForm(forms.Form):
    """A form of the office, laid out in twelve columns: `widths` names the columns of a field ("s3", "s4", "s6", "s8")."""

    bound_field_class = OfficeBoundField

    widths: dict[str, str] = {}
    # Name of a field with personal data -> why it is stored and who sees it; `why_kept` follows each of them.
    why: dict[str, str] = {}
    why_kept: str = ""

    def __init__(self, *args, user, municipality, **kwargs):
        self.user, self.municipality = user, municipality
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            self._scope(field)

    def _scope(self, field):
        queryset = getattr(field, "queryset", None)
        if queryset is not None and is_scoped(queryset.model):
            rows = queryset.model.objects.visible_to(self.user, self.municipality)
            field.queryset = rows.filter(is_active=True) if hasattr(queryset.model, "is_active") else rows

    # (heading, names of fields) in the order of the page; empty: all fields in one section.
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # The same for what is seldom filled in: folded away until one of its fields holds a value or an error.
    rare_groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def _sections(self, groups) -> list[Section]:
        sections = [Section(heading, [self[name] for name in names if name in self.fields]) for heading, names in groups]
        return [section for section in sections if section.fields]

    @property
    def sections(self) -> list[Section]:
        """The headings of the page with their fields."""
        return self._sections(self.groups or (("", tuple(field.name for field in self.visible_fields())),))

    @property
    def rare_sections(self) -> list[Section]:
        """The headings that are folded away, with their fields."""
        return self._sections(self.rare_groups)

    @property
    def rare_is_open(self) -> bool:
        """Whether something folded away is filled in or wrong."""
        return any(field.errors or field.value() not in (None, "", False, []) for section in self.rare_sections for field in section.fields)


class RecordForm(OfficeForm, forms.ModelForm):
    """A form for a record. Sent twice it acts once (`form_key`); it carries what it started from (`base`)."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    error_messages = {"stale": _("This form could not be matched with the record. Please open the record again; your entries stand below.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            stored = self.stored_values()
            for name, value in stored.items():
                self._keep_own_rows(self.fields[name], value)
            if not self.is_bound:
                self.initial["base"] = sign_base(self.instance, stored)
        elif not self.is_bound:
            self.initial.setdefault("form_key", uuid.uuid4())

    def _keep_own_rows(self, field, value):
        """A row in use that was switched off stays a choice of this record."""
        queryset = getattr(field, "queryset", None)
        if queryset is None or not is_scoped(queryset.model) or not hasattr(queryset.model, "is_active"):
            return
        rows = value if isinstance(value, list) else [value] if value else []
        if rows:
            field.queryset = queryset | queryset.model.objects.filter(pk__in=[row.pk for row in rows])

    def clean(self):
        """An edit needs an untampered base."""
        cleaned = super().clean()
        if self.instance.pk:
            cleaned["base"] = read_base(cleaned.get("base") or "", self.instance)
            if cleaned["base"] is None:
                raise forms.ValidationError(self.error_messages["stale"], code="stale")
        return cleaned

    @property
    def edited(self) -> tuple[str, ...]:
        """The fields that two people may edit at once."""
        return tuple(self._meta.fields)

    def stored_values(self) -> dict:
        """What the record holds in these fields."""
        return read_fields(self.instance, self.edited)

    @property
    def values(self) -> dict:
        """What is to be saved."""
        return {name: self.cleaned_data[name] for name in self.edited}

    @property
    def resolution(self) -> dict:
        """How this person answered a conflict, as arguments of the action."""
        choices = {name: self.data.get(f"keep-{name}", "") for name in self.edited}
        return {"base": self.cleaned_data["base"], "choices": choices, "seen_version": self.cleaned_data.get("seen_version")}
