// Puts the page together: paper and settings ask, the boards and the slider show.

import * as api from "./api.js";
import { Paper, paint } from "./canvas.js";
import { examples } from "./examples.js";
import { Board, places, renderMetric } from "./results.js";
import { packStrokes, readAddress, unpackStrokes, writeAddress } from "./state.js";
import { Why } from "./why.js";

const $ = (id) => document.getElementById(id);
const SETTLE = 220; // milliseconds without a change before a search
const AT_LATEST = 700; // and while drawing goes on
const STEP = 1100; // of the player
const MOST_FILE_BYTES = 40e6;

const paper = new Paper($("canvas"));
const before = new Board($("before"), openWhy, point);
const after = new Board($("after"), openWhy, point);
const why = new Why($("why-body"), searchWithItem);

let gallery = null;
let item = null; // the gallery item that is searched for instead of the paper
let found = null;
let at = null; // iteration shown; null for the last
let asked = 0;
let abort = null;
let timer = 0;
let lastSearch = 0;
let player = 0;
let whyAbort = null;

for (const list of [$("before"), $("after")]) {
  const layer = document.createElement("div");
  layer.className = "leaving";
  list.before(layer);
}

// ---------- settings

const ranges = { kq: (v) => v, kg: (v) => v, beta: (v) => Number(v).toFixed(2), iterations: (v) => v };

function parameters() {
  return {
    k: Number($("k").value),
    kg: Number($("kg").value),
    kq: Number($("kq").value),
    beta: Number($("beta").value),
    iterations: Number($("iterations").value),
    update: document.querySelector("input[name=update]:checked")?.value,
    label: $("label").value,
  };
}

function setParameters(values) {
  for (const id of ["kg", "kq", "beta", "iterations", "k", "label"]) {
    if (values[id] === undefined) continue;
    $(id).value = values[id];
  }
  const update = [...document.querySelectorAll("input[name=update]")].find((input) => input.value === values.update);
  if (update) update.checked = true;
  showValues();
}

function showValues() {
  for (const [id, text] of Object.entries(ranges)) {
    $(`${id}-out`).textContent = text($(id).value);
    const input = $(id);
    input.style.setProperty("--fill", `${(100 * (input.value - input.min)) / (input.max - input.min)}%`);
  }
}

function changedSettings() {
  showValues();
  share();
  schedule(120);
}

// ---------- searching

function hasQuery() {
  return item !== null || !paper.isBlank;
}

function schedule(wait = SETTLE) {
  clearTimeout(timer);
  timer = 0;
  if (!hasQuery()) {
    reset();
    return;
  }
  busy(true);
  const waited = performance.now() - lastSearch;
  timer = setTimeout(search, Math.min(wait, Math.max(0, AT_LATEST - waited)));
}

async function search() {
  clearTimeout(timer);
  timer = 0;
  if (!hasQuery() || !gallery) return;
  lastSearch = performance.now();
  const number = ++asked;
  abort?.abort();
  abort = new AbortController();
  const { signal } = abort;
  busy(true);
  try {
    const query = item !== null ? { item } : { picture: await paper.blob() };
    const answer = await api.search(query, parameters(), signal);
    if (number !== asked) return;
    found = answer;
    problem(null);
    render();
  } catch (failure) {
    if (failure.name === "AbortError" || number !== asked) return;
    if (failure.status === 429) {
      timer = setTimeout(search, 1000 * Math.max(1, failure.retryAfter));
      status("The server is busy; trying again in a moment.");
    } else if (failure.status === 401) {
      askKey();
    } else {
      problem(failure);
    }
  } finally {
    if (number === asked && !timer) busy(false);
  }
}

function reset() {
  abort?.abort();
  asked++;
  found = null;
  stop();
  busy(false);
  problem(null);
  before.clear();
  after.clear();
  $("empty").hidden = false;
  $("legend").hidden = true;
  $("boards").classList.add("blank");
  $("at").disabled = $("play").disabled = true;
  $("at").style.setProperty("--fill", "0%");
  $("at").value = 0;
  $("at-label").textContent = "Iterations";
  $("ticks").replaceChildren();
  renderMetric($("metric"), null);
  status("");
}

