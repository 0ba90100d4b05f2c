# wf40: everything a person types. On Debian 12 it needs python3, python3-venv and make, nothing else.
# Recipes call modules (`python -m ...`), never the scripts in .venv/bin: those break when the folder is moved (djade is a binary).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
export PORT

PYTHON := .venv/bin/python
PO := $(wildcard locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
TEMPLATES := $(shell find templates */templates -name '*.html' 2>/dev/null)
RULE_TESTS := $(wildcard tests/test_architecture.py tests/test_translations.py)
OUR_CODE := $(patsubst %/apps.py,%,$(wildcard */apps.py)) templates

# @kern-ux/native (npm): the version in static/vendor/kern and the sum of its package.
KERN_VERSION := 2.7.2
KERN_SHA256 := b82c23c35a198e60ee4c53c5d14911432437f03802441b7473e8d7003795adb0
KERN_FONTS := Regular Italic Medium SemiBold

# cytoscape (npm), which draws the picture of the network: the version in static/vendor/cytoscape and the sum of its package.
CYTOSCAPE_VERSION := 3.34.4
CYTOSCAPE_SHA256 := 0d02363d99d805ce8d91fdecab7b2a8cb91ee280d67f309ce44c161d117b4679

.PHONY: help run test coverage check format bench reset-demo catalogues compile lock vendor-kern vendor-cytoscape

help: ## zeigt diese Liste
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# --- environment -------------------------------------------------------------------------------------------
$(PYTHON):
	@command -v python3 >/dev/null || { echo "Es fehlt / missing: python3 - apt-get install python3 python3-venv"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Zu alt / too old: $$(python3 --version), wf40 braucht / needs Python 3.11"; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "Es fehlt / missing: python3-venv - apt-get install python3-venv"; exit 1; }
	@echo "Umgebung wird angelegt (.venv) ..."
	@python3 -m venv --clear .venv

# The stamps live inside .venv, so that a new environment is always filled anew.
.venv/uv-installed: requirements/uv.txt | $(PYTHON)
	@$(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/base-installed: requirements/base.txt .venv/uv-installed
	@echo "Bibliotheken werden installiert ..."
	@$(PYTHON) -m uv pip install --quiet --python $(PYTHON) --compile-bytecode --require-hashes -r $<
	@touch $@

.venv/dev-installed: requirements/dev.txt .venv/uv-installed
	@echo "Bibliotheken für Tests werden installiert ..."
	@$(PYTHON) -m uv pip install --quiet --python $(PYTHON) --compile-bytecode --require-hashes -r $<
	@touch .venv/base-installed $@

.venv/bench-installed: requirements/bench.txt .venv/base-installed
	@$(PYTHON) -m uv pip install --quiet --python $(PYTHON) --compile-bytecode --require-hashes -r $<
	@touch $@

# Babel needs nothing outside Python and passes over fuzzy strings. Called as a module it forgets its exit code, and
# a catalogue whose header is fuzzy it skips without a word: hence the two detours.
BABEL := $(PYTHON) -c 'import sys; from babel.messages.frontend import main; sys.exit(main())'
%.mo: %.po | .venv/base-installed
	@rm -f $(@D)/new.mo
	@$(BABEL) --quiet compile --input-file $< --output-file $(@D)/new.mo --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))
	@test -f $(@D)/new.mo || { echo "$<: bitte die Zeile '#, fuzzy' im Kopf streichen / please delete '#, fuzzy' from the header"; exit 1; }
	@mv $(@D)/new.mo $@

compile: .venv/base-installed $(MO) ## übersetzt die Sprachkataloge (.po -> .mo)

# --- running -----------------------------------------------------------------------------------------------
run: .venv/base-installed $(MO) ## startet wf40 mit Beispieldaten (PORT=8001 ändert den Port, Strg-C beendet)
	@WF40_MODE=demo exec $(PYTHON) manage.py serve

# Only what a demo made: production never has a demo-secret, and the lock is held as long as the demo runs.
reset-demo: ## löscht alles, was in der Demo eingegeben wurde; der nächste Start lädt die Beispieldaten neu
	@test -z "$${DATABASE_URL:-}" || { echo "reset-demo löscht nur die eingebaute Datenbank; DATABASE_URL ist gesetzt."; exit 1; }
	@var="$${WF40_VAR:-var}"; \
	test -e "$$var/demo-secret" || { echo "In $$var liegt keine Demo."; exit 0; }; \
	exec 9>>"$$var/serve.lock"; \
	flock --nonblock 9 || { echo "wf40 läuft noch: bitte zuerst mit Strg-C beenden."; exit 1; }; \
	rm -rf "$$var"/wf40.sqlite3* "$$var/media" "$$var/mail"; \
	echo "Die Demo ist leer. 'make run' lädt die Beispieldaten neu."

# --- testing -----------------------------------------------------------------------------------------------
test: .venv/dev-installed $(MO) ## alle Tests auf SQLite, PostgreSQL und im Browser (ARGS='-k name' wählt aus)
	@tests/run $(ARGS)

coverage: .venv/dev-installed $(MO) ## alle Tests auf SQLite; zeigt, welche Zeilen sie nicht erreichen
	@tests/run --count-coverage $(ARGS)

check: .venv/dev-installed $(MO) ## Stil, Format, Templates, Migrationen, sichere Einstellungen, Hausregeln
	@echo "ruff"; $(PYTHON) -m ruff check --quiet --output-format concise . && $(PYTHON) -m ruff format --quiet --check . || { echo "make format bringt das Format in Ordnung"; exit 1; }
	@echo "djade"; test -z "$(TEMPLATES)" || .venv/bin/djade --check --target-version 5.2 $(TEMPLATES)
	@echo "unsafe words"; ! grep -rnE --include='*.py' --include='*.html' --include='*.txt' \
		'mark_safe|\|[[:space:]]*safe\b|(fields|__all__)[[:space:]]*=[[:space:]]*["'"'"']__all__' $(OUR_CODE)
	@echo "migrations"; var=$$(mktemp -d); trap 'rm -rf "$$var"' EXIT; \
	WF40_MODE=demo WF40_VAR="$$var" DATABASE_URL= $(PYTHON) manage.py makemigrations --check --dry-run
	@echo "check --deploy"; var=$$(mktemp -d); trap 'rm -rf "$$var"' EXIT; \
	WF40_MODE=production WF40_DEBUG=off WF40_VAR="$$var" DATABASE_URL= WF40_HOSTS=wf40.example \
	WF40_SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	$(PYTHON) manage.py check --deploy --fail-level WARNING
	@test -z "$(RULE_TESTS)" || { echo "rules of the house"; $(PYTHON) -m pytest --quiet --no-header -p no:randomly $(RULE_TESTS); }

format: .venv/dev-installed ## bringt Python und Templates in die gemeinsame Form
	@$(PYTHON) -m ruff check --quiet --fix-only --select I,UP,F401 .
	@$(PYTHON) -m ruff format --quiet .
	@test -z "$(TEMPLATES)" || .venv/bin/djade --target-version 5.2 $(TEMPLATES) || true

# Without SIZES all three sizes are measured (about ten minutes), and the tables of docs/performance.md are written anew.
bench: .venv/bench-installed $(MO) ## misst Geschwindigkeit und Speicher auf SQLite und PostgreSQL (SIZES=350 ist der schnelle Blick)
	@tests/with_postgresql $(PYTHON) -m benchmarks $(SIZES)

# --- rarely ------------------------------------------------------------------------------------------------
catalogues: .venv/base-installed ## sammelt neue Texte in locale/ (braucht gettext) und übersetzt die Kataloge
	@for tool in xgettext msgmerge msguniq msgattrib; do \
		command -v $$tool >/dev/null || { echo "Es fehlt / missing: gettext - apt-get install gettext"; exit 1; }; done
	@var=$$(mktemp -d); trap 'rm -rf "$$var"' EXIT; \
	WF40_MODE=demo WF40_VAR="$$var" $(PYTHON) manage.py makemessages --locale de --add-location file --no-wrap --ignore var --ignore tests
	@$(MAKE) compile

# ARGS=--upgrade takes newer versions, ARGS='--upgrade-package django' one of them. The locks name no host.
LOCK = $(PYTHON) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	--custom-compile-command 'make lock' $(ARGS)
lock: .venv/uv-installed ## schreibt die Versionen mit Prüfsummen fest (requirements/*.in -> *.txt)
	@$(LOCK) requirements/uv.in --output-file requirements/uv.txt
	@$(LOCK) requirements/base.in --output-file requirements/base.txt
	@$(LOCK) requirements/dev.in --output-file requirements/dev.txt
	@$(LOCK) requirements/bench.in --output-file requirements/bench.txt

# To take a newer KERN: change KERN_VERSION, run this, put the sum that it names into KERN_SHA256, run it again, look at the pages.
# Which characters and features of the fonts are kept is read from static/vendor/kern/VERSION, where it is written for people too.
vendor-kern: .venv/uv-installed ## holt das Design-System KERN in static/vendor/kern (braucht npm)
	@command -v npm >/dev/null || { echo "Es fehlt / missing: npm - apt-get install npm"; exit 1; }
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; target=static/vendor/kern; \
	archive="$$folder/$$(npm pack --silent --ignore-scripts --pack-destination "$$folder" @kern-ux/native@$(KERN_VERSION))"; \
	echo "$(KERN_SHA256)  $$archive" | sha256sum --check --quiet || { sha256sum "$$archive"; exit 1; }; \
	tar --extract --gzip --file "$$archive" --directory "$$folder"; \
	install -D --mode 644 "$$folder/package/dist/kern.min.css" $$target/kern.min.css; \
	characters=$$(grep -oE 'U\+[0-9A-F-]+' $$target/VERSION | paste -sd,); \
	features=$$(sed -n 's/^Features: \([^.]*\)\..*/\1/p' $$target/VERSION | tr -d ' '); \
	for font in $(KERN_FONTS); do \
		$(PYTHON) -m uv run --quiet --no-project --python $(PYTHON) --with fonttools==4.60.1 --with brotli==1.1.0 \
			pyftsubset "$$folder/package/dist/fonts/fira-sans/FiraSans-$$font.woff2" --flavor=woff2 \
			--unicodes="$$characters" --layout-features="$$features" --output-file=$$target/fonts/FiraSans-$$font.woff2; \
	done; \
	sed -i 's|@kern-ux/native [0-9.]*|@kern-ux/native $(KERN_VERSION)|' $$target/VERSION

vendor-cytoscape: ## holt cytoscape, das das Netzbild zeichnet, in static/vendor/cytoscape (braucht npm)
	@command -v npm >/dev/null || { echo "Es fehlt / missing: npm - apt-get install npm"; exit 1; }
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; target=static/vendor/cytoscape; \
	archive="$$folder/$$(npm pack --silent --ignore-scripts --pack-destination "$$folder" cytoscape@$(CYTOSCAPE_VERSION))"; \
	echo "$(CYTOSCAPE_SHA256)  $$archive" | sha256sum --check --quiet || { sha256sum "$$archive"; exit 1; }; \
	tar --extract --gzip --file "$$archive" --directory "$$folder"; \
	install -D --mode 644 "$$folder/package/dist/cytoscape.min.js" $$target/cytoscape.min.js; \
	install -D --mode 644 "$$folder/package/LICENSE" $$target/LICENSE; \
	sed -i "s|^cytoscape [0-9.]* |cytoscape $(CYTOSCAPE_VERSION) |; s|^\(sha256 of cytoscape.min.js: \).*|\1$$(sha256sum < $$target/cytoscape.min.js | cut -d' ' -f1)|" $$target/VERSION
