package io.agentidentity.agent;

import static io.agentidentity.agent.Texts.assertRefused;
import static io.agentidentity.agent.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentidentity.agent.Ceiling.Autonomous;
import io.agentidentity.agent.credential.Credential;
import io.agentidentity.agent.credential.CredentialType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSpecTest {

    @Test
    void theLeastThatMustBeSaidIsClientIdAndOwner() {
        AgentSpec spec = AgentSpec.parse(json("{'clientId':'ap-clerk','owner':'alice'}"));

        assertThat(spec.clientId()).isEqualTo("ap-clerk");
        assertThat(spec.owner()).isEqualTo("alice");
    }

    @Test
    void whatIsNotSaidIsTheNarrowest() {
        AgentSpec spec = AgentSpec.parse(json("{'clientId':'ap-clerk','owner':'alice'}"));

        assertThat(spec.name()).isEqualTo("ap-clerk");
        assertThat(spec.environment()).isEqualTo(Environment.PRODUCTION);
        assertThat(spec.delegation()).isEqualTo(Delegation.OWNER_ONLY);
        assertThat(spec.ceiling()).isEqualTo(Ceiling.NONE);
        assertThat(spec.strictness()).isEqualTo(Strictness.NONE);
        assertThat(spec.autonomous()).isEmpty();
        assertThat(spec.credential()).isEmpty();
        assertThat(spec.expiresAt()).isEmpty();
        assertThat(spec.version()).isEmpty();
    }

    @Test
    void nullMeansTheSameAsAbsent() {
        AgentSpec spec = AgentSpec.parse(
                json("{'clientId':'ap-clerk','owner':'alice','name':null,'description':null,'purpose':null,"
                        + "'environment':null,'expiresAt':null,'credential':null,'delegation':null,'ceiling':null,"
                        + "'autonomous':null,'strictness':null,'version':null}"));

        assertThat(spec).isEqualTo(AgentSpec.parse(json("{'clientId':'ap-clerk','owner':'alice'}")));
    }

    @Test
    void everyMemberIsTaken() {
        AgentSpec spec = AgentSpec.parse(
                json("{'clientId':'ap-clerk','owner':'alice','name':'Clerk','description':'Pays','purpose':'Invoices',"
                        + "'environment':'development','expiresAt':'2030-01-31T12:00:00Z','credential':{'type':'client_secret'},"
                        + "'delegation':{'rule':'consent'},'ceiling':{'scopes':['a']},'strictness':{'purpose':true},'version':7,"
                        + "'autonomous':{'scopes':['b'],'targets':['erp']}}"));

        assertThat(spec.name()).isEqualTo("Clerk");
        assertThat(spec.description()).isEqualTo("Pays");
        assertThat(spec.purpose()).isEqualTo("Invoices");
        assertThat(spec.environment()).isEqualTo(Environment.DEVELOPMENT);
        assertThat(spec.expiresAt()).contains(Instant.parse("2030-01-31T12:00:00Z"));
        assertThat(spec.credential().map(Credential::type)).contains(CredentialType.CLIENT_SECRET);
        assertThat(spec.delegation().rule()).isEqualTo(Delegation.Rule.CONSENT);
        assertThat(spec.ceiling().scopes()).containsExactly("a");
        assertThat(spec.autonomous()).contains(new Autonomous(List.of("b"), List.of("erp"), Optional.empty()));
        assertThat(spec.strictness().purpose()).isTrue();
        assertThat(spec.version()).contains(7);
    }

    @Test
    void whatTheServerWroteCanBeSentBack() {
        String served = "{'id':'1','clientId':'ap-clerk','owner':{'id':'u1','username':'alice'},'status':'suspended',"
                + "'statusReason':'r','createdAt':'2026-01-01T00:00:00Z','updatedAt':'2026-01-01T00:00:00Z',"
                + "'lastUsedAt':null,'version':3}";

        assertThat(AgentSpec.parse(json(served)).version()).contains(3);
    }

    @Test
    void anOwnerIsAnIdOrAUsername() {
        assertThat(owner("{'id':'u1','username':'alice'}")).isEqualTo("u1");
        assertThat(owner("{'id':'u1'}")).isEqualTo("u1");
        assertThat(owner("{'username':'alice'}")).isEqualTo("alice");
        assertThat(owner("'alice'")).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "' '", "1", "true", "[]", "['alice','bob']", "{}", "{'id':' '}"})
    void anAgentWithoutExactlyOneOwnerIsRefused(String owner) {
        assertRefused(() -> owner(owner)).hasMessageStartingWith("owner");
    }

    @Test
    void anAgentWhoseOwnerIsNotSaidIsRefused() {
        assertRefused(() -> AgentSpec.parse(json("{'clientId':'ap-clerk'}")))
                .hasMessage("owner is required: an agent has exactly one accountable person");
    }

    @Test
    void anOwnerHasTheLengthOfAName() {
        assertRefused(() -> owner("'" + "x".repeat(256) + "'")).hasMessage("owner must have at most 255 characters");
        assertRefused(() -> owner("{'username':'" + "x".repeat(256) + "'}"))
                .hasMessage("owner.username must have at most 255 characters");
    }

    @Test
    void anOwnerHasNoOtherMember() {
        assertRefused(() -> owner("{'id':'u1','email':'a@b'}")).hasMessage("unknown member 'email' in owner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "'agent'", "1", "null", "true"})
    void anAgentIsAnObject(String text) {
        assertRefused(() -> AgentSpec.parse(json(text))).hasMessage("agent must be an object");
    }

    @Test
    void anUnknownMemberIsNamed() {
        assertRefused(() -> with("'clientid':'x'")).hasMessage("unknown member 'clientid' in agent");
    }

    @Test
    void anUnknownMemberIsNamedWithoutItsControlCharactersAndNotAtLength() {
        assertRefused(() -> with("'a\\u202e\\u001bb" + "c".repeat(1000) + "':1"))
                .hasMessageStartingWith("unknown member 'abc")
                .hasMessageEndingWith("c' in agent")
                .message()
                .hasSizeLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ap-clerk", "spiffe://acme/ap", "a", "A.b_c:d/e@f-g", "https://agents.example/ap"})
    void clientIdsMayBeUris(String clientId) {
        assertThat(AgentSpec.parse(json("{'clientId':'" + clientId + "','owner':'alice'}"))
                        .clientId())
                .isEqualTo(clientId);
        assertThat(AgentSpec.acceptable(clientId)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "-a", ".a", "ä", "a?b", "a#b", "a%b", "<a>"})
    void clientIdsMayNotHoldOtherCharacters(String clientId) {
        assertThat(AgentSpec.acceptable(clientId)).isFalse();
        assertThat(AgentSpec.parse(json("{'clientId':'" + clientId + "','owner':'alice'}"))
                        .clientId())
                .as("of a client that was given it elsewhere")
                .isEqualTo(clientId);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'clientId':''         | clientId is required",
                "'clientId':null       | clientId is required",
                "'clientId':1          | clientId must be a string",
                "'name':1              | name must be a string",
                "'name':'a\\nb'        | name must not hold control or direction characters",
                "'name':'a\\u202eb'    | name must not hold control or direction characters",
                "'description':'a\\u2028b' | description must not hold control or direction characters",
                "'description':{}      | description must be a string",
                "'purpose':[]          | purpose must be a string",
                "'environment':'test'  | environment must be one of development, production",
                "'environment':'PRODUCTION' | environment must be one of development, production",
                "'environment':1       | environment must be a string",
                "'expiresAt':'tomorrow' | expiresAt must be an ISO 8601 instant such as 2030-01-31T12:00:00Z",
                "'expiresAt':'2030-01-31' | expiresAt must be an ISO 8601 instant such as 2030-01-31T12:00:00Z",
                "'expiresAt':'+1000000000-12-31T23:59:59Z' | expiresAt must be an ISO 8601 instant such as 2030-01-31T12:00:00Z",
                "'expiresAt':1900000000 | expiresAt must be a string",
                "'version':'7'         | version must be a whole number",
                "'version':7.5         | version must be a whole number",
                "'version':99999999999 | version must be a whole number",
                "'credential':'secret' | credential must be an object",
                "'delegation':'owner'  | delegation must be an object",
                "'ceiling':['a']       | ceiling must be an object",
                "'strictness':true     | strictness must be an object",
                "'autonomous':true     | autonomous must be an object",
                "'autonomous':{'roles':[]} | unknown member 'roles' in autonomous",
                "'autonomous':{'scopes':['a b']} | autonomous.scopes must hold one scope each",
                "'autonomous':{'actions':['']} | autonomous.actions must hold non-empty strings",
            })
    void aRefusalNamesTheMember(String member, String message) {
        assertRefused(() -> with(member)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"clientId,255", "name,255", "description,255", "purpose,1024"})
    void textsHaveABound(String member, int max) {
        assertThat(with("'" + member + "':'" + "x".repeat(max) + "'")).isNotNull();
        assertRefused(() -> with("'" + member + "':'" + "x".repeat(max + 1) + "'"))
                .hasMessage(member + " must have at most " + max + " characters");
    }

    /** A valid record with one member set. */
    private static AgentSpec with(String member) {
        ObjectNode agent = (ObjectNode) json("{'clientId':'ap-clerk','owner':'alice'}");
        agent.setAll((ObjectNode) json("{" + member + "}"));
        return AgentSpec.parse(agent);
    }

    private static String owner(String owner) {
        return AgentSpec.parse(json("{'clientId':'ap-clerk','owner':" + owner + "}"))
                .owner();
    }
}
