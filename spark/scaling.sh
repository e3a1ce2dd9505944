#!/usr/bin/env bash
# Measures the job knn at growing sizes on this machine: the tables of docs/research/spark-size-plan.md.
#   spark/scaling.sh exact SIZE...               KG 100, blocks of 9,984 items
#   spark/scaling.sh approximate SIZE|FILE...    KG 64, as `icfrr bench --preset million`: 1,000 items per class
# Features have 256 values, or are those of a .npy file. ICFRR_KNN_OPTIONS are more options of knn. ICFRR_SPARK_MEMORY is the heap (4g), and ICFRR_SPARK_MASTER the
# master (local[*]). The event log gives the costs per stage (spark/stage_costs.py).
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$here")
mode=${1:?exact or approximate}
shift
case "$mode" in
  exact) options=(--kg 100 --block-rows 9984) ;;
  approximate) options=(--kg 64 --self index --approximate) ;;
  *)
    echo "scaling.sh: exact or approximate, not $mode" >&2
    exit 2
    ;;
esac
for size in "$@"; do
  data="$root/bench-data/scaling-$mode-$(basename "$size" .npy)"
  if [[ -f "$size" ]]; then
    features=$size
  else
    features=$(find "$data" -name gallery_features.npy -print -quit 2>/dev/null || true)
    if [[ -z "$features" ]]; then
      inputs=(--gallery "$size" --queries 100 --dimensions 256)
      [[ "$mode" == exact ]] || inputs+=(--classes $((size / 1000 > 0 ? size / 1000 : 1)) --noise 1.2)
      "$root/icfrr" bench "${inputs[@]}" --repeat 0 --write "$data" --features-only >/dev/null
      features=$(find "$data" -name gallery_features.npy -print -quit)
    fi
  fi
  echo "== $mode $size"
  rm -rf "$data/events"
  mkdir -p "$data/events"
  # shellcheck disable=SC2086 # several options
  "$here/icfrr-spark" --master "${ICFRR_SPARK_MASTER:-local[*]}" --conf spark.eventLog.enabled=true \
    --conf spark.eventLog.compress=false --conf spark.eventLog.rolling.enabled=false \
    --conf spark.eventLog.logStageExecutorMetrics=true --conf spark.executor.metrics.pollingInterval=200 \
    --conf "spark.eventLog.dir=file:$data/events" \
    knn "$features" --out "$data/graph" --overwrite "${options[@]}" ${ICFRR_KNN_OPTIONS:-} 2>&1 | tee "$data/job.log" \
    | grep -E 'pairs|cells|centers|pieces|recall|sends|wrote'
  items=$(sed -nE 's/^.*: ([0-9,]+) items of [0-9]+ values.*$/\1/p' "$data/job.log")
  "$here/stage_costs.py" "$data"/events/* "$items"
done
