"""What a higher floor adds to the actor's page stands there, in the column it asked for."""

import pytest

from tests import factories
from wf40 import registry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("is_aside", "comes_before_the_facts"), [(True, False), (False, True)])
def test_panel_of_a_higher_floor_stands_in_its_column(
    is_aside, comes_before_the_facts, wuppertal_adviser, sign_in, wuppertal, settings, tmp_path
):
    (tmp_path / "panel.html").write_text("<p>{{ panel.words }}</p>")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    panel = registry.Panel("test", "panel.html", lambda user, municipality, actor: {"words": f"Neues von {actor}"}, 0, is_aside=is_aside)
    registry.panels.register(panel)
    try:
        page = sign_in(wuppertal_adviser).get(factories.make_actor(wuppertal, "Hof").get_absolute_url()).content.decode()
    finally:
        del registry.panels._entries["test"]
    assert page.count("Neues von Hof") == 1
    assert (page.index("Neues von Hof") < page.index('id="p-facts"')) == comes_before_the_facts
