// The state of the page is its address: two settings, and what is looked at. The server reads the same words.

const SHARED = { view: "curves", lang: "en", theme: "auto", month: "", run: "0", across: "shock.size", up: "shock.months" };
const PLAIN = { scenario: "taiwan-blockade", off: "", lens: "resilience", seed: "1" };
const BESIDE = "b.";

const usual = (name) => (name in SHARED ? SHARED[name] : PLAIN[name]);

/** The state that an address holds: `shared`, and the settings `a` and `b` (or null) as names and values. */
export function read(text) {
  const state = { shared: { ...SHARED }, a: { ...PLAIN }, b: null };
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in SHARED) state.shared[name] = value;
    else if (name.startsWith(BESIDE)) (state.b ??= { ...PLAIN })[name.slice(BESIDE.length)] = value;
    else state.a[name] = value;
  }
  return state;
}

/** The address of a state; what is as ever is left out, but for the scenario. */
export function write(state) {
  const pairs = new URLSearchParams();
  const add = (setting, before) => {
    for (const [name, value] of Object.entries(setting)) {
      if (name === "scenario" || value !== usual(name)) pairs.append(before + name, value);
    }
  };
  add(state.a, "");
  if (state.b) add(state.b, BESIDE);
  for (const [name, value] of Object.entries(state.shared)) if (value !== SHARED[name]) pairs.append(name, value);
  return pairs.toString();
}

/** The part of an address that decides what is computed. */
export function asked(state, ...shared) {
  const only = { ...state, shared: { ...SHARED } };
  for (const name of ["run", ...shared]) only.shared[name] = state.shared[name];
  return write(only);
}

/** Whether a name in a setting is a key of the scenario. */
export const isKey = (name) => !(name in PLAIN);

/** A setting without its changed keys, mechanisms and lens. */
export const untouched = (setting) => ({ ...PLAIN, scenario: setting.scenario });
