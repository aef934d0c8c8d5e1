package io.agentidentity.it.realm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** A signed token, decoded but not verified. */
public record Jwt(String raw, JsonNode header, JsonNode claims) {

    public static Jwt parse(String raw) {
        List<String> parts = List.of(raw.split("\\.", -1));
        if (parts.size() != 3) {
            throw new IllegalArgumentException("Not a signed JWT: " + raw);
        }
        return new Jwt(raw, decode(parts.get(0)), decode(parts.get(1)));
    }

    private static JsonNode decode(String part) {
        return Json.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return header + "." + claims;
    }
}
