package dev.icfrr.spark;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;

/** Prints the JVM options that Spark requires, for scripts that run without Spark's own start scripts. */
final class JvmOptions {
    private static final Pattern OPENED = Pattern.compile("--add-opens=java.base/([a-z.]+)=.*");

    private JvmOptions() {}

    public static void main(String[] arguments) {
        Set<String> packages = Object.class.getModule().getPackages();
        System.out.println(Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
                .filter(option -> isKnown(option, packages))
                .collect(Collectors.joining(" ")));
    }

    /** Leaves out packages that this JVM no longer has, because it warns of them. */
    private static boolean isKnown(String option, Set<String> packages) {
        Matcher opened = OPENED.matcher(option);
        return !opened.matches() || packages.contains(opened.group(1));
    }
}
