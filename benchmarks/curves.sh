#!/usr/bin/env bash
# Measures and plots the growth of time and memory with G, Q, KG, KQ and the iterations, in one process per point.
#   benchmarks/curves.sh OUT_DIR [--small]
# Writes OUT_DIR/curves.csv and curves.svg. --small takes a minute, to check that it works. SELECTED="gallery kq" selects
# curves; other variables: REPEAT (3), THREADS (0: all cores).
set -euo pipefail

here=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
out=${1:?usage: benchmarks/curves.sh OUT_DIR [--small]}
mkdir -p "$out"
csv="$out/curves.csv"

if [[ "${2:-}" == --small ]]; then
  base=(--gallery 2048 --queries 64 --dimensions 64 --kg 64 --kq 64 --iterations 4)
  gallery=(1024 2048 4096)
  queries=(32 64 128)
  kg=(32 64 128)
  kq=(32 64 128)
  iterations=(1 4 16)
else
  base=(--gallery 16384 --queries 512 --dimensions 768 --kg 256 --kq 256 --iterations 4)
  gallery=(4096 8192 16384 32768 65536)
  queries=(128 256 512 1024 2048)
  kg=(32 64 128 256 512 1024)
  kq=(32 64 128 256 512 1024)
  iterations=(1 2 4 8 16)
fi

point() { # the varied quantity and its value
  local varied=$1 value=$2 options=() i
  for ((i = 0; i < ${#base[@]}; i += 2)); do
    if [[ "${base[i]}" == "--$varied" ]]; then
      options+=("${base[i]}" "$value")
    else
      options+=("${base[i]}" "${base[i + 1]}")
    fi
  done
  echo "curves: $varied $value" >&2
  "$here/../icfrr" bench "${options[@]}" --threads "${THREADS:-0}" --repeat "${REPEAT:-3}" --format csv 2>"$out/log.txt" \
    || { cat "$out/log.txt" >&2; return 1; }
}

rm -f "$csv.new"
for varied in ${SELECTED:-gallery queries kg kq iterations}; do
  declare -n values=$varied
  for value in "${values[@]}"; do
    result=$(point "$varied" "$value")
    [[ -s "$csv.new" ]] || echo "varied,$(head -n 1 <<<"$result")" >"$csv.new"
    echo "$varied,$(tail -n 1 <<<"$result")" >>"$csv.new"
  done
done
mv "$csv.new" "$csv"
rm -f "$out/log.txt"

# shellcheck source=../shell/java.sh
source "$here/../shell/java.sh"
build_module "$here/.." benchmarks
"$jdk/bin/java" -Djava.awt.headless=true -cp "$here/target/*:$here/target/lib/*" \
  dev.icfrr.benchmarks.curves.CurvesPlot "$csv" "$out/curves.svg"
echo "wrote $csv and $out/curves.svg" >&2
