// The view of curves: recovery, outcomes, the members on a map, the parts of performance.

import { bars, ends, legend, level, lines, measure, monthRows, table } from "./charts.js";
import { Members } from "./members.js";
import { html } from "./nodes.js";
import { month, number, percent, say } from "./words.js";

const PARTS = ["cooperation", "output", "trust_USA", "trust_EU", "effort_USA", "effort_EU", "interoperability", "commitments", "chips"];
const RULES = [[1, "twin"], [0.95, "degraded"], [0.5, "collapsed"]];
const NAMED = ["degraded", "collapsed"];
const SIDES = ["a", "b"];

const card = (name, ...inside) => html("section", { class: `card ${name}-card`, "aria-labelledby": `title-${name}` },
  html("h2", { id: `title-${name}`, "data-text": `charts.${name}` }), ...inside);

/** The view; `moveTo` is told of the month that is pointed at. */
export class CurvesView {
  constructor(root, moveTo) {
    this.root = root;
    this.moveTo = moveTo;
    this.answers = [];
    this.recovery = html("div", { class: "holder", tabindex: 0, role: "slider", id: "recovery" });
    this.reading = html("p", { class: "reading", "aria-live": "off" });
    this.behind = { recovery: html("details"), outcomes: html("details"), members: html("details"), parts: html("details") };
    this.outcomes = html("div", { class: "holder" });
    this.outcomeLegend = html("ul", { class: "legend outcomes" });
    this.judged = html("p", { class: "hint" });
    this.longRun = html("div", { class: "holder" });
    this.longRunLegend = html("ul", { class: "legend outcomes" });
    this.longRunHint = html("p", { class: "hint" });
    this.longRunPart = html("div", { class: "long-run" }, html("h3", { "data-text": "long_run.title" }), this.longRunHint, this.longRun, this.longRunLegend);
    this.settled = null;
    this.seen = new Set();
    this.figures = html("dl", { class: "figures" });
    this.key = html("ul", { class: "legend key" });
    this.maps = html("div", { class: "maps" });
    this.slide = html("input", { type: "range", min: 0, step: 1, id: "month", "data-label": "charts.month" });
    this.slide.addEventListener("input", () => this.moveTo(Number(this.slide.value)));
    this.monthName = html("output", { class: "month-name", for: "month" });
    this.parts = html("div", { class: "series" });
    this.holders = PARTS.map((name) => [name, html("div", { class: "holder small" }), html("h3", { "data-text": `series.${name}` })]);
    this.parts.append(...this.holders.map(([, holder, head]) => html("div", { class: "part" }, head, holder)));
    this.members = SIDES.map(() => new Members());
    root.append(
      card("recovery", html("p", { class: "hint", "data-text": "charts.recovery_hint" }), this.key, this.recovery, this.reading, this.behind.recovery),
      card("outcomes", this.judged, this.outcomes, this.outcomeLegend, this.figures, this.longRunPart, this.behind.outcomes),
      card("members", html("p", { class: "hint", id: "members-hint" }), html("div", { class: "row slide" }, this.slide, this.monthName), this.maps, this.behind.members),
      card("parts", html("p", { class: "hint", "data-text": "charts.parts_hint" }), this.parts, this.behind.parts));
    this.listen();
  }

