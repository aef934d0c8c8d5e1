package io.agentidentity.it.server;

import java.util.ArrayList;
import java.util.List;

/** The options of {@code kc.sh build}. */
final class BuildOptions {

    /** Of every build; a client's certificate is asked for where TLS is spoken, never required. */
    static final List<String> ALWAYS = List.of("build", "--health-enabled=true", "--https-client-auth=request");

    private BuildOptions() {}

    static List<String> of(ServerSetup setup) {
        List<String> options = new ArrayList<>(ALWAYS);
        if (setup.buildOptions().stream().noneMatch(option -> option.startsWith("--db="))) {
            options.add("--db=dev-file");
        }
        options.addAll(setup.buildOptions());
        return options;
    }
}
