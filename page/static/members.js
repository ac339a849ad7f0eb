// The alliance as a network on a map of its members: who trusts how much, and how much each does with the other side.

import { at, html, svg } from "./nodes.js";
import { row } from "./answers.js";
import { number, say } from "./words.js";

let borders = null, states = [];

/** Take up the map and the states, once. */
export async function loadMembers(listed) {
  borders = await (await fetch("static/members.json")).json();
  states = listed.map(({ state }) => state);
}

const HUB = "USA", STEPS = 9;
export const trustClass = (trust) => `trust-${Math.max(0, Math.min(STEPS, Math.floor(trust * 10)))}`;

/** A map that is drawn once and then only coloured. */
export class Members {
  constructor() {
    this.node = html("figure", { class: "members" });
  }

  build() {
    const { width, height, members, around } = borders;
    this.areas = {};
    this.ties = {};
    this.dots = {};
    this.drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "map" });
    this.drawing.append(svg("path", { d: around, class: "around" }));
    for (const state of states) this.drawing.append((this.areas[state] = svg("path", { d: members[state].path, class: "area" })));
    const hub = members[HUB];
    for (const state of states) {
      if (state === HUB) continue;
      const { x, y } = members[state], bend = 40 + Math.abs(y - hub.y) * 0.25;
      this.ties[state] = svg("path", { d: `M${hub.x} ${hub.y}Q${at((hub.x + x) / 2)} ${at(Math.min(hub.y, y) - bend)} ${x} ${y}`, class: "tie" });
      this.drawing.append(this.ties[state]);
    }
    for (const state of states) {
      const { x, y } = members[state];
      this.dots[state] = svg("circle", { cx: x, cy: y, r: state === HUB ? 9 : 4.5, class: "node" }, svg("title"));
      this.drawing.append(this.dots[state]);
    }
    this.caption = html("figcaption", {});
    this.scale = html("ul", { class: "scale", "aria-hidden": true }, Array.from({ length: STEPS + 1 }, (_, n) => html("li", { class: `trust-${n}` })));
    this.low = html("span"); this.high = html("span"); this.tie = html("span", { class: "tie-note" });
    this.node.append(this.drawing, this.caption, html("div", { class: "row scale-row" }, this.low, this.scale, this.high, this.tie));
  }

  draw(answer, cursor, mark) {
    if (!borders) return;
    if (!this.drawing) this.build();
    const trust = row(answer.arrays.members_trust, cursor), joint = row(answer.arrays.members_joint, cursor);
    states.forEach((state, n) => {
      const colour = trustClass(trust[n]);
      this.areas[state].setAttribute("class", `area ${colour}`);
      this.dots[state].setAttribute("class", `node ${colour}`);
      this.dots[state].firstChild.textContent = say("members.title", { state: say(`state.${state}`), trust: number(trust[n]), joint: number(joint[n]) });
      if (state !== HUB) {
        this.ties[state].setAttribute("stroke-width", at(0.3 + 5 * joint[n]));
        this.ties[state].setAttribute("class", `tie ${colour}`);
      }
    });
    const mean = trust.reduce((sum, each, n) => sum + (states[n] === HUB ? 0 : each), 0) / (states.length - 1);
    this.caption.textContent = say("members.caption", { side: mark ? `${mark.trim()}: ` : "", us: number(trust[states.indexOf(HUB)]), eu: number(mean) });
    this.drawing.setAttribute("aria-label", `${say("charts.members")}. ${this.caption.textContent}`);
    this.low.textContent = say("members.low");
    this.high.textContent = say("members.high");
    this.tie.textContent = say("members.tie");
  }

  /** The table behind the map. */
  rows(answers, cursor, mark) {
    const head = [say("members.state"), ...answers.flatMap((_, n) => [say("members.trust") + mark(n), say("members.joint") + mark(n)])];
    const rows = states.map((state, n) => [say(`state.${state}`), ...answers.flatMap((answer) => {
      const month = Math.min(cursor, answer.head.months - 1);
      return [number(row(answer.arrays.members_trust, month)[n], 3), number(row(answer.arrays.members_joint, month)[n], 3)];
    })]);
    return [head, rows];
  }
}
