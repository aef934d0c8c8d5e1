package io.agentidentity.it.realm;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Form parameters in order; a name may occur more than once. */
public record Form(List<Map.Entry<String, String>> parameters) {

    public Form {
        parameters = List.copyOf(parameters);
    }

    public static Form of(String name, String value) {
        return new Form(List.of(Map.entry(name, value)));
    }

    /** Adds a parameter, even if there is one of that name. */
    public Form and(String name, String value) {
        return new Form(Stream.concat(parameters.stream(), Stream.of(Map.entry(name, value)))
                .toList());
    }

    /** The form as a request body. */
    public String encoded() {
        return parameters.stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
