// Asking the server: one request at a time for what sliders show, the newest next; a preview first, all runs at rest.

import { resting } from "./nodes.js";
import { lang } from "./words.js";

export const PREVIEW = 50, FULL = 200, REST = 120;
export const session = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(36).padStart(2, "0")).join("").slice(0, 16);

/** The head and the arrays of an answer from a place in a buffer; numbers keep their bits. */
export function unpack(buffer, place = 0) {
  const length = new DataView(buffer).getUint32(place, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, place + 4, length)));
  let begin = place + 4 + length;
  const arrays = {};
  for (const [name, shape] of Object.entries(head.arrays)) {
    const count = shape.reduce((product, size) => product * size, 1);
    arrays[name] = { shape, values: new Float64Array(buffer, begin, count) };
    begin += 8 * count;
  }
  return { head, arrays };
}

/** Row `n` of an array of two axes. */
export const row = (array, n) => array.values.subarray(n * array.shape[1], (n + 1) * array.shape[1]);

/** A fault that the server has told in one line. */
export class Told extends Error {}

async function ask(path, signal) {
  const answer = await fetch(`${path}&lang=${lang()}`, { signal, headers: { "x-session": session } });
  if (answer.ok) return answer;
  let line = `${answer.status}`;
  try { line = (await answer.json()).error; } catch { /* no line: the number says it */ }
  const told = new Told(line);
  told.stale = answer.status === 409 || answer.status === 499;
  throw told;
}

/** The answers to an address: of one setting or of two. */
export async function curves(address, runs, signal) {
  const answer = await ask(`curves?${address}&runs=${runs}`, signal);
  const buffer = await answer.arrayBuffer();
  const answers = [];
  for (let place = 0; place < buffer.byteLength;) {
    const length = Number(new DataView(buffer).getBigUint64(place, true));
    answers.push(unpack(buffer.slice(place + 8, place + 8 + length)));
    place += 8 + length;
  }
  return answers;
}

/** What becomes of all runs that are left alone: of one setting or of two, null without a shock. */
export async function longRun(address, signal) {
  return (await ask(`long-run?${address}`, signal)).json();
}

/** One run month by month. */
export async function months(address, signal) {
  return unpack(await (await ask(`months?${address}`, signal)).arrayBuffer());
}

/** The lines of an outcome map, each handed over as it comes. */
export async function grid(address, signal, hand) {
  const reader = (await ask(`grid?${address}`, signal)).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) hand(JSON.parse(line));
  }
}

/** Asks for curves as sliders move. `address` gives what is to be shown now, `show` draws it, `fail` says why not. */
export class Asker {
  constructor(address, show, fail, busy) {
    Object.assign(this, { address, show, fail, busy, flying: null, wanted: null, latencies: [] });
    this.rest = resting(REST, () => this.full());
  }

  /** A slider has moved. */
  moved() {
    if (this.flying?.runs === FULL) this.flying.stop.abort();
    this.want(PREVIEW);
    this.rest.later();
  }

  /** All runs are wanted, at once. */
  full() {
    this.rest.stop();
    if (this.flying?.runs === FULL) this.flying.stop.abort();
    this.want(FULL);
  }

  want(runs) {
    this.wanted = runs;
    if (!this.flying) this.send();
  }

  async send() {
    const runs = this.wanted, stop = new AbortController(), address = this.address(), begin = performance.now();
    this.wanted = null;
    const flight = (this.flying = { runs, stop });
    this.busy(runs);
    try {
      const answers = await curves(address, runs, stop.signal);
      if (this.wanted !== FULL || runs === FULL || address === this.address()) this.show(answers, runs, address);
      this.latencies.push({ runs, milliseconds: performance.now() - begin });
      if (this.latencies.length > 500) this.latencies.shift();
    } catch (fault) {
      if (fault.name !== "AbortError" && !fault.stale) this.fail(fault instanceof Told ? fault.message : null);
    }
    if (this.flying === flight) this.flying = null;
    if (this.wanted) this.send();
    else this.busy(null);
  }
}
