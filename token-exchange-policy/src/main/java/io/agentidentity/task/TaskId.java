package io.agentidentity.task;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** The id of a task: {@code tsk_} and 160 random bits. */
public record TaskId(String value) {

    private static final Pattern FORM = Pattern.compile("tsk_[A-Za-z0-9_-]{27}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 20;

    public TaskId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a task id");
        }
    }

    /** A new id that nobody can guess. */
    public static TaskId generate() {
        return new TaskId("tsk_" + random());
    }

    /** An id that somebody sent, if it has the form of one. */
    public static Optional<TaskId> parse(String text) {
        return text != null && FORM.matcher(text).matches() ? Optional.of(new TaskId(text)) : Optional.empty();
    }

    /** A transaction id ({@code txn}, RFC 8417) with as many random bits. */
    public static String generateTransaction() {
        return "txn_" + random();
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return value;
    }
}
