package io.agentidentity.it.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.it.realm.Jwt;

/** Says what a token is without showing it. */
final class Tokens {

    private Tokens() {}

    /** Its first and last characters, and whose it is. */
    static String describe(String token) {
        return shorten(token) + "  (" + whose(Jwt.parse(token).claims()) + ")";
    }

    static String shorten(String token) {
        return token.length() < 40 ? "…" : token.substring(0, 10) + "…" + token.substring(token.length() - 6);
    }

    private static String whose(JsonNode claims) {
        String client = claims.path("azp").asText();
        if (client.equals("admin-cli")) {
            return "the administrator's token";
        }
        if (claims.has("act")) {
            return "task token of " + claims.at("/act/client_id").asText();
        }
        String person = claims.path("preferred_username").asText();
        return person.isEmpty() ? client + "'s own token" : person + "'s token from " + client;
    }
}
