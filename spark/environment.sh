# Sourced by the scripts beside it: builds what is missing and sets
#   jdk    a JDK 25
#   home   Spark's jars as Maven brought them, without the start scripts of its distribution
#   jar    our jobs in one jar
#   log    where log4j's settings lie
# shellcheck shell=bash
root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
home="$root/spark/target/spark-home"
jar="$root/spark/target/icfrr-spark.jar"
log="$root/spark/log4j2.properties"
# shellcheck source=../benchmarks/jdk.sh
source "$root/benchmarks/jdk.sh"
if [[ ! -f "$jar" || ! -d "$home/jars" ]] \
    || [[ -n $(find "$root"/{core,spark}/src/main "$root/spark/pom.xml" -newer "$jar" -print -quit) ]]; then
  echo "building icfrr-spark (the first time Maven brings Spark, some 280 MB)" >&2
  if ! build=$(cd "$root" && JAVA_HOME="$jdk" mvn -B -q -pl spark -am -DskipTests -Dspotless.check.skip=true package 2>&1); then
    printf '%s\n' "$build" "icfrr-spark: the build failed; see above." >&2
    exit 2
  fi
fi
# What Spark asks the JVM for, from Spark itself.
spark_options() {
  "$jdk/bin/java" -cp "$home/jars/*:$jar" dev.icfrr.spark.JvmOptions
}
