// Moves the bar of a progress page, and reloads the page when the work is done.
"use strict";

const bar = document.getElementById("progress");

async function look() {
  try {
    const answer = await fetch(bar.dataset.source, { headers: { Accept: "application/json" } });
    const now = await answer.json();
    if (!now.is_working) {
      location.reload();
      return;
    }
    if (now.total) {
      bar.max = Math.max(now.total, now.done);
      bar.value = now.done;
    }
  } catch {
    // The server may be busy or away for a moment: look again.
  }
  setTimeout(look, 1000);
}

setTimeout(look, 500);
