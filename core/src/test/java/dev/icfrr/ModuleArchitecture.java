package dev.icfrr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules that hold in every module. Each module has a subclass, which tests the module's main classes. */
public abstract class ModuleArchitecture {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern TOP_LEVEL_CLASS = Pattern.compile(".*/(dev/icfrr/[^$]+?)(\\$.*)?\\.class");

    private final JavaClasses classes =
            new ClassFileImporter().withImportOption(ModuleArchitecture::isMain).importPackages("dev.icfrr");

    /** Returns whether a class file has its source among the main sources of the module under test. */
    private static boolean isMain(Location location) {
        Matcher name = TOP_LEVEL_CLASS.matcher(location.toString());
        return name.find() && Files.exists(SOURCES.resolve(name.group(1) + ".java"));
    }

    /** Returns the module's main classes. */
    protected final JavaClasses classes() {
        assertThat(classes).as("main classes").isNotEmpty();
        return classes;
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.icfrr.(**)").should().beFreeOfCycles().check(classes());
    }

    @Test
    void onlyTheKernelsUseTheVectorModule() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.icfrr.kernel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .because("the vector module is an incubator module, which may be missing at run time")
                .check(classes());
    }
}
