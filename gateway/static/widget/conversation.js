/*
 * The shopper's side of the chat protocol: opens or resumes a conversation, keeps what was not
 * accepted yet and sends it again under the same client id, and passes each frame on once and in
 * order. It draws nothing; `view` does.
 */
import { Connection } from "./connection.js";

const TYPING_EVERY = 3_000; // ms

export class Conversation {
  #view;
  #memory;
  #context;
  #connection;
  #id = null;
  #lastSeq = 0;
  #seqNow = 0;
  #settled = false;
  #gap = null;
  #withheld = null; // a customer token that was refused
  #hello = null;
  #remarks = [];
  #typedAt = -Infinity;
  #timer = null;
  #unwatch = null;

  /** `context()` gives {customerToken, page} as they are when a frame is sent. */
  constructor({ address, memory, view, context }) {
    this.#memory = memory;
    this.#view = view;
    this.#context = context;
    this.#connection = new Connection({
      address,
      hello: () => this.#greeting(),
      heard: (frame) => this.#hear(frame),
      changed: (state) => this.#changed(state),
    });
  }

  get started() { return this.#connection.state !== "idle"; }
  get lastSeq() { return this.#lastSeq; }

  start() {
    if (this.started) return;
    const whose = this.#memory.token?.customer;
    if (whose && whose !== subject(this.#context().customerToken)) this.#memory.forgetConversation();
    this.#unwatch = this.#memory.watch({
      token: () => this.#followOtherTab(),
      seen: () => this.#view.seenElsewhere(),
      nudges: () => this.#view.nudge(null),
    });
    for (const frame of this.#memory.outbox) this.#view.pending(frame);
    this.#connection.open();
  }

  stop() {
    this.#unwatch?.();
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  say(text, photos = []) {
    this.#typedAt = -Infinity;
    const sent = photos.length ? { photos } : {};
    this.#queue({ type: "message", id: newId(), text, page: this.#context().page, ...sent });
  }

  click(button, title) {
    this.#queue({ type: "click", id: newId(), button, title });
  }

  /** Says that the shopper is writing, now and then; it is not kept when the line is broken. */
  typing() {
    const now = performance.now();
    if (!this.#settled || now - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = now;
    this.#connection.send({ type: "typing" });
  }

  /** Sends a refused message again, as a new one. */
  again(frame) {
    this.#queue({ ...frame, id: newId() });
  }

  feedback(message, value, reason) {
    this.#remarks.push({ type: "feedback", message, value, ...(reason ? { reason } : {}) });
    this.#flush();
  }

  /** What the shopper says to a nudge: "followed", "dismissed" or "stopped". */
  answerNudge(id, answer) {
    this.#remarks.push({ type: "nudge", id, answer });
    this.#flush();
  }

  /** The shop's page says who its customer is now; `before` is who it was. */
  identify(customerToken, before) {
    this.#withheld = null;
    if (!this.started) return;
    if (before && subject(before) !== subject(customerToken)) {
      if (this.#settled) this.#connection.send({ type: "sign_out" });
      this.renew(); // what was said belongs to who said it, also on a shared computer
    } else if (customerToken && this.#settled) {
      this.#connection.send({ type: "identify", customer_token: customerToken });
    }
  }

  /** Leaves the conversation behind and begins a new one. */
  renew() {
    this.#memory.forgetConversation();
    this.#forget();
    this.#connection.restart();
  }

  #forget() {
    this.#id = null;
    this.#lastSeq = this.#seqNow = 0;
    this.#remarks = [];
    this.#clear();
  }

  #clear() {
    this.#view.clear();
    for (const frame of this.#memory.outbox) this.#view.pending(frame);
  }

  #followOtherTab() {
    const theirs = this.#memory.token;
    if (!theirs || !this.#id || theirs.conversation === this.#id) return;
    this.#forget();
    this.#connection.restart();
  }

  #greeting() {
    const { customerToken, page } = this.#context();
    const token = this.#memory.token;
    this.#settled = false;
    this.#hello = {
      type: "open",
      token: token?.token ?? null,
      customer_token: customerToken && customerToken !== this.#withheld ? customerToken : null,
      last_seq: token && token.conversation === this.#id ? this.#lastSeq : 0,
      page,
    };
    return this.#hello;
  }

  #changed(state) {
    if (state !== "online") this.#settled = false;
    this.#view.connection(state);
  }

  #queue(frame) {
    this.#memory.outbox = [...this.#memory.outbox, frame];
    this.#view.pending(frame);
    if (!this.started) this.start();
    else if (this.#settled) this.#transmit(frame);
  }

  #transmit({ title, ...frame }) {
    this.#connection.send(frame);
  }

  #flush() {
    if (!this.#settled) return;
    for (const frame of this.#remarks.splice(0)) this.#connection.send(frame);
  }

  /** Takes a frame out of the outbox; null when it was not there. */
  #taken(id) {
    const outbox = this.#memory.outbox;
    const frame = outbox.find((each) => each.id === id) ?? null;
    if (frame) this.#memory.outbox = outbox.filter((each) => each !== frame);
    return frame;
  }

  #hear(frame) {
    if (frame.type === "opened") this.#opened(frame);
    else if (frame.type === "error") this.#refused(frame);
    else if (typeof frame.seq === "number") this.#durable(frame);
    else if (frame.type === "typing") this.#view.typing(frame);
    else if (frame.type === "delta") this.#view.delta(frame);
    else if (frame.type === "nudge") this.#view.nudge(frame);
  }

  #opened(frame) {
    const resumed = frame.conversation === this.#id && this.#hello.last_seq === this.#lastSeq;
    if (!resumed) {
      if (this.#lastSeq) this.#clear();
      this.#lastSeq = 0;
      this.#id = frame.conversation;
    }
    this.#seqNow = frame.seq_now ?? 0;
    this.#remember({ token: frame.token ?? this.#memory.token?.token, conversation: frame.conversation }, frame.customer);
    this.#view.opened(frame);
    this.#settle();
  }

  #remember(conversation, customer) {
    this.#memory.token = { ...conversation, customer: customer ? subject(this.#context().customerToken) : null };
  }

  #durable(frame) {
    const mine = frame.type === "accepted" ? this.#taken(frame.id) : null;
    if (frame.seq <= this.#lastSeq) return; // a repeated client id gets its old frames again
    if (frame.seq > this.#lastSeq + 1 && this.#gap !== this.#lastSeq) {
      this.#gap = this.#lastSeq; // something is missing: ask for it, once
      if (mine) this.#memory.outbox = [...this.#memory.outbox, mine];
      this.#connection.restart();
      return;
    }
    this.#lastSeq = frame.seq;
    if (frame.type === "identified" && this.#settled) this.#remember(this.#memory.token, frame.customer);
    this.#view.show(frame, { replayed: !this.#settled });
    this.#settle();
  }

  /** Once everything missed has arrived, what was never accepted goes out again. */
  #settle() {
    if (this.#settled || this.#lastSeq < this.#seqNow) return;
    this.#settled = true;
    this.#view.settled();
    if (this.#withheld === null && this.#hello.customer_token === null) {
      const { customerToken } = this.#context();
      if (customerToken) this.#connection.send({ type: "identify", customer_token: customerToken });
    }
    for (const frame of this.#memory.outbox) this.#transmit(frame);
    this.#flush();
  }

  #refused(frame) {
    const { code } = frame;
    if (["bad_token", "expired"].includes(code)) this.#tokenRefused(frame);
    else if (["rate_limited", "busy"].includes(code)) this.#later(frame);
    else if (code === "origin") this.#banned(frame);
    else if (code === "not_open") this.#connection.restart();
    else this.#view.refused(frame, frame.id ? this.#taken(frame.id) : null);
  }

  /** The customer's token is doubted before the conversation's: it is the shorter-lived. */
  #tokenRefused(frame) {
    const { customerToken } = this.#context();
    const opening = this.#connection.state !== "online";
    if (opening && !this.#hello.token && !this.#hello.customer_token) {
      this.#view.refused(frame, null);
      return; // nothing of ours to doubt: the connection tries again in its own time
    }
    const customers = frame.token ? frame.token === "customer" : !opening || this.#hello.customer_token;
    if (customers) {
      this.#withheld = customerToken;
      this.#view.refused({ ...frame, code: "sign_in" }, null);
    } else {
      this.#memory.forgetConversation();
      this.#forget();
      this.#withheld = frame.token ? this.#withheld : null;
      this.#view.refused({ ...frame, code: "expired" }, null);
    }
    if (opening) this.#connection.restart();
  }

  #banned(frame) {
    this.#connection.close();
    this.#view.refused(frame, null);
  }

  /** Whatever is still in the outbox goes out again when the time has come. */
  #later(frame) {
    const wait = Math.max(1, Math.ceil(Number(frame.retry_after_s) || 5));
    this.#view.refused({ ...frame, retry_after_s: wait }, null);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#settled) for (const each of this.#memory.outbox) this.#transmit(each);
    }, wait * 1000);
  }
}

/** Random enough to be unique, on pages without https too. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whom a customer token names; unchecked, only to see whether it is still the same person. */
function subject(token) {
  try {
    const body = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return JSON.parse(atob(body)).sub ?? null;
  } catch {
    return null;
  }
}
