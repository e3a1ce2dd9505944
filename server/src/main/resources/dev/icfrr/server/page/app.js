// Puts the page together: the paper and the settings make a query, the rankings and the timeline show its results.

import * as api from "./api.js";
import { Paper } from "./canvas.js";
import { $ } from "./dom.js";
import { askKey, keyMissing, message, problem, toast } from "./notices.js";
import { connectPad, showExamples, showItem, showPaper } from "./pad.js";
import { Peek } from "./peek.js";
import { Rankings } from "./rankings.js";
import { Searcher } from "./searcher.js";
import { defaults, fitSettings, onSettings, parameters, setParameters } from "./settings.js";
import { packStrokes, readAddress, Steps, unpackStrokes } from "./state.js";
import { Timeline } from "./timeline.js";
import { Why } from "./why.js";

const paper = new Paper($("canvas"));
const timeline = new Timeline(show);
const rankings = new Rankings(openWhy, show);
const searcher = new Searcher(query, parameters, (answer) => { found = answer; render(); }, forget);
const why = new Why($("why-body"), searchWithItem, removeItem);
const steps = new Steps(goTo);
const peek = new Peek($("to-results"), $("results"));

let gallery = null;
let item = null; // the gallery item that is the query instead of the paper
let found = null;
let at = null; // the iteration that is shown; null for the last
let whyAbort = null;
let settingUp = true; // the paper and the settings change without a search

// ---------- searching

const hasQuery = () => item !== null || !paper.isBlank;

async function query() {
  return item !== null ? { item } : { image: await paper.blob() };
}

function schedule(wait) {
  if (!hasQuery()) reset();
  else if (gallery) searcher.schedule(wait);
}

function search() {
  if (hasQuery() && gallery) searcher.search();
}

/** Takes the results away: there is no query, or they belong to another one. */
function forget() {
  found = null;
  timeline.clear();
  rankings.clear();
  peek.clear();
}

function reset() {
  searcher.cancel();
  forget();
}

// ---------- showing

function iteration() {
  const last = found.iterations.length - 1;
  return at === null ? last : Math.min(at, last);
}

function render() {
  timeline.render(iteration(), found.iterations.length - 1);
  rankings.render(found, iteration(), Object.keys(gallery.labels));
  peek.show(found.iterations[iteration()].ids.map((id) => found.items[id]));
}

function show(i) {
  at = i === found.iterations.length - 1 ? null : i;
  render();
  steps.replace(link());
}

async function openWhy(id) {
  timeline.stop();
  const dialog = $("why");
  whyAbort?.abort();
  whyAbort = new AbortController();
  why.loading();
  if (!dialog.open) dialog.showModal();
  try {
    const { k, label, ...asking } = parameters();
    const answer = await api.explain(await query(), asking, id, whyAbort.signal);
    why.render(answer, Object.keys(gallery.labels), item === null ? paper.preview() : null, iteration(), gallery.writable);
  } catch (failure) {
    if (failure.name !== "AbortError") why.failed(failure);
  }
}

// ---------- the query

function setItem(id) {
  item = id;
  const address = found?.items[id]?.thumbnail ?? `/v1/items/${encodeURIComponent(id)}/thumbnail`;
  showItem(id, gallery?.thumbnails ? address : null);
}

function searchWithItem(id) {
  $("why").close();
  setItem(id);
  at = null;
  addStep();
  search();
}

function searchWithExample(strokes, label) {
  $("label").value = label;
  at = null;
  timeline.stop();
  paper.replace(strokes);
  search();
}

function paperChanged() {
  showPaper(paper);
  if (settingUp) return;
  if (item !== null) setItem(null);
  message("");
  schedule();
}

function settingsChanged() {
  schedule(120);
}

// ---------- the link

/** Returns what a link to this search holds. */
function link() {
  const values = { ...parameters(), at: at ?? undefined };
  if (item !== null) values.item = item;
  else if (paper.strokes.length && !paper.hasImage) values.s = packStrokes(paper.strokes);
  return values;
}

/** Adds a search to the browser's history, with what its link cannot hold: an uploaded image. */
function addStep(cause = null) {
  if (!settingUp && gallery) steps.add(link(), paper.contents, cause);
}

