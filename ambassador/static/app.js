// Small comforts on pages that work without them.

(() => {
  "use strict";

  // What went wrong is read first.
  document.getElementById("error-summary")?.focus();

  // A form sent twice by an impatient finger is sent once. Because a disabled button is left out of what is sent,
  // its name and value travel in a hidden field.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (!button) return;
    if (button.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: button.name, value: button.value });
      field.dataset.once = "";
      form.append(field);
    }
    // A tick later, so that the browser still sends the form.
    setTimeout(() => (button.disabled = true));
  });

  // The back button may bring a page back as it was left: its forms can be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll("[data-once]").forEach((field) => field.remove());
      form.querySelectorAll("button:disabled").forEach((button) => (button.disabled = false));
    }
  });

  // <form method="get" data-auto> answers while one types: the part with data-answer is fetched and put in place.
  for (const form of document.querySelectorAll("form[data-auto]")) {
    let waiting;
    let newest = 0;
    const ask = async () => {
      const asked = ++newest;
      const address = new URL(form.action);
      address.search = new URLSearchParams(new FormData(form));
      const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
      // Half a number is no mistake yet: only a good answer changes the page.
      if (!answer?.ok || asked !== newest) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll("[data-answer]")) {
        const fresh = page.querySelector(`[data-answer="${old.dataset.answer}"]`);
        if (fresh) old.replaceChildren(...fresh.childNodes);
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 300);
    });
  }

  // <div data-poll="2"> asks for this page again every 2 seconds, and is replaced by the same place of the fresh page,
  // until that no longer carries data-poll.
  const poll = (place) => {
    setTimeout(async () => {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
      // The server may be busy or away for a moment.
      if (!answer || answer.status >= 500) return poll(place);
      if (answer.redirected) return location.assign(answer.url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(place.id);
      if (!fresh) return location.reload();
      place.replaceWith(fresh);
      if (fresh.dataset.poll) poll(fresh);
    }, Math.max(1, Number(place.dataset.poll)) * 1000);
  };
  document.querySelectorAll("[id][data-poll]").forEach(poll);

  // Open menus close on Escape and on a press elsewhere.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    closeMenus();
    open?.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
})();
