/*
 * One WebSocket that wants to stay open: it reconnects with exponential backoff and jitter, at
 * once when the network or the page comes back, and notices a line that has gone silent.
 * States: idle, connecting, online (the server said "opened"), waiting (to try again).
 */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 20_000;
const OPEN_WITHIN = 12_000;
const PING_EVERY = 25_000;
const SILENCE_AFTER_PING = 12_000;

export class Connection {
  state = "idle";
  #address;
  #hello;
  #heard;
  #changed;
  #socket = null;
  #attempts = 0;
  #timer = null;
  #watchdog = null;
  #stops = [];

  /**
   * @param {{address: string, hello: () => object, heard: (frame: object) => void,
   *          changed: (state: string) => void}} parts `hello` gives the first frame of a socket
   */
  constructor({ address, hello, heard, changed }) {
    this.#address = address;
    this.#hello = hello;
    this.#heard = heard;
    this.#changed = changed;
  }

  open() {
    if (this.state !== "idle") return;
    const on = (target, type, listener) => {
      target.addEventListener(type, listener);
      this.#stops.push(() => target.removeEventListener(type, listener));
    };
    on(window, "online", () => this.#now());
    on(window, "pageshow", () => this.#now());
    on(window, "pagehide", () => this.#drop()); // an open socket keeps a page out of the back cache
    on(document, "visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      if (this.state === "online") this.#ping();
      else this.#now();
    });
    this.#connect();
  }

  close() {
    for (const stop of this.#stops.splice(0)) stop();
    this.#drop();
    this.#attempts = 0;
    this.#become("idle");
  }

  /** Reopens at once, so that the next hello asks for what is missing. */
  restart() {
    if (this.state === "idle") return;
    this.#drop();
    this.#connect();
  }

  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #now() {
    if (this.state === "waiting") this.#connect();
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#become("connecting");
    let socket;
    try {
      socket = new WebSocket(this.#address);
    } catch {
      this.#retry();
      return;
    }
    this.#socket = socket;
    this.#watch(OPEN_WITHIN);
    socket.onopen = () => socket.send(JSON.stringify(this.#hello()));
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => this.#retry();
  }

  #receive(data) {
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    if (frame === null || typeof frame !== "object") return;
    if (frame.type === "opened") {
      this.#attempts = 0;
      this.#become("online");
    }
    if (this.state === "online") this.#rest();
    if (frame.type !== "pong") this.#heard(frame);
  }

  /** After `time` ms without a frame: ask, and if nothing answers the line is dead. */
  #rest() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#ping(), PING_EVERY);
  }

  #ping() {
    if (this.send({ type: "ping" })) this.#watch(SILENCE_AFTER_PING);
    else this.#retry();
  }

  #watch(time) {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#retry(), time);
  }

  #retry() {
    this.#drop();
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#timer = setTimeout(() => this.#connect(), longest * (0.5 + Math.random() / 2));
  }

  #drop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    if (this.state !== "idle") this.#become("waiting");
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.#changed(state);
  }
}
