package io.agentidentity.json;

/** Text that shows what it says: wherever it is printed, it moves no cursor, turns no direction around and begins no line. */
public final class PlainText {

    private PlainText() {}

    /** Whether a text has no control or format character, no line separator and no half of a surrogate pair. */
    public static boolean is(String text) {
        return text.codePoints().allMatch(PlainText::is);
    }

    /** The same of one code point. */
    static boolean is(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