/** Shows what a link holds, and the paper as it was if the page has shown it before. */
function readLink(kept) {
  const { token, ...values } = readAddress();
  if (token) api.setToken(token);
  settingUp = true;
  setParameters(defaults(gallery));
  setParameters(values);
  at = /^\d+$/.test(values.at) && Number(values.at) < Number($("iterations").value) ? Number(values.at) : null;
  const { strokes, image } = kept ?? { strokes: (values.s && unpackStrokes(values.s)) || [], image: null };
  if (strokes.length || image || paper.strokes.length || paper.hasImage) paper.replace(strokes, image);
  setItem(values.item || null);
  settingUp = false;
  showPaper(paper);
}

/** Shows another step of the history, or a link that was pasted into this page. */
function goTo(kept) {
  if (!gallery) return;
  timeline.stop();
  $("why").close();
  readLink(kept);
  steps.replace(link(), paper.contents);
  if (hasQuery()) search();
  else reset();
}

async function copyLink() {
  const note = paper.hasImage && item === null ? " It does not contain the uploaded image." : "";
  try {
    await navigator.clipboard.writeText(location.href);
    toast(`Link copied.${note}`);
  } catch {
    toast(`Copy the address of this page.${note}`);
  }
}

// ---------- start

function setUp() {
  const labels = Object.keys(gallery.labels);
  const model = { hog: "HOG", sketch: "sketch encoder", onnx: "ONNX model" }[gallery.model] ?? "vectors";
  $("gallery-info").textContent = `${gallery.size.toLocaleString("en")} images`
    + `${labels.length ? ` · ${labels.length} classes` : ""} · ${model}`;
  $("add").hidden = !gallery.writable || !gallery.pictures;
  fitSettings(gallery);
  showExamples(labels, searchWithExample);
  if (!gallery.pictures) {
    message("The index does not name the model of its features, so you cannot search with sketches.");
  }
}

async function start() {
  const { token } = readAddress();
  if (token) api.setToken(token);
  try {
    gallery = await api.gallery();
  } catch (failure) {
    if (failure.status === 401) askKey(failure);
    else problem(failure);
    return;
  }
  problem(null);
  setUp();
  readLink();
  steps.replace(link(), paper.contents);
  if (hasQuery()) search();
  else reset();
}

// ---------- changing the gallery

/** Changes the gallery, says so, and searches again in the new one. */
async function change(work, said) {
  try {
    const result = await work();
    toast(said(result));
    gallery = await api.gallery();
    const values = parameters();
    setUp();
    setParameters(values);
    search();
  } catch (failure) {
    toast(`${failure.title}. ${failure.detail}`);
  }
}

async function addToGallery() {
  const { label } = parameters();
  await change(async () => api.add((await query()).image, label), (id) => `Added as ${id}${label ? ` (${label})` : ""}.`);
}

async function removeItem(id) {
  if (!confirm(`Remove ${id} from the gallery?`)) return;
  $("why").close();
  if (item === id) setItem(null);
  await change(() => api.remove(id), () => `Removed ${id}.`);
}

connectPad(paper);
paper.addEventListener("change", paperChanged);
paper.addEventListener("commit", () => addStep());
onSettings(settingsChanged, addStep);
$("drop-item").addEventListener("click", () => { setItem(null); addStep(); schedule(0); });
$("reset").addEventListener("click", (event) => {
  event.preventDefault();
  if (!gallery) return;
  setParameters(defaults(gallery));
  at = null;
  addStep();
  settingsChanged();
});
$("add").addEventListener("click", addToGallery);
$("retry").addEventListener("click", () => (gallery ? search() : start()));
$("share").addEventListener("click", copyLink);
$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  api.setKey($("key").value);
  $("key-dialog").close("entered");
  if (gallery) search();
  else start();
});
$("key-dialog").addEventListener("close", () => {
  if ($("key-dialog").returnValue !== "entered") keyMissing();
  $("key-dialog").returnValue = "";
});
$("skip").addEventListener("click", (event) => {
  // The address holds the search, so the link must not change it.
  event.preventDefault();
  $("results").focus();
});
$("why").addEventListener("click", (event) => { if (event.target === $("why")) $("why").close(); });
$("why").addEventListener("close", () => whyAbort?.abort());

$("settings").open = matchMedia("(min-width: 900px)").matches;
start();
