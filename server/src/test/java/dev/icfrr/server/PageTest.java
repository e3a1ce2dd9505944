package dev.icfrr.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import dev.icfrr.server.http.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives the page in Chromium. */
class PageTest extends BrowserTest {
    private static final String KEY = "0123456789abcdef0123";

    @Test
    void drawingShowsResultsAndTheSliderMovesThem() {
        assertThat(page.locator("#empty")).isVisible();
        screenshot("empty");

        drawHouse();
        waitForResults();

        assertThat(page.locator("#before li")).hasCount(20);
        assertThat(page.locator("#after li")).hasCount(20);
        assertThat(page.locator("#empty")).isHidden();
        List<String> last = ids("after");
        screenshot("drawn");

        page.locator("#at").fill("0");
        assertThat(page.locator("#at-label")).hasText("Before re-ranking");
        assertThat(ids("after")).isEqualTo(ids("before")).isNotEqualTo(last);

        page.locator("#at").focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("#at-label")).hasText("After iteration 1 of 5");
        assertThat((Integer)
                        page.evaluate("document.getAnimations().filter(a => a.effect.target.closest('#after')).length"))
                .as("moving images")
                .isPositive();
        page.locator("#at").fill("5");
        assertThat(ids("after")).isEqualTo(last);
    }

    @Test
    void aLabelShowsThePrecision() {
        page.locator("#examples button[data-name=umbrella]").click();
        waitForResults();

        assertThat(page.locator("#label")).hasValue("umbrella");
        assertThat(page.locator("#metric")).containsText("prec@20");
        assertThat(page.locator("#metric .bars button")).hasCount(6);
        long right = page.locator("#after .mark.right").count();
        assertThat(page.locator("#metric strong")).hasText(String.format(java.util.Locale.ROOT, "%.2f", right / 20.0));
        assertThat(ids("after").stream()
                        .filter(id -> id.startsWith("umbrella/"))
                        .count())
                .isEqualTo(right);
        screenshot("measured");

        page.locator("#label").selectOption("");
        assertThat(page.locator("#metric strong")).hasCount(0);
    }

    @Test
    void aClickOnAnImageExplainsItsRank() {
        page.locator("#examples button[data-name=fish]").click();
        waitForResults();
        String id = ids("after").get(2);

        page.locator("#after button").nth(2).click();
        assertThat(page.locator("#why .graph path").first()).isVisible();
        assertThat(page.locator("#why")).containsText(id);
        assertThat(page.locator("#why .voters li")).not().hasCount(0);
        assertThat(page.locator("#why .graph path").count())
                .isEqualTo(page.locator("#why .voters li").count());
        assertThat(page.locator("#why .steps button")).hasCount(6);
        assertThat(page.locator("#why .voters .scales i")).not().hasCount(0);
        assertThat(page.locator("#why .bonus tr")).hasCount(3);
        assertThat(page.locator("#why .bonus tr").nth(1)).containsText("Votes of chance");
        List<Long> parts = page.locator("#why .bonus td:nth-child(2)").allTextContents().stream()
                .map(text -> Long.parseLong(text.replace('\u2212', '-')))
                .toList();
        assertThat(parts.get(0) + parts.get(1)).isEqualTo(parts.get(2));
        assertThat(page.locator("#why .steps [aria-pressed=true] b")).hasText("3");
        screenshot("why");

        page.locator("#why .steps button").first().click();
        assertThat(page.locator("#why .note")).containsText("No item has voted");

        page.getByText("Search with this image").click();
        assertThat(page.locator("#why")).isHidden();
        assertThat(page.locator("#before button").first()).hasAttribute("data-id", id);
        assertThat(page.locator("#drop-item")).containsText(id);

        page.locator("#drop-item").click();
        assertThat(page.locator("#drop-item")).isHidden();
    }

    @Test
    void settingsChangeTheResultsAndTheLinkKeepsThem() {
        page.locator("#examples button[data-name=cat]").click();
        waitForResults();
        List<String> first = ids("after");

        assertThat(page.locator("#vote_k")).isHidden();
        page.locator("#beta").fill("2");
        page.locator("#iterations").fill("8");
        page.locator("#more summary").click();
        assertThat(page.locator("#kq")).isHidden();
        page.locator("#vote_k").fill("3");
        assertThat(page.locator("#vote_k-out")).hasText("8");
        page.locator("input[value=flat]").check();
        assertThat(page.locator("#vote_k")).isHidden();
        page.locator("#kq").fill("5");
        page.locator("input[value=accumulating]").check();
        waitForResults();
        assertThat(page.locator("#at")).hasAttribute("max", "8");
        List<String> changed = ids("after");
        assertThat(changed).isNotEqualTo(first);

        String link = page.url().substring(page.url().indexOf(35));
        assertThat(link)
                .contains("beta=2")
                .contains("vote=flat")
                .contains("kq=5")
                .contains("update=accumulating")
                .contains("s=");
        open(new Browser.NewContextOptions().setViewportSize(1360, 960), server, link);
        waitForResults();
        assertThat(page.locator("#kq")).hasValue("5");
        assertThat(page.locator("#at")).hasAttribute("max", "8");
        assertThat(ids("after").subList(0, 5)).containsAnyElementsOf(changed.subList(0, 5));

        page.locator("#reset").click();
        assertThat(page.locator("#kq-out")).hasText("12");
        assertThat(page.locator("input[value=multiscale]")).isChecked();
        assertThat(page.locator("#at")).hasAttribute("max", "5");
    }

    @Test
    void linksOfEarlierVersionsUseTheFlatVote() {
        open(new Browser.NewContextOptions(), server, "#k=20&kg=7&kq=9&item=fish%2F3.png");
        waitForResults();

        assertThat(page.locator("input[value=flat]")).isChecked();
        assertThat(page.url()).contains("kg=7").contains("vote=flat").doesNotContain("vote_k");
    }

    @Test
    void likelyHarmIsShown() {
        page.route(Pattern.compile(".*/v1/search.*"), route -> {
            String answer = route.fetch()
                    .text()
                    .replaceFirst(
                            "\"advice\":\\{[^}]*}",
                            "\"advice\":{\"harm_score\":0.31,\"likely_harm\":true,\"text\":\"harm (score 0.31)\"}");
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(answer));
        });
        page.locator("#examples button[data-name=cat]").click();
        waitForResults();
        assertThat(page.locator("#advice")).hasText("harm (score 0.31)");

        page.locator("#clear").click();
        assertThat(page.locator("#advice")).isHidden();
    }

    @Test
    void aBrokenFileIsReported() {
        FilePayload broken = new FilePayload("holiday.png", "image/png", "no image".getBytes(StandardCharsets.UTF_8));

        page.locator("#file").setInputFiles(broken);

        assertThat(page.locator("#pad-message")).containsText("holiday.png cannot be read as an image");
        screenshot("broken-file");

        page.locator("#file").setInputFiles(new FilePayload("sketch.png", "image/png", Galleries.sketch(0)));
        waitForResults();
        assertThat(page.locator("#pad-message")).isHidden();
        assertThat(page.locator("#after li")).hasCount(20);
    }

    @Test
    void strokesCanBeErasedClearedAndUndone() {
        drawHouse();
        waitForResults();
        page.locator("#undo").click();
        page.locator("#undo").click();
        page.locator("#undo").click();
        assertThat(page.locator("#empty")).isVisible();
        assertThat(page.locator("#undo")).isDisabled();

        drawHouse();
        page.keyboard().press("e");
        assertThat(page.locator("#tool-eraser")).hasAttribute("aria-pressed", "true");
        stroke(10, 50, 90, 50);
        page.keyboard().press("Control+z");
        page.locator("#clear").click();
        assertThat(page.locator("#empty")).isVisible();
        page.keyboard().press("Control+z");
        waitForResults();
        assertThat(page.locator("#after li")).hasCount(20);
    }

    @Test
    void thePageWorksByKeyboard() {
        page.locator("#canvas").focus();
        page.keyboard().press("Space");
        for (String key : List.of("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft")) {
            for (int i = 0; i < 8; i++) {
                page.keyboard().press(key);
            }
        }
        page.keyboard().press("Space");
        waitForResults();

        page.locator("#after button").first().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#why .lead")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("#why")).isHidden();
        assertThat(page.locator("#after button").first()).isFocused();
    }

    @Test
    void thePageFitsAPhoneInDarkModeWithoutMotion() {
        open(
                new Browser.NewContextOptions()
                        .setViewportSize(390, 844)
                        .setDeviceScaleFactor(2)
                        .setHasTouch(true)
                        .setColorScheme(ColorScheme.DARK)
                        .setReducedMotion(ReducedMotion.REDUCE),
                server,
                "");
        page.locator("#examples button[data-name=house]").tap();
        waitForResults();

        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("no overflow")
                .isTrue();
        page.locator("#at").scrollIntoViewIfNeeded();
        page.locator("#at").fill("1");
        assertThat((Integer) page.evaluate("document.getAnimations().length"))
                .as("no motion")
                .isZero();
        screenshot("phone-dark");
        page.locator("#after button").first().tap();
        assertThat(page.locator("#why .lead")).isVisible();
        assertThat((Boolean) page.evaluate("document.querySelector('#why').scrollWidth <= innerWidth"))
                .isTrue();
        screenshot("phone-dark-why");
    }

    @Test
    void anUnreachableServerIsReported() throws IOException {
        page.route(Pattern.compile(".*/v1/search.*"), route -> route.abort());
        page.locator("#examples button[data-name=cat]").click();
        assertThat(page.locator("#problem")).containsText("The server does not answer");
        screenshot("no-server");
        complaints.removeIf(text -> text.contains("ERR_FAILED"));

        page.unroute(Pattern.compile(".*/v1/search.*"));
        page.locator("#retry").click();
        waitForResults();
        complaints.removeIf(text -> text.contains("ERR_FAILED"));
        assertThat(page.locator("#problem")).isHidden();
    }

    @Test
    void thePageAsksForTheKey(@TempDir Path folder) throws IOException {
        try (TestServer locked = TestServer.start(
                Galleries.doodles(folder.resolve("index"), 2, 6),
                TestServer.settings(Optional.of(KEY), true, Limits.standard()))) {
            page.navigate("http://127.0.0.1:" + locked.port() + "/");
            Locator key = page.locator("#key");
            assertThat(key).isVisible();
            key.fill(KEY);
            page.keyboard().press("Enter");
            page.locator("#examples button[data-name=fish]").click();
            waitForResults();
            waitFor("document.querySelector('#after img').src.startsWith('blob:')");
            page.navigate("about:blank");
        }
        complaints.removeIf(text -> text.contains("401") || text.contains("asks outside"));
    }
}
