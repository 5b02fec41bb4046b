/*
 * The look. A page themes it by the --tilly-* properties on the element; every other property is
 * private. A constructed sheet needs no permission from the page's content security policy.
 */

const LIGHT = `
  color-scheme: light;
  --surface: var(--tilly-surface, #ffffff);
  --sunk: var(--tilly-surface-sunk, #f4f3ef);
  --text: var(--tilly-text, #1d2420);
  --muted: var(--tilly-text-muted, #59625d);
  --line: var(--tilly-line, #e3e0d8);
  --accent: var(--tilly-accent, #1f5a48);
  --on-accent: var(--tilly-on-accent, #ffffff);
  --tint: color-mix(in srgb, var(--accent) 9%, var(--surface));
  --good: #1d6b45;
  --bad: #a3321f;
  --warm: #fbf0df;
  --on-warm: #6b3f08;
  --star: #b4690e;
  --shade: 0 1px 2px rgb(20 30 25 / 8%), 0 12px 40px rgb(20 30 25 / 20%);`;

const DARK = `
  color-scheme: dark;
  --surface: var(--tilly-surface-dark, #171b19);
  --sunk: var(--tilly-surface-sunk-dark, #222926);
  --text: var(--tilly-text-dark, #ecefed);
  --muted: var(--tilly-text-muted-dark, #a7b1ac);
  --line: var(--tilly-line-dark, #353e39);
  --accent: var(--tilly-accent-dark, var(--tilly-accent, #83cdb1));
  --on-accent: var(--tilly-on-accent-dark, var(--tilly-on-accent, #0c211a));
  --tint: color-mix(in srgb, var(--accent) 14%, var(--surface));
  --good: #7fd0a3;
  --bad: #ff9d8a;
  --warm: #3a2e1a;
  --on-warm: #f6d9a8;
  --star: #eab25c;
  --shade: 0 1px 2px rgb(0 0 0 / 50%), 0 16px 48px rgb(0 0 0 / 60%);`;

