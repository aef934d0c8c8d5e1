package io.agentidentity.audit.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.owner.People;
import io.agentidentity.audit.AuditLog;
import io.agentidentity.audit.AuditType;
import io.agentidentity.audit.pseudonym.Pseudonyms;
import io.agentidentity.audit.read.Reader;
import io.agentidentity.audit.seal.SealedLog;
import io.agentidentity.json.StrictJson;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * {@code /admin/realms/{realm}/agents/audit/people}: whom a pseudonym of the records means, and to forget that of somebody who
 * is gone; for realm administrators.
 */
public final class PeopleResource {

    private final AuditRequest request;
    private final Pseudonyms pseudonyms;
    private final People people;

    public PeopleResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder events) {
        this.request = new AuditRequest(session, realm, auth, events);
        this.pseudonyms = new Pseudonyms(session, realm.getId());
        this.people = new People(session, realm);
    }

    /** Looks up a person by pseudonym, id or username; the look is recorded. */
    @GET
    @Path("{person}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response person(@PathParam("person") String person) {
        request.requireRealmAdmin();
        seal();
        Person found = found(person);
        new Reader(request.session(), request.realm(), request.caller())
                .read("person", StrictJson.object().put("pseudonym", found.pseudonym), 0);
        ObjectNode answer =
                StrictJson.object().put("pseudonym", found.pseudonym).put("userId", found.userId);
        answer.put("username", user(found.userId).map(UserModel::getUsername).orElse(null));
        return AuditRequest.json(answer);
    }

    /** Forgets whom the pseudonym of a deleted person means. Nobody can say so ever after. */
    @DELETE
    @Path("{person}")
    public Response forget(@PathParam("person") String person) {
        request.requireRealmAdmin();
        seal();
        Person found = found(person);
        if (user(found.userId).isPresent()) {
            throw ErrorResponse.error("the person is still there; delete the user first", Response.Status.CONFLICT);
        }
        pseudonyms.forget(found.pseudonym);
        new AuditLog(request.session())
                .append(
                        request.realm(),
                        request.caller()
                                .record(AuditType.AUDIT_PERSON_FORGOTTEN)
                                .action("forget", found.pseudonym));
        request.event(OperationType.DELETE, "AGENT_SETTINGS", "people/" + found.pseudonym, null);
        return Response.noContent().build();
    }

    /** Whoever stands in a record that waits to be sealed gets their pseudonym then. */
    private void seal() {
        new SealedLog(request.session(), request.realm().getId()).sealNow();
    }

    private Person found(String person) {
        Optional<Person> byPseudonym = pseudonyms.person(person).map(id -> new Person(person, id));
        return byPseudonym
                .or(() -> pseudonyms.known(person).map(pseudonym -> new Person(pseudonym, person)))
                .or(() -> AuditRequest.checked(() -> people.named(person))
                        .flatMap(user ->
                                pseudonyms.known(user.getId()).map(pseudonym -> new Person(pseudonym, user.getId()))))
                .orElseThrow(() -> new NotFoundException("no record calls them by a pseudonym"));
    }

    private Optional<UserModel> user(String id) {
        return AuditRequest.checked(() -> people.withId(id));
    }

    private record Person(String pseudonym, String userId) {}
}
