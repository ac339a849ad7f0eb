// The outcome map: fills in while it is computed; a click on a cell opens its curves.

import { asked } from "./address.js";
import { Told, grid } from "./answers.js";
import { letter, outcomeClass, scale, table } from "./charts.js";
import { at, html, svg } from "./nodes.js";
import { number, percent, say } from "./words.js";

const ROOM = { left: 68, bottom: 46, top: 6, right: 6 };

export class MapView {
  constructor(root, page) {
    this.page = page;
    this.selects = Object.fromEntries(["across", "up"].map((name) => [name, html("select", { id: `axis-${name}` })]));
    this.holder = html("div", { class: "holder grid", id: "grid" });
    this.progress = html("p", { class: "hint", role: "status" });
    this.legend = html("ul", { class: "legend outcomes" });
    this.reading = html("p", { class: "reading", "aria-live": "polite" });
    this.behind = html("details");
    const field = (name) => html("div", { class: "field" }, html("label", { for: `axis-${name}`, "data-text": `map.${name}` }), this.selects[name]);
    root.append(html("section", { class: "card wide", "aria-labelledby": "title-map" }, html("h2", { id: "title-map", "data-text": "map.title" }),
      html("p", { class: "hint", "data-text": "map.hint" }), html("div", { class: "row axes-row" }, field("across"), field("up")),
      this.progress, this.legend, this.holder, this.reading, this.behind));
    for (const [name, select] of Object.entries(this.selects)) {
      select.addEventListener("change", () => { page.state.shared[name] = select.value; page.addressed.later(); this.look(); });
    }
    this.holder.addEventListener("keydown", (event) => this.walk(event));
    new ResizeObserver(() => requestAnimationFrame(() => this.draw())).observe(this.holder);
  }

  leave() {
    this.stop?.abort();
    this.stop = null;
    this.shown = null;
  }

  words() { this.shown = null; }

  fillSelects() {
    const there = Object.keys(this.page.answers?.[0]?.head.sliders ?? {});
    for (const [name, select] of Object.entries(this.selects)) {
      select.replaceChildren(...there.map((key) => html("option", { value: key }, say(`key.${key}`))));
      const wanted = this.page.state.shared[name];
      const other = this.page.state.shared[name === "across" ? "up" : "across"];
      if (!there.includes(wanted) && there.length) this.page.state.shared[name] = there.find((key) => key !== other);
      select.value = this.page.state.shared[name];
    }
    return there.length > 1;
  }

  /** Begin the map of the first setting, unless it is shown already. */
  async look() {
    if (!this.fillSelects()) { setTimeout(() => this.page.state.shared.view === "map" && this.look(), 150); return; }
    const address = asked(this.page.state, "across", "up");
    if (address === this.shown) { this.draw(); return; }
    this.stop?.abort();
    this.shown = address;
    this.cells = new Map();
    this.head = null;
    this.chosen = null;
    const stop = (this.stop = new AbortController());
    this.holder.replaceChildren();
    this.progress.textContent = say("map.begins");
    try {
      await grid(address, stop.signal, (line) => this.take(line, stop));
    } catch (fault) {
      if (fault.name === "AbortError") return;
      this.shown = null;
      this.progress.textContent = fault instanceof Told ? fault.message : say("status.lost");
    }
  }

  take(line, stop) {
    if (stop.signal.aborted) return;
    if (line.across) { this.head = line; this.draw(); return; }
    this.cells.set(`${line.column} ${line.row}`, line);
    this.colour(line);
    this.tell();
  }

  tell() {
    const done = this.cells.size, of = this.head.cells;
    this.progress.textContent = done < of ? say("map.filling", { done, of }) : say("map.done", { of });
    const names = this.page.catalogue.outcomes.filter((name) => [...this.cells.values()].some(({ shares }) => shares?.[name]));
    this.legend.replaceChildren(...names.map((name) => html("li", {}, html("span", { class: `swatch ${outcomeClass(name)}`, "aria-hidden": true }, letter(name)), html("span", { class: "what" }, say(`outcome.${name}`)))));
    table(this.behind, say("map.title"), () => [
      [say(`key.${this.head.across.key}`), say(`key.${this.head.up.key}`), say("charts.outcome"), say("charts.share")],
      [...this.cells.values()].sort((one, other) => one.row - other.row || one.column - other.column).map((cell) => {
        const [name, share] = most(cell);
        return [number(Number(this.head.across.values[cell.column]), 3), number(Number(this.head.up.values[cell.row]), 3), name ? say(`outcome.${name}`) : cell.error ?? "–", name ? percent(share) : "–"];
      }),
    ]);
  }

