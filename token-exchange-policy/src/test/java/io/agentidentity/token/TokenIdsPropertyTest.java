package io.agentidentity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TokenIdsPropertyTest {

    @Property
    void anyPayloadIsReadWithoutHarm(@ForAll String payload) {
        String encoded = Base64.getUrlEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8));

        assertThat(TokenIds.possiblyOurs("e30." + encoded + ".e30")).isEmpty();
    }

    @Property
    void anyTextIsReadWithoutHarm(@ForAll String text) {
        assertThat(TokenIds.possiblyOurs(text)).isEmpty();
    }
}
