// Small comforts for every page. All pages work without this file; every word a user sees is in the HTML.
"use strict";

// One JSON call; code 0 stands for no answer, or one that is not the portal's.
async function ask(path, options) {
  try {
    const answer = await fetch(path, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(20000), ...options });
    return { code: answer.status, data: await answer.json() };
  } catch {
    return { code: 0, data: {} };
  }
}

// The session that the browser has now, perhaps a new one of another tab. If it is this holder's, its token goes into the
// forms of the page; nothing is ever renewed for another account. `whose` is "mine", "other", "nobody" or "unknown".
async function renew(path, holder) {
  const { code, data } = await ask(path);
  const known = code === 200 && data.holder;
  const whose = code === 401 ? "nobody" : !known ? "unknown" : data.holder === holder ? "mine" : "other";
  if (whose === "mine") for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = data.csrf_token;
  return { whose, code, data };
}

// A form that was drawn without a session, or for one that has ended, asks for the token as it is sent: one press is
// enough. Whatever the answer, it is sent: the portal says what is not right.
for (const form of document.querySelectorAll("form[data-renew]")) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.renew === "done") return;
    event.preventDefault();
    if (form.dataset.renew === "asked") return;
    form.dataset.renew = "asked";
    await renew(form.getAttribute("action"), form.elements.holder?.value);
    form.dataset.renew = "done";
    form.requestSubmit(event.submitter);
    form.dataset.renew = "";
  });
}

// Unsaved edits: ask before they are lost. data-guard="dirty" marks a page that was answered with what was typed, unsaved.
for (const form of document.querySelectorAll("form[data-guard]")) {
  form.addEventListener("input", () => { form.dataset.guard = "dirty"; });
  addEventListener("beforeunload", (event) => { if (form.dataset.guard === "dirty") event.preventDefault(); });
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
// A shared computer keeps nothing of who has logged out (see autosave.js).
const forget = () => {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("nt-")) sessionStorage.removeItem(key);
  } catch { /* a browser that forbids storage has kept nothing */ }
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if ("guard" in form.dataset) form.dataset.guard = "";
  if ((form.getAttribute("action") || "").endsWith("/logout")) forget();
  freeze(form, true);
  setTimeout(() => freeze(form, false), 10000);
});
// A page that comes back as it was left may be older than what was done since, so it is asked for anew: unless somebody
// typed something that would be lost. (A form that saves by itself knows better: autosave.js.)
const isTyped = (control) => !control.readOnly
  && (control.type === "checkbox" || control.type === "radio" ? control.checked !== control.defaultChecked
    : control.type === "file" ? control.files.length > 0
    : control.type === "select-one" ? control.selectedIndex !== Math.max(0, [...control.options].findIndex((option) => option.defaultSelected))
    : control.type !== "hidden" && "defaultValue" in control && control.value !== control.defaultValue);
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) freeze(form, false);
  const keeps = (form) => "autosave" in form.dataset || form.dataset.guard === "dirty" || [...form.elements].some(isTyped);
  // an answer to what was posted has no address of its own
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus || 200;
  if (status === 200 && ![...document.forms].some(keeps)) location.replace(location.pathname + location.search);
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
    // as the portal counts: what belongs to the character before it is none of its own
    const left = Number(line.dataset.max) - [...field.value.replace(/\p{M}/gu, "")].length;
    const text = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
    line.textContent = limit + "（" + text + "）";
    line.classList.toggle("nt-count-over", left < 0);
    clearTimeout(timer);
    if (say) timer = setTimeout(() => { live.textContent = text; }, 1000);
  };
  field.addEventListener("input", () => show(true));
  show(false);
}

// A question that another answer calls for: away while neither is there. Nothing that holds a text, an error or the
// focus is ever hidden. data-needs names the control, data-needs-any its values.
for (const form of document.querySelectorAll("form")) {
  const questions = form.querySelectorAll("[data-needs]");
  const isChoice = (control) => control.type === "checkbox" || control.type === "radio";
  const isSeen = (control) => control.type !== "hidden" || "packed" in control.dataset; // a row in words is
  const holds = (control) => isSeen(control) && (isChoice(control) ? control.checked : control.value !== "");
  const arrange = () => {
    const answers = new FormData(form);
    for (const question of questions) {
      const { needs, needsAny, and, andAny } = question.dataset;
      const says = (name, values) => answers.getAll(name).some((value) => values.split(" ").includes(value));
      const needed = says(needs, needsAny) && (!and || says(and, andAny));
      const kept = question.matches("[data-invalid], :focus-within");
      const filled = [...question.querySelectorAll("input, select, textarea")].some(holds);
      question.hidden = !(needed || kept || filled);
      for (const mark of question.querySelectorAll("[data-mark]")) mark.hidden = (mark.dataset.mark === "needed") !== needed;
    }
  };
  if (questions.length === 0) continue;
  for (const kind of ["input", "change"]) form.addEventListener(kind, arrange);
  addEventListener("pageshow", arrange);
  arrange();
}

// The time left, in the last 24 hours every minute: the portal's time, and how long the page has been here since.
for (const line of document.querySelectorAll("[data-closes]")) {
  const left = Date.parse(line.dataset.closes) - Date.parse(line.dataset.now) + performance.now();
  const tick = () => {
    const seconds = Math.floor((left - performance.now()) / 1000);
    const [h, m] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const words = seconds < 0 ? "wordsOver" : h > 0 ? "wordsHours" : "wordsMinutes";
    if (seconds < 0) for (const soon of document.querySelectorAll("[data-soon]")) soon.hidden = true;
    if (h < 24) line.textContent = line.dataset[words].replace("{h}", h).replace("{m}", m);
    if (seconds >= 0) setTimeout(tick, (seconds % 60) * 1000 + 1000);
  };
  tick();
}

// Printing needs this file, and so does its button.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
