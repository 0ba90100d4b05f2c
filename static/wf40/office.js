// Small comforts. Every page works without this file; nothing here sends or changes anything by itself.
"use strict";

(() => {
  const body = document.body;
  const typing = "input, select, textarea, [contenteditable]";

  // Keys: "/" goes to the search, "b" to the capture page; only while no field has the focus, and never when switched off.
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") return closeMenus(null, true);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sendForm(event);
    if (body.dataset.shortcuts === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(typing)) return;
    if (event.key === "/") {
      const search = document.querySelector(".wf-search input");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "b" && !event.repeat) {
      const capture = document.querySelector(".wf-capture-btn[href]");
      if (!capture) return;
      event.preventDefault();
      capture.click();
    }
  });

  // Ctrl+Enter sends the form the cursor is in, with its main button.
  function sendForm(event) {
    const form = event.target instanceof Element && event.target.closest("form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.kern-btn--primary:not([type=button], [type=reset])"));
  }

  // Menus close on Escape, on a press elsewhere and when the focus leaves them.
  function closeMenus(except, giveBackFocus) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (except instanceof Node && menu.contains(except)) continue;
      if (giveBackFocus && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  }
  document.addEventListener("click", (event) => closeMenus(event.target, false));
  document.addEventListener("focusin", (event) => closeMenus(event.target, false));

  // A form is sent once: the button says so and a second press does nothing. A form that only fetches a file carries data-download.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "download" in form.dataset) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => release(form), 20000);
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    const label = button.querySelector(".kern-label");
    if (label && button.dataset.busy) {
      button.dataset.idle = label.textContent;
      label.textContent = button.dataset.busy;
    }
  });
  function release(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-disabled]")) {
      if (button.hasAttribute("aria-describedby")) continue;
      button.removeAttribute("aria-disabled");
      const label = button.querySelector(".kern-label");
      if (label && button.dataset.idle) label.textContent = button.dataset.idle;
    }
  }
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });

  // Filters that say nothing stay out of the address.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("form.wf-filter-form")) return;
    const empty = [...event.target.elements].filter((field) => field.name && !field.value && !field.disabled);
    for (const field of empty) field.disabled = true;
    // Once the address is made they are there again, for whoever comes back or stays.
    setTimeout(() => empty.forEach((field) => (field.disabled = false)));
  });

  // A button that is off stays reachable (its reason is read out) but does nothing.
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button[aria-disabled=true]")) event.preventDefault();
  });

  // Errors: the summary gets the focus, its links lead into the field with the label in view.
  function focusSummary(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const box = field.closest(".kern-form-input, .kern-fieldset, .kern-form-check") || field;
    box.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });

  // Filters and selections fold on a phone; a filter in use stays open. On a wide screen they are always open.
  const narrow = window.matchMedia("(max-width: 46rem)");
  function fold(root) {
    for (const part of root.querySelectorAll("details.wf-fold")) part.open = !narrow.matches || "active" in part.dataset;
  }
  narrow.addEventListener("change", () => fold(document));

  function prepare(root) {
    fold(root);
    // What is ticked stands at the top of a long list.
    for (const list of root.querySelectorAll("[data-picker]")) {
      const ticked = [...list.querySelectorAll(".kern-form-check:has(:checked)")];
      if (ticked.length) ticked[0].parentElement.prepend(...ticked);
    }
    focusSummary(root);
    for (const part of root.querySelectorAll("[data-dismiss][hidden], [data-fill][hidden], [data-script][hidden]")) part.hidden = false;
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".wf-toast, .wf-banner").remove();
    // Demo accounts: data-fill names the field, data-value what goes in.
    const fill = event.target.closest("[data-fill]");
    const field = fill && document.getElementById(fill.dataset.fill);
    if (field) {
      field.value = fill.dataset.value;
      const password = document.getElementById(fill.dataset.next || "");
      (password || field).focus();
    }
  });

  // The picker: a box above a long list of choices narrows it down; what is ticked stays in view.
  document.addEventListener("input", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-narrow]")) return;
    const list = document.getElementById(event.target.dataset.narrow);
    if (!list) return;
    const words = event.target.value.toLocaleLowerCase("de").split(/\s+/).filter(Boolean);
    for (const row of list.querySelectorAll(".kern-form-check")) {
      const text = row.textContent.toLocaleLowerCase("de");
      row.hidden = !row.querySelector("input").checked && !words.every((word) => text.includes(word));
    }
  });

  // How much room is left: said below a field of limited length while somebody types, read out once the typing pauses.
  function showLeft(field) {
    const most = Number(field.dataset.most);
    const left = most - [...field.value].length;
    let line = document.getElementById(`${field.id}_left`);
    if (!line) {
      line = document.createElement("p");
      line.className = "wf-left";
      line.id = `${field.id}_left`;
      line.append(document.createElement("span"), document.createElement("span"));
      line.firstChild.setAttribute("aria-hidden", "true");
      line.lastChild.className = "wf-hidden";
      line.lastChild.setAttribute("role", "status");
      field.after(line);
    }
    line.hidden = left > 300 && left > most / 5;
    line.classList.toggle("wf-left--over", left < 0);
    line.firstChild.textContent = (left < 0 ? field.dataset.over : field.dataset.left).replace("%s", Math.abs(left).toLocaleString("de"));
    clearTimeout(line.pause);
    line.pause = setTimeout(() => (line.lastChild.textContent = left < most / 5 ? line.firstChild.textContent : ""), 1000);
  }
  document.addEventListener("input", (event) => {
    if (event.target instanceof Element && event.target.matches("[data-most]")) showLeft(event.target);
  });

  // The search box: hits stand below it while somebody types (htmx fetches them) and are chosen as from a list by keyboard
  // (WAI-ARIA combobox); the cursor stays in the box. Without an active hit Enter leads to the page of all hits.
  function connectSearch(input) {
    const panel = document.getElementById("search-panel");
    const said = document.getElementById("search-said");
    const page = new URL(input.form.action).pathname;
    let active = null;
    let closedAt = null; // the text at which somebody closed the hits: an answer to it comes too late
    const options = () => [...panel.querySelectorAll("[role=option]")];

    function choose(option) {
      if (active) active.setAttribute("aria-selected", "false");
      active = option || null;
      if (!active) return input.removeAttribute("aria-activedescendant");
      active.setAttribute("aria-selected", "true");
      active.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", active.id);
    }
    function open() {
      const answer = panel.firstElementChild;
      if (!answer) return close();
      panel.hidden = false;
      input.setAttribute("aria-expanded", "true");
      input.setAttribute("aria-controls", "search-hits");
      if (said.textContent !== answer.dataset.said) said.textContent = answer.dataset.said;
    }
    function close() {
      choose(null);
      panel.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-controls");
      said.textContent = "";
    }
    function leave() {
      closedAt = input.value;
      close();
    }

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    close();

    input.addEventListener("input", () => {
      closedAt = null;
      choose(null);
    });
    input.addEventListener("htmx:beforeRequest", (event) => {
      if (input.value.trim().length < 2) {
        panel.replaceChildren();
        close();
      } else if (document.activeElement === input && input.value !== closedAt) return;
      event.preventDefault();
    });
    // Whose sign-in has ended gets the page to sign in, which has no place here.
    panel.addEventListener("htmx:beforeSwap", (event) => {
      if (new URL(event.detail.xhr.responseURL).pathname !== page) event.detail.shouldSwap = false;
    });
    panel.addEventListener("htmx:afterSwap", () => {
      choose(null);
      if (document.activeElement === input && input.value !== closedAt) open();
      else close();
    });

    function reopen() {
      closedAt = null;
      const answer = panel.firstElementChild;
      if (answer && answer.dataset.words === input.value.trim()) open();
      else input.dispatchEvent(new Event("find"));
    }
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (panel.hidden) {
        if (event.key !== "ArrowDown" || input.value.trim().length < 2) return;
        event.preventDefault();
        return reopen();
      }
      const list = options();
      const at = list.indexOf(active);
      if (event.key === "ArrowDown") choose(list[at + 1]);
      else if (event.key === "ArrowUp") choose(active ? list[at - 1] : list.at(-1));
      else if (event.key === "Home" && active) choose(list[0]);
      else if (event.key === "End" && active) choose(list.at(-1));
      else if (event.key === "Enter" && active) active.click();
      else if (event.key === "Escape") leave();
      else return;
      event.preventDefault();
    });
    input.addEventListener("click", () => {
      if (panel.hidden && panel.firstElementChild && input.value.trim().length > 1) reopen();
    });
    // The cursor stays in the box while the mouse is on a hit.
    panel.addEventListener("mousedown", (event) => event.preventDefault());
    panel.addEventListener("click", leave);
    input.form.addEventListener("submit", leave);
    input.form.addEventListener("focusout", (event) => {
      if (!input.form.contains(event.relatedTarget)) close();
    });
    document.addEventListener("click", (event) => {
      if (event.target instanceof Node && !input.form.contains(event.target)) close();
    });
  }
  for (const input of document.querySelectorAll(".wf-search input[hx-get]")) connectSearch(input);

  // Ticked rows of a list: how many they are, and all rows of the page at once.
  const bulk = document.getElementById("bulk-form");
  function countTicked(changed) {
    const boxes = [...bulk.elements].filter((box) => box.name === "keys");
    const page = bulk.querySelector("[data-tick-page]");
    const all = bulk.querySelector("[data-tick-all]");
    if (changed === page) for (const box of boxes) box.checked = page.checked;
    const number = boxes.filter((box) => box.checked).length;
    page.checked = number > 0 && number === boxes.length;
    page.indeterminate = number > 0 && !page.checked;
    bulk.querySelector("[data-ticked]").textContent = all.checked ? all.dataset.tickAll : number;
  }
  if (bulk) {
    document.addEventListener("change", (event) => event.target.form === bulk && countTicked(event.target));
    // Ticks come back with the page when somebody goes back to it.
    window.addEventListener("pageshow", () => countTicked());
  }

  prepare(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== body) prepare(event.target);
  });
})();
