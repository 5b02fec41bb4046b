/*
 * What the pages cannot do by themselves: keys, times in the agent's own zone, and keeping ticks and
 * marks while a list is replaced. Everything works without it, by links and forms.
 */
const KEYS_OFF = "console:keys-off";
const ticked = new Set();
const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function tellTimes() {
  const today = new Date().toDateString();
  for (const element of all("time[datetime]")) {
    const at = new Date(element.dateTime);
    const recent = at.toDateString() === today;
    element.title = whole.format(at);
    if ("short" in element.dataset) element.textContent = recent ? clock.format(at) : day.format(at);
    else if ("clock" in element.dataset) element.textContent = recent ? clock.format(at) : whole.format(at);
    else element.textContent = whole.format(at);
  }
}

function markOpen() {
  for (const link of all(".row > a")) {
    const open = new URL(link.href).pathname === location.pathname;
    link.toggleAttribute("aria-current", open);
    if (open) link.setAttribute("aria-current", "true");
  }
}

function keepTicks() {
  for (const box of all(".row input")) box.checked = ticked.has(box.value);
  const count = one("#ticked");
  if (count) count.textContent = String(all(".row input:checked").length);
}

function markTurn(turn) {
  for (const link of all("[data-turn]")) {
    if (link.dataset.turn === turn) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

let chosen = "";
function refresh() {
  tellTimes();
  markOpen();
  keepTicks();
  markTurn(chosen);
}

const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;
const toEnd = () => one("#talk")?.scrollTo(0, one("#talk").scrollHeight);

let follow = false;
document.addEventListener("htmx:beforeSwap", () => {
  const talk = one("#talk");
  follow = talk !== null && atEnd(talk);
});
document.addEventListener("htmx:afterSwap", (event) => {
  refresh();
  if (event.detail.target.id === "work") {
    chosen = "";
    toEnd();
  } else if (event.detail.target.id === "log" && follow) toEnd();
  else if (event.detail.target.id === "turn") event.detail.target.scrollIntoView({ block: "start" });
});
document.addEventListener("htmx:pushedIntoHistory", markOpen);

document.addEventListener("change", (event) => {
  if (event.target.matches(".row input")) {
    if (event.target.checked) ticked.add(event.target.value);
    else ticked.delete(event.target.value);
    keepTicks();
  }
  if (event.target.id === "keys-on") {
    if (event.target.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const marker = event.target.closest("[data-marks]");
  if (marker) mark(one(`#${marker.dataset.marks}`), marker.dataset.with && one(`#${marker.dataset.with}`).value);
  const turn = event.target.closest("[data-turn]");
  if (turn) markTurn((chosen = turn.dataset.turn));
  for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

/* Mark the chosen words of a field as an entity, `[words](entity)`, or take the mark off them. */
function mark(field, entity) {
  const text = field.value;
  const marks = /\[([^[\]]+)\]\([^()\s]+\)/g;
  let { selectionStart: start, selectionEnd: end } = field;
  while (start > 0 && /\S/.test(text[start - 1]) && /\S/.test(text[start] ?? " ")) start -= 1;
  while (end < text.length && end > start && /\S/.test(text[end]) && /\S/.test(text[end - 1])) end += 1;
  for (const found of text.matchAll(marks)) {
    const last = found.index + found[0].length;
    if (found.index < end && start < last) [start, end] = [Math.min(start, found.index), Math.max(end, last)];
  }
  const words = text.slice(start, end).replace(marks, "$1").trim();
  if (words) field.setRangeText(entity ? `[${words}](${entity})` : words, start, end, "select");
  field.focus();
}

function step(selector, by) {
  const links = all(selector);
  const here = links.findIndex((link) => link === document.activeElement || link.hasAttribute("aria-current"));
  const focused = links.indexOf(document.activeElement);
  const from = focused >= 0 ? focused : here;
  const next = links[Math.min(links.length - 1, Math.max(0, from < 0 ? 0 : from + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next;
}

function unfold(menu) {
  if (!menu) return;
  menu.open = true;
  menu.querySelector("textarea").focus();
}

const KEYS = {
  j: () => step(".row > a", 1),
  k: () => step(".row > a", -1),
  n: () => step(".turn-link", 1)?.click(),
  p: () => step(".turn-link", -1)?.click(),
  x: () => document.activeElement.closest(".row")?.querySelector("input").click(),
  c: () => {
    const form = one("#correct");
    if (!form) return;
    form.open = true;
    form.querySelector("select, textarea").focus();
  },
  "/": () => one("#search")?.focus(),
  t: () => one("#tag")?.focus(),
  e: () => one('button[data-key="e"]')?.click(),
  r: () => one('button[data-key="r"]')?.click(),
  a: () => (document.activeElement.closest(".row")?.querySelector('[data-key="a"]') ?? one('button[data-key="a"]'))?.click(),
  w: () => one("#text")?.focus(),
  s: () => one("[data-inserts]")?.click(),
  o: () => unfold(one('details[data-key="o"]')),
  h: () => unfold(one('details[data-key="h"]')),
  "?": () => one("#keys")?.showModal(),
  f: () => {
    const filters = one("#filters");
    if (!filters) return;
    filters.open = true;
    filters.querySelector("select, input:not([type=hidden])").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of all(".menu[open], .filters[open]")) menu.open = false;
    if (event.target.matches("input, select, textarea")) event.target.blur();
    return;
  }
  const typing = event.target.matches("input:not([type=checkbox]), select, textarea") || one("dialog[open]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(KEYS_OFF)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

const switched = one("#keys-on");
if (switched) switched.checked = !localStorage.getItem(KEYS_OFF);
refresh();
toEnd();
