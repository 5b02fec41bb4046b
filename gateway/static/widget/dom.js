/* Builds elements from tag, properties and children. Text only ever enters as a text node. */

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A line icon on a 24 by 24 grid, hidden from assistive technology: its button carries the name. */
function icon(...paths) {
  return () => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", "icon");
    for (const path of paths) {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("d", path);
      svg.append(line);
    }
    return svg;
  };
}

export const icons = {
  chat: icon("M20.5 11.5a8 8 0 0 1-8 8c-1.4 0-2.700-.36-3.850-.98L4 20l1.480-4.650A8 8 0 1 1 20.500 11.500Z", "M9 10.200h7", "M9 13.400h4.500"),
  down: icon("M6 9.500l6 6 6-6"),
  close: icon("M6 6l12 12", "M18 6L6 18"),
  send: icon("M12 19V5.500", "M6 11.200l6-6 6 6"),
  fresh: icon("M4.500 12a7.500 7.500 0 1 0 2.300-5.400", "M4.500 4.200v4h4"),
  up: icon("M7.500 11v8.500", "M7.500 11l3.700-6.700c1.500 0 2.300 1.100 2.100 2.500L12.900 9.700h4.500c1.400 0 2.300 1.200 2 2.500l-1.200 5.200c-.300 1.300-1.200 2.100-2.500 2.100H4.500V11h3Z"),
  thumbDown: icon("M16.500 13V4.500", "M16.500 13l-3.700 6.700c-1.500 0-2.300-1.100-2.100-2.500l.400-2.900H6.600c-1.400 0-2.300-1.200-2-2.500l1.200-5.200c.300-1.300 1.200-2.100 2.500-2.100h11.200V13h-3Z"),
  source: icon("M6.500 4h8l3.500 3.500V20h-11.500Z", "M14 4v4h4", "M9.500 12h5.500", "M9.500 15.500h5.500"),
  warning: icon("M12 4.500L21 19.500H3Z", "M12 10.200v4.300", "M12 17v.100"),
  person: icon("M12 12a3.700 3.700 0 1 0 0-7.400 3.700 3.700 0 0 0 0 7.400Z", "M4.800 20c.700-3.600 3.600-5.600 7.200-5.600s6.500 2 7.200 5.600"),
  image: icon("M4.500 5h15v14h-15Z", "M4.500 16l4.500-4.500 3.500 3.500 2.500-2.500 4.500 4.500"),
};

export function star() {
  const svg = icon("M12 3.800l2.500 5.200 5.700.800-4.100 4 1 5.700-5.100-2.700-5.100 2.700 1-5.700-4.100-4 5.700-.800Z")();
  svg.classList.add("star");
  return svg;
}
