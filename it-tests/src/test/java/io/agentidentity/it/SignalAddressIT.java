package io.agentidentity.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.agentidentity.it.realm.Realms;
import io.agentidentity.it.realm.TestRealm;
import io.agentidentity.it.realm.TokenAnswer;
import io.agentidentity.it.server.DistributionServer;
import io.agentidentity.it.server.ServerSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signals name the address at which the request came, where the server has no other, and go to no address inside. */
@StartsServers
class SignalAddressIT {

    @Test
    void ac80AServerThatKnowsOnlyItsHostNameTellsItsAddressFromTheRequestAndPushesToNoneInside() {
        ServerSetup setup = ServerSetup.fromProperties().withStartOptions("--hostname=127.0.0.1");
        assumeFalse(setup.version().matches("26\\.[45]\\..*"), "Keycloak before 26.7 has no transmitter");
        try (DistributionServer server = DistributionServer.start(setup)) {
            TestRealm realm = Realms.on(server).create("addresses");
            realm.admin()
                    .put("", Map.of("attributes", Map.of("ssf.transmitterEnabled", "true")))
                    .expect(204);
            Scene scene = new Scene(realm);
            try (SignalReceiver receiver = SignalReceiver.polling(realm, "receiver", "ALL", SignalReceiver.ALL)) {
                TokenAnswer token = scene.exchange().token();
                realm.tasks(scene.clerk.actorToken().accessToken())
                        .complete(Scene.taskId(token))
                        .expect(200);
                assertThat(receiver.receiveOne().claims().at("/sub_id/user/iss").asText())
                        .isEqualTo(realm.issuer());
            }
            for (String inside : List.of(
                    "http://127.0.0.1:8080/sets",
                    "https://127.0.0.1/sets",
                    "https://[::1]/sets",
                    "https://169.254.169.254/latest/meta-data",
                    "http://receiver.example/sets")) {
                assertThat(SignalReceiver.tryPush(realm, "inside-" + inside.hashCode(), inside)
                                .status())
                        .as("AC-80: %s", inside)
                        .isEqualTo(400);
            }
        }
    }
}
