// Puts the page together: the paper and the settings make a query, the rankings and the timeline show its results.

import * as api from "./api.js";
import { Paper } from "./canvas.js";
import { $ } from "./dom.js";
import { askKey, message, problem, toast } from "./notices.js";
import { connectPad, showExamples, showItem, showPaper } from "./pad.js";
import { Rankings } from "./rankings.js";
import { Searcher } from "./searcher.js";
import { defaults, fitSettings, onSettings, parameters, setParameters } from "./settings.js";
import { packStrokes, readAddress, unpackStrokes, writeAddress } from "./state.js";
import { Timeline } from "./timeline.js";
import { Why } from "./why.js";

const paper = new Paper($("canvas"));
const timeline = new Timeline(show);
const rankings = new Rankings(openWhy, show);
const searcher = new Searcher(query, parameters, (answer) => { found = answer; render(); });
const why = new Why($("why-body"), searchWithItem);

let gallery = null;
let item = null; // the gallery item that is the query instead of the paper
let found = null;
let at = null; // the iteration that is shown; null for the last
let whyAbort = null;
let settingUp = true;

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

function reset() {
  searcher.cancel();
  found = null;
  timeline.clear();
  rankings.clear();
}

// ---------- showing

function iteration() {
  const last = found.iterations.length - 1;
  return at === null ? last : Math.min(at, last);
}

function render() {
  timeline.render(iteration(), found.iterations.length - 1);
  rankings.render(found, iteration(), Object.keys(gallery.labels));
}

function show(i) {
  at = i === found.iterations.length - 1 ? null : i;
  render();
  share();
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
    why.render(answer, Object.keys(gallery.labels), item === null ? paper.preview() : null, iteration());
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
  share();
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
  share();
  schedule();
}

function settingsChanged() {
  share();
  schedule(120);
}

// ---------- the link

function share() {
  const values = { ...parameters(), at: at ?? undefined };
  if (item !== null) values.item = item;
  else if (paper.strokes.length && !paper.hasImage) values.s = packStrokes(paper.strokes);
  writeAddress(values);
}

function readLink() {
  const values = readAddress();
  setParameters(values);
  at = values.at === undefined ? null : Number.parseInt(values.at, 10) || 0;
  const strokes = values.s ? unpackStrokes(values.s) : null;
  if (strokes?.length) paper.replace(strokes);
  if (values.item) setItem(values.item);
}

async function copyLink() {
  share();
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
  fitSettings(gallery);
  showExamples(labels, searchWithExample);
  if (!gallery.pictures) {
    message("The index does not name the model of its features, so you cannot search with sketches.");
  }
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
  showPaper(paper);
  share();
  if (hasQuery()) search();
  else reset();
}

connectPad(paper);
paper.addEventListener("change", paperChanged);
onSettings(settingsChanged);
$("drop-item").addEventListener("click", () => { setItem(null); share(); schedule(0); });
$("reset").addEventListener("click", (event) => {
  event.preventDefault();
  if (!gallery) return;
  setParameters(defaults(gallery));
  at = null;
  settingsChanged();
});
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
