package io.agentidentity.granting;

import io.agentidentity.refusal.Reason;
import io.agentidentity.refusal.Refusal;
import io.agentidentity.task.TaskDetails;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a token request asks for, checked for its form alone.
 *
 * @param resource the target by its URI (RFC 8707)
 * @param audience the target by its client id
 * @param scopes absent if the request names none; {@code openid} is dropped, because clients add it by themselves
 * @param details the {@code authorization_details} (RFC 9396)
 */
public record Asked(
        Optional<String> resource,
        Optional<String> audience,
        Optional<Set<String>> scopes,
        Optional<TaskDetails> details) {

    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    private static final int MAX_TARGET = 2048;
    private static final Set<String> TARGETS = Set.of("resource", "audience");

    /**
     * Parses the form as it was sent.
     *
     * @param detailsType the type of the details in this realm
     * @throws Refusal {@code invalid_request}, {@code invalid_target}, {@code invalid_scope} or
     *     {@code invalid_authorization_details}
     */
    public static Asked parse(Map<String, List<String>> form, String detailsType) {
        Asked asked = new Asked(
                target(form, "resource"),
                target(form, "audience"),
                scopes(form),
                single(form, "authorization_details").map(text -> TaskDetails.parse(text, detailsType)));
        if (form.entrySet().stream().anyMatch(sent -> sent.getValue().size() > 1 && !TARGETS.contains(sent.getKey()))) {
            // Without its name, which may be anything.
            throw new Refusal(Reason.PARAMETER_REPEATED, "a parameter is repeated");
        }
        return asked;
    }

    /** The one value of a parameter; one that is sent without a value counts as omitted (RFC 6749 section 3.2). */
    public static Optional<String> single(Map<String, List<String>> form, String name) {
        List<String> values = form.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new Refusal(Reason.PARAMETER_REPEATED, name + " is repeated");
        }
        return given(values);
    }

    private static Optional<Set<String>> scopes(Map<String, List<String>> form) {
        Optional<String> text = single(form, "scope");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Set<String> scopes = new LinkedHashSet<>(List.of(text.get().split(" ", -1)));
        if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
            throw new Refusal(Reason.SCOPE_INVALID, "scope is malformed");
        }
        scopes.remove("openid");
        return scopes.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(scopes));
    }

    private static Optional<String> target(Map<String, List<String>> form, String name) {
        List<String> values = form.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new Refusal(Reason.TARGET_INVALID, "one target only");
        }
        Optional<String> value = given(values);
        if (value.isPresent() && (value.get().isBlank() || value.get().length() > MAX_TARGET)) {
            throw new Refusal(Reason.TARGET_INVALID, name + " is malformed");
        }
        return value;
    }

    private static Optional<String> given(List<String> values) {
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }
}
