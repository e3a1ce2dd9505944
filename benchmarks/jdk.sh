# Sourced by the scripts in this folder: sets jdk to a JDK 25, from JAVA_HOME or the usual folders.
# shellcheck shell=bash
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/*jdk-25* "$HOME"/.sdkman/candidates/java/25*; do
  [[ -r "$jdk/release" ]] && grep -q '^JAVA_VERSION="25[".]' "$jdk/release" && break
  jdk=
done
if [[ -z "$jdk" ]]; then
  echo "needs a JDK 25: set JAVA_HOME to one" >&2
  exit 2
fi
