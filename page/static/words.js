// Texts, in the language of the page; they lie apart from the code, in texts/*.json.

let texts = {};
let language = "en";
let asked = language; // the language asked for last, whose texts may still be on their way

/** Take up the texts of a language, unless another one is asked for before they are there. */
export async function speak(wanted) {
  asked = wanted;
  const answer = await fetch(`texts/${wanted}`);
  if (!answer.ok) throw new Error(`texts: ${answer.status}`);
  const there = await answer.json();
  if (asked !== wanted) return;
  texts = there;
  language = wanted;
  document.documentElement.lang = wanted === "zh" ? "zh-Hans" : "en";
}

/** The text of that name, with `{names}` filled in. Names of scenarios and keys have points of their own, so
 *  a name may be given in parts. */
export function say(name, filled = {}) {
  const text = look(name);
  if (text === undefined) return name;
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in filled ? filled[key] : all));
}

/** Whether there is a text of that name. */
export const hasText = (name) => look(name) !== undefined;

function look(name) {
  const [group, ...rest] = name.split(".");
  const place = texts[group]?.[rest.join(".")];
  return typeof place === "string" ? place : undefined;
}

export const lang = () => language;

/** Whole sentences one after the other. */
export const sentences = (all) => all.join(language === "zh" ? "" : " ");

/** A sentence with its first letter large. */
export const begun = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** A number for people: few digits, with the point of the language. */
export function number(value, digits = 2) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return value.toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: digits, useGrouping: false });
}

/** Whether a share would be rounded to nothing, or to all. */
const nearly = (share) => (share > 0 && share < 0.01) || (share > 0.99 && share < 1);

export const percent = (share, digits = nearly(share) ? 1 : 0) => `${number(100 * share, digits)}${language === "zh" ? "%" : " %"}`;

/** A month of a scenario that begins at `start` (2025-01), as people write it. */
export function month(start, place) {
  const [year, first] = start.split("-").map(Number);
  const count = year * 12 + first - 1 + place;
  const [y, m] = [Math.floor(count / 12), count % 12];
  if (language === "zh") return `${y} 年 ${m + 1} 月`;
  return `${new Date(2000, m, 1).toLocaleString("en-GB", { month: "short" })} ${y}`;
}

/** Put the texts into a part of the page that asks for them by data-text and data-label. */
export function fill(root = document) {
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  for (const node of root.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
}
