// Uses the client that is generated from the server's description. Usage: node generated-client.js ADDRESS ID

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const [address, id] = process.argv.slice(2);
assert.ok(address && id);
const client = createClient<paths>({ baseUrl: address });

const { data: gallery } = await client.GET("/v1/gallery");
assert.ok(gallery);
const size: number = gallery.size;
const vote: "flat" | "multiscale" = gallery.defaults.vote;
console.log(`${size} items, ${vote} vote, ${gallery.limits.queries} queries at once`);

const { data: found } = await client.POST("/v1/search", { body: { item: id, k: 5 } });
assert.ok(found && "after" in found);
const hits: components["schemas"]["Hit"][] = found.after;
assert.equal(hits.length, 5);

const { data: batch } = await client.POST("/v1/search", { body: { queries: [{ item: id }, { item: id }], k: 5 } });
assert.ok(batch && "results" in batch);
assert.deepEqual(batch.results.map((one) => one.after), [hits, hits]);

const { data: why } = await client.POST("/v1/explain", { body: { item: id, of: id } });
assert.equal(why?.id, id);

const { data: item } = await client.GET("/v1/items/{id}", { params: { path: { id } } });
assert.equal(item?.id, id);

const { data: added, response } = await client.POST("/v1/gallery", {
  body: { items: [{ id: "from the client", vector: Array<number>(gallery.dimension).fill(0.5) }] },
});
assert.equal(response.status, 201);
assert.deepEqual(added?.added, ["from the client"]);
const { data: removed } = await client.DELETE("/v1/gallery", { body: { ids: ["from the client"] } });
assert.equal(removed?.removed, 1);

const { error } = await client.GET("/v1/items/{id}", { params: { path: { id: "nothing" } } });
assert.equal(error?.status, 404);
