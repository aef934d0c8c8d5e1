package io.agentidentity.policy;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the compiler complains about, in words for somebody who writes rules. */
final class CompilerWords {

    private static final int MOST = 200;
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final Pattern OVERLOAD = Pattern.compile(
            "found no matching overload for '([^']*)' applied to '(.*?)'( \\(candidates.*)?", Pattern.DOTALL);
    private static final Pattern RESULT = Pattern.compile("expected type 'bool' but found '(.*)'");
    private static final Map<String, String> OPERATORS = Map.of(
            "_[_]", "[]",
            "_?_:_", "?:",
            "@in", "in",
            "!_", "!",
            "-_", "-");

    private CompilerWords() {}

    /**
     * Says it.
     *
     * @param offset where in the text the complaint is
     */
    static String said(String text, int offset, String message) {
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            return unknown(text, offset, undeclared.group(1));
        }
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            return "'" + operator(overload.group(1)) + "' cannot be applied to " + overload.group(2);
        }
        Matcher result = RESULT.matcher(message);
        if (result.matches()) {
            return "the condition must be true or false, not of type " + result.group(1);
        }
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("recursion limit")) {
            return "the condition is nested too deeply";
        }
        if (lower.contains("limit")) {
            return "the condition is too long";
        }
        if (message.contains("'<EOF>'")) {
            return "syntax error: something is missing at the end";
        }
        int expecting = message.indexOf(" expecting");
        String own = expecting < 0 ? message : message.substring(0, expecting);
        return "syntax error: " + (own.length() <= MOST ? own : own.substring(0, MOST));
    }

    /** A function is complained about where its arguments begin, a name where it begins, and then only its first word. */
    private static String unknown(String text, int offset, String reported) {
        if (text.startsWith("(", offset)) {
            return "unknown function '" + reported + "'";
        }
        Matcher written = NAME.matcher(text);
        String name = written.find(offset) && written.start() == offset ? written.group() : reported;
        String group = name.contains(".") ? name.substring(0, name.indexOf('.') + 1) : name + ".";
        Set<String> known = new LinkedHashSet<>();
        for (Fact fact : Fact.values()) {
            if (fact.wire().startsWith(group)) {
                known.add(fact.wire());
            }
        }
        return "unknown name '" + name + "'; known: " + String.join(", ", known.isEmpty() ? firstWords() : known);
    }

    private static Set<String> firstWords() {
        Set<String> words = new LinkedHashSet<>();
        for (Fact fact : Fact.values()) {
            int dot = fact.wire().indexOf('.');
            words.add(dot < 0 ? fact.wire() : fact.wire().substring(0, dot) + ".…");
        }
        return words;
    }

    private static String operator(String function) {
        return OPERATORS.getOrDefault(function, function.replace("_", ""));
    }
}
