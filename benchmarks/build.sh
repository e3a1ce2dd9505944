# Builds the benchmarks; the scripts of this folder source it and set "here".
build_benchmarks() {
  # Libraries of an older version must not stay on the class path.
  rm -rf "$here/target/lib" "$here"/target/*.jar
  run_maven "$here/.." -pl benchmarks -am
}
