// Saves a long form by itself while somebody types, and keeps a copy of what is not saved yet in this tab, so that no
// error page, reload or broken connection takes it away. Without this file 一時保存 does the same by hand.
// Every word a user sees is in the HTML: in the attributes of [data-saving], or in the portal's answer.
"use strict";

// Seconds to wait after the first, second, … save that failed.
const BACK_OFF = [5, 10, 20, 40, 60];

// The copy of one account's form in this tab: the version it is based on, a request that was not answered, the fields.
class Copy {
  constructor(account, path) { this.key = ["nt-copy", account, path].join(" "); }

  // A browser that forbids storage, or has no room, does without.
  attempt(act) {
    try { return act(sessionStorage); } catch { return null; }
  }
  read() { return this.attempt((storage) => JSON.parse(storage.getItem(this.key))); }
  write(content) { this.attempt((storage) => storage.setItem(this.key, JSON.stringify(content))); }
  drop() { this.attempt((storage) => storage.removeItem(this.key)); }
}

// What was typed, as pairs of name and text, without what belongs to one request only.
const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => name !== "csrf_token" && name !== "version");

// A row that is shown in words holds its texts in one hidden control, named like the row: "instructors.12".
const isPacked = (control) => "packed" in control.dataset;
const rowOf = (name) => name.split(".").slice(0, 2).join(".");

// What a row in words holds, as pairs of cell and text, as its controls would post it: "a=text" is a text, "a" a ticked box, "!a" none.
const unpack = (text) => text.split(";").filter((cell) => cell && cell[0] !== "!")
  .map((cell) => (/=/.test(cell) ? /^(.*?)=(.*)$/.exec(cell).slice(1) : [cell, "true"]).map(decodeURIComponent));

// What fields say, however their rows are shown: texts by name, without what says nothing.
function said(fields) {
  const texts = new Map();
  const say = (name, text) => { if (text) texts.set(name, texts.has(name) ? texts.get(name) + "-" + text : text); };
  for (const [name, text] of fields) {
    if (!/^[^.]+\.\d+$/.test(name)) say(name, text);
    else for (const [cell, value] of unpack(text)) say(name + "." + cell, value);
  }
  return JSON.stringify([...texts].sort());
}

