/* Where the shopper writes: grows with its text, sends on Enter, counts near the limit, takes photos. */
import { h, icons } from "./dom.js";
import { PhotoTray, TYPES } from "./photos.js";

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
  #photos;
  #attach;
  #due = false; // to be sent once the photos are up

  /** `say(text, photoIds)` sends; `upload(photo, {progress, signal})` gives a photo's {id}; `typing()` hears of writing. */
  constructor(strings, limit, { say, upload, typing }) {
    this.#strings = strings;
    this.#limit = limit;
    this.#say = say;
    this.#photos = new PhotoTray(strings, upload, (back) => this.#photosChanged(back));
    const files = h("input", { type: "file", accept: TYPES.join(","), multiple: true, hidden: true, tabindex: -1 });
    files.addEventListener("change", () => {
      this.#photos.add(files.files);
      files.value = "";
      this.focus();
    });
    this.#attach = h("button", { type: "button", class: "attach", hidden: true, "aria-label": strings.say("attach"), title: strings.say("attach"), on: { click: () => files.click() } }, icons.clip());
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
      this.#photos.element,
      h("div", { class: "field" }, this.#attach, files, this.#input, this.#send),
      this.#count,
    );
    this.#takeDropped();
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener("input", () => {
      this.#measure();
      if (this.#input.value.trim()) typing();
    });
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

  /** Bytes that a photo may have; 0 takes none. */
  set photoLimit(bytes) {
    this.#photos.limit = bytes;
    this.#attach.hidden = !bytes;
    if (!bytes) this.#photos.clear();
  }

  /** Photos belong to the conversation that they were uploaded in. */
  dropPhotos() {
    this.#due = false;
    this.#photos.clear();
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

  /** Pictures that are pasted or dropped on the composer are photos to send. */
  #takeDropped() {
    this.element.addEventListener("paste", (event) => {
      if (this.#photos.add(event.clipboardData?.files ?? [])) event.preventDefault();
    });
    this.element.addEventListener("dragover", (event) => {
      if (this.#photos.limit && event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    this.element.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.#photos.add(event.dataTransfer.files);
    });
  }

  #photosChanged(back) {
    this.#measure();
    if (back) this.focus(); // the tile with the focus is gone
    if (this.#due && !this.#photos.uploading) this.#submit();
  }

  #submit() {
    const text = this.#input.value.trim();
    this.#due = this.#photos.uploading;
    if (this.#due) {
      this.#photos.say(this.#strings.say("photoWait"));
      return;
    }
    const photos = this.#photos.ids;
    if (text === "" && photos.length === 0) return;
    if (size(text) > this.#limit) {
      this.#measure();
      this.focus();
      return;
    }
    this.#input.value = "";
    this.#photos.clear();
    this.#measure();
    this.#say(text, photos);
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
    this.#send.classList.toggle("ready", (used > 0 || this.#photos.ids.length > 0) && over <= 0);
    this.#input.style.height = "";
    const { scrollHeight } = this.#input;
    if (scrollHeight) this.#input.style.height = `${Math.min(scrollHeight, TALLEST)}px`;
  }
}

/** Characters as the server counts them: code points. */
function size(text) {
  return [...text].length;
}
