"""What the office of an example city keeps of its lists: some selections, and one list that was frozen before an invitation."""

import random
from collections import Counter
from datetime import timedelta

from django.utils import timezone

from initiatives.choices import INITIATIVE_KINDS, ConsentChannel, ExportPurpose, OfficeList, Verdict
from initiatives.example.chance import moment, office_day
from initiatives.example.register import Office
from initiatives.models import Actor, Location, Objection, Purpose, Selection, SelectionSnapshot, SnapshotRow
from initiatives.selections import digest_of
from municipalities.models import UNKNOWN_DISTRICT

DAYS_SINCE_FROZEN = 120
OBJECTING = 2


class Kept:
    """Selections and a frozen list of one city; the register is filled already."""

    def __init__(self, chance: random.Random, office: Office):
        self.chance, self.office, self.city = chance, office, office.municipality
        self.frozen_on = office.yesterday - timedelta(days=DAYS_SINCE_FROZEN)

    def fill(self) -> None:
        """Everything, about the district with the most initiatives."""
        initiatives = Actor.objects.filter(municipality=self.city, kind__in=INITIATIVE_KINDS)
        places = Location.objects.filter(actor__in=initiatives).exclude(district=None).exclude(district__code=UNKNOWN_DISTRICT)
        [(district, _count)] = Counter(place.district for place in places.select_related("district").order_by("pk")).most_common(1)
        among = f"kind=initiatives&district={district.pk}"
        selection = self._select(OfficeList.ACTORS, f"Initiativen in {district}", among)
        silent = f"{among}&no_contact=12&sort=last"
        self._select(OfficeList.ACTORS, f"Initiativen in {district} ohne Kontakt seit 12 Monaten", silent)
        self._select(OfficeList.ACTORS, "Unternehmen ohne E-Mail-Adresse", "kind=enterprises&has_email=no")
        self._select(OfficeList.FOLLOW_UPS, "Überfällig im ganzen Büro", "state=late")
        there = places.filter(district=district).values("actor")
        self._freeze(selection, district, list(initiatives.filter(pk__in=there).order_by("pk")))

    def _select(self, office_list, name: str, query: str) -> Selection:
        saved_at = moment(self.chance, office_day(self.chance, self.frozen_on - timedelta(days=200), self.frozen_on - timedelta(days=1)))
        owner = self.chance.choice(list(self.office.advisers))
        said = {"office_list": office_list, "name": name, "query": query, "owner": owner, "saved_at": saved_at}
        return Selection.objects.create(municipality=self.city, **said)

    def _freeze(self, selection, district, actors) -> None:
        """As it was on that day: who came later is not in it, and who was archived later still is."""
        taken_at = moment(self.chance, self.frozen_on)
        actors = [actor for actor in actors if actor.created_at <= taken_at and not (actor.archived_at and actor.archived_at <= taken_at)]
        purpose = Purpose.objects.get(municipality=self.city, code=ExportPurpose.INVITATION)
        objecting = self._objections(self.chance.sample(actors, min(OBJECTING, len(actors))), purpose)
        snapshot = SelectionSnapshot.objects.create(
            municipality=self.city,
            selection=selection,
            title=f"{selection.name}: Einladung zum Treffen",
            query=selection.query,
            criteria=selection.name,
            purpose=ExportPurpose.INVITATION,
            taken_at=taken_at,
            taken_by=self.chance.choice(list(self.office.advisers)),
            row_count=len(actors),
        )
        fitted = [{"code": "kind", "value": "initiatives"}]
        fitted += [{"code": "district", "value": district.code}, {"code": "standing", "value": "current"}]
        fitted.append({"code": "basis", "value": purpose.legal_basis})
        SnapshotRow.objects.bulk_create(
            SnapshotRow(
                municipality=self.city,
                snapshot=snapshot,
                actor=actor,
                actor_key=actor.pk,
                verdict=Verdict.OUT if actor.pk in objecting else Verdict.IN,
                reasons=[objecting[actor.pk]] if actor.pk in objecting else fitted,
            )
            for actor in actors
        )
        snapshot.digest = digest_of(snapshot)
        snapshot.save()

    def _objections(self, actors, purpose) -> dict[int, dict]:
        """Some who want no invitations, as the reasons of their rows."""
        reasons = {}
        for actor in actors:
            first = timezone.localdate(actor.created_at)
            raised_at = moment(self.chance, office_day(self.chance, first, self.frozen_on - timedelta(days=1)))
            Objection.objects.create(
                municipality=self.city,
                purpose=purpose,
                actor=actor,
                channel=ConsentChannel.EMAIL,
                raised_at=raised_at,
                recorded_by=self.chance.choice(list(self.office.advisers)),
                note="Möchte keine Einladungen.",
            )
            reasons[actor.pk] = {"code": "objection", "value": timezone.localdate(raised_at).isoformat()}
        return reasons
