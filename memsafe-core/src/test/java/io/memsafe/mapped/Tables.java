package io.memsafe.mapped;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Tables for tests. */
final class Tables {
    /** The smallest window, so that small files have several. */
    static final long WINDOW = 4_096;

    private Tables() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Entries that depend on the seed alone: most are small, some have no value, some nearly fill a window. */
    static Map<String, byte[]> random(long seed, int count) {
        Random random = new Random(seed);
        Map<String, byte[]> entries = new HashMap<>();
        while (entries.size() < count) {
            byte[] value = new byte[random.nextInt(50) == 0 ? random.nextInt(3_900) : random.nextInt(60)];
            random.nextBytes(value);
            int length = random.nextInt(30);
            String key = random.ints(length, 'a', 'z')
                            .collect(
                                    StringBuilder::new, (text, each) -> text.append((char) each), StringBuilder::append)
                    + "/" + entries.size();
            entries.put(key, value);
        }
        return entries;
    }

    static Path write(Path file, long windowBytes, Map<String, byte[]> entries) throws IOException {
        try (MappedTableWriter writer = MappedTableWriter.create(file, windowBytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                writer.put(entry.getKey(), entry.getValue());
            }
            writer.finish();
        }
        return file;
    }
}
