// Month by month: one run, what each saw, decided and why, in words; step, play and pause.

import { asked } from "./address.js";
import { Told, months } from "./answers.js";
import { ends, lines, measure, table } from "./charts.js";
import { trustClass } from "./members.js";
import { html } from "./nodes.js";
import { begun, month, number, percent, say, sentences } from "./words.js";

const PACE = 700, FELT = 0.02, MATTERS = 0.03, MOST = 2;

export class MonthsView {
  constructor(root, page) {
    this.page = page;
    this.at = 0;
    this.holder = html("div", { class: "holder", id: "months-curve" });
    this.slide = html("input", { type: "range", min: 0, step: 1, id: "step", "data-label": "charts.month" });
    this.name = html("output", { class: "month-name big", for: "step" });
    const button = (id, text, call) => html("button", { type: "button", id, "data-text": text, onclick: call });
    this.play = html("button", { type: "button", id: "play", class: "main", onclick: () => this.turn() });
    this.run = html("input", { type: "number", id: "run", min: 1, max: 200, step: 1 });
    this.story = html("div", { class: "story", id: "story" });
    this.members = html("details", { class: "group members-list" });
    this.behind = html("details");
    this.status = html("p", { class: "hint", role: "status" });
    for (const each of [this.members, this.behind, this.slide]) each.hidden = true;
    root.append(html("section", { class: "card wide", "aria-labelledby": "title-months" }, html("h2", { id: "title-months", "data-text": "months.title" }),
      html("p", { class: "hint", "data-text": "months.hint" }), this.status, this.holder,
      html("div", { class: "row steps" }, button("back", "months.back", () => this.step(-1)), this.play, button("next", "months.next", () => this.step(1)), this.name,
        html("span", { class: "field inline" }, html("label", { for: "run", "data-text": "months.run" }), this.run)),
      html("div", { class: "row slide" }, this.slide), this.story, this.members, this.behind));
    this.slide.addEventListener("input", () => this.go(Number(this.slide.value)));
    this.run.addEventListener("change", () => {
      page.state.shared.run = `${Math.max(1, Math.min(200, Math.round(Number(this.run.value) || 1))) - 1}`;
      page.changed();
    });
    new ResizeObserver(() => requestAnimationFrame(() => this.draw())).observe(this.holder);
  }

  words() { if (this.told) this.draw(); this.button(); }

  leave() { this.pause(); this.stop?.abort(); this.stop = null; }

  /** Ask for the run, unless it is there. */
  async look() {
    const address = asked(this.page.state);
    this.run.value = Number(this.page.state.shared.run) + 1;
    this.button();
    if (address === this.shown) { this.draw(); return; }
    this.stop?.abort();
    const stop = (this.stop = new AbortController());
    this.status.textContent = say("months.computing");
    try {
      this.told = await months(address, stop.signal);
      for (const each of [this.members, this.behind, this.slide]) each.hidden = false;
      this.shown = address;
      this.status.textContent = say(this.page.state.b ? "months.of_a" : "months.ready");
      const wanted = this.page.state.shared.month === "" ? this.told.head.shock.first ?? 0 : Number(this.page.state.shared.month);
      this.at = Math.min(wanted, this.told.head.months - 1);
      this.draw();
    } catch (fault) {
      if (fault.name !== "AbortError" && !fault.stale) this.status.textContent = fault instanceof Told ? fault.message : say("status.lost");
    }
  }

  step(by) { this.pause(); this.go(this.at + by); }

  go(to) {
    if (!this.told) return;
    this.at = Math.max(0, Math.min(this.told.head.months - 1, to));
    this.page.state.shared.month = `${this.at}`;
    this.page.addressed.later();
    this.draw();
  }

  turn() { if (this.timer) this.pause(); else this.start(); }

  start() {
    if (!this.told) return;
    if (this.at >= this.told.head.months - 1) this.at = 0;
    this.timer = setInterval(() => (this.at >= this.told.head.months - 1 ? this.pause() : this.go(this.at + 1)), PACE);
    this.button();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = 0;
    this.button();
  }

  button() { this.play.textContent = say(this.timer ? "months.pause" : "months.play"); }

  draw() {
    if (!this.told || !this.holder.clientWidth) return;
    const { head, arrays } = this.told, { values } = arrays.performance, twin = arrays.performance_twin.values;
    const { shock } = head;
    measure([this.holder]);
    lines(this.holder, {
      start: head.start, months: head.months, shock: shock.first === null ? [] : [{ ...shock, side: "a" }],
      curves: [{ side: "a", values, twin }], domain: ends([values, twin], [0, 1]), cursor: this.at, height: Math.max(200, Math.min(340, this.holder.wide * 0.18)), title: say("months.curve"),
    });
    this.slide.max = head.months - 1;
    this.slide.value = this.at;
    this.name.textContent = month(head.start, this.at);
    this.slide.setAttribute("aria-valuetext", this.name.textContent);
    this.tell();
    table(this.behind, say("months.title"), () => [
      [say("members.state"), say("members.trust"), say("months.effort"), say("months.shortage"), say("months.why")],
      head.states.map((state, n) => [say(`state.${state}`), number(this.seen("trust", n), 3), number(this.seen("effort", n), 3), number(this.seen("felt", n), 3), this.why([n])]),
    ]);
  }

