/* Where the shopper writes: grows with its text, sends on Enter, counts near the limit. */
import { h, icons } from "./dom.js";

const COUNT_FROM = 0.8; // of the limit
const TALLEST = 132; // px

export class Composer {
  element;
  #strings;
  #input;
  #count;
  #send;
  #limit;
  #say;

  constructor(strings, limit, say) {
    this.#strings = strings;
    this.#limit = limit;
    this.#say = say;
    this.#input = h("textarea", {
      id: "input", rows: 1, dir: "auto", placeholder: strings.say("placeholder"), "aria-describedby": "count",
      autocomplete: "off", enterkeyhint: "send",
    });
    this.#count = h("span", { id: "count", class: "count", role: "status" });
    this.#send = h("button", { type: "submit", class: "send", "aria-label": strings.say("send"), title: strings.say("send") }, icons.send());
    this.element = h(
      "form",
      { class: "composer" },
      h("label", { class: "unseen", for: "input" }, strings.say("input")),
      h("div", { class: "field" }, this.#input, this.#send),
      this.#count,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener("input", () => this.#measure());
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#measure();
  }

  set limit(value) {
    this.#limit = value;
    this.#measure();
  }

  get limit() {
    return this.#limit;
  }

  focus() {
    this.#measure(); // it could not be measured while it was hidden
    this.#input.focus({ preventScroll: true });
  }

  /** Gives refused text back to be changed, unless something new is being written. */
  giveBack(text) {
    if (this.#input.value.trim() !== "") return false;
    this.#input.value = text;
    this.#measure();
    return true;
  }

  #submit() {
    const text = this.#input.value.trim();
    if (text === "") return;
    if (size(text) > this.#limit) {
      this.#measure();
      this.focus();
      return;
    }
    this.#input.value = "";
    this.#measure();
    this.#say(text);
    this.focus();
  }

  #measure() {
    const used = size(this.#input.value.trim());
    const over = used - this.#limit;
    this.#count.classList.toggle("over", over > 0);
    if (over > 0) this.#count.textContent = this.#strings.say("over_chars", { n: over });
    else if (used >= this.#limit * COUNT_FROM) this.#count.textContent = this.#strings.say("left_chars", { n: -over });
    else this.#count.textContent = "";
    this.#input.setAttribute("aria-invalid", String(over > 0));
    this.#send.classList.toggle("ready", used > 0 && over <= 0);
    this.#input.style.height = "";
    const { scrollHeight } = this.#input;
    if (scrollHeight) this.#input.style.height = `${Math.min(scrollHeight, TALLEST)}px`;
  }
}

/** Characters as the server counts them: code points. */
function size(text) {
  return [...text].length;
}
