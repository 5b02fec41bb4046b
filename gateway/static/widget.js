/*
 * The Tilly chat widget. One tag and one element put it on a page:
 *
 *   <script src="https://chat.example/widget.js" defer></script>
 *   <tilly-chat></tilly-chat>
 *
 * This file only finds its own address and loads the modules beside it.
 */
(() => {
  const script =
    document.currentScript ?? [...document.scripts].find((each) => /\/widget\.js(\?|$)/.test(each.src));
  const here = script?.src || document.baseURI;
  import(new URL("widget/define.js", here).href).catch((error) => {
    console.error("The Tilly chat widget could not be loaded.", error);
  });
})();
