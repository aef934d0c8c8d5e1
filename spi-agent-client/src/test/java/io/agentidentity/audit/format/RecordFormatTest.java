package io.agentidentity.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.agentidentity.audit.AuditType;
import io.agentidentity.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordFormatTest {

    private static final Pattern KEY = Pattern.compile("(?:^| )([A-Za-z0-9]+)=");

    /** The attributes that OCSF requires of the four classes, and what is among them; written by hand after its schema. */
    private static final Schema OCSF = schema("/ocsf-1.3.0-excerpt.json");

    private static Schema schema(String name) {
        try (InputStream file = RecordFormatTest.class.getResourceAsStream(name)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(StrictJson.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static ObjectNode record(String type, String words) {
        ObjectNode event = StrictJson.object()
                .put("specversion", "1.0")
                .put("id", "r-1")
                .put("source", "https://id.example/realms/acme")
                .put("type", type)
                .put("time", "2026-11-23T10:00:00Z")
                .put("subject", "tsk_" + words)
                .put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        ObjectNode data = event.putObject("data").put("actor_kind", "delegated_agent");
        data.putObject("principal").put("iss", "i").put("sub", words);
        data.putObject("actor").put("iss", "i").put("sub", "sa-1").put("client_id", words);
        data.putArray("act_chain").addObject().put("sub", "sa-1").put("client_id", words);
        data.putObject("agent").put("id", "a-1").put("client_id", words);
        data.putObject("owner").put("sub", words);
        data.putObject("credential").put("jti", words).put("txn", words).put("parent_jti", words);
        data.putObject("action")
                .put("name", "tools/call")
                .put("operation", words)
                .put("resource", words)
                .put("parameter_digest", "sha-256:0");
        data.putObject("authorization")
                .put("decision", "deny")
                .put("decision_id", "dec_1")
                .put("scope", "invoices:read " + words)
                .put("audience", words)
                .put("enforcement_point", words);
        data.put("outcome", "refused").put("reason", words);
        data.putObject("integrity").put("sequence", 4711).put("hash", "sha-256:1");
        return event;
    }

    private static String line(RecordFormat format, JsonNode record) {
        return format.line(StrictJson.write(record));
    }

    @ParameterizedTest
    @EnumSource(AuditType.class)
    void everyTypeIsAnEventOfItsClassInOcsf(AuditType type) {
        for (ObjectNode record : List.of(record(type.wire(), "x"), bare(type))) {
            JsonNode event = StrictJson.parse(line(RecordFormat.OCSF, record));
            assertThat(OCSF.validate(event)).as(event.toString()).isEmpty();
            assertThat(event.path("type_uid").asLong())
                    .isEqualTo(event.path("class_uid").asLong() * 100
                            + event.path("activity_id").asLong());
        }
    }

    /** What has hardly anything, such as what the server itself did. */
    private static ObjectNode bare(AuditType type) {
        ObjectNode record = record(type.wire(), "x");
        record.remove(List.of("subject", "traceparent"));
        record.putObject("data").put("actor_kind", "system").put("outcome", "permitted");
        return record;
    }

    @Test
    void theExcerptRefusesWhatLacksARequiredAttribute() {
        ObjectNode event = (ObjectNode) StrictJson.parse(line(RecordFormat.OCSF, record("agent.call.decided.v1", "x")));
        event.remove("src_endpoint");
        assertThat(OCSF.validate(event)).isNotEmpty();
    }

    @Test
    void theFourClassesAreUsedAsTheyAreMeant() {
        assertThat(classOf("agent.actor_token.issued.v1")).isEqualTo(3002);
        assertThat(classOf("agent.token.refused.v1")).isEqualTo(3002);
        assertThat(classOf("agent.token.issued.v1")).isEqualTo(3003);
        assertThat(classOf("agent.call.decided.v1")).isEqualTo(6003);
        assertThat(classOf("agent.suspended.v1")).isEqualTo(3004);
    }

    private static int classOf(String type) {
        return StrictJson.parse(line(RecordFormat.OCSF, record(type, "x")))
                .path("class_uid")
                .asInt();
    }

    @ParameterizedTest
    @EnumSource(AuditType.class)
    void nothingGoesUnderTheAgentOfEcs(AuditType type) {
        JsonNode event = StrictJson.parse(line(RecordFormat.ECS, record(type.wire(), "x")));
        assertThat(event.has("agent")).isFalse();
        assertThat(event.at("/ecs/version").asText()).isEqualTo("8.11.0");
        assertThat(event.at("/event/sequence").asLong()).isEqualTo(4711);
        assertThat(event.at("/event/outcome").asText()).isEqualTo("failure");
        assertThat(event.at("/event/type/0").asText()).isEqualTo("denied");
        assertThat(event.at("/user/effective/id").asText()).isEqualTo("x");
        assertThat(event.at("/trace/id").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void aRecordAsItIsStaysByteForByte() {
        String record = StrictJson.write(record("agent.token.issued.v1", "ö \" \\n"));
        assertThat(RecordFormat.CLOUDEVENTS.line(record)).isEqualTo(record + "\n");
    }

    @Test
    void theActionOfCefIsTheDecision() {
        assertThat(line(RecordFormat.CEF, record("agent.call.decided.v1", "x")))
                .startsWith(
                        "CEF:0|Keycloak Agent Identity|Keycloak Agent Identity|1|agent.call.decided.v1|call decided|5|")
                .contains(" act=deny ")
                .contains(" cn1Label=sequence cn1=4711 ")
                .contains(" rt=1795428000000 ".strip());
    }

    @Property
    void jsonFormatsHoldTheWordsAndNothingElseOfThem(@ForAll("hostile") String words) {
        for (RecordFormat format : List.of(RecordFormat.OCSF, RecordFormat.ECS)) {
            String line = line(format, record("agent.call.decided.v1", words));
            assertThat(line.lines()).hasSize(1);
            JsonNode event = StrictJson.parse(line);
            assertThat(event.findValuesAsText(format == RecordFormat.OCSF ? "status_detail" : "reason"))
                    .contains(words);
            assertThat(names(event))
                    .isEqualTo(names(StrictJson.parse(line(format, record("agent.call.decided.v1", "x")))));
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(child -> names.addAll(names(child)));
        return names;
    }

    @Property
    void aRowOfCsvReadsBackWithAsManyCellsAndNoFormula(@ForAll("hostile") String words) {
        String heading = RecordFormat.CSV.heading().orElseThrow();
        String line = line(RecordFormat.CSV, record("agent.call.decided.v1", words));
        List<List<String>> rows = CsvReader.read(heading + line);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1)).hasSameSizeAs(rows.get(0));
        assertThat(rows.get(1)).allSatisfy(cell -> assertThat(cell).doesNotMatch("(?s)(\\s*[=+@\\-]|[\t\r]).*"));
        String reason = rows.get(1).get(rows.get(0).indexOf("reason"));
        assertThat(reason).isIn(words, "'" + words);
        assertThat(rows.get(1).get(0)).isEqualTo("4711");
    }

    @Property
    void aLineOfCefHasTheSameKeysWhateverTheWords(@ForAll("hostile") String words) {
        String plain = line(RecordFormat.CEF, record("agent.call.decided.v1", "x"));
        String line = line(RecordFormat.CEF, record("agent.call.decided.v1", words));
        assertThat(line.chars().filter(c -> c == '\n')).hasSize(1);
        assertThat(line).endsWith("\n").doesNotContain("\r").doesNotContain("\u2028");
        assertThat(keys(line)).isEqualTo(keys(plain));
        assertThat(line(RecordFormat.CEF, record(words, "x")).split("(?<!\\\\)(?:\\\\\\\\)*\\|", -1))
                .as("fields of the header")
                .hasSize(8);
    }

    private static List<String> keys(String line) {
        List<String> keys = new ArrayList<>();
        Matcher matcher =
                KEY.matcher(line.substring(line.lastIndexOf("|rt=") + 1).strip());
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        return keys;
    }

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> pieces = Arbitraries.of(
                "=cmd|' /C calc'!A0",
                "+1",
                "-2",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n",
                "\r\n",
                "\"",
                "\",\"",
                ",",
                "|",
                "\\|",
                "\\",
                " act=permit",
                "=",
                "\u2028",
                "\u202e",
                "\u0001",
                "</script>",
                "{\"outcome\":\"permitted\"}",
                "x",
                " ",
                "ö",
                "😀");
        return pieces.list().ofMinSize(1).ofMaxSize(6).map(list -> String.join("", list));
    }
}
