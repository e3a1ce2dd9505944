package dev.icfrr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CoreArchitectureTest extends ModuleArchitecture {

    /** Guards against a rule that never sees the vector module. */
    @Test
    void theKernelsUseTheVectorModule() {
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage("dev.icfrr.kernel")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("jdk.incubator.vector..")
                        .check(classes()))
                .isInstanceOf(AssertionError.class);
    }
}
