package io.agentidentity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentidentity.agent.rest.AgentsResource;
import io.agentidentity.policy.rest.PolicyResource;
import io.agentidentity.task.rest.AdminBlocksResource;
import io.agentidentity.task.rest.AdminTasksResource;
import io.agentidentity.task.rest.AgentsRealmResource;
import io.agentidentity.task.rest.MyBlocksResource;
import io.agentidentity.task.rest.MyTasksResource;
import io.agentidentity.task.rest.OwnerBlocksResource;
import io.agentidentity.task.story.StoryResource;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI document and the resources say the same. */
class OpenApiTest {

    /** Refused or of no effect: a count and an export have no pages, the tasks of an agent are its own, what a token reached is told at once. */
    private static final Map<String, Set<String>> WITHOUT_EFFECT = Map.of(
            "GET /admin/realms/{realm}/agents/count", Set.of("sort", "first"),
            "GET /admin/realms/{realm}/agents/audit/count", Set.of("order", "first", "max"),
            "GET /admin/realms/{realm}/agents/audit/export", Set.of("order", "first", "max"),
            "GET /admin/realms/{realm}/agents/audit/tokens/{jti}", Set.of("after"),
            "GET /admin/realms/{realm}/agents/audit/used-keys/{thumbprint}", Set.of("after"),
            "GET /admin/realms/{realm}/agents/{id}/tasks", Set.of("agent"));

    /** One resource serves all three; the document says of each what its id is. */
    private static final Map<String, String> NAMED = Map.of(
            "/admin/realms/{realm}/agents/audit/tasks/{id}", "/admin/realms/{realm}/agents/audit/tasks/{taskId}",
            "/admin/realms/{realm}/agents/audit/tokens/{id}", "/admin/realms/{realm}/agents/audit/tokens/{jti}",
            "/admin/realms/{realm}/agents/audit/used-keys/{id}",
                    "/admin/realms/{realm}/agents/audit/used-keys/{thumbprint}");

    private final Map<String, Set<String>> implemented = new TreeMap<>();

    @Test
    void everyOperationIsDocumentedWithItsParametersAndNothingElseIs() throws IOException {
        walk(AgentsResource.class, "/admin/realms/{realm}/agents");
        walk(AgentsRealmResource.class, "/realms/{realm}/agents");

        Map<String, Set<String>> documented = documented();

        assertThat(documented.keySet()).containsExactlyElementsOf(implemented.keySet());
        assertThat(documented).isEqualTo(implemented);
    }

    @Test
    void everyOperationSaysThatItMayBeRefusedAndHasANameOfItsOwn() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode path : document().path("paths")) {
            for (Map.Entry<String, JsonNode> operation : path.properties()) {
                if (!"parameters".equals(operation.getKey())) {
                    JsonNode json = operation.getValue();
                    assertThat(names.add(json.path("operationId").textValue()))
                            .as("%s", json.path("operationId"))
                            .isTrue();
                    boolean open = json.path("security").isArray();
                    assertThat(json.path("responses").has("401")).isNotEqualTo(open);
                    assertThat(json.path("responses").has("403")).isNotEqualTo(open);
                }
            }
        }
    }

    private void walk(Class<?> resource, String path) {
        for (Method method : resource.getMethods()) {
            Path own = method.getAnnotation(Path.class);
            String written = own == null ? path : path + "/" + own.value().replaceAll("\\{(\\w+):[^}]*}", "{$1}");
            String below = NAMED.getOrDefault(written, written);
            Stream.of(method.getAnnotations())
                    .map(Annotation::annotationType)
                    .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                    .map(type -> type.getAnnotation(HttpMethod.class).value() + " " + below)
                    .forEach(operation -> implemented.put(operation, parameters(operation, method)));
            boolean locator = own != null
                    && Stream.of(method.getAnnotations())
                            .noneMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
            if (locator) {
                walk(method.getReturnType() == Object.class ? ofTasks(below) : method.getReturnType(), below);
            }
        }
    }

    /** The agent side does not know the resources of the task side by their types. */
    private static Class<?> ofTasks(String path) {
        return switch (path) {
            case "/admin/realms/{realm}/agents/{id}/blocks" -> AdminBlocksResource.class;
            case "/admin/realms/{realm}/agents/policy" -> PolicyResource.class;
            case "/admin/realms/{realm}/agents/audit/tasks",
                    "/admin/realms/{realm}/agents/audit/tokens",
                    "/admin/realms/{realm}/agents/audit/used-keys" -> StoryResource.class;
            case "/realms/{realm}/agents/me/blocks" -> MyBlocksResource.class;
            case "/realms/{realm}/agents/me/tasks" -> MyTasksResource.class;
            case "/realms/{realm}/agents/me/agents/{id}/blocks" -> OwnerBlocksResource.class;
            default -> AdminTasksResource.class;
        };
    }

    private static Set<String> parameters(String operation, Method method) {
        Set<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(QueryParam.class)) {
                names.add(parameter.getAnnotation(QueryParam.class).value());
            }
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : parameter.getType().getFields()) {
                    names.add(field.getAnnotation(QueryParam.class).value());
                }
            }
        }
        names.removeAll(WITHOUT_EFFECT.getOrDefault(operation, Set.of()));
        return names;
    }

    private static Map<String, Set<String>> documented() throws IOException {
        Map<String, Set<String>> operations = new TreeMap<>();
        JsonNode document = document();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!"parameters".equals(operation.getKey())) {
                    Set<String> names = new TreeSet<>();
                    for (JsonNode parameter : operation.getValue().path("parameters")) {
                        JsonNode resolved = parameter.has("$ref")
                                ? document.at(parameter.get("$ref").textValue().substring(1))
                                : parameter;
                        if ("query".equals(resolved.path("in").textValue())) {
                            names.add(resolved.path("name").textValue());
                        }
                    }
                    operations.put(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), names);
                }
            }
        }
        return operations;
    }

    private static JsonNode document() throws IOException {
        try (InputStream yaml = AgentsResource.class.getResourceAsStream("/META-INF/agent-identity/openapi.yaml")) {
            return new ObjectMapper()
                    .valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(yaml));
        }
    }
}
