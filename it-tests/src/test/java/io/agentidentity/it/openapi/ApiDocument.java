package io.agentidentity.it.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.agentidentity.it.realm.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An OpenAPI document: its operations, and what it says of an answer. */
final class ApiDocument {

    private static final String IN_JAR = "/META-INF/agent-identity/openapi.yaml";
    private static final Pattern OURS = Pattern.compile("(/admin)?/realms/[^/]+/agents(/.*)?");
    private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    ApiDocument(JsonNode document) {
        this.document = document;
        document.path("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> operations.add(new Operation(
                                method.toUpperCase(Locale.ROOT),
                                path.getKey(),
                                path.getValue().get(method)))));
        // An address that is written out comes before one with a variable in its place.
        operations.sort(Comparator.comparing(
                operation -> operation.path().chars().filter(c -> c == '{').count()));
    }

    static Optional<ApiDocument> ofJar() {
        try (InputStream yaml = ApiDocument.class.getResourceAsStream(IN_JAR)) {
            return yaml == null ? Optional.empty() : Optional.of(new ApiDocument(YAML.readTree(yaml)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** What is wrong with an answer; nothing if the address is none of ours. */
    Optional<String> complaint(String method, String path, Answer answer) {
        if (!OURS.matcher(path).matches()) {
            return Optional.empty();
        }
        Optional<Operation> operation = operations.stream()
                .filter(known -> known.method().equals(method) && known.matches(path))
                .findFirst();
        if (operation.isEmpty()) {
            return answer.status() < 400 ? Optional.of("the operation is not in it") : Optional.empty();
        }
        JsonNode responses = operation.get().json().path("responses");
        JsonNode response = resolved(responses.path(Integer.toString(answer.status())));
        if (response.isMissingNode()) {
            return Optional.of("the status is not in it");
        }
        return response.has("content") ? body(response.path("content"), answer) : Optional.empty();
    }

    private Optional<String> body(JsonNode content, Answer answer) {
        String type = answer.header("Content-Type").orElse("").split(";", 2)[0].trim();
        if (!content.has(type)) {
            return Optional.of("the content type " + type + " is not in it");
        }
        JsonNode body;
        try {
            body = YAML.readTree(answer.body());
        } catch (IOException e) {
            return Optional.of("the body cannot be read: " + e.getMessage());
        }
        String wrong = schemas.computeIfAbsent(content.path(type).path("schema"), this::schema).validate(body).stream()
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
        return wrong.isEmpty() ? Optional.empty() : Optional.of(wrong);
    }

    private Schema schema(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        return SCHEMAS.getSchema(whole);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** One operation. */
    record Operation(String method, String path, JsonNode json) {

        private boolean matches(String address) {
            String pattern =
                    path.replace("by-client-id/{clientId}", "by-client-id/.+").replaceAll("\\{\\w+}", "[^/]+");
            return address.matches(pattern);
        }

        String id() {
            return json.path("operationId").asText();
        }
    }
}