function busy(on) {
  $("boards").setAttribute("aria-busy", String(on));
  document.body.classList.toggle("busy", on);
}

function status(text) {
  $("status").textContent = text;
}

function problem(failure) {
  $("problem").hidden = !failure;
  if (failure) {
    $("problem-title").textContent = failure.title ?? "The page has a fault";
    $("problem-detail").textContent = failure.detail ?? failure.message;
    $("empty").hidden = true;
  }
}

// ---------- showing

function iteration() {
  const last = found.iterations.length - 1;
  return at === null ? last : Math.min(at, last);
}

function entries(i) {
  const { ids, moves } = found.iterations[i];
  const label = found.label;
  return ids.map((id, place) => {
    const shown = found.items[id];
    return {
      id, rank: place + 1, move: i === 0 ? 0 : moves[place], label: shown.label, thumbnail: shown.thumbnail,
      judged: label ? (shown.label === label ? "right" : "wrong") : "",
    };
  });
}

function render() {
  const last = found.iterations.length - 1;
  const now = iteration();
  const labels = Object.keys(gallery.labels);
  $("empty").hidden = true;
  $("boards").classList.remove("blank");
  $("at").max = last;
  $("at").value = now;
  $("at").disabled = $("play").disabled = last === 0;
  $("at").style.setProperty("--fill", `${last ? (100 * now) / last : 0}%`);
  $("at").setAttribute("aria-valuetext", now === 0 ? "before re-ranking" : `after iteration ${now}`);
  $("at-label").textContent = now === 0 ? "Before re-ranking" : `After iteration ${now} of ${last}`;
  $("ticks").replaceChildren(...found.iterations.map((_, i) => {
    const tick = document.createElement("span");
    tick.textContent = i;
    tick.classList.toggle("now", i === now);
    return tick;
  }));
  before.render(entries(0), labels);
  after.render(entries(now), labels);
  $("after-title").firstChild.textContent = now === 0 ? "The same " : "After ";
  const shown = new Set(found.iterations[0].ids);
  const fresh = found.iterations[now].ids.filter((id) => !shown.has(id)).length;
  $("after-note").textContent = now === 0 ? "not yet re-ranked" : `${now === 1 ? "1 iteration" : `${now} iterations`}, ${fresh} new`;
  $("legend").hidden = false;
  $("legend").classList.toggle("labelled", labels.length > 0);
  $("legend").classList.toggle("judging", Boolean(found.label));
  renderMetric($("metric"), found.metric, now, (i) => show(i));
  const best = Math.max(0, ...found.iterations[now].moves);
  status(now === 0 ? "" : `${fresh} of the ${found.iterations[now].ids.length} shown are new; the largest rise is ${places(best)}.`
    + ` Answered in ${(found.took.describe_ms + found.took.rank_ms).toFixed(1)} ms.`);
}

function show(i) {
  at = i === found.iterations.length - 1 ? null : i;
  render();
  share();
}

function point(id) {
  before.highlight(id);
  after.highlight(id);
}

// ---------- the player

function stop() {
  clearTimeout(player);
  player = 0;
  $("play-icon").setAttribute("href", "#i-play");
  $("play").setAttribute("aria-label", "Play all iterations");
}

function play() {
  if (player) {
    stop();
    return;
  }
  $("play-icon").setAttribute("href", "#i-pause");
  $("play").setAttribute("aria-label", "Pause");
  const last = found.iterations.length - 1;
  if (iteration() === last) show(0);
  const step = () => {
    show(iteration() + 1);
    if (iteration() >= found.iterations.length - 1) {
      stop();
    } else {
      player = setTimeout(step, STEP);
    }
  };
  player = setTimeout(step, STEP * 0.7);
}

// ---------- why

