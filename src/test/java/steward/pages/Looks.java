package steward.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether a page can be used by everybody: what axe-core finds, its width, the size of what is to be pressed. */
final class Looks {
    private final Browser browser;
    private final String axe;

    Looks(Browser browser) throws IOException {
        this.browser = browser;
        try (var script = Looks.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Leaves a picture and finds nothing serious. Swagger UI's own markup is not ours to mend. */
    void inspect(String name) {
        browser.screenshot(name);
        assertThat(sideways()).as(name).isZero();
        browser.script("if (!window.axe) {" + axe + "\nwindow.axe = axe; }");
        var found = browser.scriptAsync("""
                const done = arguments[arguments.length - 1];
                axe.run({ exclude: ['api-reference'] }, { resultTypes: ['violations'] }).then(
                    results => done(results.violations
                        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                        .map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html + node.failureSummary).join('\\n'))),
                    failure => done([String(failure)]));""");
        assertThat(found).as(name).isEqualTo(List.of());
    }

    /** By how much the page is wider than its window. */
    long sideways() {
        return (long)
                browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    /** What can be pressed and is too small for it. */
    Object smallerThan(int pixels) {
        return browser.script("""
                return [...document.querySelectorAll('button, select, textarea, input, a:not(p a)')]
                    // a box to tick is as large as its label
                    .map(element => [element, element.type === 'checkbox' ? element.closest('label') ?? element : element])
                    .map(([element, pressed]) => [element, pressed.getBoundingClientRect()])
                    .filter(([element, box]) => box.width > 0 && element.checkVisibility({ visibilityProperty: true }))
                    // what is hidden is pressed by its label
                    .filter(([element, box]) => !element.matches('.skip, .sr-only') && Math.min(box.width, box.height) < arguments[0])
                    .map(([element]) => element.className || element.outerHTML);""", pixels);
    }
}
