package io.agentidentity.agent.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.json.InvalidInput;
import io.agentidentity.json.Members;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses outside this server that administrators name, and the secrets for them, which are named and never shown. */
public final class OutsideAddress {

    private static final int MAX_URL = 1024;
    private static final int MAX_EXPRESSION = 256;
    private static final Pattern VAULT = Pattern.compile("\\$\\{vault\\.[A-Za-z0-9._-]{1,128}}");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[::1]");

    private OutsideAddress() {}

    /**
     * The URL that a member holds: with TLS, or on this machine.
     *
     * @throws InvalidInput naming the member and the rule
     */
    public static URI url(ObjectNode object, String name, String path) {
        URI url;
        try {
            url = URI.create(Members.text(object, name, path, MAX_URL));
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(path + " must be an absolute URL");
        }
        if (url.getHost() == null || url.getScheme() == null) {
            throw new InvalidInput(path + " must be an absolute URL");
        }
        // A secret in a query would show in logs; it belongs in the vault.
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new InvalidInput(path + " must have no credentials, query or fragment");
        }
        boolean loopback =
                LOOPBACK.matcher(url.getHost().toLowerCase(Locale.ROOT)).matches();
        if (!url.getScheme().equals("https") && !(isPlain(url) && loopback)) {
            throw new InvalidInput(path + " must begin with https://, or http:// and a loopback address");
        }
        return url;
    }

    /** Whether what is sent there goes without TLS, which it does on one machine only. */
    public static boolean isPlain(URI url) {
        return "http".equals(url.getScheme());
    }

    /**
     * The expression of Keycloak's vault that a member holds.
     *
     * @throws InvalidInput if it is anything else, such as the secret itself, which is not quoted
     */
    public static Optional<String> secret(ObjectNode object, String name, String path) {
        String expression = Members.optionalText(object, name, path, MAX_EXPRESSION);
        if (expression != null && !VAULT.matcher(expression).matches()) {
            throw new InvalidInput(path + " must name a secret of the vault, as ${vault.NAME}");
        }
        return Optional.ofNullable(expression);
    }
}
