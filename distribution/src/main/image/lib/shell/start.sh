# How the distribution starts Java: class paths, options, and the start-up caches. Sourced by bin/icfrr and by
# lib/shell/make-caches; $home is the folder of the distribution.
# shellcheck shell=bash

common_options=(-XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true)
# Java lays out turned text by HarfBuzz, through JNI or through method handles that no start-up cache keeps. The result is
# the same, and JNI saves a tenth of a second of processor time.
common_options+=(-Dsun.font.layout.ffm=false)
# Light commands end before a second compiler and the vector module would pay off. Naming the kernels keeps the program
# from warning that the module is absent.
light_options=(-XX:TieredStopAtLevel=1 -Ddev.icfrr.kernel=scalar)
vector_options=(--add-modules jdk.incubator.vector --add-opens java.base/java.io=ALL-UNNAMED)

# Says whether a command line re-ranks distances or features of a megabyte at most. Such a run ends before the vector
# module and a second compiler pay off. A wrong answer costs time only, because all kernels give the same results.
is_small_job() {
  local root=cache dataset=tuberlin per_class=-1
  [[ "${1:-}" == rerank && "${ICFRR_JAVA_OPTS:-}" != *icfrr.kernel* ]] || return 1
  while (($# > 0)); do
    case "$1" in
      --cache[-_]root=*) root=${1#*=} ;;
      --cache[-_]root) root=${2:-} ;;
      --dataset=*) dataset=${1#*=} ;;
      --dataset) dataset=${2:-} ;;
      --per[-_]class=*) per_class=${1#*=} ;;
      --per[-_]class) per_class=${2:-} ;;
      --*features* | --graph* | @*) return 1 ;;
    esac
    shift
  done
  local folder="$root/$dataset/$per_class"
  [[ -d "$folder" && -z $(find -L "$folder" -maxdepth 1 \( -name '*_dists.*' -o -name '*_features.*' \) -size +1024k) ]]
}

# Prints a class path from a list of jars in lib.
class_path() {
  local list
  list=$(<"$home/lib/$1")
  printf '%s' "$home/lib/${list//:/:$home/lib/}"
}

# Prints the folders that may hold the start-up caches: the installation's own, and one of the user. The JVM accepts a
# cache for the very jars that it was made from, so the folder of a user has the path of the installation in its name.
cache_folders() {
  printf '%s\n' "$home/lib/caches"
  local user=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
  [[ -z "$user" ]] || printf '%s\n' "$user/icfrr/${home//\//+}"
}

# Prints the start-up cache of a kind (light or vector). Makes it at the first start, which takes some seconds once. Prints
# nothing if no folder is writable: icfrr works without, and starts more slowly.
find_or_make_cache() {
  local folder
  while read -r folder; do
    if [[ -r "$folder/$1.aot" ]]; then
      [[ ! -s "$folder/$1.aot" ]] || printf '%s' "$folder/$1.aot"
      return 0
    fi
  done < <(cache_folders)
  while read -r folder; do
    if mkdir -p "$folder" 2>/dev/null && [[ -w "$folder" ]]; then
      [[ ! -t 2 ]] || echo "icfrr: first start: preparing faster starts (once, some seconds)" >&2
      ! make_cache "$1" "$folder" || printf '%s' "$folder/$1.aot"
      return 0
    fi
  done < <(cache_folders)
}

# Runs small jobs, and keeps what the JVM learns from it in a folder: make_cache KIND FOLDER.
make_cache() {
  local scratch java=("$home/runtime/bin/java" "${common_options[@]}")
  scratch=$(mktemp -d "$2/making-XXXXXXXX") || return 1
  if [[ "$1" == light ]]; then
    java+=("${light_options[@]}")
  else
    java+=("${vector_options[@]}")
  fi
  if "${java[@]}" -XX:AOTCacheOutput="$scratch/$1.aot" -cp "$(class_path class-path)" dev.icfrr.cli.StartTraining \
      --version + --help + info "$home/lib/training/custom/-1/qg_dists.pth" + \
      rerank --dataset custom --cache-root "$home/lib/training" --data-root "$home/lib/training" --kg 5 --kq 5 \
      --n-times 8 --query-idxs-to-vis 0 --rerank-results-dir "$scratch/results" \
      >/dev/null 2>&1 && [[ -s "$scratch/$1.aot" ]]; then
    chmod 644 "$scratch/$1.aot"
    mv -f "$scratch/$1.aot" "$2/$1.aot"
    rm -rf "$scratch"
    return 0
  fi
  rm -rf "$scratch"
  # An empty file says not to try again at every start.
  : >"$2/$1.aot"
  return 1
}