async function openWhy(id) {
  stop();
  const dialog = $("why");
  whyAbort?.abort();
  whyAbort = new AbortController();
  why.loading();
  if (!dialog.open) dialog.showModal();
  try {
    const query = item !== null ? { item } : { picture: await paper.blob() };
    const { k, label, ...asking } = parameters();
    const answer = await api.explain(query, asking, id, whyAbort.signal);
    why.render(answer, Object.keys(gallery.labels), item === null ? paper.preview() : null, iteration());
  } catch (failure) {
    if (failure.name !== "AbortError") why.failed(failure);
  }
}

function searchWithItem(id) {
  $("why").close();
  setItem(id);
  at = null;
  share();
  search();
}

function setItem(id) {
  item = id;
  const chip = $("drop-item");
  chip.hidden = id === null;
  $("paper").classList.toggle("by-item", id !== null);
  if (id === null) {
    chip.replaceChildren();
    return;
  }
  const image = document.createElement("img");
  image.alt = "";
  const address = found?.items[id]?.thumbnail ?? `/v1/items/${encodeURIComponent(id)}/thumbnail`;
  api.show(image, gallery?.thumbnails ? address : null);
  const text = document.createElement("span");
  text.textContent = `Searching with ${id}`;
  const back = document.createElement("small");
  back.textContent = "back to the paper";
  chip.replaceChildren(image, text, back);
}

// ---------- the paper

let settingUp = true;

function paperChanged() {
  $("undo").disabled = !paper.canUndo;
  $("clear").disabled = paper.isBlank && !paper.strokes.length;
  $("paper").classList.toggle("drawn", !paper.isBlank);
  if (settingUp) return;
  if (item !== null) setItem(null);
  message("");
  share();
  schedule();
}

function message(text) {
  $("pad-message").textContent = text;
  $("pad-message").hidden = !text;
}

async function takePicture(file) {
  if (!file) return;
  message("");
  if (file.size > MOST_FILE_BYTES) {
    message(`${file.name || "The picture"} is too large: at most ${MOST_FILE_BYTES / 1e6} MB.`);
    return;
  }
  try {
    const picture = await createImageBitmap(file);
    paper.replace([], picture);
  } catch {
    message(`${file.name || "What was pasted"} is no picture that can be read. Take a PNG, JPEG, WebP or GIF file that opens elsewhere.`);
  }
}

async function pastePicture() {
  try {
    for (const entry of await navigator.clipboard.read()) {
      const type = entry.types.find((t) => t.startsWith("image/"));
      if (type) {
        await takePicture(await entry.getType(type));
        return;
      }
    }
    message("There is no picture in the clipboard.");
  } catch {
    message("The browser does not let the page read the clipboard: press Ctrl+V (⌘V) instead.");
  }
}

function renderExamples() {
  const buttons = examples(Object.keys(gallery.labels)).map(({ name, label, strokes }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = `Draw a ${name}`;
    button.dataset.name = name;
    const small = document.createElement("canvas");
    small.width = small.height = 96;
    paint(small.getContext("2d"), strokes.map((s) => ({ ...s, width: 18 })), null, 96 / 512);
    const text = document.createElement("span");
    text.className = "sr";
    text.textContent = `Draw a ${name}`;
    button.append(small, text);
    button.addEventListener("click", () => {
      $("label").value = label;
      at = null;
      stop();
      paper.replace(strokes);
      search();
    });
    return button;
  });
  $("examples").replaceChildren(...buttons);
}

// ---------- link

function share() {
  const values = { ...parameters(), at: at ?? undefined };
  if (item !== null) values.item = item;
  else if (paper.strokes.length && !paper.hasPicture) values.s = packStrokes(paper.strokes);
  writeAddress(values);
}

async function copyLink() {
  share();
  const note = paper.hasPicture && item === null ? " The uploaded picture is not part of it." : "";
  try {
    await navigator.clipboard.writeText(location.href);
    toast(`Link copied.${note}`);
  } catch {
    toast(`Copy the address of this page.${note}`);
  }
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("on");
  setTimeout(() => $("toast").classList.remove("on"), 2600);
}

// ---------- start

function askKey() {
  if (!$("key-dialog").open) $("key-dialog").showModal();
}

