package io.agentidentity.it.server;

import io.agentidentity.it.tls.TestCa;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The options of {@code kc.sh start}. */
final class StartOptions {

    private StartOptions() {}

    /** Options on the loopback interface; what the caller gives replaces the option of the same name. */
    static List<String> of(Ports ports, TestCa ca, List<String> further) {
        List<String> options = new ArrayList<>(List.of(
                "start",
                "--optimized",
                // Not kept by the build; without it the cluster transport opens ports on other addresses.
                "--cache=local",
                "--http-enabled=true",
                // The health endpoint is asked ten times a second while the server boots.
                "--log-level=info,io.smallrye.health:warn",
                "--http-host=127.0.0.1",
                "--http-port=" + ports.http(),
                "--http-management-port=" + ports.management(),
                // Else the health endpoint would follow the other ports into TLS.
                "--http-management-scheme=http",
                "--https-port=" + ports.https(),
                "--https-key-store-file=" + ca.serverKeyStore(),
                "--https-key-store-password=" + TestCa.PASSWORD,
                "--https-trust-store-file=" + ca.trustStore(),
                "--https-trust-store-password=" + TestCa.PASSWORD,
                "--truststore-paths=" + ca.pem(),
                "--hostname=http://127.0.0.1:" + ports.http()));
        for (String option : further) {
            String name = option.replaceFirst("=.*", "=");
            options.removeIf(known -> known.startsWith(name));
            options.add(option);
        }
        return options;
    }

    static List<String> database(Path directory) {
        return List.of("--db-url=jdbc:h2:file:" + directory.resolve("keycloakdb") + ";NON_KEYWORDS=VALUE");
    }
}
