package dev.weir.core.content;

import static dev.weir.core.http.HttpStand.get;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.HttpStand;
import dev.weir.core.variable.CoreVariables;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReturnHandlerTest {
    private final HttpStand stand = new HttpStand();
    private final Variables variables = new Variables();

    ReturnHandlerTest() {
        CoreVariables.define(variables, new Random(1));
        stand.errorPage(404, "/page", -1).text("/page", "a page");
    }

    private String answer(int status, String text, String type) {
        Template template = text == null ? null : variables.compile(text);
        stand.at("/r" + status + text, new ReturnHandler(status, template, type));
        return stand.talk(get("/r" + status + text + "%0d%0aX-Evil:1"));
    }

    @Test
    void aTextWithItsType() {
        String answer = answer(200, "hello", "text/plain");
        assertTrue(answer.contains("\r\nContent-Type: text/plain\r\n") && answer.endsWith("\r\n\r\nhello"), answer);
        assertTrue(answer(200, null, "").contains("\r\nContent-Length: 0\r\n"));
    }

    @Test
    void anErrorWithATextAsksForNoErrorPageAndOneWithoutDoes() {
        assertTrue(answer(404, "mine", "text/plain").endsWith("\r\n\r\nmine"));
        String page = answer(404, null, "");
        assertTrue(page.startsWith("HTTP/1.1 404 ") && page.endsWith("\r\n\r\na page"), page);
    }

    @Test
    void aRedirectCannotBeMadeToSayMore() {
        String answer = answer(302, "$uri", "");
        assertTrue(answer.startsWith("HTTP/1.1 302 Moved Temporarily\r\n"), answer);
        assertFalse(answer.contains("\nX-Evil"), answer);
        assertTrue(answer.contains("%0D%0AX-Evil:1\r\n"), answer);
        assertTrue(answer.contains("<h1>302 Found</h1>"), answer);
    }
}
