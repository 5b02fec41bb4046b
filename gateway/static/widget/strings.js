/*
 * What the widget says, by language. `{name}` marks are filled in. A key with a plural is an object
 * by Intl.PluralRules category. A page adds or changes strings by the element's `strings` property.
 */

export const dictionaries = {
  en: {
    launcher: "Chat with us",
    launcherUnread: { one: "Chat with us, {n} new message", other: "Chat with us, {n} new messages" },
    hide: "Hide the chat",
    nudge: "A suggestion",
    nudgeLater: "Not now",
    nudgeNever: "No more suggestions",
    dismiss: "Dismiss",
    chat: "Chat with {store}",
    chatPlain: "Chat",
    assistant: "Automated assistant",
    person: "{name} answers you",
    someone: "A person",
    transcript: "Messages",
    fresh: "Start over",
    freshAsk: "Start a new conversation? This one will leave this device.",
    freshYes: "Start over",
    freshNo: "Keep it",
    input: "Your message",
    placeholder: "Ask a question…",
    send: "Send",
    attach: "Add a photo",
    photosToSend: "Photos to send",
    removePhoto: "Remove {name}",
    uploading: "Uploading {name}…",
    photoReady: "{name} is ready to send.",
    photoWait: "Your message goes out as soon as the photo is uploaded.",
    photos: { one: "{n} photo", other: "{n} photos" },
    ownPhoto: "Your photo {n}",
    you: "You said:",
    assistantSaid: "Assistant:",
    personSaid: "{name}:",
    typing: "Writing…",
    sending: "Sending…",
    notSent: "Not sent",
    tryAgain: "Try again",
    connecting: "Connecting…",
    reconnecting: "Reconnecting… What you write is kept and sent as soon as we are back.",
    waiting: "A person has been asked to join. The assistant keeps answering until then.",
    joined: "{name} has joined. You are writing with a person now.",
    left: "You are writing with the automated assistant again.",
    signedIn: "Signed in as {name}.",
    signedOut: "You are signed out.",
    sources: { one: "{n} source", other: "{n} sources" },
    rated: "Rated {rating} out of 5",
    inStock: "In stock",
    outOfStock: "Out of stock",
    more: { one: "Show {n} more product", other: "Show {n} more products" },
    products: "Products",
    replies: "Suggested replies",
    suggestions: "Questions you can ask",
    helpful: "This helped",
    unhelpful: "This did not help",
    thanks: "Thank you for telling us.",
    why: "What was wrong?",
    reasons: ["It is not correct", "It does not answer my question", "It is out of date", "Something else"],
    whyMore: "Anything to add? (optional)",
    sendFeedback: "Send",
    skip: "Skip",
    left_chars: { one: "{n} character left", other: "{n} characters left" },
    over_chars: { one: "{n} character too many", other: "{n} characters too many" },
    notice: "Automated answers can be wrong.",
    privacy: "Privacy",
    withdrawn: "The assistant left off: a person answers this now.",
    fault: "Something went wrong on our side.",
    errors: {
      too_long: "That message is too long. Please shorten it to {limit} characters.",
      rate_limited: "That was a little fast. It is sent again in {n} seconds.",
      busy: "We are very busy just now. Your message is sent again in {n} seconds.",
      bad_token: "The chat could not be opened. We keep trying.",
      bad_frame: "That message could not be read. Please write it differently.",
      sign_in: "We could not confirm your sign-in. Sign in again to ask about your orders.",
      expired: "Your earlier conversation has expired, so this is a new one.",
      unknown_button: "That choice is no longer available. Please write what you would like instead.",
      origin: "The chat may not be used on this site.",
      unknown_photo: "The photo could not be sent. Please add it again.",
      most_photos: "At most {n} photos can be sent at once.",
      photo_wrong_type: "Only JPEG, PNG and WebP pictures can be sent.",
      photo_too_large: "This picture is too large. At most {limit} MB can be sent.",
      photo_broken: "This picture could not be read. Please choose another one.",
      photo_too_many: "No more photos can be added to this conversation.",
      photo_later: "The photo was not taken just now. Please add it again in {n} seconds.",
      upload_failed: "The upload failed. Please add the photo again.",
    },
  },
  de: {
    launcher: "Fragen Sie uns",
    launcherUnread: { one: "Fragen Sie uns, {n} neue Nachricht", other: "Fragen Sie uns, {n} neue Nachrichten" },
    hide: "Chat ausblenden",
    nudge: "Ein Vorschlag",
    nudgeLater: "Jetzt nicht",
    nudgeNever: "Keine Vorschläge mehr",
    dismiss: "Schließen",
    chat: "Chat mit {store}",
    chatPlain: "Chat",
    assistant: "Automatischer Assistent",
    person: "{name} antwortet Ihnen",
    someone: "Eine Person",
    transcript: "Nachrichten",
    fresh: "Neu beginnen",
    freshAsk: "Ein neues Gespräch beginnen? Dieses wird von diesem Gerät entfernt.",
    freshYes: "Neu beginnen",
    freshNo: "Behalten",
    input: "Ihre Nachricht",
    placeholder: "Stellen Sie eine Frage…",
    send: "Senden",
    attach: "Foto hinzufügen",
    photosToSend: "Fotos zum Senden",
    removePhoto: "{name} entfernen",
    uploading: "{name} wird hochgeladen…",
    photoReady: "{name} kann gesendet werden.",
    photoWait: "Ihre Nachricht wird gesendet, sobald das Foto hochgeladen ist.",
    photos: { one: "{n} Foto", other: "{n} Fotos" },
    ownPhoto: "Ihr Foto {n}",
    you: "Sie:",
    assistantSaid: "Assistent:",
    personSaid: "{name}:",
    typing: "Schreibt…",
    sending: "Wird gesendet…",
    notSent: "Nicht gesendet",
    tryAgain: "Noch einmal",
    connecting: "Verbindung wird aufgebaut…",
    reconnecting: "Verbindung wird wiederhergestellt… Ihre Nachrichten bleiben erhalten und werden dann gesendet.",
    waiting: "Eine Person wurde dazugebeten. Bis dahin antwortet der Assistent weiter.",
    joined: "{name} ist jetzt da. Sie schreiben nun mit einem Menschen.",
    left: "Sie schreiben wieder mit dem automatischen Assistenten.",
    signedIn: "Angemeldet als {name}.",
    signedOut: "Sie sind abgemeldet.",
    sources: { one: "{n} Quelle", other: "{n} Quellen" },
    rated: "Bewertet mit {rating} von 5",
    inStock: "Auf Lager",
    outOfStock: "Nicht auf Lager",
    more: { one: "{n} weiteres Produkt zeigen", other: "{n} weitere Produkte zeigen" },
    products: "Produkte",
    replies: "Antwortvorschläge",
    suggestions: "Das können Sie fragen",
    helpful: "Das hat geholfen",
    unhelpful: "Das hat nicht geholfen",
    thanks: "Danke für die Rückmeldung.",
    why: "Was stimmte nicht?",
    reasons: ["Es ist nicht richtig", "Es beantwortet meine Frage nicht", "Es ist veraltet", "Etwas anderes"],
    whyMore: "Möchten Sie etwas ergänzen? (freiwillig)",
    sendFeedback: "Senden",
    skip: "Überspringen",
    left_chars: { one: "Noch {n} Zeichen", other: "Noch {n} Zeichen" },
    over_chars: { one: "{n} Zeichen zu viel", other: "{n} Zeichen zu viel" },
    notice: "Automatische Antworten können falsch sein.",
    privacy: "Datenschutz",
    withdrawn: "Der Assistent hat abgebrochen: Ein Mensch antwortet Ihnen hierauf.",
    fault: "Bei uns ist etwas schiefgegangen.",
    errors: {
      too_long: "Diese Nachricht ist zu lang. Bitte kürzen Sie sie auf {limit} Zeichen.",
      rate_limited: "Das war etwas schnell. Die Nachricht wird in {n} Sekunden erneut gesendet.",
      busy: "Gerade ist viel los. Ihre Nachricht wird in {n} Sekunden erneut gesendet.",
      bad_token: "Der Chat konnte nicht geöffnet werden. Wir versuchen es weiter.",
      bad_frame: "Diese Nachricht war nicht lesbar. Bitte schreiben Sie sie anders.",
      sign_in: "Ihre Anmeldung ließ sich nicht bestätigen. Melden Sie sich neu an, um nach Bestellungen zu fragen.",
      expired: "Ihr früheres Gespräch ist abgelaufen; dies ist ein neues.",
      unknown_button: "Diese Auswahl gibt es nicht mehr. Bitte schreiben Sie stattdessen, was Sie möchten.",
      origin: "Der Chat darf auf dieser Seite nicht benutzt werden.",
      unknown_photo: "Das Foto konnte nicht gesendet werden. Bitte fügen Sie es noch einmal hinzu.",
      most_photos: "Es können höchstens {n} Fotos auf einmal gesendet werden.",
      photo_wrong_type: "Es können nur Bilder in JPEG, PNG und WebP gesendet werden.",
      photo_too_large: "Dieses Bild ist zu groß. Es darf höchstens {limit} MB haben.",
      photo_broken: "Dieses Bild war nicht lesbar. Bitte wählen Sie ein anderes.",
      photo_too_many: "In diesem Gespräch können keine weiteren Fotos gesendet werden.",
      photo_later: "Das Foto wurde gerade nicht angenommen. Bitte versuchen Sie es in {n} Sekunden noch einmal.",
      upload_failed: "Das Hochladen ist fehlgeschlagen. Bitte fügen Sie das Foto noch einmal hinzu.",
    },
  },
};

