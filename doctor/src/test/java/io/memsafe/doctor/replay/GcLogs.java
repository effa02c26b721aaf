package io.memsafe.doctor.replay;

import java.util.Locale;

/** Logs of collections as a JVM would have written them. */
public final class GcLogs {
    private GcLogs() {}

    /** A Serial heap of 128 MB whose full collections leave more and more, every half second. */
    public static String leak() {
        StringBuilder log = new StringBuilder("[0.010s][info][gc] Using Serial\n");
        int number = 0;
        double time = 1;
        for (int live = 40; live <= 126; live += 2) {
            log.append(line(time, number++, "Pause Young (Allocation Failure)", 127, live + 1));
            log.append(line(time + 0.25, number++, "Pause Full (Allocation Failure)", 127, live));
            time += 0.5;
        }
        return log.toString();
    }

    /** A Serial heap of 128 MB of which 40 live, filled with garbage again and again. */
    public static String sawTooth(int collections) {
        StringBuilder log = new StringBuilder("[0.010s][info][gc] Using Serial\n");
        for (int i = 0; i < collections; i++) {
            log.append(line(
                    1 + i,
                    i,
                    i % 5 == 0 ? "Pause Full (Allocation Failure)" : "Pause Young (Allocation Failure)",
                    127,
                    40));
        }
        return log.toString();
    }

    private static String line(double seconds, int number, String what, int before, int after) {
        return String.format(
                Locale.ROOT,
                "[%.3fs][info][gc] GC(%d) %s %dM->%dM(128M) 12.345ms%n",
                seconds,
                number,
                what,
                before,
                after);
    }
}
