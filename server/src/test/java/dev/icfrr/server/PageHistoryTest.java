package dev.icfrr.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.FilePayload;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links, the browser's history, failures and uploads of the page. */
class PageHistoryTest extends BrowserTest {
    private static final String KEY = "0123456789abcdef0123";
    private static final Pattern SEARCHES = Pattern.compile(".*/v1/search.*");

    private void example(String name) {
        page.locator("#examples button[data-name=" + name + "]").click();
        waitForResults();
    }

    /** Waits until a board shows these ids. */
    private void waitForIds(List<String> expected) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!ids("after").equals(expected)) {
            assertThat(System.nanoTime())
                    .as("shows " + ids("after") + ", not " + expected)
                    .isLessThan(end);
            page.waitForTimeout(40);
        }
    }

    private String hash() {
        return page.url().replaceFirst("[^#]*", "");
    }

    @Test
    void aLinkOfAnItemSearchShowsWhatItShowed() {
        example("cat");
        page.locator("#after button").nth(3).click();
        page.getByText("Search with this image").click();
        waitFor("document.querySelector('#drop-item').hidden === false");
        waitForResults();
        String id = page.locator("#before button").first().getAttribute("data-id");
        List<String> shown = ids("after");
        String link = hash();

        open(new Browser.NewContextOptions().setViewportSize(1360, 960), server, link);
        waitForResults();

        assertThat(page.locator("#drop-item")).containsText(id);
        assertThat(ids("after")).isEqualTo(shown);
        assertThat(page.locator("#drop-item img")).hasAttribute("src", Pattern.compile(".*thumbnail.*"));
    }

    @Test
    void aLinkOfASketchShowsExactlyTheSketch() {
        stroke(20, 48, 21, 86, 80, 85, 80, 48);
        page.keyboard().press("e");
        stroke(30, 70, 90, 71);
        page.keyboard().press("p");
        double[] scribble = new double[600];
        for (int i = 0; i < scribble.length; i += 2) {
            scribble[i] = 10 + i / 8.0;
            scribble[i + 1] = 20 + (i % 4 == 0 ? 0 : 60) + i % 7;
        }
        BoundingBox box = page.locator("#canvas").boundingBox();
        page.mouse().move(box.x + 30, box.y + 30);
        page.mouse().down();
        for (int i = 0; i < scribble.length; i += 2) {
            page.mouse().move(box.x + scribble[i] * box.width / 100, box.y + scribble[i + 1] * box.height / 100);
        }
        page.mouse().up();
        waitForResults();
        String drawn = (String) page.evaluate("document.getElementById('canvas').toDataURL()");
        List<String> shown = ids("after");

        open(new Browser.NewContextOptions().setViewportSize(1360, 960), server, hash());
        waitForResults();

        assertThat(page.evaluate("document.getElementById('canvas').toDataURL()"))
                .isEqualTo(drawn);
        assertThat(ids("after")).isEqualTo(shown);
    }

    @Test
    void aSketchInALinkOfAnEarlierVersionIsRead() {
        open(new Browser.NewContextOptions().setViewportSize(1360, 960), server, "#s=AQwDCgpkZMgK");
        waitForResults();
        assertThat(page.locator("#clear")).isEnabled();
        assertThat(
                        (Boolean)
                                page.evaluate(
                                        "(() => { const canvas = document.getElementById('canvas');"
                                                + "const { data } = canvas.getContext('2d').getImageData(0, 0, 512, 512);"
                                                + "return [[20, 20], [200, 200], [400, 20]].every(([x, y]) => data[4 * (512 * y + x)] < 128); })()"))
                .isTrue();
    }

    @Test
    void aLinkThatIsPastedIntoAnOpenPageWorks() {
        example("fish");
        List<String> fish = ids("after");
        String link = hash();
        example("cat");
        assertThat(ids("after")).isNotEqualTo(fish);

        page.evaluate("location.hash = '" + link.substring(1) + "'");
        waitForIds(fish);
        assertThat(page.locator("#label")).hasValue("fish");

        page.evaluate("location.hash = 'item=house%2F1.png'");
        waitFor("document.querySelector('#before button')?.dataset.id === 'house/1.png'");
        assertThat(page.locator("#drop-item")).containsText("house/1.png");
    }

    @Test
    void backAndForwardStepThroughSearches() {
        example("cat");
        List<String> cat = ids("after");
        example("fish");
        List<String> fish = ids("after");
        page.locator("#beta").fill("2");
        page.locator("#beta").fill("1.9");
        waitForResults();
        page.locator("#file").setInputFiles(new FilePayload("sketch.png", "image/png", Galleries.sketch(0)));
        waitFor("!location.hash.includes('&s=')");
        waitForResults();
        List<String> upload = ids("after");
        page.locator("#after button").first().click();
        page.getByText("Search with this image").click();
        waitFor("location.hash.includes('item=')");
        waitForResults();

        page.goBack();
        waitForIds(upload);
        assertThat(page.locator("#drop-item")).isHidden();
        page.goBack();
        assertThat(page.locator("#beta-out")).hasText("1.90");
        page.goBack();
        waitForIds(fish);
        assertThat(page.locator("#label")).hasValue("fish");
        page.goBack();
        waitForIds(cat);
        page.goBack();
        assertThat(page.locator("#empty")).isVisible();
        page.goForward();
        waitForIds(cat);
        page.goForward();
        waitForIds(fish);
    }

    @Test
    void aLineIsOneStepOfTheHistory() {
        stroke(20, 20, 80, 80);
        waitForResults();
        List<String> one = ids("after");
        stroke(80, 20, 20, 80, 20, 40);
        stroke(10, 50, 90, 50);
        waitForResults();

        page.goBack();
        page.goBack();
        waitForIds(one);
    }

    @ParameterizedTest
    @CsvSource({
        "kg=99999&kq=5&vote=flat, kq-out, 5",
        "vote_k=1000000, vote_k-out, 32",
        "vote_k=7, vote_k-out, 32",
        "beta=-3, beta-out, 0.50",
        "beta=abc, beta-out, 0.50",
        "iterations=0, iterations-out, 5",
        "iterations=2.5, iterations-out, 5",
        "k=13, k, 20",
        "k=, k, 20",
        "label=dragon, label, ''",
        "update=both, beta-out, 0.50",
        "at=-3, at-label, After iteration 5 of 5",
        "at=99, at-label, After iteration 5 of 5",
        "at=2, at-label, After iteration 2 of 5",
        "s=%%%, beta-out, 0.50"
    })
    void valuesOutsideTheAllowedRangeFallBackToDefaults(String values, String control, String expected) {
        page.evaluate("location.hash = 'item=fish%2F1.png&" + values + "'");
        waitFor("document.querySelector('#before button')?.dataset.id === 'fish/1.png'");

        assertThat((String)
                        page.evaluate("(e => e.value ?? e.textContent)(document.getElementById('" + control + "'))"))
                .isEqualTo(expected);
        assertThat(page.locator("#problem")).isHidden();
    }

    @Test
    void aFailedSearchLeavesNoResultsOfAnotherQuery() {
        example("cat");
        page.route(
                SEARCHES,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(422)
                        .setContentType("application/problem+json")
                        .setBody("{\"title\":\"Cannot be processed\",\"detail\":\"the image is blank\"}")));
        page.locator("#examples button[data-name=fish]").click();

        assertThat(page.locator("#problem")).containsText("the image is blank");
        assertThat(page.locator("#after li")).hasCount(0);
        assertThat(page.locator("#before li")).hasCount(0);
        assertThat(page.locator("#metric strong")).hasCount(0);
        assertThat(page.locator("#legend")).isHidden();
        assertThat(page.locator("#to-results")).isHidden();
        complaints.removeIf(text -> text.contains("422"));

        page.unroute(SEARCHES);
        page.locator("#retry").click();
        waitForResults();
        assertThat(page.locator("#problem")).isHidden();
    }

    @Test
    void undoAndRedoHaveButtonsAndKeys() {
        assertThat(page.locator("#redo")).isDisabled();
        stroke(20, 20, 80, 80);
        stroke(80, 20, 20, 80);
        String two = (String) page.evaluate("document.getElementById('canvas').toDataURL()");
        page.keyboard().press("Control+z");
        String one = (String) page.evaluate("document.getElementById('canvas').toDataURL()");
        assertThat(one).isNotEqualTo(two);
        for (String redo : List.of("Control+y", "Control+Shift+Z", "Meta+Shift+Z")) {
            page.keyboard().press(redo);
            assertThat(page.evaluate("document.getElementById('canvas').toDataURL()"))
                    .isEqualTo(two);
            page.keyboard().press("Control+z");
        }
        page.locator("#redo").click();
        assertThat(page.evaluate("document.getElementById('canvas').toDataURL()"))
                .isEqualTo(two);
        page.locator("#undo").click();
        stroke(10, 50, 90, 50);
        assertThat(page.locator("#redo")).isDisabled();
    }

    private void openLocked(TestServer locked, String hash) {
        page.navigate("http://127.0.0.1:" + locked.port() + "/" + hash);
    }

    @Test
    void aWrongKeyIsSaidAndEscapeLeavesAUsablePage(@TempDir Path folder) throws IOException {
        try (TestServer locked = TestServer.start(
                Galleries.doodles(folder.resolve("index"), 2, 6),
                TestServer.settings(Optional.of(KEY), true, Limits.standard()))) {
            openLocked(locked, "");
            assertThat(page.locator("#key-message")).hasText("");
            page.locator("#key").fill("a wrong key");
            page.keyboard().press("Enter");
            assertThat(page.locator("#key-message")).hasText("The server does not accept this key.");
            assertThat(page.locator("#key")).hasValue("");

            page.keyboard().press("Escape");
            assertThat(page.locator("#key-dialog")).isHidden();
            assertThat(page.locator("#problem")).containsText("API key needed");
            page.locator("#retry").click();
            assertThat(page.locator("#key")).isVisible();
            page.locator("#key").fill(KEY);
            page.keyboard().press("Enter");
            example("fish");
            assertThat(page.locator("#problem")).isHidden();
            page.navigate("about:blank");
        }
        complaints.removeIf(text -> text.contains("401") || text.contains("asks outside"));
    }

    @Test
    void theTokenInTheLinkLetsThePageChangeTheGallery(@TempDir Path folder) throws IOException {
        ServerSettings settings = ServerSettings.local(0)
                .withApiKey(KEY)
                .withChanges(new ChangeAccess.TokenHolders("0123456789abcdef-token"));
        try (TestServer writable = TestServer.start(Galleries.doodles(folder.resolve("index"), 2, 6), settings)) {
            openLocked(writable, writable.server().link().replaceFirst("[^#]*", ""));
            example("fish");
            assertThat(page.url()).doesNotContain("token");
            page.locator("#add").click();
            assertThat(page.locator("#toast")).containsText("Added as 12 (fish)");
            assertThat(page.locator("#gallery-info")).containsText("13 images");
            waitFor("document.querySelector('#before button')?.dataset.id === '12'");

            page.onDialog(com.microsoft.playwright.Dialog::accept);
            page.locator("#before button").first().click();
            page.getByText("Remove from the gallery").click();
            assertThat(page.locator("#gallery-info")).containsText("12 images");
            waitFor("document.querySelector('#before button')?.dataset.id !== '12'");
            page.navigate("about:blank");
        }
        complaints.removeIf(text -> text.contains("asks outside"));
    }

    @Test
    void aLargeUploadIsScaledDownBeforeItIsSent() throws IOException {
        BufferedImage large = new BufferedImage(3000, 2000, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(3);
        for (int y = 0; y < large.getHeight(); y++) {
            for (int x = 0; x < large.getWidth(); x++) {
                large.setRGB(x, y, random.nextInt());
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(large, "png", file);
        // Playwright does not see the bodies that are blobs.
        page.evaluate("(() => { const ask = window.fetch; window.fetch = async (path, options) => {"
                + "if (options?.body instanceof Blob) {"
                + "window.sent = [...new Uint8Array(await options.body.arrayBuffer())].map(b => b.toString(16).padStart(2, '0'))"
                + ".join(''); } return ask(path, options); }; })()");

        page.locator("#file").setInputFiles(new FilePayload("photo.png", "image/png", file.toByteArray()));
        waitForResults();

        byte[] sent = HexFormat.of().parseHex((String) page.evaluate("window.sent"));
        BufferedImage received = ImageIO.read(new ByteArrayInputStream(sent));
        assertThat(file.size()).isGreaterThan(15_000_000);
        assertThat(sent.length).isLessThan(1 << 20);
        assertThat(Math.max(received.getWidth(), received.getHeight())).isEqualTo(512);
        int[] center = received.getRaster().getPixel(256, 256, (int[]) null);
        assertThat(center[0]).as("an average of many pixels").isBetween(60, 195);
        page.locator("#undo").click();
        assertThat(page.locator("#empty")).isVisible();
    }
}
