/*
 * Reports what a shopper does on the shop's pages: by sendBeacon, which outlives the page, under a
 * random name for this browser and, once a chat was opened, under its conversation.
 */
const DAY = 24 * 60 * 60 * 1000;

function visitorOf(memory) {
  let visitor = memory.visitor;
  if (!visitor?.id) {
    visitor = { id: crypto.randomUUID?.() ?? String(Math.random()).slice(2), since: Date.now() };
    memory.visitor = visitor;
  }
  return { id: visitor.id, returned: Date.now() - visitor.since > DAY };
}

/** `nudges`: whether the page could show a suggestion now. */
export function report(address, memory, events, { nudges }) {
  const visitor = visitorOf(memory);
  const body = JSON.stringify({
    visitor_id: visitor.id,
    token: memory.token?.token ?? null,
    nudges,
    events: events.map((event) => ({ seen_before: visitor.returned, ...event })),
  });
  // Plain text needs no permission of the other origin; the gateway reads JSON whatever it is called.
  const blob = new Blob([body], { type: "text/plain" });
  if (!navigator.sendBeacon?.(address, blob)) {
    fetch(address, { method: "POST", body: blob, keepalive: true }).catch(() => {});
  }
}
