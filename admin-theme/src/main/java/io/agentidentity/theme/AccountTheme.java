package io.agentidentity.theme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.keycloak.theme.ClassLoaderTheme;
import org.keycloak.theme.Theme;

/**
 * The stock account console with one more entry in its navigation. The list of entries is the server's own, whatever its
 * version, with ours at the end.
 */
final class AccountTheme extends ClassLoaderTheme {

    private static final String CONTENT = "content.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String STOCK = "theme/keycloak.v3/account/resources/" + CONTENT;

    AccountTheme() throws IOException {
        super(AgentThemeSelectorProvider.THEME, Theme.Type.ACCOUNT, AccountTheme.class.getClassLoader());
    }

    @Override
    public InputStream getResourceAsStream(String path) throws IOException {
        return CONTENT.equals(path) ? content() : super.getResourceAsStream(path);
    }

    /** {@code null}, and with it the stock list alone, if that is not what it is known to be. */
    private static InputStream content() throws IOException {
        try (InputStream in = AccountTheme.class.getClassLoader().getResourceAsStream(STOCK)) {
            JsonNode entries = in == null ? null : MAPPER.readTree(in);
            if (!(entries instanceof ArrayNode list)) {
                return null;
            }
            list.addObject().put("label", "myAgents").put("path", "content/my-agents");
            return new ByteArrayInputStream(MAPPER.writeValueAsBytes(list));
        }
    }
}