export const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** The strings of a language (its region is optional), English where one is missing. */
export class Strings {
  #words;
  #plural;

  constructor(language, own = {}) {
    const wanted = String(language || "en").toLowerCase();
    const root = wanted.split("-")[0];
    const layers = [dictionaries.en, dictionaries[root], dictionaries[wanted], own];
    this.language = wanted;
    this.#words = Object.assign({}, ...layers);
    this.#words.errors = Object.assign({}, ...layers.map((layer) => layer?.errors));
    try {
      this.#plural = new Intl.PluralRules(wanted);
    } catch {
      this.language = "en";
      this.#plural = new Intl.PluralRules("en");
    }
  }

  get direction() {
    return RIGHT_TO_LEFT.has(this.language.split("-")[0]) ? "rtl" : "ltr";
  }

  list(key) {
    return this.#words[key];
  }

  say(key, marks = {}) {
    let words = this.#words[key] ?? key;
    if (typeof words === "object") words = words[this.#plural.select(marks.n)] ?? words.other;
    return fill(words, marks, this.language);
  }

  /** The sentence for an error code, or what the server itself said. */
  error(code, marks, otherwise) {
    const words = Object.hasOwn(this.#words.errors, code) ? this.#words.errors[code] : null;
    return words ? fill(words, marks, this.language) : otherwise || this.say("fault");
  }
}

function fill(words, marks, language) {
  return words.replace(/\{(\w+)\}/g, (mark, name) => {
    const value = marks[name];
    if (typeof value === "number") return value.toLocaleString(language);
    return value ?? mark;
  });
}
