package io.memsafe.examples.orders;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;

/**
 * Makes a file of orders, the same one for the same count. Nine of ten orders are small; the tenth is of a wholesaler and
 * has thousands of positions; one in 97 lines is malformed; two in the second half never fit into a small heap.
 *
 * <p>Thread-safety: no state.
 */
final class OrderFile {
    private static final int WHOLESALERS = 10;
    private static final int MALFORMED = 97;
    private static final int HUGE_THOUSANDS = 5_000;

    private OrderFile() {}

    /** What becomes of an order in a small heap. */
    enum Fate {
        WRITTEN,
        MALFORMED,
        NEVER_FITS
    }

    static Fate fate(long number, long count) {
        if (number == count * 6 / 10 || number == count * 9 / 10) {
            return Fate.NEVER_FITS;
        }
        return number % MALFORMED == MALFORMED - 1 ? Fate.MALFORMED : Fate.WRITTEN;
    }

    /** How many positions the order of this number has, if it is one that fits. */
    static int positions(long number) {
        SplittableRandom random = new SplittableRandom(number);
        return number % WHOLESALERS == 0 ? random.nextInt(2_000, 10_000) : random.nextInt(1, 20);
    }

    /** Writes orders 0 to {@code count - 1}; whoever is killed meanwhile leaves no file. */
    static void generate(Path file, long count) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try (BufferedWriter out = Files.newBufferedWriter(unfinished)) {
            for (long number = 0; number < count; number++) {
                out.write(line(number, count));
                out.write('\n');
            }
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String line(long number, long count) {
        String customer = "customer " + number % 1_000;
        return switch (fate(number, count)) {
            case NEVER_FITS -> OrderLine.of(number, customer, "A-1 1 1\n".repeat(1_000), HUGE_THOUSANDS);
            case MALFORMED -> number + ";" + customer;
            case WRITTEN -> OrderLine.of(number, customer, text(number));
        };
    }

    private static String text(long number) {
        SplittableRandom random = new SplittableRandom(~number);
        StringBuilder text = new StringBuilder();
        for (int left = positions(number); left > 0; left--) {
            text.append("A-")
                    .append(random.nextInt(1_000, 10_000))
                    .append(' ')
                    .append(random.nextInt(1, 9))
                    .append(' ')
                    .append(random.nextInt(1, 100) * 100 - 1)
                    .append('\n');
        }
        return text.toString();
    }
}
