package io.agentidentity.granting;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.task.Authority.Rights;
import io.agentidentity.task.Task;
import io.agentidentity.token.VerifiedToken;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

/**
 * Whose authority a request draws on.
 *
 * @param user the person, or the agent's service account if the task runs for nobody
 * @param scopes what the person's token, or the task's, allows
 * @param token the verified token that brings the authority; absent where an agent works on its own
 * @param login the person's authentication
 * @param ours the token with its task, if it is one of ours
 */
public record Subject(
        Source source,
        UserModel user,
        Set<String> scopes,
        Optional<AccessToken> token,
        Task.Login login,
        Optional<VerifiedToken> ours) {

    /** Where the authority comes from. */
    public enum Source {
        /** A person's token. */
        PERSON,
        /** The agent's own task token, so that the task goes on. */
        OWN_TASK,
        /** A token by which another agent handed work down. */
        HAND_OVER,
        /** What the agent's own record lets it do without a person. */
        OWN_RECORD
    }

    /**
     * A person, by their own token.
     *
     * @param authTime seconds since the epoch
     * @param assertedBy alias of the identity provider that they logged in with, if they did
     */
    public static Subject person(UserModel user, AccessToken token, long authTime, Optional<String> assertedBy) {
        List<String> amr = token.getOtherClaims().get("amr") instanceof List<?> methods
                ? methods.stream().map(Objects::toString).toList()
                : List.of();
        Task.Login login = new Task.Login(
                Optional.of(authTime),
                Optional.ofNullable(token.getAcr()),
                amr,
                Optional.ofNullable(token.getSessionId()),
                assertedBy);
        return new Subject(Source.PERSON, user, scopes(token), Optional.of(token), login, Optional.empty());
    }

    /** The person of a task, by a token of ours. */
    public static Subject ofTask(Source source, VerifiedToken ours) {
        Task task = ours.task().orElseThrow();
        return new Subject(
                source,
                ours.subject(),
                scopes(ours.token()),
                Optional.of(ours.token()),
                task.login(),
                Optional.of(ours));
    }

    /** The agent itself, for nobody. */
    public static Subject agent(UserModel account, Autonomous most) {
        return new Subject(
                Source.OWN_RECORD,
                account,
                Set.copyOf(most.scopes()),
                Optional.empty(),
                Task.Login.NONE,
                Optional.empty());
    }

    /** The task that the token is for. */
    public Optional<Task> task() {
        return ours.flatMap(VerifiedToken::task);
    }

    /** The id of the token. */
    public Optional<String> jti() {
        return token.map(AccessToken::getId);
    }

    /** The rights that the token itself carries, which may be narrower than its task. */
    Optional<Rights> rights() {
        if (source != Source.OWN_TASK) {
            return Optional.empty();
        }
        JsonNode details =
                JsonSerialization.mapper.valueToTree(token.orElseThrow()).path("authorization_details");
        return Optional.of(Rights.fromJson(details.required(0)));
    }

    /** What ties all requests of one login together: the session, else the token. */
    String loginKey() {
        return login.sessionId().or(this::jti).orElseThrow();
    }

    private static Set<String> scopes(AccessToken token) {
        String scope = token.getScope();
        return scope == null ? Set.of() : Set.copyOf(List.of(scope.trim().split("\\s+")));
    }
}
