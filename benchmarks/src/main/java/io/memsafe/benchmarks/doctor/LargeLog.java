package io.memsafe.benchmarks.doctor;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A log of any size: ordinary lines, and now and then one that speaks of memory, or an error with its stack trace. */
final class LargeLog {
    private static final int MENTION_EVERY = 100;
    private static final int ERROR_EVERY = 10_000;

    private LargeLog() {}

    /** Writes it and gives the number of its errors. */
    static long write(Path file, long bytes) throws IOException {
        long errors = 0;
        long written = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (long i = 1; written < bytes; i++) {
                StringBuilder line = new StringBuilder(200)
                        .append("2026-05-01 08:")
                        .append(10 + i / 1_000 % 50)
                        .append(":10,100 ");
                if (i % ERROR_EVERY == 0) {
                    errors++;
                    line.append("ERROR [http-7] shop.Orders - java.lang.OutOfMemoryError: Java heap space\n")
                            .append("\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)\n")
                            .append("\tat shop.Orders.list(Orders.java:88)\n");
                } else if (i % MENTION_EVERY == 0) {
                    line.append("INFO  [main] shop.Watch - used memory is ")
                            .append(i % 4_096)
                            .append(" MB, limit 4096\n");
                } else {
                    line.append("INFO  [http-")
                            .append(i % 32)
                            .append("] shop.Orders - order ")
                            .append(i * 7_919)
                            .append(" of customer ")
                            .append(i * 31 % 9_973)
                            .append(" took ")
                            .append(i % 250)
                            .append(" ms and was confirmed\n");
                }
                byte[] text = line.toString().getBytes(StandardCharsets.UTF_8);
                out.write(text);
                written += text.length;
            }
        }
        return errors;
    }
}
