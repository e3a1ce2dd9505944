// Requests to the server. Every failure becomes a Problem with a title and a detail to show.

export class Problem extends Error {
  constructor(status, title, detail, retryAfter = 0) {
    super(`${title}: ${detail}`);
    Object.assign(this, { status, title, detail, retryAfter });
  }
}

const KEY = "icfrr-key";
const TOKEN = "icfrr-token";
const thumbnails = new Map();

/** Returns a path of the server as an address. The page may be below another path, behind a proxy. */
const here = (path) => path.replace(/^\//, "");

export function setKey(key) {
  sessionStorage.setItem(KEY, key);
}

/** Keeps the token of the link that the server prints. It lets this page change the gallery. */
export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

/** Returns the key that was typed, or the token. The token also serves as the key. */
const secret = () => sessionStorage.getItem(KEY) ?? sessionStorage.getItem(TOKEN);

function headers(more = {}, own = secret()) {
  return own ? { ...more, Authorization: `Bearer ${own}` } : more;
}

/** Forgets a key or a token that the server refused. Returns whether there was one. */
function forget() {
  const name = [KEY, TOKEN].find((one) => sessionStorage.getItem(one) !== null);
  if (name) sessionStorage.removeItem(name);
  return name;
}

async function ask(path, options = {}) {
  let response;
  let refused = false;
  try {
    response = await fetch(here(path), { ...options, headers: headers(options.headers) });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Problem(0, "The server does not answer", "It may have stopped. Start it and try again.");
  }
  if (response.ok) return response;
  if (response.status === 401) {
    const forgotten = forget();
    // An old token must not hide that no key was typed.
    if (forgotten === TOKEN) return ask(path, options);
    refused = forgotten === KEY;
  }
  const body = await response.json().catch(() => ({}));
  const problem = new Problem(response.status, body.title ?? "The request failed",
    body.detail ?? `The server answered ${response.status}.`, Number(response.headers.get("Retry-After") ?? 0));
  throw Object.assign(problem, { refused });
}

export async function gallery() {
  return (await ask("/v1/gallery")).json();
}

/** A query is {image: Blob} or {item: id}. Empty parameters are left out. */
async function post(path, query, parameters, signal) {
  const fields = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== ""));
  const options = query.image
    ? { body: query.image, headers: { "Content-Type": query.image.type || "application/octet-stream" } }
    : { body: JSON.stringify({ item: query.item, ...fields }), headers: { "Content-Type": "application/json" } };
  const address = query.image ? `${path}?${new URLSearchParams(fields)}` : path;
  return (await ask(address, { method: "POST", signal, ...options })).json();
}

export const search = (query, parameters, signal) => post("/v1/search", query, parameters, signal);
export const explain = (query, parameters, of, signal) => post("/v1/explain", query, { ...parameters, of, votes: 40 }, signal);

/** Adds an image to the gallery and returns its id. */
export async function add(image, label) {
  const parameters = new URLSearchParams(label ? { label } : {});
  const response = await ask(`/v1/gallery?${parameters}`, { method: "POST", body: image, headers: { "Content-Type": image.type } });
  return (await response.json()).added[0];
}

export async function remove(id) {
  await ask("/v1/gallery", {
    method: "DELETE", body: JSON.stringify({ ids: [id] }), headers: { "Content-Type": "application/json" },
  });
}

/** Shows a thumbnail in an image element. With a key, the thumbnail must be fetched with the key. */
export function show(image, address) {
  if (!address) {
    image.removeAttribute("src");
    return;
  }
  if (!secret()) {
    image.src = here(address);
    return;
  }
  if (!thumbnails.has(address)) {
    if (thumbnails.size > 500) {
      thumbnails.forEach((thumbnail) => thumbnail.then(URL.revokeObjectURL, () => {}));
      thumbnails.clear();
    }
    thumbnails.set(address, ask(address).then((r) => r.blob()).then((blob) => URL.createObjectURL(blob)));
  }
  thumbnails.get(address).then((url) => { image.src = url; }, () => thumbnails.delete(address));
}
