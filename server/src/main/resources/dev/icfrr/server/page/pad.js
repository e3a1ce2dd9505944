// The tools around the paper: pen and eraser, undo, uploaded and pasted images, example sketches.

import { show } from "./api.js";
import { paint, SIZE } from "./canvas.js";
import { $ } from "./dom.js";
import { examples } from "./examples.js";
import { message } from "./notices.js";

const MOST_FILE_BYTES = 40e6;
// Twice the side of the paper: larger images only cost memory.
const MOST_SIDE = 2 * SIZE;
const TOOLS = ["pen", "eraser"];

/** Reads an image file. Scales a large image down, because the paper keeps it to undo and to go back. */
async function readImage(file) {
  const image = await createImageBitmap(file);
  const factor = MOST_SIDE / Math.max(image.width, image.height);
  if (factor >= 1) return image;
  const small = await createImageBitmap(image, {
    resizeWidth: Math.max(1, Math.round(image.width * factor)),
    resizeHeight: Math.max(1, Math.round(image.height * factor)),
    resizeQuality: "high",
  });
  image.close();
  return small;
}

async function takeImage(paper, file) {
  if (!file) return;
  message("");
  if (file.size > MOST_FILE_BYTES) {
    message(`${file.name || "The image"} is too large: at most ${MOST_FILE_BYTES / 1e6} MB.`);
    return;
  }
  try {
    paper.replace([], await readImage(file));
  } catch {
    message(`${file.name || "The pasted file"} cannot be read as an image. Choose a PNG, JPEG, WebP or GIF file.`);
  }
}

async function pasteImage(paper) {
  try {
    for (const entry of await navigator.clipboard.read()) {
      const type = entry.types.find((t) => t.startsWith("image/"));
      if (type) {
        await takeImage(paper, await entry.getType(type));
        return;
      }
    }
    message("The clipboard holds no image.");
  } catch {
    message("The browser does not let the page read the clipboard: press Ctrl+V (⌘V) instead.");
  }
}

/** Shows what the tools can do with the paper as it is. */
export function showPaper(paper) {
  $("undo").disabled = !paper.canUndo;
  $("redo").disabled = !paper.canRedo;
  $("clear").disabled = paper.isBlank && !paper.strokes.length;
  $("paper").classList.toggle("drawn", !paper.isBlank);
}

function handleKey(paper, event) {
  if (document.querySelector("dialog[open]") || event.target.matches("input:not([type=range]), select")) return;
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (control && !event.altKey && key === "z" && !event.shiftKey) {
    event.preventDefault();
    paper.undo();
  } else if (control && !event.altKey && (key === "y" || key === "z")) {
    event.preventDefault();
    paper.redo();
  } else if (!control && !event.altKey) {
    if (key === "p") paper.setTool("pen");
    if (key === "e") paper.setTool("eraser");
  }
}

/** Connects the tools with the paper. */
export function connectPad(paper) {
  for (const tool of TOOLS) $(`tool-${tool}`).addEventListener("click", () => paper.setTool(tool));
  paper.addEventListener("tool", () => {
    for (const tool of TOOLS) $(`tool-${tool}`).setAttribute("aria-pressed", String(paper.tool === tool));
  });
  $("pen-width").addEventListener("input", (event) => { paper.width = Number(event.target.value); });
  $("undo").addEventListener("click", () => paper.undo());
  $("redo").addEventListener("click", () => paper.redo());
  $("clear").addEventListener("click", () => paper.clear());
  $("upload").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", (event) => {
    takeImage(paper, event.target.files[0]);
    event.target.value = "";
  });
  $("paste").addEventListener("click", () => pasteImage(paper));
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((f) => f.type.startsWith("image/"));
    if (file) {
      event.preventDefault();
      takeImage(paper, file);
    }
  });
  for (const type of ["dragover", "dragleave", "drop"]) {
    $("paper").addEventListener(type, (event) => {
      event.preventDefault();
      $("paper").classList.toggle("over", type === "dragover");
      if (type === "drop") takeImage(paper, event.dataTransfer.files[0]);
    });
  }
  document.addEventListener("keydown", (event) => handleKey(paper, event));
}

/** Shows a button for each example. Calls onPick(strokes, label) for a click. */
export function showExamples(labels, onPick) {
  $("examples").replaceChildren(...examples(labels).map(({ name, label, strokes }) => {
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
    button.addEventListener("click", () => onPick(strokes, label));
    return button;
  }));
}

/** Shows that an item of the gallery is the query; null shows the paper again. */
export function showItem(id, address) {
  const chip = $("drop-item");
  chip.hidden = id === null;
  $("paper").classList.toggle("by-item", id !== null);
  if (id === null) {
    chip.replaceChildren();
    return;
  }
  const image = document.createElement("img");
  image.alt = "";
  show(image, address);
  const text = document.createElement("span");
  text.textContent = `Searching with ${id}`;
  const back = document.createElement("small");
  back.textContent = "back to the paper";
  chip.replaceChildren(image, text, back);
}
