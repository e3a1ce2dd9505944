# Sourced by every script of the project that starts Java. Sets
#   jdk    a JDK 25: JAVA_HOME's, the one on the PATH, or one from the usual folders
# and a locale in which Java can represent every file name. Exits with code 2 if there is no JDK 25.
# shellcheck shell=bash

program=$(basename "$0")

fail() {
  printf "$program: %s\n" "$@" >&2
  exit 2
}

# shellcheck source=locale.sh
source "$(dirname "${BASH_SOURCE[0]}")/locale.sh"

is_jdk_25() {
  [[ -x "$1/bin/java" ]] || return 1
  if [[ -r "$1/release" ]]; then
    grep -q '^JAVA_VERSION="25[".]' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | grep -q 'version "25[".]'
  fi
}

# Prints why JAVA_HOME cannot be used, or nothing.
java_home_fault() {
  if [[ -z "${JAVA_HOME:-}" ]]; then
    return
  elif [[ ! -d "$JAVA_HOME" ]]; then
    printf 'JAVA_HOME is %s, and there is no such folder' "$JAVA_HOME"
  elif [[ ! -x "$JAVA_HOME/bin/java" ]]; then
    printf 'JAVA_HOME is %s, which has no bin/java' "$JAVA_HOME"
  elif ! is_jdk_25 "$JAVA_HOME"; then
    printf 'JAVA_HOME is %s, which is not a JDK 25' "$JAVA_HOME"
  fi
}

find_jdk() {
  local candidate on_path fault
  fault=$(java_home_fault)
  on_path=$(command -v java || true)
  [[ -z "$on_path" ]] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" \
      /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      ${HOME:+"$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/*}; do
    if [[ -n "$candidate" ]] && is_jdk_25 "$candidate"; then
      [[ -z "$fault" ]] || echo "$program: $fault; using $candidate" >&2
      printf '%s' "$candidate"
      return
    fi
  done
  [[ -z "$fault" ]] || fail "$fault." "Set it to a JDK 25, or unset it and install one (for example from adoptium.net)."
  fail "needs a JDK 25, and found none by JAVA_HOME, on the PATH or in the usual folders." \
    "Install one (for example from your package manager or adoptium.net) or set JAVA_HOME to it."
}

# Builds a module and what it needs: build_module ROOT MODULE [MAVEN_ARGUMENTS].
build_module() {
  local root=$1 module=$2
  shift 2
  # Libraries of an older version must not stay on the class path.
  rm -rf "$root/$module/target/lib" "$root/$module/target/server" "$root/$module"/target/*.jar
  run_maven "$root" "$@" -pl "$module" -am
}

# Runs Maven quietly in a folder: run_maven FOLDER ARGUMENTS. Says in one sentence when the network is missing.
run_maven() {
  local folder=$1 log
  shift
  command -v mvn >/dev/null || fail "needs Maven 3.8 or newer to build itself, and there is no mvn on the PATH."
  [[ -x "$jdk/bin/javac" ]] || fail "$jdk has no compiler: building needs a JDK, not only a JRE."
  log=$(mktemp)
  if (cd "$folder" && JAVA_HOME="$jdk" mvn -B -q -DskipTests -Dspotless.check.skip=true "$@" package) >"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  if grep -qE 'Could not transfer|Cannot access .* in offline mode|Unknown host|No route to host|[Cc]onnection refused|Network is unreachable|Non-resolvable|previous attempt' "$log"; then
    fail "Maven cannot download the libraries for the first build: check the network or the proxy in ~/.m2/settings.xml. Details: $log"
  fi
  cat "$log" >&2
  rm -f "$log"
  fail "the build failed; see above."
}

use_utf8_names
jdk=$(find_jdk)
