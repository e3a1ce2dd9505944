# Sourced by the scripts in this folder: builds the jobs if needed and sets
#   jdk    a JDK 25
#   home   the folder of Spark's jars from Maven, without the start scripts of the distribution
#   jar    the jobs in one jar
#   log    the log4j settings
# shellcheck shell=bash
root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
home="$root/spark/target/spark-home"
jar="$root/spark/target/icfrr-spark.jar"
log="$root/spark/log4j2.properties"
# shellcheck source=../benchmarks/jdk.sh
source "$root/benchmarks/jdk.sh"
if [[ ! -f "$jar" || ! -d "$home/jars" ]] \
    || [[ -n $(find "$root"/{core,spark}/src/main "$root/spark/pom.xml" -newer "$jar" -print -quit) ]]; then
  echo "building icfrr-spark (the first time, Maven downloads Spark, about 280 MB)" >&2
  if ! build=$(cd "$root" && JAVA_HOME="$jdk" mvn -B -q -pl spark -am -DskipTests -Dspotless.check.skip=true package 2>&1); then
    printf '%s\n' "$build" "icfrr-spark: the build failed; see above." >&2
    exit 2
  fi
fi
# Prints the JVM options that Spark requires.
spark_options() {
  "$jdk/bin/java" -cp "$home/jars/*:$jar" dev.icfrr.spark.JvmOptions
}
