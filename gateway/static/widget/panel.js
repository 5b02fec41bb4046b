/* The window of the chat: header, state, messages, composer. It is the view of a Conversation. */
import { Composer } from "./composer.js";
import { h, icons } from "./dom.js";
import { safeUrl } from "./markdown.js";
import { Transcript } from "./transcript.js";

const RECONNECTING_AFTER = 700; // ms; a shorter gap is not worth a word

export class Panel {
  element;
  transcript;
  composer;
  #strings;
  #actions;
  #title = h("h2");
  #who = h("p", { class: "who" });
  #state = h("div", { class: "strip state", role: "status" });
  #person = h("div", { class: "strip", role: "status" });
  #notice = h("div", { class: "strip notice", role: "alert" });
  #suggestions;
  #ask = h("div", { class: "strip ask", role: "group" });
  #privacy = h("a", { target: "_blank", rel: "noopener noreferrer", hidden: true });
  #timer = null;
  #wasOnline = false;
  #assistant;

  /** `actions` adds to those of the transcript: say(text, photos), upload(photo, how), typing(), hide(), renew(), changed(), nudge(frame). */
  constructor({ strings, base, limit, assistant, storeName, suggestions, actions }) {
    this.#strings = strings;
    this.#actions = actions;
    this.#assistant = assistant;
    this.transcript = new Transcript(strings, base, {
      ...actions,
      click: (button, title) => { this.#comeBack(); actions.click(button, title); },
      again: (frame) => { this.#comeBack(); actions.again(frame); },
    });
    this.composer = new Composer(strings, limit, {
      say: (text, photos) => this.#say(text, photos),
      upload: actions.upload,
      typing: () => this.element.classList.contains("with-person") && actions.typing(),
    });
    this.#suggestions = h("div", { class: "replies suggestions", role: "group", "aria-label": strings.say("suggestions"), hidden: true },
      ...suggestions.map((text) => h("button", { type: "button", class: "reply", on: { click: () => { this.#comeBack(); this.#say(text); } } }, text)));
    this.#privacy.textContent = strings.say("privacy");
    this.element = h(
      "section",
      { class: "panel", id: "panel", role: "dialog", hidden: true },
      this.#header(),
      this.#state,
      this.#person,
      this.transcript.element,
      this.#suggestions,
      this.#ask,
      this.#notice,
      this.composer.element,
      h("p", { class: "fine-print" }, `${strings.say("notice")} `, this.#privacy),
    );
    this.#store(storeName);
    this.#answering("bot");
  }

  #header() {
    const button = (key, icon, act) =>
      h("button", { type: "button", class: "tool", "aria-label": this.#strings.say(key), title: this.#strings.say(key), on: { click: act } }, icon());
    return h(
      "div",
      { class: "head" },
      h("div", { class: "mark", "aria-hidden": "true" }, icons.chat()),
      h("div", { class: "names" }, this.#title, this.#who),
      button("fresh", icons.fresh, () => this.#askFresh()),
      button("hide", icons.close, () => this.#actions.hide()),
    );
  }

  #askFresh() {
    const strings = this.#strings;
    if (this.#ask.firstChild) {
      this.#ask.replaceChildren();
      return;
    }
    const close = () => {
      this.#ask.replaceChildren();
      this.#comeBack();
    };
    const yes = h("button", { type: "button", class: "small", on: { click: () => { close(); this.#actions.renew(); } } }, strings.say("freshYes"));
    const no = h("button", { type: "button", class: "quiet", on: { click: close } }, strings.say("freshNo"));
    this.#ask.setAttribute("aria-label", strings.say("fresh"));
    this.#ask.append(h("span", {}, strings.say("freshAsk")), h("div", { class: "row" }, no, yes));
    no.focus();
  }

  /** The focus leaves a control that goes away; on touch screens no keyboard springs up. */
  #comeBack() {
    if (matchMedia("(pointer: coarse)").matches) this.transcript.element.focus({ preventScroll: true });
    else this.composer.focus();
  }

  #say(text, photos = []) {
    this.#notice.replaceChildren();
    this.#actions.say(text, photos);
  }

  #store(name) {
    this.#title.textContent = name || this.#strings.say("chatPlain");
    this.element.setAttribute("aria-label", name ? this.#strings.say("chat", { store: name }) : this.#strings.say("chatPlain"));
  }

  #answering(who, name) {
    const someone = name || this.#strings.say("someone");
    this.transcript.answering = who;
    const person = who === "person";
    this.#who.textContent = person ? this.#strings.say("person", { name: someone }) : `${this.#assistant} · ${this.#strings.say("assistant")}`;
    this.element.classList.toggle("with-person", person);
    this.#person.replaceChildren(...(who === "waiting" ? [icons.person(), h("span", {}, this.#strings.say("waiting"))] : []));
  }

  #invite() {
    this.#suggestions.hidden = !(this.transcript.empty && this.#suggestions.firstChild);
  }

  // What a Conversation tells its view

  connection(state) {
    if (state === "idle" || state === "online") {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#wasOnline = this.#wasOnline || state === "online";
      this.#state.replaceChildren();
      return;
    }
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      const words = this.#strings.say(this.#wasOnline || state === "waiting" ? "reconnecting" : "connecting");
      this.#state.replaceChildren(h("span", { class: "spinner", "aria-hidden": "true" }), h("span", {}, words));
    }, RECONNECTING_AFTER);
  }

  opened({ store, answering, answering_name: name, limits }) {
    this.transcript.busy = true;
    this.#store(store?.name);
    this.#answering(answering ?? "bot", name);
    this.composer.photoLimit = limits?.max_photo_bytes ?? 0;
    const privacy = safeUrl(store?.privacy_url);
    this.#privacy.hidden = !privacy;
    if (privacy) this.#privacy.href = privacy.href;
  }

  settled() {
    this.transcript.busy = false;
    this.#invite();
    this.transcript.scrollToEnd();
    this.#actions.changed();
  }

  clear() {
    this.transcript.clear();
    this.composer.dropPhotos();
    this.#notice.replaceChildren();
    this.#suggestions.hidden = true;
    this.#actions.cleared();
  }

  pending(frame) {
    this.#suggestions.hidden = true;
    this.transcript.pending(frame);
  }

  typing(frame) {
    if (frame.from === "agent") this.transcript.personTyping(frame.name);
    else this.transcript.typing(frame);
  }

  delta(frame) {
    this.transcript.delta(frame);
  }

  /** A suggestion for the page, or null when none is wanted any more. */
  nudge(frame) {
    this.#actions.nudge(frame);
  }

  show(frame, { replayed }) {
    if (frame.type === "accepted") this.transcript.accepted(frame);
    else if (frame.type === "reply") this.transcript.reply(frame);
    else if (frame.type === "message") this.transcript.message(frame);
    else if (frame.type === "answering") this.#handedOver(frame);
    else if (frame.type === "identified") {
      const name = frame.customer?.name;
      this.transcript.note(this.#strings.say(frame.customer ? "signedIn" : "signedOut", { name }));
    }
    if (frame.type === "accepted") this.#suggestions.hidden = true;
    if (frame.type === "reply" || frame.type === "message") this.#actions.arrived(frame.seq);
    if (!replayed) this.#actions.changed();
  }

  #handedOver({ who, name }) {
    const wasPerson = this.element.classList.contains("with-person");
    this.#answering(who, name);
    if (who === "person") {
      this.transcript.withdraw();
      this.transcript.note(this.#strings.say("joined", { name: name || this.#strings.say("someone") }), icons.person());
    } else if (who === "bot" && wasPerson) this.transcript.note(this.#strings.say("left"));
  }

  /** An error frame; `mine` is the message it refused, when it refused one. */
  refused(frame, mine) {
    const marks = { limit: this.composer.limit, n: frame.retry_after_s };
    const words = this.#strings.error(frame.code, marks, frame.message);
    const dismiss = () => {
      this.#notice.replaceChildren();
      this.#comeBack();
    };
    const close = h("button", { type: "button", class: "tool", "aria-label": this.#strings.say("dismiss"), on: { click: dismiss } }, icons.close());
    this.#notice.replaceChildren(icons.warning(), h("span", {}, words), close);
    if (mine) this.transcript.failed(mine);
    if (mine?.text && frame.code === "too_long") this.composer.giveBack(mine.text);
    if (frame.code === "sign_in") this.#actions.signInRefused();
  }

  seenElsewhere() {
    this.#actions.changed();
  }
}