// Puts texts back. What has no control here (a row that is gone) stays in the form as a hidden field. Nobody typed into a
// row that was in words: if it is open here, it stays as it is.
function putBack(form, fields) {
  const left = new Map();
  for (const [name, text] of fields) left.set(name, [...(left.get(name) || []), text]);
  const controls = [...form.elements].filter((control) => control.name);
  for (const control of controls) {
    const texts = left.get(control.name) || [];
    if (control.type === "hidden" ? !isPacked(control) : control.readOnly || control.disabled) continue;
    if (control.name !== rowOf(control.name) && left.has(rowOf(control.name))) continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = texts.includes(control.value);
    else if (texts.length) control.value = texts.shift();
  }
  for (const { name } of controls) left.delete(name);
  for (const [name, texts] of left) {
    for (const value of texts) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  for (const control of controls) control.dispatchEvent(new Event("input", { bubbles: true }));
}

function keepSaved(form) {
  const path = form.getAttribute("action");
  const line = form.querySelector("[data-saving]");
  const words = line.dataset;
  const login = line.querySelector("a");
  const status = document.querySelector("[data-status]");
  const registered = status.dataset.tone === "done";
  const { version, holder } = form.elements;
  const copy = new Copy(holder.value, path);
  const found = copy.read();
  // A page that shows what could not be saved waits for a person to decide. Its copy stays based on what they had seen.
  let halted = form.dataset.guard === "dirty";
  const basis = halted ? (found ? found.version : "") : null;

  let edits = 0; // rises with every edit …
  let saved = 0; // … up to this one the portal has them
  let unanswered = null; // a request of which nobody knows whether it arrived: it is sent again, as it was, before any other
  let running = null;
  let failures = 0;
  let signedOut = false;
  let left = null; // the form by which the page is being left: it saves, or is the logout, after which no copy stays
  let prefix = "";
  let timer, copying;

  const unsaved = () => edits !== saved;
  const remember = () => {
    if (!left || left === form) copy.write({ version: basis ?? version.value, unanswered, fields: fieldsOf(form) });
  };
  const tell = (text, good) => {
    const place = line.firstElementChild;
    if (place.textContent !== prefix + text) place.textContent = prefix + text;
    line.dataset.tone = good ? "done" : "warn";
    login.hidden = !signedOut;
  };
  const plan = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, seconds * 1000);
  };

  // One request at a time. Resolves when all is saved, or when nothing more can be done now.
  function save() {
    if (left) return Promise.resolve();
    running = running || run().finally(() => { running = null; });
    return running;
  }
  async function run() {
    clearTimeout(timer);
    let renewed = signedOut;
    if (signedOut && !(await resume())) return;
    while (!halted && (unanswered || unsaved())) {
      unanswered = unanswered || { version: version.value, fields: fieldsOf(form), edits };
      remember();
      const { code, data } = await post(unanswered);
      if (code === 200 && data.version) accept(data);
      else if (code !== 401) return refuse(code, data);
      else if (renewed) return retry();
      else if (!(renewed = await resume())) return;
    }
  }
  function post(request) {
    const own = [["csrf_token", form.elements.csrf_token.value], ["version", request.version], ["action", "autosave"]];
    const body = new URLSearchParams([...own, ...request.fields]);
    // Only a small request is finished by the browser when its page is left.
    return ask(path, { method: "POST", body, keepalive: body.toString().length < 60000 });
  }
  function accept(data) {
    version.value = data.version;
    saved = unanswered.edits;
    unanswered = null;
    failures = 0;
    if (unsaved()) remember();
    else {
      form.dataset.guard = "";
      clearTimeout(copying);
      copy.drop();
    }
    const complete = data.status === "registered";
    status.textContent = data.status_label;
    status.dataset.tone = complete ? "done" : "todo";
    for (const old of document.querySelectorAll("[data-saved-before]")) old.hidden = true;
    tell((registered && !complete ? words.changed : words.saved).replace("{time}", data.saved_at), true);
  }
  // What was refused was refused to this very text: the next edit tries again, unless somebody else was first.
  function refuse(code, data) {
    if (code === 0 || code === 408 || code === 429 || code >= 500) return retry();
    failures = 0;
    unanswered = null;
    remember();
    halted = code === 412;
    const error = data.errors && data.errors[0];
    tell(halted ? words.conflict : error ? error.detail : data.title + data.detail);
  }
  function retry() {
    tell(words.retry);
    plan(BACK_OFF[Math.min(failures, BACK_OFF.length - 1)]);
    failures += 1;
  }
  // The session that the browser has now, perhaps a new one of another tab. The version stays: nobody is overwritten.
  async function resume() {
    const { whose, code, data } = await renew(path, holder.value);
    signedOut = whose === "nobody" || whose === "other";
    if (whose === "unknown") refuse(code, data);
    else if (signedOut) {
      failures = 0;
      tell(whose === "nobody" ? words.ended : words.other);
    }
    return whose === "mine";
  }

  // Who leaves the page waits for what is under way: nobody meets a conflict with themself, or a needless question.
  let passing = false;
  let waiting = false;
  async function first(event, go) {
    if (passing || halted || !(running || unsaved())) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    await Promise.race([save(), new Promise((done) => setTimeout(done, 5000))]);
    waiting = false;
    passing = true;
    go();
    passing = false;
  }
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    // A browser that is cut off would put its own error page in place of what was typed.
    if (target === form && !navigator.onLine) {
      event.preventDefault();
      return tell(words.retry);
    }
    first(event, () => target.requestSubmit(submitter));
    if (event.defaultPrevented) return;
    left = target;
    clearTimeout(copying);
    if (unsaved()) remember();
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && "discard" in link.dataset) {
      [left, edits] = [link, saved];
      form.dataset.guard = "";
      clearTimeout(copying);
      return copy.drop();
    }
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain && !link.target && !link.getAttribute("href").startsWith("#")) first(event, () => link.click());
  }, true);

  form.addEventListener("input", () => {
    edits += 1;
    left = null;
    clearTimeout(copying);
    copying = setTimeout(remember, 300);
    if (!failures) plan(2);
  });
  form.addEventListener("change", () => {
    prefix = "";
    if (!failures) save();
  });
  document.addEventListener("visibilitychange", () => {
    if (!unsaved()) return;
    if (document.hidden) remember();
    save();
  });
  addEventListener("focus", () => { if (signedOut) save(); });
  addEventListener("online", () => { if (failures) save(); });
  // A page that comes back as it was left may be older than what was saved since.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    left = null;
    if (unsaved()) save();
    else if (!halted) location.replace(path);
  });

  // What was typed into a row that is in words here is put back where one sees it: the portal opens the row.
  const typed = [...form.elements].filter((row) => isPacked(row) && found?.fields.some(([name]) => name.startsWith(row.name + ".")));
  const asked = (new URLSearchParams(location.search).get("open") || "").split(",").filter(Boolean); // once is enough
  const changed = found && said(found.fields) !== said(fieldsOf(form));
  if (halted) remember();
  else if (changed && typed.some((row) => !asked.includes(row.name))) {
    location.replace(path + "?open=" + [...new Set([...asked, ...typed.map((row) => row.name)])].join(","));
  } else if (changed) {
    version.value = found.version;
    unanswered = found.unanswered && { ...found.unanswered, edits: 0 };
    putBack(form, found.fields);
    prefix = words.restored;
    tell("");
    save();
  } else copy.drop();
}

document.querySelectorAll("form[data-autosave]").forEach(keepSaved);
