package dev.icfrr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;

/** The rules of modules that call core through its public concepts. */
public abstract class ClientArchitecture extends ModuleArchitecture {

    @Test
    void kernelsAndSortsAreUsedByCoreAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.icfrr.kernel..", "dev.icfrr.sort..")
                .check(classes());
    }
}
