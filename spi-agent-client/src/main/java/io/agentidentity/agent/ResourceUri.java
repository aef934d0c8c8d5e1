package io.agentidentity.agent;

import io.agentidentity.json.InvalidInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * A resource URI (RFC 8707) and the server it belongs to.
 *
 * @param clientUuid internal id of the resource server's client
 * @param gateways internal ids of clients that may introspect for it without being in {@code aud}
 */
public record ResourceUri(String uri, String clientUuid, List<String> gateways) {

    private static final int MAX_LENGTH = 700;

    /**
     * Checks the form of a resource URI: absolute, with a host, no fragment (RFC 8707 section 2), ASCII only (RFC 3986), so
     * that no two look alike.
     *
     * @throws InvalidInput if it has another form
     */
    public static String checked(String uri) {
        if (uri == null || uri.isBlank() || uri.length() > MAX_LENGTH) {
            throw new InvalidInput("uri is required and has at most " + MAX_LENGTH + " characters");
        }
        try {
            URI parsed = new URI(uri);
            if (!parsed.isAbsolute()
                    || parsed.isOpaque()
                    || parsed.getHost() == null
                    || parsed.getRawFragment() != null
                    || parsed.getRawUserInfo() != null
                    || !parsed.toASCIIString().equals(uri)) {
                throw new InvalidInput("uri must be an absolute URI in ASCII with a host and without fragment or user");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new InvalidInput("uri is not a URI");
        }
    }

    /** Whether a target is written as a URI rather than as a client id. */
    public static boolean looksLikeUri(String target) {
        return target.contains("://");
    }
}
