/* The demo shop's page: who is shopping, what lies in the cart, and the buttons that open the chat. */
const chat = document.querySelector("tilly-chat");
const customer = document.querySelector("#customer");

for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => customElements.whenDefined("tilly-chat").then(() => chat.show()));
}

document.querySelector(".narrowing")?.addEventListener("change", (event) => event.currentTarget.submit());

async function signIn(id) {
  document.cookie = `tilly_demo_customer=${encodeURIComponent(id)}; path=/; samesite=lax${id ? "" : "; max-age=0"}`;
  if (!id) {
    chat.removeAttribute("customer-token");
    return;
  }
  const response = await fetch(`/shop/api/token?customer=${encodeURIComponent(id)}`);
  if (response.ok) chat.setAttribute("customer-token", (await response.json()).token);
}

customer?.addEventListener("change", () => signIn(customer.value));

// A token lives for an hour and a page may stay open for longer.
let renewed = false;
chat.addEventListener("tilly-sign-in-refused", () => {
  if (renewed || !customer?.value) return;
  renewed = true;
  signIn(customer.value);
});

// The cart that was handed over at the check-out is this browser's; the chat is told on every page.
const CART = "tilly-demo-cart";
const handed = document.querySelector("[data-cart]")?.dataset.cart;
try {
  if (handed) localStorage.setItem(CART, handed);
  chat.cart = JSON.parse(localStorage.getItem(CART) ?? "[]");
} catch {
  chat.cart = handed ? JSON.parse(handed) : []; // no storage here: this page's cart alone
}

// What is looked at, searched and handed over is reported, the time on the page while it is in view and when it is left.
const view = {
  id: crypto.randomUUID?.() ?? String(Math.random()).slice(2),
  kind: "view",
  product_id: chat.getAttribute("product-id") ?? undefined,
  page: document.body.dataset.page,
};
const query = new URLSearchParams(location.search).get("q")?.trim();
const began = Date.now();

customElements.whenDefined("tilly-chat").then(() => {
  const events = [view];
  if (query) events.push({ id: `${view.id}.search`, kind: "search", query });
  if (handed) events.push({ id: `${view.id}.checkout`, kind: "checkout" });
  chat.report(events);
});
const stillHere = () => {
  const seconds = (Date.now() - began) / 1000;
  chat.report?.([{ ...view, age: seconds, seconds }]);
};
addEventListener("pagehide", stillHere);
const TOLD_EVERY = 15_000; // ms
const TOLD_FOR = 10 * 60_000;
const telling = setInterval(() => {
  if (Date.now() - began > TOLD_FOR) clearInterval(telling);
  else if (document.visibilityState === "visible") stillHere();
}, TOLD_EVERY);

// Which lines below products came into view, and which product was then opened: counts, nobody's name.
const lines = new Map(); // id to whether it was told
const tell = (followed = []) => {
  const shown = [...lines].filter(([, told]) => !told).map(([id]) => id);
  if (!shown.length && !followed.length) return;
  for (const id of shown) lines.set(id, true);
  navigator.sendBeacon("/shop/api/content", JSON.stringify({ shown, followed }));
};
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && !lines.has(target.dataset.content)) lines.set(target.dataset.content, false);
  }
}, { threshold: 0.5 });
for (const card of document.querySelectorAll("[data-content]")) {
  seen.observe(card);
  card.addEventListener("click", (event) => {
    if (event.target.closest("a")) tell([card.dataset.content]);
  }, { once: true });
}
addEventListener("pagehide", () => tell());
