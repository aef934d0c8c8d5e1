package io.agentidentity.it.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Prints to the terminal, in colour if it shows colours. */
final class Terminal {

    private static final String INDENT = "   ";
    private static final int LABEL = 24;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final boolean colours;
    private volatile boolean muted;

    Terminal(boolean colours) {
        this.colours = colours;
    }

    enum Style {
        PLAIN("0"),
        HEADING("1"),
        QUIET("2"),
        GOOD("32"),
        BAD("1;31"),
        SENT("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /** Prints nothing from now on. */
    void mute() {
        muted = true;
    }

    void blank() {
        print("");
    }

    void heading(String text) {
        print("");
        print(styled(Style.HEADING, text));
    }

    void line(Style style, String text) {
        print(INDENT + styled(style, text));
    }

    /** Names and values in two columns, a level deeper than a line. */
    void fields(Map<String, String> fields) {
        fields.forEach((name, value) -> print(INDENT + INDENT + styled(Style.QUIET, pad(name, LABEL)) + " " + value));
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    private void print(String line) {
        if (!muted) {
            out.println(line);
        }
    }

    private String styled(Style style, String text) {
        return !colours || style == Style.PLAIN ? text : "\033[" + style.code + "m" + text + "\033[0m";
    }
}
