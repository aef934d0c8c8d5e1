package io.agentidentity.agent;

import static io.agentidentity.agent.Texts.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceUriTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://erp.example/mcp",
                "https://erp.example",
                "https://ERP.example:8443/a%20b?tenant=1",
                "http://localhost:9000/",
                "spiffe://acme.example/erp"
            })
    void anAbsoluteUriStaysExactlyAsItWasWritten(String uri) {
        assertThat(ResourceUri.checked(uri)).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp",
                "erp.example/mcp",
                "//erp.example/mcp",
                "urn:example:erp",
                "mailto:erp@example.com",
                "https:///mcp",
                "https://erp.example/mcp#tools",
                "https://erp.example/mcp#",
                "https://user@erp.example/mcp",
                "https://user:pw@erp.example/mcp",
                "https://erp.example/m\u0441p",
                "https://erp.example/mcp\u200b"
            })
    void otherFormsAreRefused(String uri) {
        assertRefused(() -> ResourceUri.checked(uri)).hasMessageStartingWith("uri must be an absolute URI");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://erp.example/a b", "https://", "https://erp.example/%zz", "\n"})
    void whatIsNoUriIsRefused(String uri) {
        assertRefused(() -> ResourceUri.checked(uri)).hasMessageStartingWith("uri ");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void nothingIsRefused(String uri) {
        assertRefused(() -> ResourceUri.checked(uri)).hasMessageStartingWith("uri is required");
    }

    @Test
    void aUriHasABound() {
        String longest = "https://erp.example/" + "x".repeat(680);

        assertThat(ResourceUri.checked(longest)).hasSize(700);
        assertRefused(() -> ResourceUri.checked(longest + "x")).hasMessageStartingWith("uri is required");
    }

    @Test
    void aTargetIsAUriOrAClientId() {
        assertThat(ResourceUri.looksLikeUri("https://erp.example/mcp")).isTrue();
        assertThat(ResourceUri.looksLikeUri("erp-api")).isFalse();
        assertThat(ResourceUri.looksLikeUri("erp:api")).isFalse();
    }
}
