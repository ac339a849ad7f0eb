// The controls: scenario, sliders, mechanisms, lens, and which of two settings they set.

import { isKey, untouched } from "./address.js";
import { html } from "./nodes.js";
import { number, say } from "./words.js";

const GROUPS = ["shock", "start", "maintenance", "synergy", "prevention", "politics"];
const OPEN = new Set(["shock", "start"]);
const EFFECTS = ["maintenance", "synergy", "prevention", "other"];
const byId = (id) => document.getElementById(id);

/** Draws the controls and tells what was changed: `moved()` while a slider is dragged, `changed()` else. */
export class Controls {
  constructor(state, catalogue, { moved, changed }) {
    Object.assign(this, { state, catalogue, moved, changed, side: "a", standing: {}, inputs: {}, openGroups: new Set(OPEN) });
    byId("scenario").addEventListener("change", (event) => {
      const setting = this.setting;
      setting.scenario = event.target.value;
      for (const name of Object.keys(setting)) if (name.startsWith("shock") || name.startsWith("context")) delete setting[name];
      this.changed("scenario");
    });
    byId("lens").addEventListener("change", (event) => { this.setting.lens = event.target.value; this.changed(); });
    byId("seed").addEventListener("change", (event) => {
      const seed = Math.max(0, Math.min(999999, Math.round(Number(event.target.value) || 0)));
      this.setting.seed = `${seed}`;
      this.changed();
    });
    byId("compare").addEventListener("click", () => {
      this.state.b = this.state.b ? null : { ...this.state.a };
      this.side = this.state.b ? "b" : "a";
      this.changed();
    });
    byId("reset").addEventListener("click", () => {
      this.state[this.side] = untouched(this.setting);
      this.changed();
    });
  }

  get setting() { return this.state[this.side]; }

  /** Write all of it anew, in the language of the page. */
  build() {
    const names = [...this.catalogue.scenarios].sort((one, other) => say(`scenario.${one}`).localeCompare(say(`scenario.${other}`), document.documentElement.lang));
    byId("scenario").replaceChildren(...names.map((name) => html("option", { value: name }, say(`scenario.${name}`))));
    byId("lens").replaceChildren(...this.catalogue.lenses.map((name) => html("option", { value: name }, say(`lens.${name}`))));
    this.inputs = {};
    byId("sliders").replaceChildren(...GROUPS.map((group) => this.group(group)));
    byId("mechanisms").replaceChildren(...EFFECTS.map((effect) => this.toggles(effect)));
    this.refresh();
  }

  group(name) {
    const sliders = this.catalogue.sliders.filter(({ group }) => group === name).map((slider) => this.slider(slider));
    const made = html("details", { class: `group ${name}`, open: this.openGroups.has(name) }, html("summary", {}, html("span", {}, say(`group.${name}`))), ...sliders);
    made.addEventListener("toggle", () => (made.open ? this.openGroups.add(name) : this.openGroups.delete(name)));
    return made;
  }

  slider({ key, low, high, step }) {
    const id = `slider-${key}`;
    const input = html("input", { type: "range", id, min: low, max: high, step });
    const output = html("output", { for: id });
    const undo = html("button", { type: "button", class: "undo", "aria-label": say("controls.undo", { key: say(`key.${key}`) }), title: say("controls.undo", { key: say(`key.${key}`) }) }, "×");
    const field = html("div", { class: "slider" }, html("label", { for: id }, say(`key.${key}`)), output, input, undo);
    input.addEventListener("input", () => {
      this.setting[key] = `${Number(Number(input.value).toPrecision(6))}`;
      this.write(key);
      this.moved();
    });
    undo.addEventListener("click", () => { delete this.setting[key]; this.changed(); input.focus(); });
    this.inputs[key] = { input, output, field, undo, step };
    return field;
  }

  write(key) {
    const { input, output, field, undo, step } = this.inputs[key];
    const own = this.setting[key], there = this.standing[key];
    const digits = step >= 1 ? 0 : step >= 0.01 ? 2 : 3;
    const value = own ?? there?.value;
    output.textContent = value === null || value === undefined ? say("controls.no_end") : number(Number(value), digits);
    input.setAttribute("aria-valuetext", output.textContent);
    field.classList.toggle("changed", own !== undefined);
    undo.hidden = own === undefined;
  }

  toggles(effect) {
    const listed = this.catalogue.mechanisms.filter((each) => each.effect === effect);
    return html("fieldset", { class: effect }, html("legend", {}, say(`effect.${effect}`)), listed.map(({ name, on }) => {
      const input = html("input", { type: "checkbox", id: `switch-${name}` });
      input.addEventListener("change", () => this.toggle(name, on, input.checked));
      return html("label", { class: "toggle", for: `switch-${name}` }, input, html("span", {}, say(`mechanism.${name}`)));
    }));
  }

  toggle(name, usually, on) {
    const off = new Set(this.setting.off.split(",").filter(Boolean));
    if (usually) {
      if (on) off.delete(name); else off.add(name);
      this.setting.off = [...off].sort().join(",");
    } else if (on) this.setting[`switches.${name}`] = "on";
    else delete this.setting[`switches.${name}`];
    this.changed();
  }

  /** Where sliders stand in what was computed last; those that do nothing here are hidden. */
  stand(standing) {
    this.standing = standing;
    this.refresh();
  }

  refresh() {
    const { setting } = this;
    byId("scenario").value = setting.scenario;
    byId("lens").value = setting.lens;
    byId("seed").value = setting.seed;
    for (const [key, { input, field }] of Object.entries(this.inputs)) {
      const there = this.standing[key];
      field.hidden = !there;
      if (!there) continue;
      input.max = there.high;
      const value = setting[key] ?? there.value ?? there.high;
      if (document.activeElement !== input || Number(input.value) !== Number(value)) input.value = value;
      this.write(key);
    }
    const off = new Set(setting.off.split(",").filter(Boolean));
    for (const { name, on } of this.catalogue.mechanisms) {
      byId(`switch-${name}`).checked = on ? !off.has(name) && setting[`switches.${name}`] !== "off" : setting[`switches.${name}`] === "on";
    }
    byId("off-count").textContent = off.size ? say("controls.off", { n: off.size }) : "";
    byId("compare").textContent = say(this.state.b ? "controls.one" : "controls.compare");
    byId("compare").setAttribute("aria-pressed", Boolean(this.state.b));
    byId("reset").disabled = !Object.keys(setting).some(isKey) && !setting.off && setting.lens === "resilience" && setting.seed === "1";
    this.chooser();
  }

  chooser() {
    const holder = byId("sides");
    holder.hidden = !this.state.b;
    if (!this.state.b) { this.side = "a"; holder.replaceChildren(); return; }
    const had = holder.contains(document.activeElement);
    holder.replaceChildren(html("span", { class: "hint" }, say("controls.sets")), ...["a", "b"].map((side) =>
      html("button", { type: "button", class: `side ${side}`, "aria-pressed": `${this.side === side}`, onclick: () => { this.side = side; this.changed("side"); } }, side.toUpperCase())));
    if (had) holder.querySelector(`.${this.side}`).focus();
  }
}
