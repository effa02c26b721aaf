package io.memsafe.benchmarks.signals.child;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What is live in an ordinary program: many small objects that refer to each other, some millions in 200 MB. Collectors have to
 * visit each of them, as they do not have to visit what is in an array of bytes.
 *
 * <p>Thread-safety: made and read by one thread.
 */
final class Graph {
    private static final int BLOCK = 1_000;
    private static final int NUMBERS = 4;

    /** An object of three references, its array, its text and a place in the block; with compressed references. */
    private static final long NODE_BYTES = 24 + 48 + 56 + 4;

    private final List<Node[]> blocks = new ArrayList<>();
    private final Random random = new Random(1);

    /** An object, with one that was made before it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Node(
            String name, long[] numbers, @Nullable Node other) {}

    /** A graph of about so many bytes. */
    Graph(long bytes) {
        for (long made = 0; made + BLOCK * NODE_BYTES <= bytes; made += BLOCK * NODE_BYTES) {
            blocks.add(block());
        }
    }

    private Node[] block() {
        Node[] block = new Node[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            String name = "node " + blocks.size() + "." + i;
            Node[] from = blocks.isEmpty() ? block : blocks.get(random.nextInt(blocks.size()));
            block[i] = new Node(name, new long[NUMBERS], from[random.nextInt(BLOCK)]);
        }
        return block;
    }

    long bytes() {
        return blocks.size() * (BLOCK * NODE_BYTES);
    }
}
