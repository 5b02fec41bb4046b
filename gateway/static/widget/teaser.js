/*
 * A suggestion beside the launcher while the panel is closed: a few words, one product, and two
 * ways to say no. It takes no focus, covers no control and stays until it is answered.
 */
import { h } from "./dom.js";
import { productCards } from "./pieces.js";

export class Teaser {
  element;
  #strings;
  #base;
  #answer;
  #text = h("p", { class: "teaser-text", dir: "auto" });
  #product = h("div", {});
  #told = h("p", { class: "unseen", role: "status" });
  #shown = null;

  /** `answer(id, "followed" | "dismissed" | "stopped")` hears what the shopper does with it. */
  constructor({ strings, base, answer }) {
    this.#strings = strings;
    this.#base = base;
    this.#answer = answer;
    const no = (key, what) => h("button", { type: "button", class: "quiet", on: { click: () => this.#say(what) } }, strings.say(key));
    const box = h(
      "aside",
      { class: "teaser", "aria-label": strings.say("nudge"), hidden: true },
      this.#text, this.#product,
      h("div", { class: "row" }, no("nudgeNever", "stopped"), no("nudgeLater", "dismissed")),
    );
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#say("dismissed");
    });
    this.#product.addEventListener("click", (event) => {
      if (event.composedPath().some((one) => one.localName === "a")) this.#say("followed");
    });
    this.element = h("div", {}, box, this.#told);
  }

  get shown() { return this.#shown !== null; }

  show({ id, text, product }) {
    this.#shown = id;
    this.#text.textContent = text;
    this.#product.replaceChildren(productCards([product], this.#strings, this.#base));
    this.element.firstChild.hidden = false;
    this.#told.textContent = `${text} ${product.title}`;
  }

  hide() {
    this.#shown = null;
    this.element.firstChild.hidden = true;
    this.#told.textContent = "";
  }

  #say(what) {
    const id = this.#shown;
    this.hide();
    if (id) this.#answer(id, what);
  }
}
