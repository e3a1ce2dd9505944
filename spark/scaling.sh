#!/usr/bin/env bash
# Times the job knn at growing sizes on this machine: the table of docs/research/spark-size-plan.md.
#   spark/scaling.sh exact|approximate SIZE...        features of 256 values, KG 100, one task per core
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$here")
mode=${1:?exact or approximate}
shift
options=(--kg 100 --block-rows 9984)
[[ "$mode" == exact ]] || options=(--kg 100 --block-rows 9984 --approximate)
for size in "$@"; do
  data="$root/bench-data/scaling-$size"
  features=$(find "$data" -name gallery_features.npy -print -quit 2>/dev/null || true)
  if [[ -z "$features" ]]; then
    "$root/icfrr" bench --gallery "$size" --queries 100 --dimensions 256 --repeat 0 --write "$data" \
      --features-only >/dev/null
    features=$(find "$data" -name gallery_features.npy -print -quit)
  fi
  echo "== $mode $size"
  "$here/icfrr-spark" knn "$features" --out "$data/graph-$mode" --overwrite "${options[@]}" 2>&1 | grep -E 'pairs|recall|cells|wrote'
done
