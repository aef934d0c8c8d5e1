package io.agentidentity.task.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.read.Reader;
import io.agentidentity.audit.read.RecordQuery;
import io.agentidentity.audit.read.RecordQuery.Field;
import io.agentidentity.audit.read.RecordSearch;
import io.agentidentity.audit.read.RecordSearch.Tally;
import io.agentidentity.audit.read.Span;
import io.agentidentity.audit.story.StoryLine;
import io.agentidentity.json.StrictJson;
import io.agentidentity.task.Task;
import io.agentidentity.task.TaskId;
import io.agentidentity.task.store.StoredToken;
import io.agentidentity.task.store.TaskStore;
import io.agentidentity.task.store.TokenStore;
import io.agentidentity.token.TokenVerification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The records of a realm with the rows of tasks and tokens, as far as these are kept. */
final class Records {

    private static final Set<String> ISSUES = Set.of(
            AuditType.TOKEN_ISSUED.wire(),
            AuditType.TOKEN_CONTINUED.wire(),
            AuditType.TASK_HANDED_OVER.wire(),
            AuditType.ACTOR_TOKEN_ISSUED.wire());

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RecordSearch search;
    private final StoryLine lines;
    private long read;

    Records(KeycloakSession session, RealmModel realm, Reader reader) {
        this.session = session;
        this.realm = realm;
        this.search = new RecordSearch(session, realm.getId());
        this.lines = new StoryLine(reader::name);
    }

    void sealNow() {
        search.sealNow();
    }

    /** How many records were told or counted as lines so far. */
    long read() {
        return read;
    }

    /** Records in the order of a stretch of the chain. */
    List<JsonNode> find(RecordQuery query, Span span, int max) {
        return search.page(query, span, 0, max).stream()
                .map(row -> StrictJson.parse(row.record()))
                .toList();
    }

    /** The record of the issue of a token. */
    Optional<JsonNode> issue(String jti) {
        return issues(RecordQuery.of(Field.JTI, jti), 1).stream().findFirst();
    }

    /** The records of the issue of tokens, oldest first. */
    List<JsonNode> issues(RecordQuery query, int max) {
        return ISSUES.stream()
                .flatMap(type -> find(query.and(Field.TYPE, type), Span.OLDEST_FIRST, max).stream())
                .sorted((one, other) -> Long.compare(place(one), place(other)))
                .limit(max)
                .toList();
    }

    static long place(JsonNode record) {
        return record.at("/data/integrity/sequence").asLong();
    }

    List<Tally> tallies(RecordQuery query) {
        return search.tallies(query);
    }

    /** A record, told. */
    ObjectNode line(JsonNode record) {
        read++;
        return lines.of(record);
    }

    Optional<Task> task(String id) {
        return TaskId.parse(id).flatMap(known -> new TaskStore(session).find(realm.getId(), known));
    }

    Optional<StoredToken> token(String jti) {
        return new TokenStore(session).find(realm.getId(), jti);
    }

    /** Whether a token would be taken at this moment if somebody presented it. */
    boolean alive(StoredToken token) {
        return subject(token)
                .filter(subject -> new TokenVerification(session, realm).alive(token, subject))
                .isPresent();
    }

    private Optional<String> subject(StoredToken token) {
        return token.taskId().isPresent()
                ? token.taskId().flatMap(id -> task(id.value())).map(Task::principalId)
                : Optional.ofNullable(realm.getClientById(token.agentId()))
                        .map(session.users()::getServiceAccount)
                        .map(UserModel::getId);
    }

    /** The client id of an agent, or its internal id if it is gone. */
    String clientId(String agentId) {
        ClientModel client = realm.getClientById(agentId);
        return client == null ? agentId : client.getClientId();
    }

    ObjectNode person(String id) {
        UserModel user = session.users().getUserById(realm, id);
        return StrictJson.object().put("id", id).put("name", user == null ? id : user.getUsername());
    }

    Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    /** The latest of several instants. */
    static Optional<Instant> latest(Stream<Instant> instants) {
        return instants.max(Instant::compareTo);
    }
}
