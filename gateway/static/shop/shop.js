/* The demo shop's page: who is shopping, and the buttons that open the chat. */
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
