# Sourced by the scripts in this folder: builds the jobs if needed and sets
#   jdk    a JDK 25
#   home   the folder of Spark's jars from Maven, without the start scripts of the distribution
#   jar    the jobs in one jar
#   log    the log4j settings
# shellcheck shell=bash
root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
home="$root/spark/target/spark-home"
version=$(sed -nE '/<version>/{s|.*<version>(.*)</version>.*|\1|p;q;}' "$root/spark/pom.xml")
jar="$root/spark/target/icfrr-spark-$version-all.jar"
log="$root/spark/log4j2.properties"
# shellcheck source=../shell/java.sh
source "$root/shell/java.sh"
if [[ ! -f "$jar" || ! -d "$home/jars" ]] \
    || [[ -n $(find "$root"/{core,spark}/src/main "$root/spark/pom.xml" -newer "$jar" -print -quit) ]]; then
  echo "building icfrr-spark (the first time, Maven downloads Spark, about 280 MB)" >&2
  run_maven "$root" -pl spark -am
fi
# Prints the JVM options that Spark requires.
spark_options() {
  "$jdk/bin/java" -cp "$home/jars/*:$jar" dev.icfrr.spark.JvmOptions
}
