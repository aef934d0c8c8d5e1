package io.agentidentity.agent.admin;

import jakarta.ws.rs.core.Response;
import org.keycloak.services.ErrorResponse;

/** Bounds of a page, from a query. They come as text, because JAX-RS answers one that is no number with 404. */
public final class Pages {

    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 1000;

    private Pages() {}

    /** Index of the first row. */
    public static int first(String first) {
        return number("first", first, 0);
    }

    /** Most rows: 100 if nobody says, and never more than 1000. */
    public static int max(String max) {
        return Math.min(number("max", max, DEFAULT_PAGE), MAX_PAGE);
    }

    /**
     * A number from 0 on.
     *
     * @param name of the parameter, for the refusal
     * @param absent what counts if there is none
     */
    public static int number(String name, String text, int absent) {
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal below.
        }
        throw ErrorResponse.error(name + " must be a whole number from 0 on", Response.Status.BAD_REQUEST);
    }
}