  /** A number of a state (or of its twin) in a month. */
  seen(name, state, month = this.at, ending = "") { return this.value("seen", name, state, month, ending); }

  value(kind, name, state, month, ending) {
    const { head, arrays } = this.told, { shape, values } = arrays[kind + ending];
    return values[(month * shape[1] + state) * shape[2] + head[kind].indexOf(name)];
  }

  /** The mean of states, by their weight. */
  mean(states, take) {
    const { weight } = this.told.head;
    const whole = states.reduce((sum, n) => sum + weight[n], 0);
    return states.reduce((sum, n) => sum + weight[n] * take(n), 0) / whole;
  }

  tell() {
    const { head, arrays } = this.told, before = Math.max(0, this.at - 1);
    const sides = [0, 1].map((side) => head.states.map((_, n) => n).filter((n) => head.side[n] === side));
    const happened = [];
    const { shock } = head;
    if (shock.first === this.at) happened.push(say("months.shock_begins"));
    if (shock.last !== null && shock.last + 1 === this.at) happened.push(say("months.shock_over"));
    if (arrays.meeting.values[this.at]) happened.push(say("months.council"));
    const lacking = 1 - arrays.chips_advanced.values[this.at];
    const old = 1 - arrays.chips_mature.values[this.at];
    if (Math.max(lacking, old) > FELT) happened.push(say("months.chips", { advanced: percent(Math.max(0, lacking)), mature: percent(Math.max(0, old)) }));
    const q = arrays.performance.values[this.at] / arrays.performance_twin.values[this.at];
    happened.push(say("months.performance", { share: percent(q) }));
    this.story.replaceChildren(html("p", { class: "happened" }, sentences(happened)),
      html("div", { class: "actors" }, ["USA", "EU"].map((name, side) => this.actor(say(`side.${name}`), sides[side], before))));
    this.list(sides[1], before);
  }

  actor(name, states, before) {
    const now = (field, month = this.at) => this.mean(states, (n) => this.seen(field, n, month));
    const trust = now("trust");
    return html("article", { class: "actor" },
      html("h3", {}, html("span", { class: `trust-mark ${trustClass(trust)}`, "aria-hidden": true }), name),
      html("dl", {}, ...[["saw", this.saw(now)], ["decided", this.decided(now, before)], ["why", this.why(states)]].flatMap(([what, text]) => [html("dt", {}, say(`months.${what}`)), html("dd", {}, text)])));
  }

  saw(now) {
    const kept = now("stance") / now("expected"), words = [say(kept > 1.02 ? "saw.more" : kept < 0.98 ? "saw.less" : "saw.as_expected", { share: percent(kept) })];
    if (now("felt") > FELT) words.push(say("saw.shortage", { share: percent(now("felt")) }));
    if (now("turned") > FELT) words.push(say("saw.turned", { share: percent(now("turned")) }));
    return sentences(words);
  }

  decided(now, before) {
    const change = (field) => {
      const [was, is] = [now(field, before), now(field)].map((each) => Math.round(1000 * each) / 1000);
      return [is > was ? "up" : is < was ? "down" : "same", { was: number(was, 3), now: number(is, 3) }];
    };
    const [effort, efforts] = change("effort"), [trust, trusts] = change("trust");
    return sentences([say(`decided.effort_${effort}`, efforts), say(`decided.trust_${trust}`, trusts)]);
  }

  /** What sets a payoff apart from the twin's, the largest first, in words. */
  why(states) {
    const apart = this.told.head.reasons.map((name) => [name, this.mean(states, (n) => this.value("reasons", name, n, this.at, "") - this.value("reasons", name, n, this.at, "_twin"))]);
    const gate = this.mean(states, (n) => this.seen("gate", n)), calm = this.mean(states, (n) => this.seen("gate", n, this.at, "_twin"));
    const told = apart.filter(([, by]) => Math.abs(by) >= MATTERS).sort((one, other) => Math.abs(other[1]) - Math.abs(one[1])).slice(0, MOST)
      .map(([name, by]) => say(`why.${name}_${by > 0 ? "up" : "down"}`, { by: number(Math.abs(by), 2) }));
    if (gate < 0.95 * calm) told.unshift(say("why.gate", { share: percent(gate) }));
    return told.length ? begun(told.join(say("why.between")) + say("why.end")) : say("why.nothing");
  }

  list(members, before) {
    const open = this.members.open;
    this.members.replaceChildren(html("summary", {}, html("span", {}, say("months.each"))), html("ul", { class: "each" }, members.map((n) => {
      const now = (field, month = this.at) => this.seen(field, n, month);
      return html("li", {}, html("b", {}, html("span", { class: `trust-mark ${trustClass(now("trust"))}`, "aria-hidden": true }), say(`state.${this.told.head.states[n]}`)),
        html("span", {}, open ? sentences([this.saw(now), this.decided(now, before), say("months.because"), this.why([n])]) : ""));
    })));
    this.members.ontoggle ??= () => this.draw();
  }
}
