// What can be taken away: the figure, the data, the scenario file, and the command that gives the same numbers.

import { asked, isKey } from "./address.js";
import { FULL } from "./answers.js";
import { html } from "./nodes.js";
import { lang, say } from "./words.js";

const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "fill-opacity", "opacity", "font-size", "font-family", "font-weight"];
const quoted = (text) => (/^[\w.,=:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command that gives the numbers of a setting. */
export function command(setting) {
  const words = ["alliance", "run", setting.scenario];
  for (const [name, value] of Object.entries(setting)) if (isKey(name)) words.push("--set", quoted(`${name}=${value}`));
  if (setting.off) words.push("--off", quoted(setting.off));
  if (setting.lens !== "resilience") words.push("--lens", setting.lens);
  words.push("--replicates", `${FULL}`);
  if (setting.seed !== "1") words.push("--seed", setting.seed);
  return words.join(" ");
}

/** A drawing as a file of its own, with the colours it has on the page. */
export function standalone(drawing, background) {
  const copy = drawing.cloneNode(true);
  const from = [drawing, ...drawing.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((node, n) => {
    const style = getComputedStyle(node);
    for (const name of DRAWN) to[n].setAttribute(name, style.getPropertyValue(name));
    to[n].removeAttribute("class");
  });
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: background })) paper.setAttribute(name, value);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

function save(text, name, type) {
  const place = URL.createObjectURL(new Blob([text], { type }));
  const link = html("a", { href: place, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(place), 1000);
}

function figure(name) {
  const drawing = document.querySelector(`#${name} svg`);
  if (drawing) save(standalone(drawing, getComputedStyle(document.querySelector(".card")).backgroundColor), `alliance-${name}.svg`, "image/svg+xml");
}

/** The list of what can be taken away, and the command. */
export function exportsFor(state, list, place) {
  const address = asked(state), sides = state.b ? ["a", "b"] : ["a"];
  const mark = (side) => (state.b ? ` ${side.toUpperCase()}` : "");
  const link = (path, side, text) => html("li", {}, html("a", { href: `${path}?${address}&side=${side}&lang=${lang()}`, download: true }, say(text) + mark(side)));
  list.replaceChildren(
    html("li", {}, html("button", { type: "button", class: "link", onclick: () => figure("recovery") }, say("export.figure"))),
    ...sides.flatMap((side) => [link("data.csv", side, "export.data"), link("scenario.yaml", side, "export.scenario")]));
  place.textContent = sides.map((side) => command(state[side])).join("\n");
}
