package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Drives the page in Chromium. Skipped if Chromium is not installed. */
abstract class BrowserTest {
    private static final List<Path> CHROMIUM = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final Path SCREENSHOTS = Path.of(System.getProperty("icfrr.screenshots", "target/screenshots"));
    private static Playwright playwright;
    static Browser browser;
    static TestServer server;

    final List<String> complaints = new ArrayList<>();
    BrowserContext context;
    Page page;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Optional<Path> chromium = CHROMIUM.stream().filter(Files::isExecutable).findFirst();
        assumeTrue(chromium.isPresent(), "Chromium is not in /usr/bin");
        server = TestServer.start(Galleries.doodles(folder.resolve("index"), 8, 24));
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void openPage() {
        open(new Browser.NewContextOptions().setViewportSize(1360, 960).setColorScheme(ColorScheme.LIGHT), server, "");
    }

    @AfterEach
    void theBrowserReportedNoProblem() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    final void open(Browser.NewContextOptions options, TestServer of, String hash) {
        if (context != null) {
            context.close();
        }
        context = browser.newContext(options);
        context.setDefaultTimeout(20_000);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith("http://127.0.0.1:" + of.port())
                    && !request.url().matches("(data|blob):.*")) {
                complaints.add("asks outside: " + request.url());
            }
        });
        page.navigate("http://127.0.0.1:" + of.port() + "/" + hash);
        waitFor("document.querySelectorAll('#examples button').length > 0");
    }

    final void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    /** Draws a line through points on a paper of 100 x 100. */
    final void stroke(double... points) {
        BoundingBox box = page.locator("#canvas").boundingBox();
        page.mouse().move(box.x + points[0] * box.width / 100, box.y + points[1] * box.height / 100);
        page.mouse().down();
        for (int i = 2; i < points.length; i += 2) {
            page.mouse()
                    .move(
                            box.x + points[i] * box.width / 100,
                            box.y + points[i + 1] * box.height / 100,
                            new com.microsoft.playwright.Mouse.MoveOptions().setSteps(6));
        }
        page.mouse().up();
    }

    final void drawHouse() {
        stroke(20, 48, 20, 86, 80, 86, 80, 48);
        stroke(12, 52, 50, 18, 88, 52);
        stroke(43, 86, 43, 64, 57, 64, 57, 86);
    }

    /** Polls from outside: the page's security policy forbids to evaluate a string inside it. */
    final void waitFor(String condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!Boolean.TRUE.equals(page.evaluate(condition))) {
            assertThat(System.nanoTime()).as("waiting for " + condition).isLessThan(end);
            page.waitForTimeout(40);
        }
    }

    final void waitForResults() {
        waitFor("document.querySelectorAll('#after li').length > 0"
                + " && document.getElementById('boards').getAttribute('aria-busy') === 'false'");
    }

    final List<String> ids(String board) {
        return page.locator("#" + board + " button").all().stream()
                .map(button -> button.getAttribute("data-id"))
                .toList();
    }
}
