package io.agentidentity.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentidentity.agent.guard.AdminWrite.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminWriteTest {

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void readsAreNoWrites(String method) {
        assertThat(AdminWrite.possible(method)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/realms/acme/clients/1/protocol-mappers/models",
                "/admin/realms/acme/clients/1/protocol-mappers/models/",
                "/auth/admin/realms/acme/clients/1/protocol-mappers/models",
                "/admin/admin/realms/acme/clients/1/protocol-mappers/models",
                "/admin/realms/admin/realms/acme/clients/1/protocol-mappers/models",
                "//admin//realms/acme//clients/1/protocol-mappers/models",
                "admin;a=b/realms;c/acme;d=e/clients;/1;f=g/protocol-mappers;h/models;i=j"
            })
    void theRootMatrixParametersAndEmptySegmentsDoNotMatter(String path) {
        assertThat(AdminWrite.parse("POST", path))
                .contains(new AdminWrite("POST", "acme", Target.CLIENT, "1", List.of("protocol-mappers", "models")));
    }

    @Test
    void aClientOfTheSecondVersionIsNamedByClientId() {
        assertThat(AdminWrite.parse("PATCH", "/admin/api/acme/clients/v2/ap-clerk"))
                .contains(new AdminWrite("PATCH", "acme", Target.CLIENT_BY_CLIENT_ID, "ap-clerk", List.of()));
        assertThat(AdminWrite.parse("POST", "/admin/api/acme/clients/v2")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/realms/acme/protocol/openid-connect/token",
                "/admin/realms",
                "/admin/realms/acme",
                "/admin/realms/acme/clients",
                "/admin/realms/acme/users",
                "/admin/realms/acme/agents/1",
                "/admin/realms/acme/ui-ext/role-mapping-delete/users/1",
                "/admin/acme/console/clients/1"
            })
    void otherPathsNameNeitherAClientNorAUser(String path) {
        assertThat(AdminWrite.parse("POST", path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, clients/1, true",
        "DELETE, clients/1, true",
        "POST, clients/1/push-revocation, true",
        "POST, clients/1/roles, true",
        "POST, clients/1/nodes, true",
        "POST, clients/1/certificates/jwt.credential/download, true",
        "POST, clients/1/certificates/jwt.credential/generate, false",
        "DELETE, clients/1/protocol-mappers/models/2, true",
        "PUT, clients/1/protocol-mappers/models/2, false",
        "DELETE, clients/1/scope-mappings/realm, true",
        "POST, clients/1/scope-mappings/realm, false",
        "DELETE, clients/1/optional-client-scopes/2, false",
        "POST, clients/1/client-secret, false",
        "DELETE, clients/1/client-secret/rotated, true",
        "POST, clients/1/authz/resource-server/policy/evaluate, true",
        "POST, clients/1/authz/resource-server/policy, false",
        "POST, clients/1/registration-access-token, false",
        "POST, clients/1/what-a-later-version-has, false",
        "PUT, users/1, false",
        "DELETE, users/1, false",
        "POST, users/1/logout, true",
        "PUT, users/1/disable-credential-types, true",
        "DELETE, users/1/role-mappings/realm, true",
        "POST, users/1/role-mappings/realm, false",
        "DELETE, users/1/groups/2, true",
        "PUT, users/1/groups/2, false",
        "POST, users/1/what-a-later-version-has, false"
    })
    void whatIsNotKnownToBeHarmlessIsNot(String method, String below, boolean harmless) {
        assertThat(AdminWrite.parse(method, "/admin/realms/acme/" + below)
                        .orElseThrow()
                        .harmless(false))
                .isEqualTo(harmless);
    }

    @Test
    void aSecretIsRenewedWhereThereIsOne() {
        AdminWrite write = AdminWrite.parse("POST", "/admin/realms/acme/clients/1/client-secret")
                .orElseThrow();
        assertThat(write.harmless(true)).isTrue();
    }
}
