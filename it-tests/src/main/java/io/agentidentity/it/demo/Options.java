package io.agentidentity.it.demo;

import java.util.List;

/**
 * What {@code ./demo} was asked for; the script has checked it.
 *
 * @param port where Keycloak listens, or 0 for any free port
 */
record Options(boolean once, int port) {

    private static final String PORT = "--port=";

    static Options parse(List<String> words) {
        int port = words.stream()
                .filter(word -> word.startsWith(PORT))
                .map(word -> Integer.parseInt(word.substring(PORT.length())))
                .findFirst()
                .orElse(8080);
        return new Options(words.contains("--once"), port);
    }
}
