/*
 * Talking with a shopper: the draft that outlives a reload, sending by a key, the picker of replies,
 * products and articles, typing, the suggested reply, and how many wait.
 */
const ENTER_OFF = "console:enter-off";
const TYPING_EVERY = 3_000; // ms
const LOOK_UP_AFTER = 150; // ms
const TITLE = document.title;
const PICKS = { replies: "Canned replies", products: "Products", articles: "Articles" };

const composer = () => one("#composer");
const field = () => one("#text");

/* The draft, in this tab until it is sent. */

const draftKey = () => `console:draft:${composer().dataset.draft}`;

function keepDraft() {
  const draft = {
    text: field().value,
    // Where nothing but notes can be written the field is hidden: a note never becomes a reply.
    kind: one("#composer input[name=kind]:is(:checked, [type=hidden])")?.value,
    attached: all("#attached input").map(({ name, value, dataset }) => ({ name, value, title: dataset.title })),
  };
  if (draft.text || draft.attached.length) sessionStorage.setItem(draftKey(), JSON.stringify(draft));
  else sessionStorage.removeItem(draftKey());
}

function restoreDraft() {
  if (!composer() || composer().dataset.restored) return;
  composer().dataset.restored = "yes";
  const enter = one("#enter-sends");
  if (enter) enter.checked = !localStorage.getItem(ENTER_OFF);
  let draft;
  try {
    draft = JSON.parse(sessionStorage.getItem(draftKey()));
  } catch {
    draft = null;
  }
  if (!draft) return;
  field().value = draft.text;
  const kind = one(`#composer input[type=radio][value="${draft.kind === "note" ? "note" : "reply"}"]`);
  if (kind) kind.checked = true;
  if (one("#picker")) for (const { name, value, title } of draft.attached) attach(name, value, title);
}

function sent() {
  field().value = "";
  one("#attached").replaceChildren();
  const reply = one("#composer input[type=radio][value=reply]");
  if (reply) reply.checked = true;
  keepDraft();
  field().focus();
}

/* What is attached. */

function attach(name, value, title) {
  if (all("#attached input").some((each) => each.name === name && each.value === value)) return;
  const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  input.dataset.title = title;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "chip", textContent: `${title} ✕` });
  button.setAttribute("aria-label", `Take out ${title}`);
  const item = document.createElement("li");
  item.append(input, button);
  button.addEventListener("click", () => {
    item.remove();
    keepDraft();
    field().focus();
  });
  one("#attached").append(item);
  keepDraft();
}

function insert(text) {
  const area = field();
  const before = area.value.slice(0, area.selectionStart);
  area.setRangeText(before && !/\s$/.test(before) ? `\n${text}` : text, area.selectionStart, area.selectionEnd, "end");
  keepDraft();
  area.focus();
}

/* The picker. */

let picking = "replies";
let lookingUp = null;

function openPicker(what) {
  picking = what;
  one("#picker-title").textContent = PICKS[what];
  const search = one("#picker-search");
  search.value = "";
  one("#picker").showModal();
  search.focus();
  lookUp();
}

function lookUp() {
  const { from, seal } = one("#picker").dataset;
  const query = new URLSearchParams({ q: one("#picker-search").value, ...(seal ? { revealed: seal } : {}) });
  htmx.ajax("GET", `${from}${picking}?${query}`, { source: "#picker-search", target: "#picked", swap: "innerHTML" });
}

function take({ kind, title, value, text }) {
  one("#picker").close();
  if (kind === "reply") insert(text);
  else attach(kind, value, title);
  field().focus();
}

function walk(event) {
  const choices = all("#picked .pick");
  const at = choices.indexOf(document.activeElement);
  if (event.key === "ArrowDown") choices[Math.min(at + 1, choices.length - 1)]?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? choices[at - 1] : one("#picker-search")).focus();
  else if (event.key === "Enter" && at < 0) choices[0]?.click();
  else return;
  event.preventDefault();
}

/* Typing. */

let typedAt = -Infinity;

function tellTyping() {
  const { typing } = composer().dataset;
  const note = one("#composer input[name=kind]:checked")?.value === "note";
  const now = performance.now();
  if (!typing || note || !field().value.trim() || now - typedAt < TYPING_EVERY) return;
  typedAt = now;
  const csrf = one("#composer input[name=csrf]").value;
  fetch(typing, { method: "POST", body: new URLSearchParams({ csrf }) }).catch(() => {});
}

/* The suggested reply. */

const newestAsked = () => all("#log .turn-link").at(-1)?.dataset.turn;
let askedLast = newestAsked();

function insertSuggestion(button) {
  for (const source of button.closest(".suggested").querySelectorAll("data")) attach("article", source.value, source.dataset.title);
  insert(button.dataset.text);
}

/* Who waits, and for how long. */

function tellWaiting() {
  const waiting = Number(one("#waiting")?.dataset.waiting ?? 0);
  document.title = waiting ? `(${waiting}) ${TITLE}` : TITLE;
}

function tellWaits() {
  for (const element of all("time[data-since]")) {
    const seconds = Math.max(0, Math.round((Date.now() - new Date(element.dateTime)) / 1000));
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const two = (number) => String(number).padStart(2, "0");
    element.textContent = hours ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }
}

document.addEventListener("input", (event) => {
  if (event.target.id === "text") {
    keepDraft();
    tellTyping();
  } else if (event.target.id === "picker-search") {
    one("#picked").replaceChildren(); // Enter takes the first of what fits, not of what fitted before
    clearTimeout(lookingUp);
    lookingUp = setTimeout(lookUp, LOOK_UP_AFTER);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.name === "kind") keepDraft();
  if (event.target.id !== "enter-sends") return;
  if (event.target.checked) localStorage.removeItem(ENTER_OFF);
  else localStorage.setItem(ENTER_OFF, "1");
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("#picker")) {
    walk(event);
    return;
  }
  if (event.target.id !== "text" || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    if (!(event.ctrlKey || event.metaKey || one("#enter-sends")?.checked)) return;
    event.preventDefault();
    composer().requestSubmit();
  } else if (event.key === "/" && one("#picker") && !field().value.slice(0, field().selectionStart).trim()) {
    event.preventDefault();
    openPicker("replies");
  } else if (event.key === "Escape") field().blur();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-picks]");
  const choice = event.target.closest(".pick");
  const suggestion = event.target.closest("[data-inserts]");
  if (opener) openPicker(opener.dataset.picks);
  else if (choice) take(choice.dataset);
  else if (suggestion) insertSuggestion(suggestion);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id === "composer" && event.detail.successful) sent();
});

document.addEventListener("htmx:afterSwap", () => {
  restoreDraft();
  tellWaiting();
  tellWaits();
  const asked = newestAsked();
  if (asked && asked !== askedLast && one("#suggestion")) htmx.trigger("#suggestion", "fresh");
  askedLast = asked;
});

setInterval(tellWaits, 1000);
restoreDraft();
tellWaits();
