package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.it.junit.KeycloakTest;
import io.agentidentity.it.realm.AgentKey;
import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.Http;
import io.agentidentity.it.realm.Json;
import io.agentidentity.it.realm.ResourceServer;
import io.agentidentity.it.realm.TestAgent;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.sample.InvoiceTools;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The sample MCP server, called by an MCP client with task tokens. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpIT {

    private static final String READ = "invoices.read";
    private static final String APPROVE = "invoices.approve";
    private static final Map<String, Object> INV_9 = Map.of("invoice", "INV-9");
    private static final Pattern METADATA = Pattern.compile("resource_metadata=\"([^\"]+)\"");

    private final TestRealm realm;
    private final Scene scene;
    private final Http http = Http.create();
    private final KeycloakLine line = new KeycloakLine();
    private final InvoiceTools server = InvoiceTools.open();
    private final TestAgent agent;

    McpIT(TestRealm realm) {
        this.realm = realm;
        scene = new Scene(realm);
        ResourceServer client = realm.resourceServer("invoices-mcp");
        realm.resource(server.uri(), client);
        server.start(client.keycloak(line::over));
        agent = scene.agent("assistant", spec -> spec.targets(server.uri()).actions(READ, APPROVE));
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void aClientWithoutATokenIsToldWhereToGetOne() {
        Answer answer = post(Map.of(), "{}");
        assertThat(answer.status()).isEqualTo(401);
        Matcher address = METADATA.matcher(answer.header("WWW-Authenticate").orElse(""));
        assertThat(address.find()).isTrue();
        JsonNode metadata =
                http.json("GET", address.group(1), "", Map.of()).expect(200).json();
        assertThat(metadata.path("resource").asText()).isEqualTo(server.uri());
        assertThat(metadata.at("/authorization_servers/0").asText()).isEqualTo(realm.issuer());
        assertThat(metadata.path("authorization_details_types_supported")).isEqualTo(Json.of(List.of("agent_task")));
        assertThat(address.group(1))
                .isEqualTo(URI.create(server.uri()).resolve("/.well-known/oauth-protected-resource/mcp") + "");
    }

    @Test
    void aToolWithinTheTaskRunsAndItsOutcomeIsOnRecord() {
        TokenAnswer task = task("'actions':['invoices.read']");
        try (McpSyncClient client = client(task)) {
            assertThat(client.listTools().tools()).extracting(Tool::name).containsExactlyInAnyOrder(READ, APPROVE);
            CallToolResult result = client.callTool(call(READ, INV_9));
            assertThat(result.isError()).isFalse();
            assertThat(text(result)).isEqualTo("INV-9: 420 EUR, open");
        }
        JsonNode records = realm.audit("task=" + Scene.taskId(task) + "&type=agent.call.outcome.v1");
        assertThat(records).hasSize(1);
        assertThat(records.at("/0/data/unverified/result").asText()).isEqualTo("succeeded");
    }

    @Test
    void aToolThatMustNotRunTwiceTakesItsPermitFirst() {
        TokenAnswer task = task("");
        try (McpSyncClient client = client(task)) {
            CallToolResult result = client.callTool(call(APPROVE, Map.of("invoice", "INV-9", "amount", 420)));
            assertThat(text(result)).isEqualTo("INV-9: approved");
        }
        JsonNode records = realm.audit("task=" + Scene.taskId(task) + "&type=agent.call.outcome.v1");
        assertThat(records.findValuesAsText("result")).containsExactlyInAnyOrder("started", "succeeded");
    }

    @Test
    void ac41WhatLiesOutsideTheTaskDoesNotRunAndTheThirdTimeStopsTheTask() {
        TokenAnswer task = task("'actions':['invoices.read'],'constraints':{'invoice':{'in':['INV-9']}}");
        try (McpSyncClient client = client(task)) {
            assertThat(denied(client, READ, Map.of("invoice", "INV-1"))).isEqualTo("denied: parameter_violation");
            Map<String, Object> approval = Map.of("invoice", "INV-9", "amount", 420);
            assertThat(denied(client, APPROVE, approval)).isEqualTo("denied: out_of_authority");
            assertThat(denied(client, APPROVE, approval)).isEqualTo("denied: out_of_authority");
            assertThat(text(client.callTool(call(READ, INV_9)))).endsWith("open");
            assertThat(denied(client, APPROVE, approval)).isEqualTo("denied: out_of_authority");
            assertThat(denied(client, READ, INV_9)).isEqualTo("denied: task_inactive");
        }
    }

    @Test
    void ac43HeadersThatSayAnotherThingThanTheBodyAreRefusedAndNothingIsAsked() {
        String token = task("").accessToken();
        String body = message("tools/call", "'name':'invoices.read','arguments':{'invoice':'INV-9'}");
        long before = line.decisions();
        Map<String, Map<String, String>> lies = new LinkedHashMap<>();
        lies.put("another tool", Map.of("Mcp-Method", "tools/call", "Mcp-Name", APPROVE));
        lies.put("another method", Map.of("Mcp-Method", "tools/list", "Mcp-Name", READ));
        lies.put("other case", Map.of("Mcp-Name", "Invoices.read"));
        lies.put("none where they are needed", Map.of("MCP-Protocol-Version", "2026-07-28"));
        lies.put(
                "no name where it is needed", Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call"));
        lies.forEach((what, headers) ->
                assertThat(code(post(bearer(token, headers), body))).as(what).isEqualTo(-32020));
        assertThat(code(post(bearer(token, Map.of("Mcp-Name", READ)), message("tools/list", ""))))
                .isEqualTo(-32020);
        assertThat(line.decisions()).isEqualTo(before);
        post(bearer(token, Map.of("Mcp-Method", "tools/call", "Mcp-Name", READ)), body)
                .expect(200);
        assertThat(line.decisions()).isEqualTo(before + 1);
    }

    @Test
    void ac43WhatIsNoOneKnownRequestIsRefusedAndNothingIsAsked() {
        String token = task("").accessToken();
        String body = message("tools/call", "'name':'invoices.read','arguments':{'invoice':'INV-9'}");
        long before = line.decisions();
        assertThat(code(post(bearer(token, Map.of()), "[" + body + "]"))).isEqualTo(-32600);
        assertThat(code(post(bearer(token, Map.of()), "[]"))).isEqualTo(-32600);
        for (String method : List.of("tools/run", "Tools/call", "resources/read", "sampling/createMessage", "")) {
            assertThat(code(post(bearer(token, Map.of()), message(method, "'name':'invoices.read'"))))
                    .as(method)
                    .isEqualTo(-32601);
        }
        String twice = body.replace("\"name\":", "\"name\":\"invoices.approve\",\"name\":");
        assertThat(code(post(bearer(token, Map.of()), twice))).isEqualTo(-32700);
        assertThat(code(post(bearer(token, Map.of()), body + body))).isEqualTo(-32700);
        assertThat(code(post(bearer(token, Map.of()), message("tools/call", "'arguments':{}"))))
                .isEqualTo(-32600);
        Answer unknown = post(bearer(token, Map.of()), message("tools/call", "'name':'invoices.delete'"));
        assertThat(unknown.body()).contains("error").doesNotContain("\"isError\":false");
        assertThat(line.decisions()).isEqualTo(before);
    }

    @Test
    void ac46APermitThatCannotBeKeptToIsNone() {
        TokenAnswer task = task("");
        Map<String, UnaryOperator<ObjectNode>> permits = new LinkedHashMap<>();
        permits.put("an obligation", answer -> changed(answer, "obligations", "[{'type':'notify'}]"));
        permits.put("obligation that", answer -> changed(answer, "obligations", "'notify'"));
        permits.put("run out", answer -> changed(answer, "permit_expires_at", "'2026-01-01T00:00:00Z'"));
        permits.put("other parameters", answer -> changed(answer, "parameter_digest", "'sha-256:00'"));
        try (McpSyncClient client = client(task)) {
            permits.forEach((message, how) -> line.changedDuring(
                    how, () -> assertThat(denied(client, READ, INV_9)).contains(message)));
            String[] first = new String[1];
            UnaryOperator<ObjectNode> again = answer -> {
                first[0] = first[0] == null ? answer.toString() : first[0];
                return (ObjectNode) Json.parse(first[0]);
            };
            line.changedDuring(again, () -> {
                assertThat(text(client.callTool(call(READ, INV_9)))).endsWith("open");
                assertThat(denied(client, READ, INV_9)).contains("used before");
                assertThat(denied(client, READ, Map.of("invoice", "INV-1"))).contains("used before");
            });
            line.changedDuring(answer -> answer.put("decision", "true"), () -> unavailable(client));
            assertThat(text(client.callTool(call(READ, INV_9)))).endsWith("open");
        }
        JsonNode records = realm.audit("task=" + Scene.taskId(task) + "&type=agent.call.outcome.v1");
        assertThat(records.findValuesAsText("result")).contains("not_executed", "succeeded");
    }

    @Test
    void nothingRunsWhileKeycloakIsAway() {
        try (McpSyncClient client = client(task(""))) {
            client.callTool(call(READ, INV_9));
            line.cutDuring(() -> unavailable(client));
            assertThat(client.callTool(call(READ, INV_9)).isError()).isFalse();
        }
    }

    @Test
    void otherTokensAreNone() {
        TokenAnswer elsewhere = scene.clerk
                .exchange(scene.login().accessToken())
                .resource(Scene.MCP)
                .token();
        AgentKey key = AgentKey.generate();
        TokenAnswer bound = agent.exchange(scene.login().accessToken())
                .resource(server.uri())
                .header("DPoP", key.proof("POST", realm.issuer() + "/protocol/openid-connect/token"))
                .token();
        String good = task("").accessToken();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("for another server", elsewhere.accessToken());
        tokens.put("a person's", scene.login().accessToken());
        tokens.put("the agent's own", agent.actorToken().accessToken());
        tokens.put("bound to a key that is not proven", bound.accessToken());
        tokens.put("forged", good.substring(0, good.lastIndexOf('.')) + ".AAAA");
        tokens.forEach((what, token) -> {
            Answer answer = post(bearer(token, Map.of()), message("tools/list", ""));
            assertThat(answer.status()).as(what).isEqualTo(401);
            assertThat(answer.error()).as(what).isEqualTo("invalid_token");
        });
        Map<String, String> proven = Map.of(
                "Authorization",
                "DPoP " + bound.accessToken(),
                "DPoP",
                key.proof("POST", server.uri(), bound.accessToken()));
        post(proven, message("tools/list", "")).expect(200);
        post(bearer(good, Map.of()), message("tools/list", "")).expect(200);
    }

    private static void unavailable(McpSyncClient client) {
        assertThatThrownBy(() -> client.callTool(call(READ, INV_9)))
                .isInstanceOf(McpError.class)
                .hasMessageContaining("temporarily_unavailable");
    }

    private TokenAnswer task(String members) {
        return agent.exchange(scene.login().accessToken())
                .resource(server.uri())
                .authorizationDetails(Scene.details(members))
                .token();
    }

    private McpSyncClient client(TokenAnswer task) {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(server.uri())
                .endpoint("/mcp")
                .addHttpRequestCustomizer((request, method, uri, body, context) ->
                        request.header("Authorization", "Bearer " + task.accessToken()))
                .build();
        McpSyncClient client = McpClient.sync(transport).build();
        client.initialize();
        return client;
    }

    private static CallToolRequest call(String tool, Map<String, Object> arguments) {
        return CallToolRequest.builder(tool).arguments(arguments).build();
    }

    private static String denied(McpSyncClient client, String tool, Map<String, Object> arguments) {
        CallToolResult result = client.callTool(call(tool, arguments));
        assertThat(result.isError()).isTrue();
        return text(result);
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().get(0)).text();
    }

    private static ObjectNode changed(ObjectNode answer, String member, String value) {
        answer.withObject("/context").set(member, Json.parse(value.replace('\'', '"')));
        return answer;
    }

    private static int code(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        return answer.json().at("/error/code").asInt();
    }

    private static String message(String method, String params) {
        return ("{'jsonrpc':'2.0','id':1,'method':'" + method + "','params':{" + params + "}}").replace('\'', '"');
    }

    private static Map<String, String> bearer(String token, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("Authorization", "Bearer " + token);
        return headers;
    }

    private Answer post(Map<String, String> headers, String body) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Accept", "application/json, text/event-stream");
        return http.json("POST", server.uri(), body, all);
    }
}
