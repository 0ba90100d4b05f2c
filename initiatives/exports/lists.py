"""The lists of the office: everything that a page, a kept selection and a file of the same list share."""

from dataclasses import dataclass

from django.db import models
from django.http import QueryDict

from initiatives.choices import OfficeList
from initiatives.filters import ActorFilter, ConsultationFilter, ContactFilter, FollowUpFilter
from initiatives.models import Actor, Consultation, Contact, FollowUp
from initiatives.tables import ActorTable, ConsultationTable, ContactTable, FollowUpTable


@dataclass(frozen=True)
class RegisterList:
    """One list: what stands in it, how it is filtered and shown, the name of its address."""

    key: str
    model: type[models.Model]
    filterset_class: type
    table_class: type
    url_name: str

    def filterset(self, user, municipality, query: str | QueryDict):
        """The list's filters as an address asks for them, over the rows that this person sees."""
        asked = QueryDict(query) if isinstance(query, str) else query
        return self.filterset_class(asked, queryset=self.model.objects.visible_to(user, municipality), user=user, municipality=municipality)

    def table(self, params: QueryDict, filterset):
        """The empty table with the columns and the order that the address asks for."""
        if self.model is Actor:
            return self.table_class(params, own_fields=filterset.own_fields)
        if self.model is FollowUp:
            return self.table_class(params, shows_done=params.get("state") in ("done", "all"))
        return self.table_class(params)


LISTS = {
    entry.key: entry
    for entry in (
        RegisterList(OfficeList.ACTORS, Actor, ActorFilter, ActorTable, "actor_list"),
        RegisterList(OfficeList.CONTACTS, Contact, ContactFilter, ContactTable, "contact_list"),
        RegisterList(OfficeList.CONSULTATIONS, Consultation, ConsultationFilter, ConsultationTable, "consultation_list"),
        RegisterList(OfficeList.FOLLOW_UPS, FollowUp, FollowUpFilter, FollowUpTable, "follow_up_list"),
    )
}
