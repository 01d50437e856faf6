// Small comforts for every page. All pages work without this file; every word a user sees is in the HTML.
"use strict";

// Unsaved edits: ask before they are lost. data-guard="dirty" marks a page that was answered with what was typed, unsaved.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let dirty = form.dataset.guard === "dirty";
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}

// A form is sent once. The buttons are greyed after the browser has read the one that was pressed, and come back
// when the page does (back button) or after ten seconds (an answer that was a download, or a stop).
const freeze = (form, on) => {
  form.dataset.sent = on ? "true" : "";
  for (const button of form.querySelectorAll("button")) {
    if (on) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  freeze(form, true);
  setTimeout(() => freeze(form, false), 10000);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) freeze(form, false);
});

// Characters left in a long answer; said once typing rests.
for (const line of document.querySelectorAll("[data-count]")) {
  const field = document.getElementById(line.dataset.count);
  const limit = line.textContent;
  const live = line.parentNode.appendChild(document.createElement("p"));
  live.className = "nt-hidden";
  live.setAttribute("role", "status");
  let timer;
  const show = (say) => {
    const left = Number(line.dataset.max) - [...field.value].length;
    const text = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
    line.textContent = limit + "（" + text + "）";
    line.classList.toggle("nt-count-over", left < 0);
    clearTimeout(timer);
    if (say) timer = setTimeout(() => { live.textContent = text; }, 1000);
  };
  field.addEventListener("input", () => show(true));
  show(false);
}
