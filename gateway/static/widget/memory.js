/*
 * What the widget keeps in the browser: the conversation's token for every tab of the shop, and
 * for this tab alone whether the panel is open and what is still to be sent. Where the browser
 * forbids storage, all of it lives until the page is left.
 */

class Shelf {
  #fallback = new Map();
  #area;
  #prefix;

  constructor(area, prefix) {
    this.#area = area;
    this.#prefix = prefix;
  }

  get(name, otherwise = null) {
    let text = null;
    try {
      text = this.#area().getItem(this.#prefix + name);
    } catch {
      text = this.#fallback.get(name) ?? null;
    }
    try {
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
    }
  }

  set(name, value) {
    const text = value === null ? null : JSON.stringify(value);
    try {
      if (text === null) this.#area().removeItem(this.#prefix + name);
      else this.#area().setItem(this.#prefix + name, text);
    } catch {
      if (text === null) this.#fallback.delete(name);
      else this.#fallback.set(name, text);
    }
  }

  holds(key, name) {
    return key === this.#prefix + name;
  }
}

export class Memory {
  #shop;
  #tab;

  constructor(server) {
    this.#shop = new Shelf(() => localStorage, `tilly:${server}:`);
    this.#tab = new Shelf(() => sessionStorage, `tilly:${server}:`);
  }

  get token() { return this.#shop.get("token"); }
  set token(value) { this.#shop.set("token", value); }

  /** What this browser is called in reports of behaviour, and since when; it names nobody. */
  get visitor() { return this.#shop.get("visitor"); }
  set visitor(value) { this.#shop.set("visitor", value); }

  /** The last sequence number that was shown in an open panel. */
  get seen() { return this.#shop.get("seen", 0); }
  set seen(value) { this.#shop.set("seen", value); }

  /** Thumbs given, by message id. */
  get thumbs() { return this.#shop.get("thumbs", {}); }
  set thumbs(value) { this.#shop.set("thumbs", value); }

  /** Whether the shopper wants no nudges; for good, whatever conversation follows. */
  get noNudges() { return this.#shop.get("no-nudges", false); }
  set noNudges(value) { this.#shop.set("no-nudges", value); }

  get open() { return this.#tab.get("open", false); }
  set open(value) { this.#tab.set("open", value); }

  /** Frames with a client id that the server has not accepted yet. */
  get outbox() { return this.#tab.get("outbox", []); }
  set outbox(value) { this.#tab.set("outbox", value); }

  forgetConversation() {
    this.#shop.set("token", null);
    this.#shop.set("seen", null);
    this.#shop.set("thumbs", null);
    this.#tab.set("outbox", null);
  }

  /** Calls back when another tab changed the conversation, read it, or wants no nudges. */
  watch({ token, seen, nudges }) {
    const listener = (event) => {
      if (this.#shop.holds(event.key, "token")) token();
      if (this.#shop.holds(event.key, "seen")) seen();
      if (this.#shop.holds(event.key, "no-nudges")) nudges();
    };
    addEventListener("storage", listener);
    return () => removeEventListener("storage", listener);
  }
}
