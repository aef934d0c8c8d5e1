package io.agentidentity.audit;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request stands in a distributed trace (W3C Trace Context). It is what the caller says of itself: good for finding what
 * belongs together, and no reason to allow or refuse anything.
 *
 * @param traceId 32 hexadecimal digits in lower case, not all zero
 * @param spanId 16 of them, not all zero
 * @param flags two of them
 */
public record TraceContext(String traceId, String spanId, String flags) {

    /** Later versions may be longer; nobody is to fill a record with one. */
    private static final int MAX_LENGTH = 255;

    private static final Pattern HEADER = Pattern.compile(
            "(?<version>[0-9a-f]{2})-(?<trace>[0-9a-f]{32})-(?<span>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?");
    private static final String KNOWN_VERSION = "00";
    private static final String NO_VERSION = "ff";
    private static final int SAMPLED = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What the values of the {@code traceparent} header say; empty unless there is exactly one and it is well-formed. Of a later
     * version than 00 only what that version has too is kept.
     */
    public static Optional<TraceContext> parse(List<String> headers) {
        if (headers.size() != 1 || headers.get(0).length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher header = HEADER.matcher(headers.get(0));
        if (!header.matches()) {
            return Optional.empty();
        }
        String version = header.group("version");
        boolean known = KNOWN_VERSION.equals(version);
        if (NO_VERSION.equals(version)
                || (known && header.group("more") != null)
                || allZero(header.group("trace"))
                || allZero(header.group("span"))) {
            return Optional.empty();
        }
        String flags = header.group("flags");
        return Optional.of(
                new TraceContext(header.group("trace"), header.group("span"), known ? flags : sampledOnly(flags)));
    }

    /** The beginning of a new trace, for a request that names none. */
    public static TraceContext begin() {
        return new TraceContext(random(16), random(8), KNOWN_VERSION);
    }

    /** The value of the {@code traceparent} header or CloudEvents attribute, in version 00. */
    public String traceparent() {
        return KNOWN_VERSION + "-" + traceId + "-" + spanId + "-" + flags;
    }

    private static String sampledOnly(String flags) {
        return HexFormat.of().toHexDigits((byte) (HexFormat.fromHexDigits(flags) & SAMPLED));
    }

    private static boolean allZero(String digits) {
        return digits.chars().allMatch(digit -> digit == '0');
    }

    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        do {
            RANDOM.nextBytes(value);
        } while (allZero(HexFormat.of().formatHex(value)));
        return HexFormat.of().formatHex(value);
    }
}
