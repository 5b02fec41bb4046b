/*
 * The list of messages. Frames the server has numbered come first, then what is being written,
 * then what this tab has not had accepted yet.
 */
import { h, icons } from "./dom.js";
import { thumbs } from "./feedback.js";
import { markdown } from "./markdown.js";
import { illustration, ownPhotos, productCards, replyButtons, settle, sources } from "./pieces.js";

const NEAR_THE_END = 80; // px
const ABOVE = 12; // px, over the question that a long reply is read from
const WRITING_FOR = 6_000; // ms that one typing frame of a person holds

export class Transcript {
  element;
  #strings;
  #base;
  #actions;
  #said = h("div", { class: "said-so-far" });
  #writing = h("div", { class: "writing" });
  #unsent = h("div", { class: "unsent" });
  #typing;
  #writer = h("span", { class: "name", hidden: true });
  #writingTimer = null; // runs while a person is writing
  #groups = []; // suggested replies still open
  #streams = new Map(); // turn → {element, parts}
  #turns = new Set(); // accepted, not replied
  #answering = "bot";
  #day = new Date().toDateString();
  #atEnd = true;
  #question = null; // what the shopper said last, unless somebody has written since

  /** `actions`: click(button, title), again(frame), thumb(message, value, reason), thumbOf(message) */
  constructor(strings, base, actions) {
    this.#strings = strings;
    this.#base = base;
    this.#actions = actions;
    this.#typing = h(
      "div",
      { class: "turn bot typing", hidden: true },
      this.#writer,
      h("span", { class: "unseen" }, strings.say("typing")),
      h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    );
    this.#writing.append(this.#typing);
    this.element = h(
      "div",
      { class: "log", role: "log", "aria-live": "polite", "aria-label": strings.say("transcript"), tabindex: 0 },
      this.#said,
      this.#writing,
      this.#unsent,
    );
    this.#stayAtEnd();
  }

  /** Whoever reads the end goes on seeing it when pictures load or the composer grows. */
  #stayAtEnd() {
    const log = this.element;
    log.addEventListener("scroll", () => {
      this.#atEnd = this.#near;
    }, { passive: true });
    const observer = new ResizeObserver(() => this.#atEnd && this.scrollToEnd());
    for (const each of [log, this.#said, this.#unsent]) observer.observe(each);
  }

  get empty() {
    return !this.#said.querySelector(".me") && !this.#unsent.firstChild;
  }

  clear() {
    this.#said.replaceChildren();
    this.#unsent.replaceChildren();
    for (const { element } of this.#streams.values()) element.remove();
    this.#streams.clear();
    this.#turns.clear();
    this.#groups = [];
    this.#question = null;
    this.#rested();
  }

  /** While history arrives or text streams, a screen reader waits for the whole. */
  set busy(value) {
    this.element.setAttribute("aria-busy", String(value));
  }

  set answering(who) {
    this.#answering = who;
    this.#rested();
  }

  /** On to the end, or as near to it as leaves the question of a long reply in sight. */
  scrollToEnd() {
    this.element.scrollTop = Math.max(this.element.scrollTop, this.#end);
  }

  get #end() {
    const log = this.element;
    const end = log.scrollHeight - log.clientHeight;
    if (!this.#question?.isConnected) return end;
    const above = this.#question.getBoundingClientRect().top - log.getBoundingClientRect().top;
    return Math.min(end, log.scrollTop + above - ABOVE);
  }

  get #near() {
    return this.#end - this.element.scrollTop < NEAR_THE_END;
  }

  #append(node, into = this.#said, force = false) {
    const near = this.#near;
    into.append(node);
    if (near || force) this.scrollToEnd();
  }

  pending(frame) {
    const photos = frame.photos?.length ?? 0;
    const bubble = this.#mine(frame.text ?? frame.title);
    if (photos) bubble.append(h("span", { class: "state" }, this.#strings.say("photos", { n: photos })));
    bubble.dataset.id = frame.id;
    bubble.classList.add("pending");
    bubble.append(h("span", { class: "state" }, this.#strings.say("sending")));
    if (frame.type === "click") this.#settle(frame.title);
    this.#question = bubble;
    this.#append(bubble, this.#unsent, true);
  }

  #waiting(id) {
    return [...this.#unsent.children].find((each) => each.dataset.id === id);
  }

  #mine(text) {
    const words = String(text ?? "");
    return h("div", { class: "turn me" }, h("span", { class: "unseen" }, this.#strings.say("you")),
      words ? h("div", { class: "bubble", dir: "auto" }, words) : null);
  }

  /** Marks an unsent message as refused, with a way to send it again where that can help. */
  failed(frame) {
    const bubble = this.#waiting(frame.id);
    if (!bubble) return;
    bubble.classList.replace("pending", "failed");
    const again = h("button", { type: "button", class: "quiet" }, this.#strings.say("tryAgain"));
    again.addEventListener("click", () => {
      bubble.remove();
      this.#actions.again(frame);
    });
    [...bubble.querySelectorAll(".state")].at(-1).replaceChildren(`${this.#strings.say("notSent")} · `, again);
  }

  accepted(frame) {
    this.#date(frame.at);
    const known = this.#waiting(frame.id);
    const bubble = this.#mine(frame.text);
    if (frame.photos?.length) bubble.append(ownPhotos(frame.photos, this.#strings, this.#base));
    known?.remove();
    this.#question = bubble;
    this.#append(bubble, this.#said, Boolean(known));
    this.#settle(frame.text);
    this.#turns.add(frame.turn);
    this.#quiet();
  }

  #settle(title) {
    for (const group of this.#groups) settle(group, title);
    this.#groups = [];
  }

  typing(frame) {
    this.#turns.add(frame.turn);
    this.#quiet(true);
  }

  /** A person is writing; they say so every few seconds while it lasts. */
  personTyping(name) {
    clearTimeout(this.#writingTimer);
    this.#writingTimer = setTimeout(() => this.#rested(), WRITING_FOR);
    this.#writer.replaceChildren(icons.person(), name || this.#strings.say("someone"));
    this.#quiet();
  }

  #rested() {
    clearTimeout(this.#writingTimer);
    this.#writingTimer = null;
    this.#quiet();
  }

  /** Shows the dots while a turn is open and has no words yet, or a person is writing. */
  #quiet(asked = this.#answering !== "person") {
    const open = [...this.#turns].some((turn) => !this.#streams.has(turn));
    const near = this.#near;
    this.#writer.hidden = this.#writingTimer === null;
    this.#typing.hidden = !(open && asked) && this.#writer.hidden;
    if (near) this.scrollToEnd();
  }

  delta({ turn, index, text }) {
    if (!this.#turns.has(turn)) return; // its reply is already here
    let stream = this.#streams.get(turn);
    if (!stream) {
      stream = { element: this.#turn("bot"), parts: [], text: h("div", { class: "text", dir: "auto" }) };
      stream.element.append(stream.text);
      stream.element.classList.add("streaming");
      this.#streams.set(turn, stream);
      this.busy = true;
      this.#append(stream.element, this.#writing);
      this.#quiet();
    }
    stream.parts[index ?? stream.parts.length] = String(text ?? "");
    const gap = Array.from(stream.parts).indexOf(undefined);
    const known = gap === -1 ? stream.parts : stream.parts.slice(0, gap);
    const joined = known.reduce((all, part) => all + (all && !/\s$/.test(all) && !/^\s/.test(part) ? " " : "") + part, "");
    const near = this.#near;
    stream.text.replaceChildren(markdown(joined, this.#base));
    if (near) this.scrollToEnd();
  }

  /** A person answers now: what the assistant was in the middle of is taken back, and that is said. */
  withdraw() {
    for (const turn of [...this.#turns]) this.#close(turn, true);
    this.#quiet();
    this.busy = false;
  }

  /** Ends a turn; where words of it were to be seen that nothing replaces, that is said. */
  #close(turn, withdrawn) {
    const stream = this.#streams.get(turn);
    this.#streams.delete(turn);
    this.#turns.delete(turn);
    stream?.element.remove();
    if (stream && withdrawn) this.note(this.#strings.say("withdrawn"));
  }

  reply(frame) {
    this.#date(frame.at);
    this.#close(frame.turn, frame.status === "held");
    const messages = frame.messages ?? [];
    messages.forEach((message, index) => {
      const rateable = frame.status === "answered" && index === messages.length - 1;
      this.#append(this.#message(message, { fault: frame.status === "fault", rateable }));
    });
    if (frame.status === "fault" && messages.length === 0) {
      this.#append(this.#message({ text: this.#strings.say("fault") }, { fault: true }));
    }
    this.#quiet();
    if (this.#streams.size === 0) this.busy = false;
  }

  message(frame) {
    this.#question = null;
    this.#date(frame.at);
    const { message } = frame;
    if (message.from === "agent") this.#rested();
    if (message.from === "system") this.note(message.text, null, true);
    else this.#append(this.#message(message, { person: message.from === "agent" }));
  }

  #turn(kind, name) {
    const label = kind === "person" ? this.#strings.say("personSaid", { name }) : this.#strings.say("assistantSaid");
    return h("div", { class: `turn ${kind}` }, h("span", { class: "unseen" }, label));
  }

  #message(message, { fault = false, person = false, rateable = false }) {
    const strings = this.#strings;
    const name = message.name || strings.say("someone");
    const turn = this.#turn(person ? "person" : "bot", name);
    if (fault) turn.classList.add("fault");
    if (person) turn.append(h("span", { class: "name", "aria-hidden": "true" }, icons.person(), name));
    if (message.text) {
      turn.append(h("div", { class: "text", dir: "auto" }, fault ? icons.warning() : null,
        h("div", {}, markdown(message.text, this.#base))));
    }
    if (message.image) turn.append(...illustration(message.image, this.#base));
    if (message.products?.length) turn.append(productCards(message.products, strings, this.#base));
    if (message.citations?.length) turn.append(sources(message.citations, strings, this.#base));
    if (message.buttons?.length) {
      const group = replyButtons(message.buttons, strings, (id, title) => {
        settle(group, title);
        this.#actions.click(id, title);
      });
      this.#groups.push(group);
      turn.append(group);
    }
    if (rateable && message.id && message.text) {
      turn.append(thumbs(strings, this.#actions.thumbOf(message.id),
        (value, reason) => this.#actions.thumb(message.id, value, reason)));
    }
    return turn;
  }

  /** A line between messages; `rich` text may hold links. */
  note(text, icon = null, rich = false) {
    this.#append(h("div", { class: "note", dir: "auto" }, icon, h("div", {}, rich ? markdown(text, this.#base) : text)));
  }

  #date(at) {
    const date = new Date(at ?? Date.now());
    if (Number.isNaN(date.getTime()) || date.toDateString() === this.#day) return;
    this.#day = date.toDateString();
    const label = date.toLocaleDateString(this.#strings.language, { weekday: "short", day: "numeric", month: "long" });
    this.#append(h("div", { class: "note day" }, label));
  }
}
