/* Thumbs up or down under an answer; a thumb down asks why. */
import { h, icons } from "./dom.js";

/** `given` is the value already given or null; `give(value, reason)` sends it. */
export function thumbs(strings, given, give) {
  const row = h("div", { class: "thumbs" });
  const said = h("span", { class: "said", role: "status" });
  const button = (value, label, icon) => {
    const element = h("button", { type: "button", class: "thumb", "aria-label": label, title: label }, icon());
    element.setAttribute("aria-pressed", String(given === value));
    element.addEventListener("click", () => choose(value));
    return element;
  };
  const up = button("up", strings.say("helpful"), icons.up);
  const down = button("down", strings.say("unhelpful"), icons.thumbDown);
  let form = null;

  function choose(value) {
    up.setAttribute("aria-pressed", String(value === "up"));
    down.setAttribute("aria-pressed", String(value === "down"));
    form?.remove();
    form = null;
    give(value);
    if (value === "up") said.textContent = strings.say("thanks");
    else {
      said.textContent = "";
      form = reasons(strings, done);
      row.after(form);
      form.querySelector("input").focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    }
  }

  function done(reason) {
    form.remove();
    form = null;
    if (reason) give("down", reason);
    said.textContent = strings.say("thanks");
    down.focus();
  }

  row.append(up, down, said);
  return row;
}

function reasons(strings, done) {
  const group = `why-${Math.random().toString(36).slice(2)}`;
  const choices = strings.list("reasons").map((reason) =>
    h("label", {}, h("input", { type: "radio", name: group, value: reason }), h("span", {}, reason)),
  );
  const more = h("input", { type: "text", maxlength: 300, "aria-label": strings.say("whyMore"), placeholder: strings.say("whyMore") });
  const skip = h("button", { type: "button", class: "quiet", on: { click: () => done(null) } }, strings.say("skip"));
  const form = h(
    "form",
    { class: "why" },
    h("fieldset", {}, h("legend", {}, strings.say("why")), ...choices),
    more,
    h("div", { class: "row" }, skip, h("button", { type: "submit", class: "small" }, strings.say("sendFeedback"))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked")?.value;
    done([chosen, more.value.trim()].filter(Boolean).join(": ") || null);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // closes this form, not the chat
    done(null);
  });
  return form;
}
