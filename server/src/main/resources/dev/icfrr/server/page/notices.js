// Messages to the user: the status line, problems, the message below the paper, and toasts.

import { $ } from "./dom.js";

const TOAST_TIME = 2600; // milliseconds
let toastTimer = 0;

export function status(text) {
  $("status").textContent = text;
}

/** Marks the results as outdated while a search runs. */
export function busy(on) {
  $("boards").setAttribute("aria-busy", String(on));
  document.body.classList.toggle("busy", on);
}

/** Shows a failure, or hides the last one if it is null. */
export function problem(failure) {
  $("problem").hidden = !failure;
  if (failure) {
    $("problem-title").textContent = failure.title ?? "Error on this page";
    $("problem-detail").textContent = failure.detail ?? failure.message;
    $("retry").textContent = failure.retry ?? "Try again";
    $("empty").hidden = true;
  }
}

/** Shows the server's advice if re-ranking is likely to harm. */
export function advise(advice) {
  $("advice").hidden = !advice?.likely_harm;
  $("advice").textContent = advice?.likely_harm ? advice.text : "";
}

/** Shows a text below the paper, or hides it if it is empty. */
export function message(text) {
  $("pad-message").textContent = text;
  $("pad-message").hidden = !text;
}

export function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("on"), TOAST_TIME);
}

/** Asks for the key. Says if the server has refused one. */
export function askKey(failure) {
  $("key-message").textContent = failure.refused ? "The server does not accept this key." : "";
  $("key").setAttribute("aria-invalid", String(Boolean(failure.refused)));
  $("key").value = "";
  if (!$("key-dialog").open) $("key-dialog").showModal();
}

/** Says that the page waits for the key. */
export function keyMissing() {
  problem({ title: "API key needed", detail: "The server answers only with its key.", retry: "Enter the key" });
}
