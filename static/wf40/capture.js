// Notes and forms that keep a draft while somebody types. Every page works without this file.
"use strict";

(() => {
  const form = document.querySelector("form[data-keeps-draft]");
  if (form) keepDraft(form);
  connectMails();

  function keepDraft(form) {
    const note = form.querySelector("[name=note]");
    const state = document.getElementById("draft-state");
    const region = document.getElementById("capture-read"); // the page of the one box; the plain form has none
    const copy = `wf40-draft-${form.dataset.owner}-${location.pathname}`;
    let isChanged = false; // something was typed that the server has not kept
    let isSent = false;
    let retry = null;
    let pause = null;

    function say(text) {
      if (state.textContent !== text) state.textContent = text;
    }
    // The copy in this window, as long as the server does not answer.
    function copyHere() {
      try {
        sessionStorage.setItem(copy, JSON.stringify({ key: form.elements.form_key.value, text: note.value, isSent }));
      } catch {
        // A browser that stores nothing still has the text in the box.
      }
    }
    function forgetCopy() {
      try {
        sessionStorage.removeItem(copy);
      } catch {
        // Nothing was stored.
      }
    }
    function kept(said) {
      isChanged = false;
      clearTimeout(retry);
      retry = null;
      forgetCopy();
      say(said);
    }
    function lost(status) {
      isChanged = true;
      copyHere();
      say(status === 401 || status === 403 ? form.dataset.signedOut : form.dataset.notSaved);
      if (!retry && status !== 401) retry = setTimeout(again, 10000);
    }
    function again() {
      retry = null;
      if (isSent || !isChanged) return;
      if (region) htmx.trigger(note, "again");
      else send();
    }

    // What the server is asked to keep outside the reading: all fields as they stand.
    function send() {
      const body = new FormData(form);
      return fetch(form.dataset.keepsDraft, { method: "POST", body, redirect: "error" }).then(
        (answer) =>
          answer.headers.get("Content-Type")?.startsWith("application/json")
            ? answer.json().then((content) => (answer.ok ? kept(content.said) : say(content.said)))
            : lost(answer.status),
        () => lost(0),
      );
    }

    form.addEventListener("input", (event) => {
      if (event.target.matches("[type=search]")) return;
      isChanged = true;
      if (region) return;
      clearTimeout(pause);
      pause = setTimeout(send, 800);
    });
    form.addEventListener("submit", () => {
      isSent = true;
      clearTimeout(pause);
      clearTimeout(retry);
      // Whoever is signed out gets the text back after the sign-in; a server that is away leaves this copy.
      copyHere();
      if (region) htmx.trigger(note, "htmx:abort");
    });
    window.addEventListener("pageshow", () => (isSent = false));
    window.addEventListener("online", again);
    // The tab is closed or left: what was typed in the last moment goes along.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "hidden" || !isChanged || isSent) return;
      copyHere();
      navigator.sendBeacon(form.dataset.keepsDraft, new URLSearchParams(new FormData(form)));
    });

    // A copy is there only if the server did not answer: it comes back into an empty box, or into the same form.
    try {
      const found = JSON.parse(sessionStorage.getItem(copy) || "null");
      const isSame = found && found.key === form.elements.form_key.value;
      if (found && !isSame && found.isSent) forgetCopy();
      else if (found && found.text && (isSame || !note.value.trim()) && found.text !== note.value) {
        form.elements.form_key.value = found.key;
        note.value = found.text;
        isChanged = true;
        setTimeout(again);
      }
    } catch {
      forgetCopy();
    }
    if (!region) return;

    // --- the one box ---
    note.focus();
    note.setSelectionRange(note.value.length, note.value.length);
    // A correction is shown at once; the box itself asks after each pause.
    form.addEventListener("change", (event) => {
      if (event.target === note || event.target.matches("[type=search]")) return;
      htmx.trigger(region, "again");
    });
    region.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input:not([type=checkbox], [type=radio])")) return;
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    });
    let open = [];
    let before = "";
    document.body.addEventListener("htmx:beforeRequest", (event) => {
      if (event.target === note || event.target === region) before = changedField();
    });
    // A field in which somebody types right now is not taken away from under the hands.
    function changedField() {
      const field = document.activeElement;
      return region.contains(field) && field.matches("input:not([type=checkbox], [type=radio])") ? `${field.id}=${field.value}` : "";
    }
    region.addEventListener("htmx:beforeSwap", (event) => {
      if (new URL(event.detail.xhr.responseURL).pathname !== region.getAttribute("hx-post")) return (event.detail.shouldSwap = false);
      if (isSent || changedField() !== before) return (event.detail.shouldSwap = false);
      open = [...region.querySelectorAll("details[open]")].map((part) => part.id);
    });
    region.addEventListener("htmx:afterSwap", () => {
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      const said = document.getElementById("capture-said");
      if (said) kept(said.textContent);
    });
    for (const name of ["htmx:sendError", "htmx:timeout"]) form.addEventListener(name, () => lost(0));
    form.addEventListener("htmx:responseError", (event) => lost(event.detail.xhr.status));
  }

  // A click on an address opens the mail program; the talk waits as a draft.
  function connectMails() {
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element && event.target.closest("a[data-mail-draft]");
      const kept = document.getElementById("mail-draft");
      if (!link || !kept) return;
      const body = new FormData(kept);
      for (const name of ["akteur", "person"]) body.set(name, link.dataset[name] || "");
      fetch(kept.action, { method: "POST", body, keepalive: true }).catch(() => {});
    });
  }
})();
