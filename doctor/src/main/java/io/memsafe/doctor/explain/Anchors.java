package io.memsafe.doctor.explain;

import java.nio.charset.StandardCharsets;

/**
 * Tells the few lines that may begin something from all others, without decoding them. Each phrase that is looked for has
 * an {@code m} or {@code M}, so a line is gone through once and looked at only there.
 */
final class Anchors {
    private static final byte[] OOM = ascii("oom");
    private static final byte[] MEMORY = ascii("emory");
    private static final byte[] KILLED = ascii("total-vm:");
    private static final byte[] TABLE = ascii("total_vm ");
    private static final byte[] LIMIT = ascii("result of limit of ");
    private static final byte[] UNIT = ascii("OOM killer");
    private static final byte[] KILLED_CONTAINER = ascii("OOMKilled");
    private static final byte[] KUBELET = ascii("OOM encountered");
    private static final byte[] CRASH = ascii("Java Runtime Environment");

    private Anchors() {}

    static boolean in(byte[] bytes, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if ((bytes[i] | 0x20) == 'm' && at(bytes, from, i, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean at(byte[] bytes, int from, int m, int to) {
        return switch (bytes[m - 1]) {
            case 'o' -> matches(bytes, from, m - 2, to, OOM);
            case 'e' -> matches(bytes, from, m - 1, to, MEMORY);
            case 'v' -> matches(bytes, from, m - 7, to, KILLED) || matches(bytes, from, m - 7, to, TABLE);
            case 'i' -> matches(bytes, from, m - 12, to, LIMIT);
            case 'O' ->
                matches(bytes, from, m - 2, to, UNIT)
                        || matches(bytes, from, m - 2, to, KILLED_CONTAINER)
                        || matches(bytes, from, m - 2, to, KUBELET);
            case 'n' -> matches(bytes, from, m - 20, to, CRASH);
            default -> false;
        };
    }

    private static boolean matches(byte[] bytes, int from, int at, int to, byte[] wanted) {
        if (at < from || at + wanted.length > to) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
