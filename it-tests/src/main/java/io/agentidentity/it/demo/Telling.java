package io.agentidentity.it.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.demo.Terminal.Style;
import io.agentidentity.it.realm.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What a step may do: say something, show something, and hold the story to what it says. */
final class Telling {

    private final Terminal terminal;
    private final Narrator narrator;

    Telling(Terminal terminal, Narrator narrator) {
        this.terminal = terminal;
        this.narrator = narrator;
    }

    void say(String text) {
        terminal.blank();
        terminal.line(Style.PLAIN, text);
    }

    /** Shows these members of a JSON object; one that is absent is left out. */
    void show(String title, JsonNode object, String... members) {
        terminal.blank();
        terminal.line(Style.HEADING, title);
        Map<String, String> fields = new LinkedHashMap<>();
        for (String member : members) {
            if (object.has(member)) {
                fields.putAll(Fields.of(member, object.get(member)));
            }
        }
        terminal.fields(fields);
    }

    void print(Iterable<String> lines) {
        terminal.blank();
        lines.forEach(line -> terminal.line(Style.PLAIN, line));
    }

    /** Goes on only if what is seen is what is expected. */
    void expect(String claim, Object expected, Object seen) {
        if (!expected.equals(seen)) {
            throw new StoryBroken(claim + "\n      expected: " + expected + "\n      seen:     " + seen);
        }
        terminal.line(Style.GOOD, "✓ " + claim);
    }

    void expectStatus(String claim, int expected, Answer answer) {
        expect(claim, "HTTP " + expected, "HTTP " + answer.status() + detail(answer, expected));
    }

    void expectError(String claim, int status, String error, Answer answer) {
        String seen = answer.body().startsWith("{") ? answer.error() : "no error in " + answer.body();
        expect(claim, "HTTP " + status + " " + error, "HTTP " + answer.status() + " " + seen);
    }

    /** Does something that is no part of the story. */
    <T> T quietly(Supplier<T> aside) {
        return narrator.quietly(aside);
    }

    private static String detail(Answer answer, int expected) {
        return answer.status() == expected ? "" : " " + answer.body();
    }
}