function setUp() {
  const { defaults } = gallery;
  const labels = Object.keys(gallery.labels);
  $("gallery-info").textContent = `${gallery.size.toLocaleString("en")} pictures`
    + `${labels.length ? ` · ${labels.length} classes` : ""} · ${gallery.model === "hog" ? "HOG" : gallery.model === "onnx" ? "ONNX model" : "vectors"}`;
  $("kg").max = Math.max(1, gallery.neighbors);
  $("kq").max = Math.min(gallery.size, Math.max(50, 2 * gallery.neighbors));
  $("iterations").max = Math.min(12, gallery.limits.iterations);
  for (const option of $("k").options) option.disabled = Number(option.value) > gallery.size;
  $("label-field").hidden = labels.length === 0;
  $("label").replaceChildren(new Option("not said yet", ""), ...labels.map((name) => new Option(name, name)));
  setParameters({ ...defaults, k: Math.min(20, gallery.size) });
  renderExamples();
  if (!gallery.pictures) {
    message("This index does not say which model its features come from, so sketches cannot be compared with them.");
  }
}

function readLink() {
  const values = readAddress();
  setParameters(values);
  at = values.at === undefined ? null : Number.parseInt(values.at, 10) || 0;
  const strokes = values.s ? unpackStrokes(values.s) : null;
  if (strokes?.length) paper.replace(strokes);
  if (values.item) setItem(values.item);
}

async function start() {
  try {
    gallery = await api.gallery();
  } catch (failure) {
    if (failure.status === 401) askKey();
    else problem(failure);
    return;
  }
  problem(null);
  setUp();
  readLink();
  settingUp = false;
  paperChanged();
  if (hasQuery()) search();
  else reset();
}

paper.addEventListener("change", paperChanged);
for (const tool of ["pen", "eraser"]) $(`tool-${tool}`).addEventListener("click", () => paper.setTool(tool));
paper.addEventListener("tool", () => {
  for (const tool of ["pen", "eraser"]) $(`tool-${tool}`).setAttribute("aria-pressed", String(paper.tool === tool));
});
$("pen-width").addEventListener("input", (event) => { paper.width = Number(event.target.value); });
$("undo").addEventListener("click", () => paper.undo());
$("clear").addEventListener("click", () => paper.clear());
$("upload").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", (event) => {
  takePicture(event.target.files[0]);
  event.target.value = "";
});
$("paste").addEventListener("click", pastePicture);
$("drop-item").addEventListener("click", () => { setItem(null); share(); schedule(0); });
document.addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find((f) => f.type.startsWith("image/"));
  if (file) {
    event.preventDefault();
    takePicture(file);
  }
});
for (const type of ["dragover", "dragleave", "drop"]) {
  $("paper").addEventListener(type, (event) => {
    event.preventDefault();
    $("paper").classList.toggle("over", type === "dragover");
    if (type === "drop") takePicture(event.dataTransfer.files[0]);
  });
}
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.target.matches("input:not([type=range]), select")) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    paper.undo();
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey) {
    if (event.key.toLowerCase() === "p") paper.setTool("pen");
    if (event.key.toLowerCase() === "e") paper.setTool("eraser");
  }
});
for (const id of [...Object.keys(ranges), "k", "label"]) $(id).addEventListener("input", changedSettings);
for (const input of document.querySelectorAll("input[name=update]")) input.addEventListener("change", changedSettings);
$("reset").addEventListener("click", (event) => {
  event.preventDefault();
  if (!gallery) return;
  setParameters(gallery.defaults);
  at = null;
  changedSettings();
});
$("at").addEventListener("input", () => { stop(); show(Number($("at").value)); });
$("play").addEventListener("click", play);
$("retry").addEventListener("click", () => (gallery ? search() : start()));
$("share").addEventListener("click", copyLink);
$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  api.setKey($("key").value);
  $("key-dialog").close();
  if (gallery) search();
  else start();
});
$("why").addEventListener("click", (event) => { if (event.target === $("why")) $("why").close(); });
$("why").addEventListener("close", () => whyAbort?.abort());

$("settings").open = matchMedia("(min-width: 900px)").matches;
start();
