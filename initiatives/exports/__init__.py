"""The register's files, and the lists that they are taken from."""

from initiatives.exports.actors import ActorExport
from initiatives.exports.consultations import ConsultationExport
from initiatives.exports.contacts import ContactExport
from initiatives.exports.follow_ups import FollowUpExport
from initiatives.exports.lists import LISTS, RegisterList
from initiatives.exports.purposes import ASKING, EXPLAINED, LEFT_OUT_BECAUSE, LeftOut, left_out
from initiatives.exports.taking import BESIDE, EXPORT_PAGES, EXPORTS, Taking, list_query, offer_list

__all__ = [
    "ASKING",
    "ActorExport",
    "BESIDE",
    "ConsultationExport",
    "ContactExport",
    "EXPLAINED",
    "EXPORTS",
    "EXPORT_PAGES",
    "FollowUpExport",
    "LEFT_OUT_BECAUSE",
    "LISTS",
    "LeftOut",
    "RegisterList",
    "Taking",
    "left_out",
    "list_query",
    "offer_list",
]
