package dev.icfrr.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import dev.icfrr.server.http.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for everybody: rules of axe-core, forced colors, touch, phones and zoom. */
class PageAccessibilityTest extends BrowserTest {
    private static final Path AXE = Path.of("src/test/npm/node_modules/axe-core/axe.min.js");
    private static final String CONTROLS =
            "button, select, summary, a, input:not([type=file]):not([type=radio]), .segments label";
    private static final int LEAST_TARGET = 24;

    private static Browser.NewContextOptions still(int width, int height) {
        return new Browser.NewContextOptions().setViewportSize(width, height).setReducedMotion(ReducedMotion.REDUCE);
    }

    private void showResults() {
        page.locator("#examples button[data-name=umbrella]").click();
        waitForResults();
    }

    private void openSettings() {
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    }

    // ---------- axe-core

    private List<?> violations() throws IOException {
        page.evaluate(Files.readString(AXE));
        return (List<?>) page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations"
                + ".map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join(' | ')))");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void axeFindsNoViolation(ColorScheme scheme) throws IOException {
        assumeTrue(Files.exists(AXE), "axe-core is not tested: 'npm ci' has not run in server/src/test/npm");
        for (int[] size : new int[][] {{1360, 960}, {390, 844}}) {
            open(still(size[0], size[1]).setColorScheme(scheme), server, "");
            assertThat(violations()).as("empty").isEmpty();
            showResults();
            openSettings();
            assertThat(violations()).as("results").isEmpty();
            page.locator("input[value=flat]").check();
            page.locator("#at").fill("0");
            waitForResults();
            assertThat(violations()).as("flat vote, before re-ranking").isEmpty();
            page.locator("#at").fill("2");
            page.locator("#after button").nth(1).click();
            assertThat(page.locator("#why .lead")).isVisible();
            assertThat(violations()).as("why").isEmpty();
        }
    }

    @Test
    void axeFindsNoViolationWhileSomethingIsWrong(@TempDir Path folder) throws IOException {
        assumeTrue(Files.exists(AXE), "axe-core is not tested: 'npm ci' has not run in server/src/test/npm");
        try (TestServer locked = TestServer.start(
                Galleries.doodles(folder.resolve("index"), 2, 6),
                TestServer.settings(Optional.of("0123456789abcdef0123"), true, Limits.standard()))) {
            page.navigate("http://127.0.0.1:" + locked.port() + "/");
            page.locator("#key").fill("wrong");
            page.keyboard().press("Enter");
            assertThat(page.locator("#key-message")).not().isEmpty();
            assertThat(violations()).as("wrong key").isEmpty();
            page.keyboard().press("Escape");
            assertThat(page.locator("#problem")).isVisible();
            assertThat(violations()).as("problem").isEmpty();
            page.navigate("about:blank");
        } finally {
            complaints.removeIf(text -> text.contains("401") || text.contains("asks outside"));
        }
    }

    // ---------- forced colors

    /** Returns the range of brightness in the image of a control. */
    private static int contrast(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int least = 255;
        int most = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int gray = ((rgb >> 16 & 255) * 3 + (rgb >> 8 & 255) * 6 + (rgb & 255)) / 10;
                least = Math.min(least, gray);
                most = Math.max(most, gray);
            }
        }
        return most - least;
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void everyControlIsVisibleInForcedColors(ColorScheme scheme) throws IOException {
        open(still(1360, 1400).setForcedColors(ForcedColors.ACTIVE).setColorScheme(scheme), server, "");
        openSettings();
        List<String> invisible = new ArrayList<>();
        for (Locator control : page.locator(CONTROLS).all()) {
            if (control.isVisible()
                    && !"skip".equals(control.getAttribute("id"))
                    && contrast(control.screenshot()) < 90) {
                invisible.add(String.valueOf(control.evaluate("e => e.outerHTML")));
            }
        }
        assertThat(invisible).isEmpty();
        showResults();
        screenshot("forced-colors-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
        for (String part : List.of("#metric .bars", "#play", "#at", "#after li:first-child button")) {
            assertThat(contrast(page.locator(part).screenshot())).as(part).isGreaterThan(90);
        }
        page.locator("#after button").nth(1).click();
        assertThat(page.locator("#why .graph path").first()).isVisible();
        screenshot("forced-colors-why-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(contrast(page.locator("#why .steps [aria-pressed=true]").screenshot()))
                .isGreaterThan(90);
    }

    // ---------- touch, phones and zoom

    private List<?> smallTargets() {
        return (List<?>) page.evaluate("[...document.querySelectorAll('" + CONTROLS + "')].filter(e => {"
                + "const b = e.getBoundingClientRect();"
                + "return e.checkVisibility() && e.id !== 'skip' && b.width > 0 && (b.width < " + LEAST_TARGET
                + " || b.height < " + LEAST_TARGET + "); }).map(e => { const b = e.getBoundingClientRect();"
                + "return e.outerHTML.slice(0, 80) + ' ' + b.width + ' x ' + b.height; })");
    }

    @ParameterizedTest
    @ValueSource(ints = {1360, 390, 320})
    void touchTargetsAreLargeEnough(int width) {
        open(still(width, 900).setHasTouch(true), server, "#iterations=12");
        openSettings();
        showResults();
        assertThat(smallTargets()).isEmpty();
        page.locator("input[value=flat]").check();
        waitForResults();
        assertThat(smallTargets()).isEmpty();
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("no overflow")
                .isTrue();
        page.locator("#after button").nth(1).click();
        assertThat(page.locator("#why .lead")).isVisible();
        assertThat(smallTargets()).isEmpty();
    }

    private boolean isInView(String selector) {
        return (Boolean) page.evaluate("(e => { const b = e.getBoundingClientRect();"
                + "return e.checkVisibility() && b.top < innerHeight && b.bottom > 0; })(document.querySelector('"
                + selector
                + "'))");
    }

    /** A phone, a small phone, and a desktop window of 1360 x 960 at 200 % zoom. */
    @ParameterizedTest
    @ValueSource(strings = {"390x844", "320x568", "680x480"})
    void theVisitorSeesThatResultsAreThere(String size) {
        int width = Integer.parseInt(size.split("x")[0]);
        open(still(width, Integer.parseInt(size.split("x")[1])), server, "");
        assertThat(page.locator("#to-results")).isHidden();
        showResults();

        assertThat(isInView("#after li")).as("below the window").isFalse();
        assertThat(page.locator("#to-results")).isVisible();
        assertThat(page.locator("#to-results")).hasText("20 results \u2193");
        assertThat(page.locator("#to-results img")).hasCount(4);
        screenshot("peek-" + size);
        page.locator("#to-results").click();
        waitFor("(e => e.getBoundingClientRect().top < innerHeight)(document.querySelector('#after li'))");
        assertThat(page.locator("#to-results")).isHidden();
        assertThat(page.locator("#results")).isFocused();
        screenshot("peek-results-" + size);
    }

    @Test
    void onADesktopTheResultsAreInView() {
        showResults();
        assertThat(isInView("#after li")).isTrue();
        assertThat(page.locator("#to-results")).isHidden();
    }

    @Test
    void theSkipLinkLeadsToTheResultsAndKeepsTheAddress() {
        showResults();
        String address = page.url();
        page.locator("#skip").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#results")).isFocused();
        assertThat(page.url()).isEqualTo(address);
    }
}
