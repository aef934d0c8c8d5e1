package io.agentidentity.it.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.realm.Json;
import java.util.Map;

/** What a realm is told of a directory. */
record Federation(int port, CachePolicy cache) {

    /** As the admin API takes it. */
    JsonNode component() {
        ObjectNode component = Json.object()
                .put("name", "directory")
                .put("providerId", "ldap")
                .put("providerType", "org.keycloak.storage.UserStorageProvider");
        ObjectNode config = component.putObject("config");
        settings().forEach((name, value) -> config.putArray(name).add(value));
        return component;
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("enabled", "true"),
                Map.entry("vendor", "other"),
                Map.entry("editMode", "READ_ONLY"),
                Map.entry("importEnabled", "true"),
                Map.entry("cachePolicy", cache.name()),
                Map.entry("connectionUrl", "ldap://127.0.0.1:" + port),
                Map.entry("connectionTimeout", "1000"),
                Map.entry("readTimeout", "1000"),
                Map.entry("authType", "simple"),
                Map.entry("bindDn", Directory.ADMIN),
                Map.entry("bindCredential", Directory.PASSWORD),
                Map.entry("usersDn", Directory.PEOPLE),
                Map.entry("userObjectClasses", "inetOrgPerson"),
                Map.entry("usernameLDAPAttribute", "uid"),
                Map.entry("rdnLDAPAttribute", "uid"),
                Map.entry("uuidLDAPAttribute", "entryUUID"));
    }
}
