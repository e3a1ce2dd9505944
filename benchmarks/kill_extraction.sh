#!/usr/bin/env bash
# Kills extractions with SIGKILL at random moments and resumes them, until the given number of kills has hit a running
# extraction. Every result must equal that of an uninterrupted run byte for byte.
#
#   benchmarks/kill_extraction.sh [KILLS] [IMAGES PER CLASS] [SEED]      (ICFRR names another launcher)
#
# Draws images and sketches of 12 classes, and encodes them with a small random Vision Transformer.
set -euo pipefail

kills=${1:-10}
per_class=${2:-25}
RANDOM=${3:-$$}
icfrr=${ICFRR:-"$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/icfrr"}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

"$icfrr" dataset doodles --out data --per-class "$per_class" --queries-per-class 4 >log 2>&1
"$icfrr" random-checkpoint pretrained/custom/checkpoint.pth --width 192 --depth 6 --heads 3 >>log 2>&1

extract() {
  exec "$icfrr" extract --dataset custom --data-root data --cache-root "$1" >>log 2>&1
}

(extract warm)
start=$(date +%s%3N)
(extract unbroken)
length=$(($(date +%s%3N) - start))
echo "unbroken: $length ms"

hit=0
finished=0
while ((hit < kills)); do
  extract resumed &
  run=$!
  # At any phase of a run: start, calibration, encoding, publishing. Some resumed runs end before the kill.
  delay=$((RANDOM * length / 32768))
  sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
  kill -KILL "$run" || true
  status=0
  wait "$run" || status=$?
  if ((status == 137)); then
    hit=$((hit + 1))
    echo "kill $hit after $delay ms: $(find resumed -name '*.shard' 2>/dev/null | wc -l) shards"
  elif ((status == 0)); then
    diff -r unbroken resumed
    rm -r resumed
    finished=$((finished + 1))
  else
    cat log
    exit 1
  fi
done 2>/dev/null
(extract resumed)
diff -r unbroken resumed
echo "$hit kills, $((finished + 1)) resumed results: all the bytes of the unbroken run"
