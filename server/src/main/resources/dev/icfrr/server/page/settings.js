// The parameters of a search, as the form holds them.

import { $ } from "./dom.js";

const RANGES = { kq: (v) => v, kg: (v) => v, beta: (v) => Number(v).toFixed(2), iterations: (v) => v };
const rules = () => [...document.querySelectorAll("input[name=update]")];

export function parameters() {
  return {
    k: Number($("k").value),
    kg: Number($("kg").value),
    kq: Number($("kq").value),
    beta: Number($("beta").value),
    iterations: Number($("iterations").value),
    update: rules().find((input) => input.checked)?.value,
    label: $("label").value,
  };
}

/** Sets the values that are given and keeps the others. */
export function setParameters(values) {
  for (const id of ["kg", "kq", "beta", "iterations", "k", "label"]) {
    if (values[id] === undefined) continue;
    $(id).value = values[id];
  }
  const update = rules().find((input) => input.value === values.update);
  if (update) update.checked = true;
  showValues();
}

function showValues() {
  for (const [id, text] of Object.entries(RANGES)) {
    const input = $(id);
    $(`${id}-out`).textContent = text(input.value);
    input.style.setProperty("--fill", `${(100 * (input.value - input.min)) / (input.max - input.min)}%`);
  }
}

/** Sets the limits, the classes and the defaults of a gallery. */
export function fitSettings(gallery) {
  const labels = Object.keys(gallery.labels);
  $("kg").max = Math.max(1, gallery.neighbors);
  $("kq").max = Math.min(gallery.size, Math.max(50, 2 * gallery.neighbors));
  $("iterations").max = Math.min(12, gallery.limits.iterations);
  for (const option of $("k").options) option.disabled = Number(option.value) > gallery.size;
  $("label-field").hidden = labels.length === 0;
  $("label").replaceChildren(new Option("not set", ""), ...labels.map((name) => new Option(name, name)));
  setParameters({ ...gallery.defaults, k: Math.min(20, gallery.size) });
}

export function onSettings(changed) {
  const show = () => { showValues(); changed(); };
  for (const id of [...Object.keys(RANGES), "k", "label"]) $(id).addEventListener("input", show);
  for (const input of rules()) input.addEventListener("change", show);
}
