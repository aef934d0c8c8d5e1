package io.agentidentity.sample;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets in who has a token for this server, and tells everybody else where to get one (RFC 6750, RFC 9449, RFC 9728). */
final class TokenFilter extends HttpFilter {

    /** The request attribute that holds the {@link Caller}. */
    static final String CALLER = Caller.class.getName();

    private static final long serialVersionUID = 1L;
    private static final Pattern SCHEME = Pattern.compile("(?i)(?<scheme>Bearer|DPoP) (?<token>\\S+)");

    private final transient TokenCheck tokens;
    private final transient KeyProof proof = new KeyProof();
    private final URI resource;
    private final URI metadata;

    TokenFilter(TokenCheck tokens, ResourceMetadata metadata) {
        this.tokens = tokens;
        this.resource = metadata.resource();
        this.metadata = metadata.address();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            request.setAttribute(CALLER, caller(request));
            chain.doFilter(request, response);
        } catch (Refusal e) {
            refuse(response, e);
        } catch (Keycloak.KeycloakAway e) {
            refuse(response, Refusal.unavailable());
        }
    }

    private Caller caller(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        Matcher scheme = SCHEME.matcher(authorization == null ? "" : authorization);
        if (!scheme.matches()) {
            throw Refusal.invalidToken("an access token is required");
        }
        Caller caller = tokens.check(scheme.group("token"));
        boolean byProof = scheme.group("scheme").equalsIgnoreCase("DPoP");
        // Only this server sees the proof: neither introspection nor a decision can check it.
        if (byProof != caller.facts().has("cnf") || (byProof && !proof.given(request, here(request), caller))) {
            throw Refusal.invalidToken("the key that the token is bound to was not proven");
        }
        return caller;
    }

    /** The address of a request as its client knows it, without a query; not what a Host header makes of it. */
    private URI here(HttpServletRequest request) {
        return resource.resolve(request.getRequestURI());
    }

    private void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        response.setStatus(refusal.status());
        if (refusal.status() == 401 || refusal.status() == 403) {
            for (String scheme : List.of("Bearer ", "DPoP algs=\"ES256\", ")) {
                response.addHeader(
                        "WWW-Authenticate",
                        scheme + "error=\"" + refusal.error() + "\", resource_metadata=\"" + metadata + "\"");
            }
        }
        response.setContentType("application/json");
        response.getOutputStream()
                .write(StrictMapper.object()
                        .put("error", refusal.error())
                        .put("error_description", refusal.getMessage())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void destroy() {
        proof.close();
    }
}
