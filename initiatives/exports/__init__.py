"""The register's files, and the lists that they are taken from."""

from initiatives.exports.actors import ASKING, LEFT_OUT_BECAUSE, ActorExport, left_out
from initiatives.exports.lists import LISTS, RegisterList

__all__ = ["ASKING", "LEFT_OUT_BECAUSE", "LISTS", "ActorExport", "RegisterList", "left_out"]
