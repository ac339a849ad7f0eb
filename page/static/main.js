// The page: its state, its address, and who draws what.

import { asked, read, write } from "./address.js";
import { Asker, FULL, longRun, session } from "./answers.js";
import { Controls } from "./controls.js";
import { CurvesView } from "./curves_view.js";
import { exportsFor } from "./export.js";
import { MapView } from "./map_view.js";
import { loadMembers } from "./members.js";
import { MonthsView } from "./months_view.js";
import { html, resting } from "./nodes.js";
import { fill, lang, say, speak } from "./words.js";

const VIEWS = ["curves", "months", "map"];
const PATIENCE = 200; // milliseconds that a page rests before its long run is asked for
const THEMES = ["auto", "light", "dark"];
const byId = (id) => document.getElementById(id);

class Page {
  constructor(catalogue) {
    this.state = read(location.search.slice(1));
    this.catalogue = catalogue;
    this.asker = new Asker(() => asked(this.state), (...given) => this.show(...given), (line) => this.fail(line), (runs) => this.busy(runs));
    this.controls = new Controls(this.state, catalogue, { moved: () => this.moved(), changed: (what) => this.changed(what) });
    this.views = {
      curves: new CurvesView(byId("view-curves"), (month) => this.point(month)),
      months: new MonthsView(byId("view-months"), this),
      map: new MapView(byId("view-map"), this),
    };
    this.addressed = resting(250, () => history.replaceState(null, "", `?${write(this.state)}`));
    this.looked = resting(400, () => this.look());
    byId("language").addEventListener("click", () => this.turn("lang", this.state.shared.lang === "zh" ? "en" : "zh"));
    byId("theme").addEventListener("click", () => this.turn("theme", THEMES[(THEMES.indexOf(this.state.shared.theme) + 1) % THEMES.length]));
    addEventListener("popstate", () => location.reload());
  }

  async begin() {
    await Promise.all([speak(this.state.shared.lang === "zh" ? "zh" : "en"), loadMembers(this.catalogue.states)]);
    this.words();
    this.paint();
    this.open(this.state.shared.view);
    this.asker.full();
  }

  /** All words of the page, in its language. */
  words() {
    document.title = say("page.title");
    fill();
    byId("language").textContent = say("page.other_language");
    byId("language").lang = lang() === "zh" ? "en" : "zh-Hans";
    byId("views").replaceChildren(...VIEWS.map((name) => html("button", { type: "button", id: `tab-${name}`, onclick: () => this.open(name) }, say(`view.${name}`))));
    this.controls.build();
    for (const view of Object.values(this.views)) view.words?.();
    this.paint();
    this.mark();
  }

  paint() {
    document.documentElement.dataset.theme = this.state.shared.theme;
    byId("theme").textContent = say("page.theme", { theme: say(`theme.${this.state.shared.theme}`) });
  }

  async turn(name, value) {
    this.state.shared[name] = value;
    if (name === "lang") {
      await speak(value);
      this.words();
      const troubled = !byId("trouble").hidden;
      if (this.answers) this.show(this.answers, this.shownRuns, this.shownAddress);
      if (troubled) this.asker.full();
      this.look();
    }
    this.paint();
    this.addressed.later();
  }

  open(name) {
    this.state.shared.view = name;
    for (const view of VIEWS) byId(`view-${view}`).hidden = view !== name;
    this.mark();
    this.addressed.later();
    if (name === "curves") this.views.curves.draw();
    this.look();
  }

  mark() {
    for (const view of VIEWS) byId(`tab-${view}`)?.setAttribute("aria-current", view === this.state.shared.view ? "page" : "false");
  }

  /** The view that is open, other than curves, looks at the setting. */
  look() {
    for (const name of ["months", "map"]) {
      if (this.state.shared.view === name) this.views[name].look();
      else this.views[name].leave();
    }
  }

  moved() {
    this.leaveLongRun();
    this.addressed.later();
    this.asker.moved();
    this.looked.later();
  }

  changed(what) {
    this.addressed.later();
    if (what === "side") { this.controls.stand(this.standing()); return; }
    this.controls.refresh();
    this.leaveLongRun();
    this.asker.full();
    this.looked.later();
  }

  standing() {
    const answers = this.answers ?? [];
    return (this.controls.side === "b" && answers[1] ? answers[1] : answers[0])?.head.sliders ?? {};
  }

  point(month) {
    this.state.shared.month = `${month}`;
    this.views.curves.point(month);
    this.addressed.later();
  }

  show(answers, runs, address) {
    this.answers = answers;
    this.shownRuns = runs;
    this.shownAddress = address;
    byId("trouble").hidden = true;
    this.controls.stand(this.standing());
    if (this.settled?.address !== address) this.settled = null;
    const pointed = this.state.shared.month === "" ? null : Number(this.state.shared.month);
    this.views.curves.show(answers, pointed, this.settled?.told ?? null, runs !== FULL);
    if (runs === FULL && !this.settled) this.follow(address);
    exportsFor(this.state, byId("exports"), byId("command"));
    document.documentElement.dataset.shown = runs;
    this.redraws = (this.redraws ?? 0) + 1;
    byId("status").textContent = say(runs === FULL ? "status.full" : "status.preview", { n: answers[0].head.runs, title: say(`scenario.${this.state.a.scenario}`) });
  }

  /** What becomes of the runs in the long run, which comes after all that is asked for by hand. */
  async follow(address) {
    this.leaveLongRun();
    const stop = (this.following = new AbortController());
    await new Promise((done) => setTimeout(done, PATIENCE));
    if (stop.signal.aborted) return;
    try {
      const told = await longRun(address, stop.signal);
      if (stop.signal.aborted) return;
      this.settled = { address, told };
      this.views.curves.settle(told);
      document.documentElement.dataset.settled = told.length;
    } catch { /* it stays unsaid, and the next answer asks for it again */ }
  }

  leaveLongRun() {
    this.following?.abort();
    document.documentElement.dataset.settled = "";
  }

  fail(line) {
    byId("trouble").textContent = line ?? say("status.lost");
    byId("trouble").hidden = false;
  }

  busy(runs) {
    document.documentElement.dataset.busy = runs ?? "";
  }

  /** Show a setting of the map as curves. */
  openSetting(changes) {
    Object.assign(this.state.a, changes);
    this.controls.side = "a";
    this.open("curves");
    this.changed();
    byId("charts").focus();
  }
}

async function begin() {
  const page = new Page(await (await fetch("catalogue")).json());
  document.documentElement.dataset.session = session;
  await page.begin();
  document.page = page;
}

begin().catch(() => {
  const line = byId("trouble");
  line.textContent = "alliance serve: no answer · 没有应答";
  line.hidden = false;
});
