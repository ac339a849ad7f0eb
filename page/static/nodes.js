// Small helpers that make elements; text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

function put(node, given, inside) {
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const part of inside.flat()) if (part !== null && part !== undefined) node.append(part);
  return node;
}

/** An element of the page. */
export const html = (name, given = {}, ...inside) => put(document.createElement(name), given, inside);

/** An element of a drawing. */
export const svg = (name, given = {}, ...inside) => put(document.createElementNS(SVG, name), given, inside);

/** A coordinate with one digit behind the point. */
export const at = (value) => (Math.round(value * 10) / 10).toString();

/** Call back when nothing has been asked for so many milliseconds. */
export function resting(milliseconds, call) {
  let timer = 0;
  return {
    later: () => { clearTimeout(timer); timer = setTimeout(call, milliseconds); },
    stop: () => clearTimeout(timer),
  };
}
