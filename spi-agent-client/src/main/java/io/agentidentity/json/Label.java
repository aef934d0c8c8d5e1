package io.agentidentity.json;

import java.util.regex.Pattern;

/** A word that puts something into a class. */
public final class Label {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

    private Label() {}

    /**
     * A text that is a label.
     *
     * @param name what the message says it is
     * @throws InvalidInput if the text cannot be one
     */
    public static String checked(String name, String text) {
        if (!FORM.matcher(text).matches()) {
            throw new InvalidInput(name + " must be at most 63 lower-case letters and digits, with . _ - between them");
        }
        return text;
    }
}
