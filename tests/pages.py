"""What a person sees and sends: the fields of a page's form as a browser would send them, and the page's text."""

import re
from html.parser import HTMLParser


class _FormParser(HTMLParser):
    """Collects the values of one form, fields outside it that name it included."""

    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.values, self.inside = form_id, {}, False
        self.select = self.textarea = None
        self.text = ""

    def add(self, name, value):
        self.values.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attributes):
        given = {key: value if value is not None else "" for key, value in attributes}
        if tag == "form" and given.get("id") == self.form_id:
            self.inside = True
        if tag == "option" and self.select:
            self.options.append((given.get("value", ""), "selected" in given))
        if not (given.get("name") and (given.get("form") == self.form_id or (self.inside and "form" not in given))):
            return
        if tag == "input" and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.add(given["name"], given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "select":
            self.select, self.multiple, self.options = given["name"], "multiple" in given, []
        elif tag == "textarea":
            self.textarea, self.text = given["name"], ""

    def handle_data(self, data):
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            for value in chosen or ([] if self.multiple else [value for value, _chosen in self.options[:1]]):
                self.add(self.select, value)
            self.select = None
        elif tag == "textarea" and self.textarea:
            self.add(self.textarea, self.text.removeprefix("\n"))
            self.textarea = None


def typed(response, form_id="record-form", **changes):
    """The form's fields as the page shows them, with what somebody types on top; lists stand for several values."""
    parser = _FormParser(form_id)
    parser.feed(response.content.decode())
    assert parser.values, f"no form #{form_id} on the page"
    return parser.values | changes


def words(response):
    """The text of a page as it is read."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(text.split())
