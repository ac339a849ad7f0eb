// Charts in our own small SVG: lines with bands over months, bars of shares, and the table behind each.

import { at, html, svg } from "./nodes.js";
import { row } from "./answers.js";
import { month, number, percent, say } from "./words.js";

/** A letter for an outcome, which says its colour a second time. */
export const letter = (name) => say(`letter.${name}`);
export const outcomeClass = (name) => `outcome-${name.replaceAll(" ", "-")}`;

const LEVELS = { q05: 0, q25: 1, q50: 2, q75: 3, q95: 4 };
export const level = (answer, name, which) => row(answer.arrays[name], LEVELS[which]);

/** How large letters are on this screen: 1 where the page's own are 16 pixels. */
export const scale = () => (letters ??= parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
let letters = null;
addEventListener("resize", () => { letters = null; });

/** Measure holders before anything is drawn into one of them: reading and writing by turns lays the page out each time. */
export function measure(holders) {
  for (const holder of holders) holder.wide = holder.clientWidth;
}
const widthOf = (holder) => Math.max(140, (holder.wide || holder.clientWidth) || 600);

const PAD = { left: 46, right: 14, top: 12, bottom: 28 }, SLIM = { ...PAD, left: 34, right: 6 };

/** Round numbers between two ends, about so many. */
export function ticks(low, high, count) {
  const raw = (high - low) / Math.max(1, count), size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * size).find((each) => each >= raw * 0.999);
  const made = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++) made.push(n * step || 0);
  return made;
}

function line(values, x, y) {
  let path = "", pen = "M";
  for (let n = 0; n < values.length; n++) {
    if (Number.isNaN(values[n])) { pen = "M"; continue; }
    path += `${pen}${at(x(n))} ${at(y(values[n]))}`;
    pen = "L";
  }
  return path;
}

function area(low, high, x, y) {
  let there = "", back = "", made = "";
  const close = () => { if (there) made += `M${there.slice(1)}${back}Z`; there = back = ""; };
  for (let n = 0; n < low.length; n++) {
    if (Number.isNaN(low[n]) || Number.isNaN(high[n])) { close(); continue; }
    there += `L${at(x(n))} ${at(y(high[n]))}`;
    back = `L${at(x(n))} ${at(y(low[n]))}${back}`;
  }
  close();
  return made;
}

/** The ends of an axis that hold all of the values, and whatever must be seen. */
export function ends(arrays, seen = []) {
  let low = Infinity, high = -Infinity;
  for (const values of [...arrays, seen]) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low === Infinity) return [0, 1];
  const room = (high - low || 0.1) * 0.05;
  return [Math.max(0, low - room), high + room];
}

/** Where months and values lie in a drawing of that size. */
export function frame(width, height, months, [low, high], pad = PAD) {
  const size = scale(), left = pad.left * size, top = pad.top;
  const right = width - pad.right * size, bottom = height - pad.bottom * size;
  const x = (n) => left + (n / Math.max(1, months - 1)) * (right - left);
  const y = (value) => bottom - ((value - low) / (high - low || 1)) * (bottom - top);
  const monthAt = (px) => Math.max(0, Math.min(months - 1, Math.round(((px - left) / (right - left)) * (months - 1))));
  return { x, y, monthAt, width, height, left, right, top, bottom, size, low, high, months };
}

function axes(place, start, rules, tell) {
  const group = svg("g", { class: "axes" }), { left, right, bottom, size } = place;
  const across = (value, name) => svg("line", { x1: at(left), x2: at(right), y1: at(place.y(value)), y2: at(place.y(value)), class: name });
  for (const value of ticks(place.low, place.high, Math.max(2, Math.round(place.height / (62 * size))))) {
    group.append(across(value, "rule"), svg("text", { x: at(left - 8), y: at(place.y(value) + 4 * size), class: "tick", "text-anchor": "end" }, tell(value)));
  }
  for (const [value, name] of rules) if (value >= place.low && value <= place.high) group.append(across(value, `level ${name}`));
  const [year, first] = start.split("-").map(Number), years = place.months / 12;
  const every = [1, 2, 3, 5, 10, 20].find((each) => ((right - left) / years) * each > 58 * size) ?? 50;
  for (let n = (13 - first) % 12, y = year + (first > 1 ? 1 : 0); n < place.months; n += 12, y++) {
    if (y % every) continue;
    group.append(svg("line", { x1: at(place.x(n)), x2: at(place.x(n)), y1: at(bottom), y2: at(bottom + 5), class: "rule" }),
      svg("text", { x: at(place.x(n)), y: at(bottom + 19 * size), class: "tick", "text-anchor": "middle" }, `${y}`));
  }
  return group;
}

/** The names of levels, under their lines at the right. */
const named = (place, rules) => rules.filter(([value, , words]) => words && value >= place.low).map(([value, name, words]) =>
  svg("text", { x: at(place.right - 4), y: at(place.y(value) + 16 * place.size), class: `level-name ${name}`, "text-anchor": "end" }, words));