  draw() {
    if (!this.head || !this.holder.clientWidth) return;
    const { across, up } = this.head, width = this.holder.clientWidth, size = scale();
    const PAD = { ...ROOM, left: ROOM.left * size, bottom: ROOM.bottom * size };
    const wide = (width - PAD.left - PAD.right) / across.values.length, tall = Math.max(30, Math.min(58 * size, wide * 0.62));
    const height = PAD.top + tall * up.values.length + PAD.bottom;
    const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": say("map.title"), class: "chart" });
    this.boxes = new Map();
    up.values.forEach((value, y) => {
      const top = PAD.top + tall * (up.values.length - 1 - y);
      drawing.append(svg("text", { x: PAD.left - 8, y: at(top + tall / 2 + 4), class: "tick", "text-anchor": "end" }, number(Number(value), 3)));
      across.values.forEach((_, x) => {
        const box = svg("g", { class: "cell waiting", tabindex: x || y ? -1 : 0, role: "button", "aria-label": say("map.waiting") },
          svg("rect", { x: at(PAD.left + x * wide), y: at(top), width: at(wide - 2), height: at(tall - 2), rx: 3 }),
          svg("text", { x: at(PAD.left + (x + 0.5) * wide - 1), y: at(top + tall / 2 + 4), class: "letter", "text-anchor": "middle" }));
        box.addEventListener("click", () => this.open(x, y));
        box.addEventListener("pointerenter", () => this.read(x, y));
        box.addEventListener("focus", () => this.read(x, y));
        this.boxes.set(`${x} ${y}`, box);
        drawing.append(box);
      });
    });
    across.values.forEach((value, x) => {
      if (wide > 34 || x % 2 === 0) drawing.append(svg("text", { x: at(PAD.left + (x + 0.5) * wide), y: at(height - PAD.bottom + 16 * size), class: "tick", "text-anchor": "middle" }, number(Number(value), 3)));
    });
    drawing.append(svg("text", { x: at(PAD.left + (wide * across.values.length) / 2), y: height - 8, class: "axis-name", "text-anchor": "middle" }, say(`key.${across.key}`)),
      svg("text", { x: 0, y: 0, transform: `translate(${at(17 * size)} ${at(PAD.top + (tall * up.values.length) / 2)}) rotate(-90)`, class: "axis-name", "text-anchor": "middle" }, say(`key.${up.key}`)));
    this.holder.replaceChildren(drawing);
    for (const cell of this.cells.values()) this.colour(cell);
    if (this.cells.size) this.tell();
  }

  colour(cell) {
    const box = this.boxes?.get(`${cell.column} ${cell.row}`);
    if (!box) return;
    const [name, share] = most(cell);
    box.setAttribute("class", name ? `cell ${outcomeClass(name)} strength-${Math.ceil(share * 4)}` : "cell none");
    box.lastChild.setAttribute("class", `letter on-${name ? outcomeClass(name) : "none"}`);
    box.lastChild.textContent = name ? letter(name) : "×";
    box.setAttribute("aria-label", this.words_of(cell));
  }

  words_of(cell) {
    const { across, up } = this.head, [name, share] = most(cell);
    const where = `${say(`key.${across.key}`)} ${number(Number(across.values[cell.column]), 3)}, ${say(`key.${up.key}`)} ${number(Number(up.values[cell.row]), 3)}`;
    return name ? `${where}: ${say(`outcome.${name}`)} ${percent(share)}` : `${where}: ${cell.error ?? ""}`;
  }

  read(x, y) {
    const cell = this.cells.get(`${x} ${y}`);
    this.reading.textContent = cell ? this.words_of(cell) : say("map.waiting");
  }

  walk(event) {
    if (!this.boxes) return;
    const { across, up } = this.head;
    const [x, y] = [...this.boxes].find(([, box]) => box === document.activeElement)?.[0].split(" ").map(Number) ?? [0, 0];
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.open(x, y); return; }
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
    if (!dx && !dy) return;
    event.preventDefault();
    const to = `${Math.max(0, Math.min(across.values.length - 1, x + dx))} ${Math.max(0, Math.min(up.values.length - 1, y + dy))}`;
    this.boxes.get(`${x} ${y}`).setAttribute("tabindex", -1);
    this.boxes.get(to).setAttribute("tabindex", 0);
    this.boxes.get(to).focus();
  }

  open(x, y) {
    const { across, up } = this.head;
    this.page.openSetting({ [across.key]: across.values[x], [up.key]: up.values[y] });
  }
}

/** The most frequent outcome of a cell, and its share. */
function most(cell) {
  const shares = Object.entries(cell.shares ?? {});
  return shares.length ? shares.reduce((best, each) => (each[1] > best[1] ? each : best)) : [null, 0];
}
