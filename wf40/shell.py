"""What the page head and foot need: the office, the main areas, the switch between cities, the person's menu."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from wf40.registry import legal_pages, navigation, office_pages, own_pages, search_sources


def _navigation(request) -> list[dict]:
    """The main areas that this person may open in the chosen city."""
    items = []
    for item in navigation:
        if request.user.has_perm(item.right, request.municipality):
            url = reverse(item.url_name)
            is_current = request.path == url or request.path.startswith(item.under or url)
            items.append({"label": str(item.label), "url": url, "is_current": is_current, "count": None})
    return items


def office_pages_for(user, municipality) -> list[dict]:
    """The pages on which an office is run, as far as this person may open them in the chosen city."""
    return [
        {"label": str(page.label), "sentence": str(page.sentence), "url": reverse(page.url_name)}
        for page in office_pages
        if municipality and user.has_perm(page.right, municipality)
    ]


def _menu(request) -> list[dict]:
    """What stands under the person's initials."""
    entries = [(_("My account"), "own_account"), (_("Change password"), "account_change_password")]
    for page in own_pages:
        if request.municipality and request.user.has_perm(page.right, request.municipality):
            entries.append((str(page.label), page.url_name))
    if request.municipality and request.user.has_perm("municipalities.manage_team", request.municipality):
        entries.append((_("Team"), "team_list"))
    if request.municipality and any(request.user.has_perm(page.right, request.municipality) for page in office_pages):
        entries.append((_("Run the office"), "office_pages"))
    if request.user.is_superuser:
        entries.append((_("Clock"), "clock"))
    if request.user.is_staff:
        entries.append((_("Administration"), "admin:index"))
    if settings.IS_DEMO and request.user.is_staff:
        entries.append((_("Test mail"), "test_mail"))
    return [{"label": label, "url": reverse(name)} for label, name in entries]


def _shell(request) -> dict:
    user, place = getattr(request, "user", None), getattr(request, "municipality", None)
    signed_in = bool(user and user.is_authenticated)
    # A page that is no page of the staff says itself whose it is: `request.office_shown`, a city.
    visited = getattr(request, "office_shown", None)
    shown = visited or place
    base = {
        "office_name": shown.office_name if shown else "wf40",
        "place": shown.name if shown else "",
        "mark": (shown.name if shown else "W")[0],
        "is_visited": visited is not None,
        "is_example": settings.IS_DEMO or bool(shown and shown.is_example),
        "theme": user.theme if signed_in else "auto",
        "shortcuts": signed_in and user.has_shortcuts,
        "signed_in": signed_in,
        "navigation": [],
        "switch": [],
        "menu": [],
        "legal": [{"label": str(page.label), "url": page.address(shown)} for page in legal_pages] if shown else [],
        "search_url": "",
        "query": "",
        "capture_url": "",
        "user_name": "",
        "user_initials": "",
    }
    if not signed_in:
        return base
    memberships = user.active_memberships
    base |= {"user_name": str(user), "user_initials": user.initials, "menu": _menu(request)}
    if place:
        base["navigation"] = _navigation(request)
        if any(user.has_perm(source.right, place) for source in search_sources):
            base["search_url"] = reverse("search")
            # Elsewhere `q` is the word in a list's own filter.
            base["query"] = request.GET.get("q", "")[:200].strip() if request.path == base["search_url"] else ""
        capture_url = reverse("capture")
        if user.has_perm("initiatives.add_consultation", place) and request.path != capture_url:
            base["capture_url"] = capture_url
        if len(memberships) > 1:
            base["switch"] = [
                {"name": entry.municipality.name, "id": entry.municipality_id, "is_current": entry.municipality_id == place.pk}
                for entry in memberships
            ]
    return base


def shell(request):
    """Context processor: `shell`, made only when a template asks for it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}