/** Lines and bands over months. `curves`: {side, values, low, high, inner: [low, high], twin, label}; `rules`: levels with
 *  their class and words; `tell` writes a value of the axis; `slim` is a drawing among many. */
export function lines(holder, { start, months, shock, curves, rules = [], domain, cursor, height, title, slim = false, tell = (value) => number(value, 2) }) {
  const width = widthOf(holder);
  const place = frame(width, height, months, domain, slim ? SLIM : PAD);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title, class: "chart" });
  for (const { first, last, side } of shock) {
    const from = place.x(first), to = place.x(last === null ? months - 1 : Math.min(last, months - 1));
    drawing.append(svg("rect", { x: at(from), y: place.top, width: at(Math.max(2, to - from)), height: at(place.bottom - place.top), class: `shock ${side}` }));
  }
  drawing.append(axes(place, start, rules, tell));
  for (const each of curves) {
    if (each.low) drawing.append(svg("path", { d: area(each.low, each.high, place.x, place.y), class: `band ${each.side}` }));
    if (each.inner) drawing.append(svg("path", { d: area(...each.inner, place.x, place.y), class: `band inner ${each.side}` }));
  }
  for (const each of curves) {
    if (each.twin) drawing.append(svg("path", { d: line(each.twin, place.x, place.y), class: `line twin ${each.side}` }));
    drawing.append(svg("path", { d: line(each.values, place.x, place.y), class: `line ${each.side} ${each.style ?? ""}` }));
  }
  drawing.append(...named(place, rules));
  if (cursor !== null && cursor < months) {
    drawing.append(svg("line", { x1: at(place.x(cursor)), x2: at(place.x(cursor)), y1: place.top, y2: at(place.bottom), class: "cursor" }));
    for (const each of curves) {
      if (Number.isFinite(each.values[cursor])) drawing.append(svg("circle", { cx: at(place.x(cursor)), cy: at(place.y(each.values[cursor])), r: 4, class: `dot ${each.side}` }));
    }
  }
  holder.replaceChildren(drawing);
  return place;
}

/** Stacked bars of outcome shares, a row a setting; a letter says each outcome a second time. */
export function bars(holder, rows, title, tall = 44) {
  const width = widthOf(holder), gap = 12;
  const height = rows.length * (tall + gap) - gap;
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title, class: "chart" });
  rows.forEach(({ shares, side }, n) => {
    const left = rows.length > 1 ? 26 : 0, top = n * (tall + gap);
    if (left) drawing.append(svg("text", { x: 4, y: top + tall / 2 + 6, class: `side-letter ${side}` }, side.toUpperCase()));
    drawing.append(svg("rect", { x: left, y: top, width: at(width - left), height: tall, class: "track" }));
    let from = left;
    for (const [name, share] of Object.entries(shares)) {
      const wide = share.share * (width - left);
      if (!wide) continue;
      drawing.append(svg("rect", { x: at(from), y: top, width: at(Math.max(1, wide - 1)), height: tall, class: `share ${outcomeClass(name)}` }));
      if (wide > 20) drawing.append(svg("text", { x: at(from + wide / 2), y: top + tall / 2 + 5, class: `letter on-${outcomeClass(name)}`, "text-anchor": "middle" }, wide > 74 ? percent(share.share) : letter(name)));
      from += wide;
    }
  });
  holder.replaceChildren(drawing);
}

/** What the colours of the bars mean, with each share; `group` has the words for outcomes. */
export function legend(holder, rows, group = "outcome") {
  const names = [...new Set(rows.flatMap(({ shares }) => Object.entries(shares).filter(([, share]) => share.n).map(([name]) => name)))];
  holder.replaceChildren(...names.map((name) => html("li", {},
    html("span", { class: `swatch ${outcomeClass(name)}`, "aria-hidden": true }, letter(name)),
    html("span", { class: "what" }, say(`${group}.${name}`)),
    html("span", { class: "much" }, rows.map(({ shares }) => percent(shares[name]?.share ?? 0)).join(" / ")))));
}

/** The table behind a chart: made when it is opened, and not before. */
export function table(holder, name, make) {
  holder.classList.add("behind");
  if (!holder.firstChild) {
    holder.append(html("summary", {}, ""), html("div", { class: "scroll", tabindex: 0, role: "region" }));
    holder.addEventListener("toggle", () => holder.fillTable?.());
  }
  const [summary, scroll] = holder.children;
  summary.textContent = say("charts.table");
  scroll.setAttribute("aria-label", say("charts.table_of", { name }));
  holder.fillTable = () => {
    if (!holder.open) return;
    const [head, rows] = make();
    scroll.replaceChildren(html("table", {}, html("thead", {}, html("tr", {}, head.map((each) => html("th", { scope: "col" }, each)))),
      html("tbody", {}, rows.map(([first, ...others]) => html("tr", {}, html("th", { scope: "row" }, first), others.map((each) => html("td", {}, each)))))));
  };
  holder.fillTable();
}

/** Rows of a table of months. */
export const monthRows = (start, months, columns) =>
  Array.from({ length: months }, (_, n) => [month(start, n), ...columns.map((values) => number(values[n], 3))]);
