package io.agentidentity.it.realm;

import java.util.function.UnaryOperator;

/** An ordinary client which authenticates as its test says. */
public final class CustomClient extends TestClient {

    private final UnaryOperator<Form> proof;

    CustomClient(TestRealm realm, String id, String clientId, UnaryOperator<Form> proof) {
        super(realm, id, clientId);
        this.proof = proof;
    }

    @Override
    public Form authenticated(Form form) {
        return proof.apply(form);
    }
}
