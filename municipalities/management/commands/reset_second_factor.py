"""A second factor is lost, and nobody is left who could reset it on a page."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from municipalities.actions import reset_second_factor
from municipalities.models import User


class Command(BaseCommand):
    help = "Takes away the second factor of the account with this e-mail, which then sets up a new one; a mail tells the person."

    def add_arguments(self, parser):
        parser.add_argument("email", help="e-mail of the account")

    def handle(self, *args, **options):
        person = User.objects.filter(email__iexact=options["email"].strip()).first()
        if person is None:
            raise CommandError(_("There is no account %(email)s.") % {"email": options["email"]})
        reset_second_factor(by=None, person=person)
        self.stdout.write(_("The second factor of %(name)s is reset; a mail says so.") % {"name": person})
