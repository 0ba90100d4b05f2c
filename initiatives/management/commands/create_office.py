"""A city comes to wf40."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.office_start import start_lists
from municipalities.accounts import send_invitation
from municipalities.models import Membership, Municipality, User
from wf40.rights import Role

OFFICE = {
    "street": "street and number of the office",
    "postcode": "postcode of the office",
    "locality": "town of the office",
    "phone": "phone of the office",
    "email": "e-mail of the office",
    "website": "website of the office",
    "reply_to": "answers to mails go to",
    "controller": "controller for data protection",
}


class Command(BaseCommand):
    """Makes a city with its lists and invites the person who will lead its office."""

    help = "Makes the first or a further city with the lists that an office starts with, and invites its manager by mail."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help="name of the city")
        parser.add_argument("--slug", required=True, help="short name in addresses, such as bad-beispiel")
        parser.add_argument("--ags", required=True, help="municipality key, eight digits with the leading zero")
        parser.add_argument("--office-name", required=True, help="name of the office as pages and mails show it")
        parser.add_argument("--manager-email", required=True, help="e-mail of the manager, who signs in with it")
        parser.add_argument("--manager-name", required=True, help="first and last name of the manager")
        for name, text in OFFICE.items():
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help=text)

    def handle(self, *args, **options):
        ags = options["ags"].strip()
        municipality = Municipality(
            name=options["name"].strip(),
            slug=options["slug"].strip(),
            ags=ags,
            state=ags[:2],
            office_name=options["office_name"].strip(),
            **{name: options[name].strip() for name in OFFICE},
        )
        manager = User(email=User.objects.normalize_email(options["manager_email"].strip()).lower(), name=options["manager_name"].strip())
        manager.set_unusable_password()
        with transaction.atomic():
            self.save(municipality)
            start_lists(municipality)
            known = User.objects.filter(email__iexact=manager.email).first()
            if known is None:
                self.save(manager)
            elif not known.is_active:
                raise CommandError(
                    _("The account %(email)s is switched off. Please switch it on first; nothing was made.") % {"email": known.email}
                )
            Membership.objects.create(user=known or manager, municipality=municipality, role=Role.MANAGER)
        # The mail leaves after the city is safe; the worker makes the link as it sends, so no token is stored.
        invited = known is None or not known.has_usable_password()
        send_invitation.enqueue((known or manager).pk, municipality.pk)
        if options["verbosity"]:
            self.report(municipality, known or manager, invited=invited)

    def save(self, record):
        """Save a record that was entered on the command line; what is wrong is named by its field."""
        try:
            record.full_clean()
        except ValidationError as error:
            names = {field.name: field.verbose_name for field in record._meta.fields}
            lines = [f"{names.get(name, name)}: {' '.join(messages)}" for name, messages in error.message_dict.items() if name != "state"]
            lines = lines or [_("municipality key (AGS): No German state has a key that begins with %(key)s.") % {"key": record.ags[:2]}]
            raise CommandError("\n".join([_("Nothing was made:"), *lines])) from None
        record.save()

    def report(self, municipality, manager, *, invited):
        """What there is now and how the manager gets in."""
        words = {"city": municipality, "state": municipality.get_state_display(), "name": manager, "email": manager.email}
        self.stdout.write(_("%(city)s (%(state)s) is set up, with work fields, topics and districts.") % words)
        if invited:
            self.stdout.write(_("%(name)s gets a mail at %(email)s with a link to set a password.") % words)
        else:
            self.stdout.write(_("%(name)s (%(email)s) has an account already and now leads this office too.") % words)
