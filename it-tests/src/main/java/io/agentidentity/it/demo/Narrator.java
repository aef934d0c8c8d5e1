package io.agentidentity.it.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.demo.Terminal.Style;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.HttpWatch;
import io.agentidentity.it.realm.Json;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Shows each request as it really goes out, and its answer. Shortens tokens; never shows a secret or an assertion. */
final class Narrator implements HttpWatch {

    private static final Set<String> SECRETS = Set.of("client_secret", "password");
    private static final Set<String> TOKENS = Set.of("token", "subject_token", "actor_token");
    private static final int MAX_BODY = 200;

    private final Terminal terminal;
    private volatile boolean quiet = true;

    Narrator(Terminal terminal) {
        this.terminal = terminal;
    }

    void speak() {
        quiet = false;
    }

    /** Does something that is no part of the story. */
    <T> T quietly(Supplier<T> aside) {
        boolean before = quiet;
        quiet = true;
        try {
            return aside.get();
        } finally {
            quiet = before;
        }
    }

    @Override
    public void sending(HttpRequest request, String body) {
        if (quiet) {
            return;
        }
        terminal.blank();
        terminal.line(Style.SENT, "→ " + request.method() + " " + request.uri());
        Map<String, String> fields = new LinkedHashMap<>();
        request.headers()
                .firstValue("Authorization")
                .ifPresent(header -> fields.put("Authorization", "Bearer " + Tokens.describe(header.substring(7))));
        boolean form = request.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
                .isPresent();
        if (form) {
            addForm(body, fields);
        } else if (!body.isEmpty()) {
            Json.parse(body)
                    .properties()
                    .forEach(member -> fields.putAll(Fields.of(member.getKey(), member.getValue())));
        }
        terminal.fields(fields);
    }

    @Override
    public void answered(HttpRequest request, Answer answer) {
        if (!quiet) {
            terminal.line(answer.status() < 400 ? Style.GOOD : Style.BAD, "← " + answer.status() + summary(answer));
        }
    }

    private static void addForm(String body, Map<String, String> fields) {
        List.of(body.split("&", -1)).forEach(parameter -> {
            int equals = parameter.indexOf('=');
            String name = decode(parameter.substring(0, equals));
            fields.put(name, shown(name, decode(parameter.substring(equals + 1))));
        });
    }

    private static String shown(String name, String value) {
        if (SECRETS.contains(name)) {
            return "(not shown)";
        }
        if (name.equals("client_assertion")) {
            return "(a JWT signed with the agent's key for this request alone; not shown)";
        }
        return TOKENS.contains(name) ? Tokens.describe(value) : value;
    }

    private static String summary(Answer answer) {
        if (!answer.body().startsWith("{")) {
            return "";
        }
        JsonNode body = Json.parse(answer.body());
        if (body.has("error")) {
            return "  " + answer.error()
                    + (body.has("error_description") ? "  (" + answer.errorDescription() + ")" : "");
        }
        if (body.has("active")) {
            boolean active = body.path("active").asBoolean();
            return "  active: " + active
                    + (active
                            ? ", " + body.path("client_id").asText() + " for "
                                    + body.path("username").asText()
                            : "");
        }
        return answer.body().length() > MAX_BODY ? "" : "  " + answer.body();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
