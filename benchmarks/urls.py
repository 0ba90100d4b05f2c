"""The register's addresses, and beside them the bare view and the plain admin that it is compared with."""

from django.urls import include, path

from benchmarks import floors

urlpatterns = [
    path("nackt/", floors.bare_list, name="bare_list"),
    path("schlicht/", floors.plain_admin.urls),
    path("", include("wf40.urls")),
]
