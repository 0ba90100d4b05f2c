"""What a manager does with the people of the office: each write in one transaction, with the city's row locked, mail afterwards."""

from functools import partial

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from municipalities.accounts import send_invitation, send_second_factor_mail
from municipalities.models import Membership, Municipality, User
from municipalities.second_factor import take_away

# A second press on "invite again" within so many seconds sends no second mail.
INVITATION_PAUSE = 60


# --- an office is never without a manager --------------------------------------------------------------------
def lock_offices(keys) -> None:
    """Until the transaction ends nobody else changes who works in these cities, so that two managers cannot each remove the other."""
    cities = Municipality.objects.filter(pk__in=list(keys)).order_by("pk")
    # The weaker lock: records that point at the city are still written meanwhile.
    list(cities.select_for_update(no_key=True).values_list("pk", flat=True))


def refuse_office_without_manager(membership) -> None:
    """Raise if this is the last membership of the city with which somebody can lead its office; the caller has locked the office."""
    leading = Membership.objects.leading().filter(municipality_id=membership.municipality_id)
    if leading.filter(pk=membership.pk).exists() and not leading.exclude(pk=membership.pk).exists():
        text = _("%(name)s is the last manager of %(city)s. Please make somebody else a manager first.")
        raise ValidationError(text % {"name": membership.user, "city": membership.municipality}, code="last_manager")


def _refuse_own(by, membership) -> None:
    if membership.user_id == by.pk:
        raise ValidationError(_("Please let another manager change your own membership."), code="own_membership")


def _locked(membership) -> Membership:
    """The membership as it is once nobody else can change the team."""
    lock_offices([membership.municipality_id])
    return Membership.objects.select_related("user", "municipality").get(pk=membership.pk)


# --- coming --------------------------------------------------------------------------------------------------
def _account_for(email: str, name: str) -> User:
    """The account with this e-mail; a new one has no password yet."""
    known = User.objects.filter(email__iexact=email).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=name)
    except IntegrityError:  # another office invited the same person at this moment
        return User.objects.get(email__iexact=email)


@transaction.atomic
def invite(*, municipality, email, name, role) -> tuple[Membership, bool]:
    """Let a person work in the office and mail it to them; returns the membership and whether it is new. Somebody who is in the
    team already stays as they are and gets no mail. Raises a ValidationError for an account that was switched off."""
    lock_offices([municipality.pk])
    user = _account_for(email, name)
    if not user.is_active:
        raise ValidationError(_("This account is switched off. Please ask the technician to switch it on first."), code="inactive")
    membership, is_new = Membership.objects.get_or_create(user=user, municipality=municipality, defaults={"role": role})
    if is_new:
        transaction.on_commit(partial(send_invitation.enqueue, user.pk, municipality.pk))
    return membership, is_new


def invite_again(*, membership) -> bool:
    """Mail the invitation once more; False if one went out a moment ago."""
    if not cache.add(f"invitation-{membership.pk}", True, INVITATION_PAUSE):
        return False
    transaction.on_commit(partial(send_invitation.enqueue, membership.user_id, membership.municipality_id))
    return True


# --- changing and leaving ------------------------------------------------------------------------------------
@transaction.atomic
def change_role(*, by, membership, role) -> Membership:
    """Give a person of the office another role. Raises a ValidationError for the own role and for the last manager's."""
    membership = _locked(membership)
    _refuse_own(by, membership)
    if membership.role != role:
        refuse_office_without_manager(membership)
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def switch_off(*, by, membership) -> Membership:
    """End a person's work in the office, at once and in all sessions; raises a ValidationError for the own membership and for the
    last manager's."""
    membership = _locked(membership)
    _refuse_own(by, membership)
    if membership.is_active:
        refuse_office_without_manager(membership)
        membership.is_active = False
        membership.save(update_fields=["is_active"])
    return membership


@transaction.atomic
def switch_on(*, by, membership) -> Membership:
    """Let a person who had left work in the office again, in the role they had."""
    membership = _locked(membership)
    _refuse_own(by, membership)
    if not membership.is_active:
        membership.is_active = True
        membership.save(update_fields=["is_active"])
    return membership


# --- a lost device -------------------------------------------------------------------------------------------
def _refuse_foreign(by, person) -> None:
    """A manager answers for people who work under them alone: otherwise inviting somebody would be a way to weaken their account."""
    elsewhere = [entry for entry in person.active_memberships if not by.has_perm("municipalities.manage_team", entry.municipality)]
    if person.is_superuser or elsewhere:
        text = _("%(name)s works elsewhere too. Please ask the technician to reset the second factor.")
        raise ValidationError(text % {"name": person}, code="elsewhere")


@transaction.atomic
def reset_second_factor(*, by, person) -> None:
    """Take away the second factor of somebody who lost the device and mail it to them. Raises a ValidationError for the own one, and
    for people who also work where `by`, if no technician, leads no office. `by` is None on the command line."""
    if by is not None and by.pk == person.pk:
        raise ValidationError(_("Please let somebody else reset your own second factor."), code="own_second_factor")
    if by is not None and not by.is_superuser:
        _refuse_foreign(by, person)
    take_away(person, by)
    who = str(by) if by is not None else _("the technician")
    transaction.on_commit(partial(send_second_factor_mail.enqueue, person.pk, who))
