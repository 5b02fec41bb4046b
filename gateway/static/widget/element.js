/*
 * <tilly-chat>: a launcher and a panel on a shop's page.
 *
 * Attributes: server, customer-token, product-id, lang, theme (light, dark, auto), open,
 * suggestions ("…|…"), assistant-name, store-name, max-length. Properties: strings, cart.
 * Methods: show(), hide(), ask(text), report(events). Events: tilly-open, tilly-close,
 * tilly-sign-in-refused.
 */
import { Conversation } from "./conversation.js";
import { h, icons } from "./dom.js";
import { Memory } from "./memory.js";
import { Panel } from "./panel.js";
import { report } from "./report.js";
import { upload } from "./photos.js";
import { Strings } from "./strings.js";
import { styles } from "./styles.js";
import { Teaser } from "./teaser.js";

const PHONE = "(max-width: 480px)";
const HOME = new URL("..", import.meta.url).href; // the gateway that served this file

export class TillyChat extends HTMLElement {
  static observedAttributes = ["server", "customer-token", "lang", "open", "suggestions"];

  cart = [];
  #root;
  #strings;
  #own = {};
  #memory;
  #panel;
  #launcher;
  #teaser;
  #badge;
  #conversation = null;
  #unread = new Set();
  #takesFocus = true;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [styles()];
  }

  get open() { return this.hasAttribute("open"); }
  set open(value) { this.toggleAttribute("open", Boolean(value)); }

  get strings() { return this.#own; }
  set strings(value) {
    this.#own = value ?? {};
    this.#rebuild();
  }

  get #server() {
    return new URL(this.getAttribute("server") || HOME, document.baseURI);
  }

  connectedCallback() {
    for (const name of ["strings", "cart", "open"]) {
      if (!Object.hasOwn(this, name) || name === "cart") continue;
      const value = this[name]; // set before the element was defined
      delete this[name];
      this[name] = value;
    }
    this.#build();
    const phone = matchMedia(PHONE).matches;
    if (this.open || (this.#memory.open && !phone)) this.#restore();
    else if (this.#memory.token) this.#conversation.start();
  }

  disconnectedCallback() {
    this.#conversation?.stop();
    this.#conversation = null;
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.#conversation) return;
    if (name === "customer-token") this.#conversation.identify(now, before);
    else if (name === "open") {
      if (now !== null) this.#unfold();
      else this.#fold();
    } else this.#rebuild();
  }

  show() { this.open = true; }
  hide() { this.open = false; }

  /** Opens the panel and asks in the shopper's name. */
  ask(text) {
    this.show();
    this.#conversation?.say(String(text));
  }

  /** Reports what the shopper does on the page: see docs/behaviour-events.md. */
  report(events) {
    report(new URL("events/v1", this.#server), this.#memory, events, { nudges: this.#takesNudges });
  }

  /** Whether a suggestion could be shown now: the panel is closed, and none was ever refused for good. */
  get #takesNudges() {
    return Boolean(this.#conversation?.started && this.#panel.element.hidden && !this.#teaser.shown && !this.#memory.noNudges);
  }

  #rebuild() {
    if (!this.#conversation) return;
    const open = !this.#panel.element.hidden;
    const started = this.#conversation.started;
    this.#conversation.stop();
    this.#build();
    if (open) this.#restore();
    else if (started) this.#conversation.start();
  }

  #build() {
    const server = this.#server;
    const language = this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language;
    const strings = new Strings(language, this.#own);
    this.#strings = strings;
    this.#memory = new Memory(server.href);
    this.#unread.clear();
    this.#panel = new Panel({
      strings,
      base: server.href,
      limit: Number(this.getAttribute("max-length")) || 2000,
      assistant: this.getAttribute("assistant-name") || "Tilly",
      storeName: this.getAttribute("store-name"),
      suggestions: (this.getAttribute("suggestions") ?? "").split("|").map((text) => text.trim()).filter(Boolean),
      actions: this.#actions(),
    });
    this.#badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.#launcher = h(
      "button",
      { type: "button", class: "launcher", "aria-expanded": "false", "aria-controls": "panel", "aria-label": strings.say("launcher") },
      icons.chat(), icons.down(), this.#badge,
    );
    this.#launcher.addEventListener("click", () => { this.open = !this.open; });
    this.#teaser = new Teaser({ strings, base: server.href, answer: (id, answer) => this.#answerNudge(id, answer) });
    const whole = h("div", { class: "whole", dir: strings.direction, lang: strings.language }, this.#panel.element, this.#teaser.element, this.#launcher);
    this.#panel.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.hide();
    });
    this.#root.replaceChildren(whole);
    const socket = new URL("chat/v1/ws", server);
    socket.protocol = socket.protocol.replace("http", "ws");
    this.#conversation = new Conversation({
      address: socket.href,
      memory: this.#memory,
      view: this.#panel,
      context: () => ({ customerToken: this.getAttribute("customer-token"), page: this.#page() }),
    });
  }

  #actions() {
    return {
      say: (text, photos) => this.#conversation.say(text, photos),
      upload: (photo, how) => upload(photo, { ...how, address: new URL("chat/v1/photos", this.#server), token: this.#memory.token?.token }),
      typing: () => this.#conversation.typing(),
      click: (button, title) => this.#conversation.click(button, title),
      again: (frame) => this.#conversation.again(frame),
      thumbOf: (message) => this.#memory.thumbs[message] ?? null,
      thumb: (message, value, reason) => {
        this.#memory.thumbs = { ...this.#memory.thumbs, [message]: value };
        this.#conversation.feedback(message, value, reason);
      },
      hide: () => this.hide(),
      renew: () => this.#conversation.renew(),
      cleared: () => this.#unread.clear(),
      arrived: (seq) => this.#unread.add(seq),
      changed: () => this.#count(),
      signInRefused: () => this.#tell("tilly-sign-in-refused"),
      nudge: (frame) => {
        if (frame && this.#takesNudges) this.#teaser.show(frame);
        else if (!frame) this.#teaser.hide();
      },
    };
  }

  #answerNudge(id, answer) {
    if (answer === "stopped") this.#memory.noNudges = true;
    this.#conversation?.answerNudge(id, answer);
    if (answer !== "followed") this.#launcher.focus({ preventScroll: true });
  }

  /** What the page is about: its address without query and fragment, which may hold secrets. */
  #page() {
    return {
      url: location.origin + location.pathname,
      title: document.title.slice(0, 200),
      product_id: this.getAttribute("product-id"),
      cart: this.cart,
    };
  }

  /** Opens without taking the focus from the page. */
  #restore() {
    this.#takesFocus = false;
    if (this.open) this.#unfold();
    else this.open = true;
    this.#takesFocus = true;
  }

  #unfold() {
    const { element } = this.#panel;
    if (!element.hidden) return;
    element.hidden = false;
    this.#teaser.hide();
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#launcher.setAttribute("aria-label", this.#strings.say("hide"));
    this.#memory.open = true;
    this.#conversation.start();
    this.#count();
    this.#panel.transcript.scrollToEnd();
    if (this.#takesFocus) this.#panel.composer.focus();
    this.#tell("tilly-open");
  }

  #fold() {
    const focused = this.#panel.element.contains(this.#root.activeElement);
    this.#panel.element.hidden = true;
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#memory.open = false;
    this.#count();
    if (focused) this.#launcher.focus({ preventScroll: true });
    this.#tell("tilly-close");
  }

  /** Counts what arrived and was not seen, or marks it seen. */
  #count() {
    const open = !this.#panel.element.hidden;
    if (open) this.#memory.seen = Math.max(this.#memory.seen, this.#conversation.lastSeq);
    const seen = this.#memory.seen;
    for (const seq of this.#unread) if (seq <= seen) this.#unread.delete(seq);
    const n = this.#unread.size;
    this.#badge.hidden = open || n === 0;
    this.#badge.textContent = n > 9 ? "9+" : String(n);
    const label = n ? this.#strings.say("launcherUnread", { n }) : this.#strings.say("launcher");
    this.#launcher.setAttribute("aria-label", open ? this.#strings.say("hide") : label);
  }

  #tell(type) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true }));
  }
}
