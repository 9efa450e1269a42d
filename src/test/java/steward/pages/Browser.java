package steward.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import steward.platform.json.Json;

/** A headless Chromium that keeps a record of what its console said and of every address it asked for. */
final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ChromeDriverService service;
    private final ChromeDriver driver;
    private final List<String> console = new ArrayList<>();

    private Browser(ChromeDriverService service, ChromeOptions options) {
        this.service = service;
        this.driver = new ChromeDriver(service, options);
    }

    /** Starts one, or skips the test aloud where this machine has none. */
    static Browser start(String language) {
        var chromium = onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
        var chromedriver = onPath("chromedriver");
        Assumptions.assumeTrue(chromium.isPresent(), "skipped: no chromium on the PATH");
        Assumptions.assumeTrue(chromedriver.isPresent(), "skipped: no chromedriver on the PATH");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get().toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(service, options(chromium.get(), language));
    }

    private static ChromeOptions options(Path chromium, String language) {
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        // no name but this machine's own is looked up: a request elsewhere is recorded and goes nowhere
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--accept-lang=" + language,
                "--lang=" + language,
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");
        return options;
    }

    private static Optional<Path> onPath(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens the page as somebody does who was never there. */
    void openFresh(URI page) {
        driver.get(page.resolve("logo.svg").toString());
        driver.executeScript("localStorage.clear(); sessionStorage.clear();");
        open(page);
    }

    void open(URI page) {
        driver.get("about:blank"); // a change of the fragment alone would load nothing
        driver.get(page.toString());
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** A window of this width, as a phone's below 600 pixels. */
    void size(int width, int height) {
        var phone = width < 600;
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
        driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
    }

    /** What the system prefers: light or dark. */
    void systemColours(String scheme) {
        var feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** Runs before any script of the pages opened from now on. */
    void beforeEachPage(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** The languages the page finds in {@code navigator.languages}. */
    void languages(String... tags) {
        driver.executeCdpCommand(
                "Emulation.setUserAgentOverride",
                Map.of("userAgent", script("return navigator.userAgent"), "acceptLanguage", String.join(",", tags)));
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    Object scriptAsync(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    /** A raw command of Chromium's protocol. */
    void command(String name, Map<String, Object> parameters) {
        driver.executeCdpCommand(name, parameters);
    }

    /** The first shown element, waited for. */
    WebElement find(String selector) {
        return Awaitility.await("a shown " + selector)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(30))
                .ignoreException(StaleElementReferenceException.class)
                .until(
                        () -> all(selector).stream()
                                .filter(WebElement::isDisplayed)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    boolean has(String selector) {
        return !all(selector).isEmpty();
    }

    /** The element's text as shown. */
    String text(String selector) {
        return find(selector).getText();
    }

    /** The element's text without regard to how it is laid out. */
    String content(String selector) {
        return find(selector).getDomProperty("textContent").strip();
    }

    void click(String selector) {
        until("a click on " + selector, () -> {
            find(selector).click();
            return true;
        });
    }

    void hover(String selector) {
        new Actions(driver).moveToElement(find(selector)).perform();
    }

    /** Types into whatever has the focus. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void type(String selector, CharSequence... keys) {
        find(selector).sendKeys(keys);
    }

    /** Waits for the condition; an element that is not there yet is waited for too. */
    void until(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(30))
                .ignoreExceptionsMatching(failure -> failure instanceof StaleElementReferenceException
                        || failure instanceof ElementNotInteractableException
                        || failure instanceof NoSuchElementException)
                .until(condition);
    }

    void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the console said since the last call: violations of the policy, errors of scripts. */
    List<String> complaints() {
        driver.manage().logs().get(LogType.BROWSER).forEach(entry -> console.add(entry.getMessage()));
        var said = console.stream()
                // the server's refusals are repeated there by Chromium itself
                .filter(message -> !message.contains("Failed to load resource: the server responded with a status of"))
                .toList();
        console.clear();
        return said;
    }

    /** Every address asked for since the last call that is not under the given base. */
    List<String> strayRequests(URI base) {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .flatMap(entry -> requested(entry.getMessage()).stream())
                .filter(address -> !address.startsWith(base.toString()))
                .filter(address -> !address.matches("(about|data|blob|chrome):.*|.*/favicon[.]ico"))
                .toList();
    }

    private static Optional<String> requested(String entry) {
        try {
            var message = Json.mapper().readTree(entry).path("message");
            return message.path("method").asText().equals("Network.requestWillBeSent")
                    ? Optional.of(message.at("/params/request/url").asText())
                    : Optional.empty();
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void close() {
        driver.quit();
        service.stop();
    }
}
