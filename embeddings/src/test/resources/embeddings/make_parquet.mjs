// Makes the Parquet files beside it, with Arrow's Rust writer: npm i parquet-wasm@0.8 apache-arrow@21 && node make_parquet.mjs
// The values are those of make.py.
import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as arrow from "apache-arrow";
import { Compression, Table, WriterPropertiesBuilder, writeParquet } from "parquet-wasm/node";

process.chdir(dirname(fileURLToPath(import.meta.url)));

const counted = (r, c) => (((r * 7 + c * 3) % 64) / 8) - 2;

function list(type, rows, columns, value = counted, fixed = false) {
  const field = new arrow.Field("element", type, true);
  const of = fixed ? new arrow.FixedSizeList(columns, field) : new arrow.List(field);
  return arrow.vectorFromArray(Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => value(r, c))), of);
}

function write(name, columns, compression = Compression.SNAPPY, rowGroup = 1 << 20) {
  const table = new arrow.Table(columns);
  const wasm = Table.fromIPCStream(arrow.tableToIPC(table, "stream"));
  const properties = new WriterPropertiesBuilder().setCompression(compression).setMaxRowGroupSize(rowGroup).build();
  writeFileSync(name, writeParquet(wasm, properties));
}

const ints = (values) => arrow.vectorFromArray(values, new arrow.Int32());
const texts = (values) => arrow.vectorFromArray(values, new arrow.Utf8());
const items = (begin, end) => Array.from({ length: end - begin }, (_, i) => begin + i);

write("types.parquet", {
  id: texts(items(0, 12).map((i) => "item " + i)),
  label: ints(items(0, 12).map((i) => i % 3)),
  label64: arrow.vectorFromArray(items(0, 12).map((i) => BigInt(i) << 40n), new arrow.Int64()),
  float: list(new arrow.Float32(), 12, 5),
  double: list(new arrow.Float64(), 12, 5),
  half: list(new arrow.Float16(), 12, 5),
  fixed: list(new arrow.Float32(), 12, 5, counted, true),
  whole: list(new arrow.Int32(), 12, 5, (r, c) => r * 5 - c),
});
for (const [name, compression] of Object.entries({ none: Compression.UNCOMPRESSED, gzip: Compression.GZIP, zstd: Compression.ZSTD, lz4: Compression.LZ4_RAW, brotli: Compression.BROTLI })) {
  write(`${name}.parquet`, { emb: list(new arrow.Float32(), 12, 5) }, compression, 5);
}
const ragged = [[1, 2], [3, 4], [5]];
const of = new arrow.List(new arrow.Field("item", new arrow.Float32(), true));
write("ragged.parquet", { emb: arrow.vectorFromArray(ragged, of) });
write("null_list.parquet", { emb: arrow.vectorFromArray([[1, 2], null, [3, 4]], of), label: ints([1, null, 2]) });
write("null_value.parquet", { emb: arrow.vectorFromArray([[1, 2], [3, null], [5, 6]], of) });
write("no_list.parquet", { x: ints([1, 2]) });
const bounds = [0, 5, 9, 12];
for (let shard = 0; shard < 3; shard++) {
  const rows = items(bounds[shard], bounds[shard + 1]);
  write(`clip/metadata/metadata_${shard}.parquet`, {
    image_path: texts(rows.map((i) => `${i}.jpg`)),
    caption: texts(rows.map((i) => "class " + (i % 3))),
    label: ints(rows.map((i) => i % 3)),
  });
}
