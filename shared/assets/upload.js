// Sends a PDF with progress, bound to its exact bytes: hash, announce, PUT to storage, tell, wait for the verdict.
// Without this file (or without WebCrypto) the same form posts the file to storage directly.
"use strict";

// What went wrong, in a sentence for the user.
class Refused extends Error {}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, "0")).join("");

// Nobody is logged in any more, or somebody else is; the message is the key of the sentence.
class SignedOut extends Error {}

// The size of a file; that of an empty one is nothing.
const sizeOf = (bytes) => (bytes < 1048576 / 10 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(2) + " MB");

// One JSON call to the portal; a problem becomes the sentence it carries. Where the session is not the one that the page
// was drawn for, the call is made once more with the token of a new one of the same account.
async function call(form, url, body, signal, again = true) {
  const headers = { Accept: "application/json" };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRF-Token": form.dataset.csrf });
  const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), credentials: "same-origin", signal });
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  if (again && (answer.status === 401 || answer.status === 403)) {
    const { whose, data: page } = await renew(form.dataset.status, form.dataset.holder);
    if (whose === "nobody" || whose === "other") throw new SignedOut(whose === "nobody" ? "ended" : "other");
    if (whose === "mine") {
      form.dataset.csrf = page.csrf_token;
      return call(form, url, body, signal, false);
    }
  }
  const first = data.errors && data.errors[0];
  throw new Refused((first && (first.message || first.detail)) || (data.title || "") + (data.detail || ""));
}

// XMLHttpRequest, because fetch reports no upload progress.
function put(target, file, signal, progress) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("PUT", target.url);
    for (const [name, value] of Object.entries(target.headers || {})) {
      // The browser sets these two itself and forbids a page to.
      if (!/^(host|content-length)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (e) => { if (e.lengthComputable) progress(Math.floor((e.loaded / e.total) * 100)); };
    request.onload = () => (request.status < 300 ? done() : fail(new Refused("")));
    request.onerror = () => fail(new Refused(""));
    request.onabort = () => fail(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function enhance(form) {
  const area = form.querySelector("[data-upload-area]");
  const part = (name) => area.querySelector("[data-" + name + "]");
  const input = area.querySelector("input[type=file]");
  const [result, running, chosen, percent, login] = ["result", "running", "chosen", "percent", "login"].map(part);
  const bar = running.querySelector("progress");
  const button = form.querySelector("button:not([type=button])");
  let stop = null;

  const say = (key, bad) => tell(result.dataset[key], bad);
  const tell = (text, bad) => {
    result.textContent = text;
    result.toggleAttribute("data-bad", Boolean(bad));
    login.hidden = true;
  };
  const busy = (on) => {
    running.hidden = !on;
    button.disabled = on;
    input.disabled = on;
  };
  const progress = (n) => {
    bar.value = n;
    percent.textContent = n + "%";
  };
  const fault = (file) => {
    if (!file) return "none";
    if (!/\.pdf$/i.test(file.name)) return "type";
    if (file.size === 0) return "empty";
    return file.size > Number(form.dataset.max || Infinity) ? "size" : "";
  };
  const show = () => {
    const file = input.files[0];
    chosen.textContent = file ? file.name + "（" + sizeOf(file.size) + "）" : "";
    const key = file && fault(file);
    if (key) say(key, true);
    else tell("");
  };

  // Asks every 0.7 s for at most 20 s whether the file was accepted.
  async function verdict(signal) {
    say("checking");
    for (const until = Date.now() + 20000; Date.now() < until; await wait(700)) {
      const { state, message } = await call(form, form.dataset.status, null, signal);
      if (state === "attached") {
        say("attached");
        location.reload();
        return;
      }
      if (state === "refused") throw new Refused(message);
    }
    say("slow");
  }

  async function send(file, signal) {
    const { announce, received } = form.dataset;
    say("reading");
    progress(0);
    const sha256 = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const ticket = await call(form, announce, { name: file.name, size: file.size, sha256 }, signal);
    say("sending");
    await put(ticket.put, file, signal, progress);
    await call(form, received, { upload: ticket.upload.id }, signal);
    // From here the file is ours: nothing is left to cancel.
    running.hidden = true;
    await verdict(signal);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = input.files[0];
    const key = fault(file);
    if (key) {
      say(key, true);
      input.focus();
      return;
    }
    stop = new AbortController();
    busy(true);
    try {
      await send(file, stop.signal);
    } catch (error) {
      if (error.name === "AbortError") say("cancelled");
      else if (error instanceof SignedOut) {
        say(error.message, true);
        login.hidden = false;
      }
      else if (error instanceof Refused && error.message) tell(error.message, true);
      else say("failed", true);
    }
    stop = null;
    busy(false);
    // A button that was disabled lost the focus.
    if (document.activeElement === document.body) button.focus();
  });
  part("cancel").addEventListener("click", () => {
    if (stop) stop.abort();
    input.focus();
  });
  addEventListener("beforeunload", (event) => { if (stop && !running.hidden) event.preventDefault(); });

  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      area.toggleAttribute("data-over", !stop && (kind === "dragenter" || kind === "dragover"));
    });
  }
  area.addEventListener("drop", (event) => {
    const { files } = event.dataTransfer;
    if (stop || files.length === 0) return;
    if (files.length > 1) say("one", true);
    else {
      input.files = files;
      show();
    }
  });
  for (const hint of area.querySelectorAll("[data-scripted]")) hint.hidden = false;
  area.toggleAttribute("data-ready", true);
}

if (window.crypto && crypto.subtle) document.querySelectorAll("form[data-upload]").forEach(enhance);
