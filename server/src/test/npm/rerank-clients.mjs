// Calls the server's re-rank API with clients of other servers, unchanged. Usage: node rerank-clients.mjs ADDRESS ID...
// The first id is the query, the others are the documents.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CohereClient, CohereClientV2 } from "cohere-ai";
import { CohereRerank } from "@langchain/cohere";
import { Document } from "@langchain/core/documents";

const [address, image, query, ...documents] = process.argv.slice(2);
const dataUrl = `data:image/png;base64,${readFileSync(image).toString("base64")}`;
const environment = address;
const token = "unused";

async function post(path, body) {
  const response = await fetch(address + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

const plain = await post("/v1/rerank", { query, documents, top_n: 3 });
assert.equal(plain.status, 200);
const expected = plain.body.results.map(({ index, relevance_score }) => ({ index, relevanceScore: relevance_score }));
assert.equal(expected.length, 3);
const show = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);

const v1 = new CohereClient({ environment, token });
{
  const answer = await v1.rerank({
    model: "rerank-v3.5", query, documents, topN: 3, returnDocuments: true, maxChunksPerDoc: 10, rankFields: ["title"],
  });
  show("Cohere v1, ids", answer);
  assert.deepEqual(answer.results.map(({ index, relevanceScore }) => ({ index, relevanceScore })), expected);
  assert.equal(answer.results[0].document.text, documents[expected[0].index]);
  assert.ok(answer.id);
  assert.equal(answer.meta.apiVersion.version, "1");
}
{
  const objects = documents.map((text, i) => ({ text, title: `document ${i}` }));
  const answer = await v1.rerank({ query, documents: objects, topN: 3, returnDocuments: true });
  show("Cohere v1, objects", answer.results);
  assert.deepEqual(answer.results.map(({ index, relevanceScore }) => ({ index, relevanceScore })), expected);
  assert.equal(answer.results[0].document.title, `document ${expected[0].index}`);
}
{
  const answer = await v1.rerank({ query: dataUrl, documents, topN: 3 });
  show("Cohere v1, an image", answer.results);
  assert.equal(answer.results.length, 3);
}
await assert.rejects(v1.rerank({ query: "what is a house?", documents: ["a house has a roof"] }), (failure) => {
  show("Cohere v1, texts", failure.body);
  assert.ok([400, 422].includes(failure.statusCode));
  assert.match(JSON.stringify(failure.body), /ranks items of its image gallery/);
  return true;
});

const v2 = new CohereClientV2({ environment, token });
{
  const answer = await v2.rerank({ model: "rerank-v3.5", query, documents, topN: 3, maxTokensPerDoc: 4096, priority: 1 });
  show("Cohere v2", answer);
  assert.deepEqual(answer.results.map(({ index, relevanceScore }) => ({ index, relevanceScore })), expected);
}

const compressor = new CohereRerank({ client: v1, model: "rerank-v3.5", topN: 3, maxChunksPerDoc: 10 });
{
  const answer = await compressor.rerank(documents, query);
  show("LangChain, rerank", answer);
  assert.deepEqual(answer, expected);
  const kept = await compressor.compressDocuments(documents.map((pageContent) => new Document({ pageContent })), query);
  show("LangChain, compressDocuments", kept);
  assert.deepEqual(kept.map((document) => document.pageContent), expected.map(({ index }) => documents[index]));
}

// Jina's API has no client on npm that takes another address: this is the request that its documentation shows.
{
  const answer = await post("/v1/rerank", {
    model: "jina-reranker-v2-base-multilingual", query, top_n: 3, documents, return_documents: true, user: "someone",
  });
  show("Jina", answer.body);
  assert.equal(answer.body.model, "jina-reranker-v2-base-multilingual");
  assert.deepEqual(answer.body.results.map((r) => ({ index: r.index, relevanceScore: r.relevance_score })), expected);
  assert.equal(answer.body.results[0].document.text, documents[expected[0].index]);
  assert.equal(answer.body.usage.total_tokens, 0);
}
{
  const answer = await post("/rerank", { query, documents, top_k: 3 });
  show("without a version, top_k", answer.body.results);
  assert.equal(answer.body.results.length, 3);
}
