package io.agentidentity.audit.delivery;

import java.net.InetAddress;

/**
 * Which addresses are anybody's on the Internet, and none of this machine, of a private network or of a cloud's own services
 * (IANA's registries of special-purpose addresses, RFC 6890).
 */
public final class PublicAddress {

    private PublicAddress() {}

    /** Whether it is a public one; an IPv6 address that stands for an IPv4 address is judged as that. */
    public static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? four(bytes, 0) : six(bytes);
    }

    private static boolean four(byte[] bytes, int from) {
        int a = bytes[from] & 0xff;
        int b = bytes[from + 1] & 0xff;
        int c = bytes[from + 2] & 0xff;
        return switch (a) {
            case 0, 10, 127 -> false;
            case 100 -> b < 64 || b > 127;
            case 169 -> b != 254;
            case 172 -> b < 16 || b > 31;
            case 192 -> !(b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99));
            case 198 -> !(b == 18 || b == 19 || (b == 51 && c == 100));
            case 203 -> !(b == 0 && c == 113);
            default -> a < 224;
        };
    }

    private static boolean six(byte[] bytes) {
        int first = pair(bytes, 0);
        int second = pair(bytes, 2);
        if (first == 0x64 && second == 0xff9b && zero(bytes, 4, 12)) {
            return four(bytes, 12);
        }
        // Beyond 2000::/3 nothing is given to anybody; within it these carry IPv4 in them or are nobody's.
        return first >>> 13 == 1
                && first != 0x2002
                && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
                && !(first == 0x3fff && second < 0x1000);
    }

    private static int pair(byte[] bytes, int from) {
        return ((bytes[from] & 0xff) << 8) | (bytes[from + 1] & 0xff);
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
