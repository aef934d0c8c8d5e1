package io.agentidentity.exchange;

import io.agentidentity.agent.Agent;
import io.agentidentity.agent.settings.TaskRules;
import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.token.SenderProof;
import io.agentidentity.token.TokenVerification;
import io.agentidentity.token.VerifiedToken;
import java.util.Optional;

/**
 * The rules for {@code actor_token}: the client is the actor in any case, so the token may only say the same, and it must be a live
 * actor token of exactly this agent.
 */
final class ActorTokens {

    private final TokenVerification verification;

    ActorTokens(TokenVerification verification) {
        this.verification = verification;
    }

    void check(Optional<String> actorToken, Agent agent, TaskRules rules, SenderProof proof) {
        if (actorToken.isEmpty()) {
            if (rules.strictness().actorToken()) {
                throw new Refusal(Reason.ACTOR_TOKEN_REQUIRED, "this agent must send an actor_token");
            }
            return;
        }
        Optional<VerifiedToken> verified = verification.verify(actorToken.get());
        boolean own = verified.isPresent()
                && verified.get().task().isEmpty()
                && verified.get().agent().id().equals(agent.id())
                && proof.proves(verified.get().token());
        if (!own) {
            throw new Refusal(Reason.ACTOR_TOKEN_INVALID, "the actor token is not a live actor token of this agent");
        }
    }
}