const BASE = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
:host { display: contents; ${LIGHT} }
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
:host([theme="dark"]) { ${DARK} }
.whole {
  --radius: var(--tilly-radius, 18px);
  --edge: var(--tilly-offset, 20px);
  --launcher: var(--tilly-launcher-size, 58px);
  font: 400 15px/1.5 var(--tilly-font, ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif);
  color: var(--text); text-align: start; -webkit-text-size-adjust: 100%;
}
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
button, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); text-underline-offset: 2px; }
h2, p, ul, ol { margin: 0; }
.row { display: flex; gap: 8px; justify-content: flex-end; }
.quiet { border: 0; background: none; padding: 4px 8px; border-radius: 8px; color: var(--accent); font-weight: 600; font-size: 13.5px; }
.quiet:hover { background: var(--tint); }
.small { border: 0; border-radius: 9px; padding: 6px 14px; background: var(--accent); color: var(--on-accent); font-weight: 600; font-size: 13.5px; }
.small:hover { filter: brightness(1.08); }
`;

const SHELL = `
.launcher {
  position: fixed; inset-block-end: var(--edge); inset-inline-end: var(--edge); z-index: var(--tilly-z-index, 2147483000);
  width: var(--launcher); height: var(--launcher); border: 0; border-radius: 50%; display: grid; place-items: center;
  background: var(--accent); color: var(--on-accent); box-shadow: 0 2px 6px rgb(0 0 0 / 18%), 0 8px 24px rgb(0 0 0 / 18%);
  transition: transform .16s ease, box-shadow .16s ease;
}
.launcher:hover { transform: translateY(-2px); }
.launcher:focus-visible { outline-offset: 3px; }
.launcher .icon { width: 27px; height: 27px; grid-area: 1 / 1; transition: opacity .16s, transform .16s; }
.launcher .icon + .icon, .launcher[aria-expanded="true"] .icon { opacity: 0; transform: scale(.7); }
.launcher[aria-expanded="true"] .icon + .icon { opacity: 1; transform: none; }
.badge {
  position: absolute; inset-block-start: -3px; inset-inline-end: -3px; min-width: 22px; height: 22px; padding: 0 6px;
  border-radius: 11px; background: #b3261e; color: #fff; font: 700 12px/22px inherit; font-size: 12px; line-height: 22px; font-weight: 700; border: 0;
  box-shadow: 0 0 0 2px var(--surface);
}
.teaser {
  position: fixed; inset-inline-end: var(--edge); inset-block-end: calc(var(--edge) + var(--launcher) + 12px);
  z-index: var(--tilly-z-index, 2147483000); width: min(300px, calc(100vw - 2 * var(--edge)));
  display: flex; flex-direction: column; gap: 8px; padding: 12px 14px 8px; background: var(--surface);
  border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shade); animation: arrive .18s cubic-bezier(.2, .8, .3, 1);
}
.teaser-text { font-size: 14px; line-height: 1.4; }
.teaser .cards { border: 0; border-radius: 8px; }
.teaser .card { padding: 2px 0; }
.teaser .card-picture { width: 56px; height: 56px; }
.teaser .card-reason { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
.teaser .row { justify-content: space-between; margin-inline: -8px; }
.panel {
  position: fixed; inset-inline-end: var(--edge); inset-block-end: calc(var(--edge) + var(--launcher) + 14px);
  z-index: var(--tilly-z-index, 2147483000); width: min(var(--tilly-width, 404px), calc(100vw - 2 * var(--edge)));
  height: min(var(--tilly-height, 680px), calc(100dvh - 2 * var(--edge) - var(--launcher) - 14px));
  display: flex; flex-direction: column; overflow: hidden; background: var(--surface);
  border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shade); transform-origin: bottom right;
  animation: arrive .18s cubic-bezier(.2, .8, .3, 1);
}
[dir="rtl"] .panel { transform-origin: bottom left; }
@keyframes arrive { from { opacity: 0; transform: translateY(12px) scale(.98); } }
.head { display: flex; align-items: center; gap: 11px; padding: 14px 10px 13px 16px; border-block-end: 1px solid var(--line); }
[dir="rtl"] .head { padding: 14px 16px 13px 10px; }
.mark { width: 38px; height: 38px; border-radius: 12px; display: grid; place-items: center; background: var(--accent); color: var(--on-accent); flex: none; }
.mark .icon { width: 22px; height: 22px; }
.names { flex: 1; min-width: 0; }
h2 { font-size: 15.5px; line-height: 1.3; font-weight: 650; letter-spacing: -.005em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.who { font-size: 13px; line-height: 1.35; color: var(--muted); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.tool { width: 36px; height: 36px; border: 0; border-radius: 10px; background: none; display: grid; place-items: center; color: var(--muted); flex: none; }
.tool:hover { background: var(--sunk); color: var(--text); }
.strip { display: flex; align-items: center; gap: 10px; padding: 9px 16px; font-size: 13.5px; line-height: 1.4; background: var(--tint); border-block-end: 1px solid var(--line); }
.strip:empty { display: none; }
.strip > span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.strip.state { background: var(--warm); color: var(--on-warm); }
.strip.notice { background: var(--warm); color: var(--on-warm); border-block: 1px solid var(--line); padding-inline-end: 6px; }
.strip.notice .tool { color: inherit; width: 30px; height: 30px; }
.strip.ask { flex-wrap: wrap; border-block: 1px solid var(--line); background: var(--sunk); }
.strip.ask > span { flex: 1 1 100%; }
.strip.ask .row { flex: 1; }
.spinner { width: 14px; height: 14px; border-radius: 50%; border: 2px solid currentColor; border-inline-end-color: transparent; flex: none; animation: turn 1s linear infinite; }
.strip > .spinner { flex: none; }
@keyframes turn { to { transform: rotate(1turn); } }
.composer { padding: 10px 12px 0; border-block-start: 1px solid var(--line); }
.field { display: flex; align-items: flex-end; gap: 6px; padding: 4px 4px 4px 14px; border: 1px solid var(--muted); border-radius: 23px; background: var(--surface); }
[dir="rtl"] .field { padding: 4px 14px 4px 4px; }
.field:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
textarea { flex: 1; min-width: 0; resize: none; border: 0; outline: 0; background: none; padding: 6px 0; line-height: 1.45; min-height: 36px; max-height: 132px; overflow-y: auto; }
textarea:focus-visible { outline: 0; }
textarea::placeholder { color: var(--muted); opacity: 1; }
.send { width: 36px; height: 36px; border: 0; border-radius: 50%; display: grid; place-items: center; background: var(--sunk); color: var(--muted); flex: none; transition: background .12s; }
.send.ready { background: var(--accent); color: var(--on-accent); }
.attach { width: 36px; height: 36px; margin-inline-start: -9px; border: 0; border-radius: 50%; display: grid; place-items: center; background: none; color: var(--muted); flex: none; }
.attach[hidden] { display: none; }
.attach:hover { background: var(--sunk); color: var(--text); }
.tiles { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 10px; }
.tiles:not(:empty) { padding: 0 4px 8px; }
.tile { position: relative; width: 56px; height: 56px; border-radius: 12px; background: var(--sunk); color: var(--muted); display: grid; place-items: center; }
.tile canvas { width: 56px; height: 56px; border-radius: 12px; display: block; }
.tile progress { position: absolute; inset-inline: 6px; inset-block-end: 6px; width: calc(100% - 12px); height: 6px; accent-color: var(--accent); }
.tile .remove { position: absolute; inset-block-start: -8px; inset-inline-end: -8px; width: 24px; height: 24px; padding: 0; border: 1px solid var(--line); border-radius: 50%; display: grid; place-items: center; background: var(--surface); color: var(--text); }
.tile .remove .icon { width: 14px; height: 14px; }
.photo-state { padding: 0 4px 6px; font-size: 12.5px; line-height: 1.4; color: var(--muted); overflow-wrap: anywhere; }
.photo-state:empty { display: none; }
.count { display: block; padding: 3px 14px 0; font-size: 12.5px; color: var(--muted); text-align: end; }
.count:empty { display: none; }
.count.over { color: var(--bad); font-weight: 600; }
.fine-print { padding: 6px 16px 10px; font-size: 12px; line-height: 1.4; color: var(--muted); text-align: center; }
.fine-print a { color: inherit; }
`;

const MESSAGES = `
.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px 16px 12px; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.log:focus-visible { outline-offset: -3px; }
.said-so-far, .writing, .unsent { display: flex; flex-direction: column; gap: 14px; }
.said-so-far:not(:empty) + .writing:has(> :not([hidden])), .unsent:not(:empty) { margin-block-start: 14px; }
.turn { max-width: 100%; min-width: 0; display: flex; flex-direction: column; gap: 9px; overflow-wrap: anywhere; position: relative; }
.turn.me { align-items: flex-end; }
.bubble { max-width: 85%; padding: 8px 14px; border-radius: 18px; border-end-end-radius: 5px; background: var(--accent); color: var(--on-accent); white-space: pre-wrap; }
.table { margin-block-start: 8px; overflow-x: auto; max-width: 100%; border: 1px solid var(--line); border-radius: 12px; font-size: 13.5px; line-height: 1.4; overflow-wrap: normal; }
.table table { border-collapse: collapse; min-width: 100%; }
.table th, .table td { padding: 7px 10px; text-align: start; vertical-align: top; min-width: 96px; max-width: 190px; }
.table th[scope="row"] { min-width: 72px; font-weight: 500; color: var(--muted); }
.table thead th, .table thead td { background: var(--sunk); }
.table tbody tr + tr > *, .table tbody tr:first-child > * { border-block-start: 1px solid var(--line); }
.own-photos { display: flex; flex-wrap: wrap; gap: 6px; justify-content: flex-end; max-width: 85%; }
.own-photos a { display: block; border-radius: 14px; overflow: hidden; }
.own-photos img { display: block; max-width: 100%; width: auto; height: 110px; object-fit: cover; }
.pending .bubble { opacity: .72; }
.failed .bubble { background: var(--warm); color: var(--on-warm); }
.state { font-size: 12.5px; color: var(--muted); }
.turn .state { margin-block-start: -4px; }
.failed .state { color: var(--bad); }
.text { align-self: flex-start; max-width: 94%; padding: 10px 14px; border-radius: 18px; border-end-start-radius: 5px; background: var(--sunk); display: flex; gap: 9px; }
.streaming .text { display: block; }
.text > div { min-width: 0; }
.text p + p, .text p + :is(ul, ol, pre, blockquote), .text :is(ul, ol, pre, blockquote) + * { margin-block-start: 8px; }
.text :is(ul, ol) { padding-inline-start: 20px; }
.text li + li { margin-block-start: 3px; }
.text code { font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; padding: 1px 5px; border-radius: 5px; background: color-mix(in srgb, var(--text) 9%, transparent); }
.text pre { margin: 0; overflow-x: auto; white-space: pre-wrap; }
.text blockquote { margin: 0; padding-inline-start: 11px; border-inline-start: 3px solid var(--line); color: var(--muted); }
.fault .text { background: var(--warm); color: var(--on-warm); }
.fault .text a { color: inherit; }
.fault .text .icon { margin-block-start: 2px; }
.person .text { background: var(--tint); }
.name { display: flex; align-items: center; gap: 5px; font-size: 13px; font-weight: 600; color: var(--accent); margin-block-end: -4px; }
.name .icon { width: 16px; height: 16px; }
.dots { display: inline-flex; gap: 5px; align-self: flex-start; padding: 14px 16px; border-radius: 18px; border-end-start-radius: 5px; background: var(--sunk); }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--muted); animation: breathe 1.2s ease-in-out infinite; }
.dots i:nth-child(2) { animation-delay: .15s; }
.dots i:nth-child(3) { animation-delay: .3s; }
@keyframes breathe { 0%, 60%, 100% { opacity: .35; transform: none; } 30% { opacity: 1; transform: translateY(-3px); } }
.note { display: flex; gap: 7px; align-items: center; justify-content: center; text-align: center; font-size: 13px; line-height: 1.45; color: var(--muted); padding: 0 10px; overflow-wrap: anywhere; }
.note .icon { width: 16px; height: 16px; }
.day { font-weight: 600; }
.replies { display: flex; flex-wrap: wrap; gap: 7px; }
.suggestions { padding: 4px 16px 12px; }
.reply { max-width: 100%; padding: 6px 13px; border: 1px solid var(--accent); border-radius: 17px; background: var(--surface); color: var(--accent); font-size: 14px; font-weight: 500; line-height: 1.4; text-align: start; overflow-wrap: anywhere; transition: background .12s; }
.reply:hover:enabled { background: var(--tint); }
.reply:disabled { cursor: default; border-color: var(--line); color: var(--muted); }
.reply.taken { border-color: var(--accent); background: var(--tint); color: var(--text); }
.thumbs { display: flex; align-items: center; gap: 2px; margin-block: -4px -3px; }
.thumb { width: 32px; height: 32px; border: 0; border-radius: 9px; background: none; display: grid; place-items: center; color: var(--muted); }
.thumb .icon { width: 17px; height: 17px; }
.thumb:hover { background: var(--sunk); color: var(--text); }
.thumb[aria-pressed="true"] { color: var(--accent); background: var(--tint); }
.thumb[aria-pressed="true"] .icon { fill: color-mix(in srgb, currentColor 25%, transparent); }
.said { font-size: 13px; color: var(--muted); padding-inline-start: 6px; }
`;

const PIECES = `
.cards { list-style: none; padding: 0; border: 1px solid var(--line); border-radius: 14px; overflow: hidden; background: var(--surface); }
.card { position: relative; display: flex; gap: 12px; padding: 11px 12px; }
.card + .card { border-block-start: 1px solid var(--line); }
.card:hover:has(a) { background: var(--tint); }
.card-picture { width: 68px; height: 68px; border-radius: 10px; overflow: hidden; background: var(--sunk); color: var(--muted); display: grid; place-items: center; flex: none; }
.card-picture img { width: 100%; height: 100%; object-fit: cover; display: block; }
.illustration { align-self: flex-start; max-width: 94%; max-height: 240px; border-radius: 14px; }
.card-body { min-width: 0; flex: 1; display: flex; flex-direction: column; gap: 1px; }
.card-brand { font-size: 12.5px; line-height: 1.35; color: var(--muted); }
.card-title { font-weight: 600; font-size: 14.5px; line-height: 1.32; color: var(--text); text-decoration: none; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
a.card-title:hover { text-decoration: underline; }
a.card-title::after { content: ""; position: absolute; inset: 0; }
a.card-title:focus-visible { outline: 0; }
.card:has(a:focus-visible) { outline: 2px solid var(--accent); outline-offset: -3px; border-radius: 13px; }
.card-facts { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 11px; font-size: 13.5px; margin-block-start: 3px; }
.price { font-weight: 650; }
.rating { display: inline-flex; align-items: center; gap: 3px; color: var(--muted); }
.star { width: 14px; height: 14px; fill: var(--star); stroke: var(--star); }
.stock { color: var(--good); }
.stock.none { color: var(--bad); }
.card-reason { font-size: 13px; line-height: 1.4; color: var(--muted); margin-block-start: 3px; }
.more { margin-block-start: 4px; }
.sources { font-size: 13.5px; align-self: stretch; }
.sources summary { display: inline-flex; align-items: center; gap: 5px; padding: 3px 8px 3px 5px; margin-inline-start: -2px; border-radius: 8px; color: var(--muted); cursor: pointer; list-style: none; }
.sources summary::-webkit-details-marker { display: none; }
.sources summary:hover { background: var(--sunk); color: var(--text); }
.sources summary .icon { width: 16px; height: 16px; }
.sources summary .icon:last-child { width: 14px; height: 14px; transition: transform .15s; }
.sources[open] summary .icon:last-child { transform: rotate(180deg); }
.sources ol { margin-block-start: 5px; padding: 9px 14px 9px 32px; border: 1px solid var(--line); border-radius: 12px; }
[dir="rtl"] .sources ol { padding: 9px 32px 9px 14px; }
.sources li + li { margin-block-start: 6px; }
.sources li::marker { color: var(--muted); }
.section { display: block; color: var(--muted); font-size: 13px; line-height: 1.4; }
.why { display: flex; flex-direction: column; gap: 10px; padding: 12px 14px; border: 1px solid var(--line); border-radius: 14px; font-size: 14px; }
.why fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-direction: column; gap: 4px; min-width: 0; }
.why legend { padding: 0 0 5px; font-weight: 600; }
.why label { display: flex; gap: 8px; align-items: center; cursor: pointer; min-height: 26px; }
.why input[type="radio"] { accent-color: var(--accent); width: 16px; height: 16px; margin: 0; flex: none; }
.why input[type="text"] { border: 1px solid var(--muted); border-radius: 10px; padding: 7px 11px; background: var(--surface); width: 100%; }
.why input::placeholder { color: var(--muted); opacity: 1; }
`;

const PLACES = `
@media (max-width: 480px) {
  .panel { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; padding-block: env(safe-area-inset-top) env(safe-area-inset-bottom); }
  .launcher[aria-expanded="true"] { display: none; }
  .tool { width: 44px; height: 44px; }
  .thumb { width: 40px; height: 40px; }
  .reply { padding: 9px 15px; border-radius: 21px; }
  .send, .attach { width: 40px; height: 40px; }
  .tile .remove { width: 30px; height: 30px; inset-block-start: -11px; inset-inline-end: -11px; }
  textarea, .why input[type="text"] { font-size: 16px; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
  .log { scroll-behavior: auto; }
}
@media (forced-colors: active) {
  .launcher, .bubble, .text, .send, .mark { border: 1px solid; }
  .icon { stroke: currentColor; }
}
@media print { .whole { display: none; } }
`;

let shared = null;

/** One sheet for every widget on the page. */
export function styles() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(BASE + SHELL + MESSAGES + PIECES + PLACES);
  }
  return shared;
}
