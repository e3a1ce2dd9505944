package dev.icfrr.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.metrics.MeasureFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Checks that the pages in {@code docs} list all methods and metrics. */
class DocumentationTest {

    @Test
    void thePageOfBaselinesListsEveryMethodWithItsDefaults() throws IOException {
        String page = Files.readString(Path.of("../docs/understand/baselines.md"));
        for (MethodHelp method : Methods.all()) {
            assertThat(page).contains("`" + method.specification() + "`");
        }
    }

    @Test
    void thePageOfMetricsListsEveryMetricWithItsFormula() throws IOException {
        String page = Files.readString(Path.of("../docs/understand/metrics.md"));
        for (MeasureFamily metric : MeasureFamily.values()) {
            assertThat(page).contains("| `" + metric.pattern() + "` | `" + metric.formula() + "` |");
        }
    }
}
