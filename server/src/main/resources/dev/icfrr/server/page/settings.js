// The parameters of a search, as the form holds them.

import { $ } from "./dom.js";

// K is a power of two, and its slider holds the exponent.
const RANGES = { kq: (v) => v, kg: (v) => v, vote_k: (v) => 2 ** v, beta: (v) => Number(v).toFixed(2), iterations: (v) => v };
const choices = (name) => [...document.querySelectorAll(`input[name=${name}]`)];
const chosen = (name) => choices(name).find((input) => input.checked)?.value;

/** Returns the settings. K belongs to the multi-scale vote, KG and KQ to the flat vote. */
export function parameters() {
  const multiscale = chosen("vote") === "multiscale";
  return {
    k: Number($("k").value),
    vote: chosen("vote"),
    ...(multiscale ? { vote_k: 2 ** Number($("vote_k").value) } : { kg: Number($("kg").value), kq: Number($("kq").value) }),
    beta: Number($("beta").value),
    iterations: Number($("iterations").value),
    update: chosen("update"),
    label: $("label").value,
  };
}

const isOption = (select, value) => [...select.options].some((option) => option.value === value && !option.disabled);

/** Returns whether a value is one that its control can show. */
function fits(id, value) {
  const control = $(id);
  if (control.tagName === "SELECT") return isOption(control, String(value));
  const number = id === "vote_k" ? Math.log2(value) : Number(value);
  return String(value).trim() !== "" && number >= Number(control.min) && number <= Number(control.max)
    && (id === "beta" || Number.isInteger(number));
}

/** Sets the values that are given and fit. Keeps the others. */
export function setParameters(values) {
  for (const id of ["kg", "kq", "beta", "iterations", "k", "label", "vote_k"]) {
    if (values[id] === undefined || !fits(id, values[id])) continue;
    $(id).value = id === "vote_k" ? Math.log2(values[id]) : values[id];
  }
  // Links of earlier versions have KG and KQ, and no vote.
  const vote = values.vote ?? (values.kg !== undefined || values.kq !== undefined ? "flat" : undefined);
  for (const [name, value] of [["vote", vote], ["update", values.update]]) {
    const input = choices(name).find((one) => one.value === value && !one.disabled);
    if (input) input.checked = true;
  }
  showValues();
}

function showValues() {
  for (const [id, text] of Object.entries(RANGES)) {
    const input = $(id);
    $(`${id}-out`).textContent = text(input.value);
    const width = input.max - input.min;
    input.style.setProperty("--fill", `${width > 0 ? (100 * (input.value - input.min)) / width : 100}%`);
  }
  for (const field of document.querySelectorAll("[data-vote]")) field.hidden = field.dataset.vote !== chosen("vote");
}

/** Returns the settings that a gallery starts with. */
export function defaults(gallery) {
  return { label: "", k: 20, ...gallery.flat, vote_k: gallery.multiscale?.k, ...gallery.defaults };
}

/** Sets the limits, the classes and the defaults of a gallery. */
export function fitSettings(gallery) {
  const labels = Object.keys(gallery.labels);
  $("kg").max = Math.max(1, gallery.neighbors);
  $("kq").max = Math.min(gallery.size, Math.max(50, 2 * gallery.neighbors));
  $("vote_k").max = Math.log2(gallery.multiscale?.most ?? 4);
  for (const input of choices("vote")) input.disabled = input.value === "multiscale" && !gallery.multiscale;
  $("iterations").max = Math.min(12, gallery.limits.iterations);
  for (const option of $("k").options) option.disabled = Number(option.value) > gallery.size;
  $("label-field").hidden = labels.length === 0;
  $("label").replaceChildren(new Option("not set", ""), ...labels.map((name) => new Option(name, name)));
  setParameters(defaults(gallery));
}

/** Calls changed() with every change, and committed(name) when the change of a control is complete. */
export function onSettings(changed, committed) {
  const show = () => { showValues(); changed(); };
  for (const id of [...Object.keys(RANGES), "k", "label"]) {
    $(id).addEventListener("input", show);
    $(id).addEventListener("change", () => committed(id));
  }
  for (const input of [...choices("vote"), ...choices("update")]) {
    input.addEventListener("change", () => { show(); committed(input.name); });
  }
}