  listen() {
    const moved = (event) => {
      const box = this.recovery.getBoundingClientRect();
      if (this.place) this.moveTo(this.place.monthAt((event.clientX - box.left) * (this.place.width / box.width)));
    };
    this.recovery.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse" || event.buttons) moved(event); });
    this.recovery.addEventListener("pointerdown", moved);
    this.recovery.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -12, PageUp: 12, Home: -1e6, End: 1e6 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.moveTo(Math.max(0, Math.min(this.months - 1, this.cursor + step)));
    });
    new ResizeObserver(() => requestAnimationFrame(() => this.draw())).observe(this.recovery);
    const watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.seen[isIntersecting ? "add" : "delete"](target);
      if (this.hasty) this.draw();
    });
    for (const part of [this.maps, this.parts]) watch.observe(part);
  }

  get months() { return this.answers.length ? Math.max(...this.answers.map(({ head }) => head.months)) : 1; }

  /** The month that is looked at: the one pointed at, or the lowest point of the first setting. */
  get cursor() {
    if (this.pointed !== null && this.pointed !== undefined) return Math.min(this.pointed, this.months - 1);
    const q = level(this.answers[0], "q", "q50");
    let lowest = 0;
    q.forEach((value, n) => { if (value < q[lowest]) lowest = n; });
    return lowest;
  }

  /** Show answers; while a slider is dragged, in haste: only what is on the screen. */
  show(answers, pointed, settled, hasty) {
    this.answers = answers;
    this.settled = settled;
    this.hasty = hasty;
    this.root.dataset.sides = answers.length;
    this.pointed = pointed;
    this.draw();
  }

  /** The long run of what is shown has come. */
  settle(settled) {
    this.settled = settled;
    if (this.recovery.clientWidth) this.drawOutcomes();
  }

  point(pointed) {
    this.pointed = pointed;
    if (this.answers.length) { this.drawRecovery(); this.drawMembers(); }
  }

  draw() {
    if (!this.answers.length || !this.recovery.clientWidth) return;
    measure([this.recovery, this.outcomes, this.longRun, ...this.holders.map(([, holder]) => holder)]);
    this.drawRecovery();
    this.drawOutcomes();
    this.drawFigures();
    if (this.wanted(this.maps)) this.drawMembers();
    if (this.wanted(this.parts)) this.drawParts();
  }

  wanted(part) { return !this.hasty || this.seen.has(part); }

  get shocks() {
    return this.answers.map(({ head }, n) => ({ ...head.shock, side: SIDES[n] })).filter(({ first }) => first !== null);
  }

  drawRecovery() {
    const { start } = this.answers[0].head, months = this.months, cursor = this.cursor;
    const curves = this.answers.map((answer, n) => ({
      side: SIDES[n], values: level(answer, "q", "q50"), low: level(answer, "q", "q05"), high: level(answer, "q", "q95"),
      inner: [level(answer, "q", "q25"), level(answer, "q", "q75")],
    }));
    const [low, high] = ends(curves.flatMap(({ low: l, high: h }) => [l, h]), [0, 1.1]);
    this.place = lines(this.recovery, {
      start, months, shock: this.shocks, curves, domain: [low, high], cursor, height: this.tall(), title: say("charts.recovery"), tell: percent,
      rules: RULES.map(([value, name]) => [value, name, NAMED.includes(name) ? say(`charts.below_${name}`, { share: percent(value) }) : ""]),
    });
    const said = this.answers.map((answer, n) => say("charts.reading", {
      side: this.answers.length > 1 ? `${SIDES[n].toUpperCase()}: ` : "", median: percentOf(answer, "q50", cursor), low: percentOf(answer, "q05", cursor), high: percentOf(answer, "q95", cursor),
    }));
    this.reading.textContent = `${month(start, cursor)} — ${said.join(" / ")}`;
    for (const [name, value] of Object.entries({ "aria-valuemin": 0, "aria-valuemax": months - 1, "aria-valuenow": cursor, "aria-valuetext": this.reading.textContent, "aria-label": say("charts.recovery") })) {
      this.recovery.setAttribute(name, value);
    }
    this.drawKey();
    table(this.behind.recovery, say("charts.recovery"), () => [
      [say("charts.month"), ...this.answers.flatMap((_, n) => ["q05", "q50", "q95"].map((which) => say(`level.${which}`) + this.mark(n)))],
      monthRows(start, months, this.answers.flatMap((answer) => ["q05", "q50", "q95"].map((which) => level(answer, "q", which)))),
    ]);
  }

  mark(n) { return this.answers.length > 1 ? ` ${SIDES[n].toUpperCase()}` : ""; }

  tall() { return Math.max(230, Math.min(520, Math.round(this.recovery.wide * 0.54))); }

  drawKey() {
    const row = (kind, side, text) => html("li", {}, html("span", { class: `sample ${kind} ${side}`, "aria-hidden": true }), html("span", {}, text));
    this.key.replaceChildren(
      ...this.answers.flatMap((_, n) => [row("line", SIDES[n], say("key.median") + this.mark(n))]),
      row("band", "a", say("key.band")), row("line twin-rule", "a", say("key.twin")), row("shock", "a", say("key.shock")));
  }

  drawOutcomes() {
    const rows = this.answers.map(({ head }, n) => ({ side: SIDES[n], shares: sharesOf(head) }));
    const { measures } = this.answers[0].head;
    this.judged.textContent = measures ? say(Object.keys(measures.outcome_60 ?? {}).length ? "charts.judged_60" : "charts.judged_end", { n: this.answers[0].head.runs }) : say("charts.no_shock");
    bars(this.outcomes, rows, `${say("charts.outcomes")}: ${spoken(rows[0].shares, "outcome")}`);
    legend(this.outcomeLegend, rows);
    const settled = this.drawLongRun(Boolean(measures));
    table(this.behind.outcomes, say("charts.outcomes"), () => [
      [say("charts.outcome"), ...rows.flatMap((_, n) => [say("charts.share") + this.mark(n), say("charts.interval") + this.mark(n), say("charts.runs") + this.mark(n)])],
      Object.keys({ ...rows[0].shares, ...rows.at(-1).shares }).map((name) => [say(`outcome.${name}`), ...rows.flatMap(({ shares }) => told(shares[name]))]).concat(Object.keys(settled[0].shares).map((name) => [`${say("long_run.title")}: ${say(`long_run.${name}`)}`, ...settled.flatMap(({ shares }) => told(shares[name]))])),
    ]);
  }

  /** Where the runs end that are left alone: empty until it is known. */
  drawLongRun(shocked) {
    const rows = this.answers.map((_, n) => ({ side: SIDES[n], shares: this.settled?.[n]?.outcomes ?? {} }));
    this.longRunPart.hidden = !shocked;
    this.longRunHint.textContent = say(this.settled ? "long_run.hint" : "long_run.waiting");
    bars(this.longRun, rows, `${say("long_run.title")}: ${spoken(rows[0].shares, "long_run")}`, 28);
    legend(this.longRunLegend, rows, "long_run");
    return rows;
  }

  drawFigures() {
    const names = ["robustness", "loss", "gain"];
    const told = (head, name) => (head.measures?.[name]?.n ? percent(head.measures[name].q50, 1) : "–");
    const back = (head) => {
      const recovery = head.measures?.recovery;
      if (!recovery?.at_risk) return say("figures.never_fell");
      return recovery.median === null ? say("figures.not_back") : say("figures.months", { n: number(recovery.median, 0) });
    };
    const rows = [...names.map((name) => [name, (head) => told(head, name)]), ["recovery", back]];
    this.figures.replaceChildren(...rows.map(([name, tell]) => html("div", {}, html("dt", {}, say(`figures.${name}`)),
      ...this.answers.map(({ head }, n) => html("dd", { class: this.answers.length > 1 ? SIDES[n] : "" }, tell(head))))));
  }

  drawMembers() {
    const { start } = this.answers[0].head, cursor = this.cursor;
    this.slide.max = this.months - 1;
    this.slide.value = cursor;
    this.monthName.textContent = month(start, cursor);
    this.slide.setAttribute("aria-valuetext", month(start, cursor));
    document.getElementById("members-hint").textContent = say("charts.members_hint", { run: this.answers[0].head.run + 1 });
    const shown = this.members.slice(0, this.answers.length);
    if (this.maps.childElementCount !== shown.length) this.maps.replaceChildren(...shown.map(({ node }) => node));
    this.answers.forEach((answer, n) => shown[n].draw(answer, Math.min(cursor, answer.head.months - 1), this.mark(n)));
    table(this.behind.members, say("charts.members"), () => shown[0].rows(this.answers, cursor, (n) => this.mark(n)));
  }

  drawParts() {
    const { start } = this.answers[0].head, months = this.months;
    for (const [name, holder] of this.holders) {
      const curves = this.answers.map((answer, n) => ({
        side: SIDES[n], values: level(answer, name, "q50"), low: level(answer, name, "q05"), high: level(answer, name, "q95"),
        twin: level(answer, `${name}_twin`, "q50"),
      }));
      lines(holder, { start, months, shock: this.shocks, curves, domain: ends(curves.flatMap((each) => [each.low, each.high, each.twin]), [0, 1]), cursor: null, height: 150, slim: true, title: say(`series.${name}`) });
    }
    table(this.behind.parts, say("charts.parts"), () => [
      [say("charts.month"), ...this.answers.flatMap((_, n) => PARTS.map((name) => say(`series.${name}`) + this.mark(n)))],
      monthRows(start, months, this.answers.flatMap((answer) => PARTS.map((name) => level(answer, name, "q50")))),
    ]);
  }
}

const told = (share) => (share ? [percent(share.share), `${percent(share.low)} – ${percent(share.high)}`, `${share.n}`] : ["–", "–", "–"]);

const spoken = (shares, group) => Object.entries(shares).filter(([, share]) => share.n).map(([name, { share }]) => `${say(`${group}.${name}`)} ${percent(share)}`).join(", ");

const percentOf = (answer, which, cursor) => {
  const value = level(answer, "q", which)[cursor];
  return Number.isFinite(value) ? percent(value) : "–";
};

/** Shares of outcomes five years on, or at the end where the horizon is too short for that. */
export function sharesOf(head) {
  const five = head.measures?.outcome_60 ?? {};
  return Object.keys(five).length ? five : head.measures?.outcome ?? {};
}
