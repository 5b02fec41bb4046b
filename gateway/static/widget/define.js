/* Registration stands apart from definition: import element.js to define under another name. */
import { TillyChat } from "./element.js";

if (!customElements.get("tilly-chat")) customElements.define("tilly-chat", TillyChat);
