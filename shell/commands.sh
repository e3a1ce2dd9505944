# Says which JVM a command line of icfrr needs. The launchers of a checkout and of the distribution source this file. Each
# command has its place here: a test compares the lists with the commands that the program has.

# shellcheck shell=bash
# Heavy commands use the vector module, which speeds up their kernels. The other ones start faster without it.
needs_vector_module() {
  case " $* " in
    *" --help "* | *" -h "*) return 1 ;;
  esac
  case "${1:-}" in
    quickstart | demo | reproduce | rerank | tune | compare | extract | run-through-model | run_through_model) ;;
    graph | index | search | explain | serve | bench) ;;
    --version | -V | --verbose) [[ " $* " == *" --verbose "* ]] ;;
    # It ranks features itself, and reads rankings otherwise.
    evaluate) [[ " $* " == *features* ]] ;;
    metrics | info | convert | import-checkpoint | random-checkpoint | dataset) return 1 ;;
    help | generate-completion) return 1 ;;
    *) return 1 ;;
  esac
}

# Only these commands look through the libraries of the server.
needs_server() {
  case "${1:-}" in
    demo | serve) ;;
    *) return 1 ;;
  esac
}

# Prints the columns of the terminal that shows the error stream, for progress bars.
terminal_columns() {
  local size
  size=$(stty size <&2 2>/dev/null || true)
  printf '%s' "${size##* }"
}

# The options of the heavy commands. A run that fills a cache of loaded classes needs the same: the JVM drops much of a
# cache when the module options differ.
vector_options=(--add-modules jdk.incubator.vector --add-opens java.base/java.io=ALL-UNNAMED)

# Adds the vector module to java_options. The JVM warns of it on the error stream, and no option turns that off. A filter
# drops the warning and passes on what else the JVM says. The program itself writes to descriptor 3, so its lines keep
# their order and are complete when it ends.
add_vector_module() {
  java_options+=("${vector_options[@]}")
  if [[ -e /dev/fd/2 ]]; then
    exec 3>&2 2> >(trap '' INT TERM HUP && exec grep --line-buffered -v '^WARNING: Using incubator modules: ' >&3)
    java_options+=(-Dicfrr.stderr=3)
  fi
}
