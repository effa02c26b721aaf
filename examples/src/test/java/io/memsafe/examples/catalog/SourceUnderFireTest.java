package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source in a JVM whose heap is full at every few reads. */
class SourceUnderFireTest {

    @TempDir
    Path folder;

    /** Reads everything; memory runs out at random, the read is repeated with room. */
    static final class HungryReader {
        public static void main(String[] arguments) throws Exception {
            List<Input> inputs = arguments[0].startsWith("jrt:")
                    ? Input.classLibrary(List.of(arguments[0].substring("jrt:".length())))
                    : Input.paths(List.of(Path.of(arguments[0])));
            Random random = new Random(1);
            Describe describe = new Describe();
            Checksum checksum = new Checksum();
            long errors = 0;
            long next = 0;
            try (EntrySource source = new EntrySource(inputs)) {
                while (true) {
                    Entry entry;
                    List<byte[]> ballast = null;
                    try {
                        ballast = random.nextInt(10) == 0 ? fill(random.nextInt(64)) : List.of();
                        entry = source.read();
                    } catch (OutOfMemoryError e) {
                        ballast = null;
                        errors++;
                        entry = source.read();
                    }
                    java.lang.ref.Reference.reachabilityFence(ballast);
                    ballast = null;
                    if (entry == null) {
                        break;
                    }
                    if (entry.position() != next++) {
                        throw new AssertionError("position " + entry.position() + " after " + (next - 2));
                    }
                    checksum.add(
                            entry.container(),
                            entry.name(),
                            entry.size(),
                            describe.process(entry).sha256());
                }
            }
            System.out.println("errors " + errors);
            System.out.println(checksum);
        }

        private static List<byte[]> fill(int leaveKilobytes) {
            List<byte[]> ballast = new ArrayList<>(100_000);
            byte[] spare = new byte[leaveKilobytes * 1024];
            for (int size = 1 << 20; size >= 256; size /= 16) {
                try {
                    while (true) {
                        ballast.add(new byte[size]);
                    }
                } catch (OutOfMemoryError e) {
                    java.lang.ref.Reference.reachabilityFence(spare);
                }
            }
            return ballast;
        }
    }

    @Test
    void noFileOfTheClassLibraryIsLostOrDoubledWhenMemoryRunsOutInARead() throws Exception {
        check("jrt:java.logging", Input.classLibrary(List.of("java.logging")));
    }

    @Test
    void noEntryOfAnArchiveIsLostOrDoubledWhenMemoryRunsOutInARead() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 300; i++) {
            entries.put("p" + i % 7 + "/C" + i + (i % 3 == 0 ? ".txt" : ".class"), Samples.classFile(Entry.class));
        }
        for (int jar = 0; jar < 4; jar++) {
            Files.createDirectories(folder.resolve("f" + jar % 2));
            Files.write(folder.resolve("f" + jar % 2 + "/" + jar + ".jar"), Samples.jar(entries));
        }
        check(folder.toRealPath().toString(), Input.paths(List.of(folder)));
    }

    private static void check(String input, List<Input> inputs) throws Exception {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("12m")
                .ownClassPath()
                .timeout(Duration.ofMinutes(3))
                .main(HungryReader.class.getName(), input)
                .run();

        assertThat(result.exitCode()).as(result.errorTail()).isZero();
        long errors = Long.parseLong(result.lines().get(0).substring("errors ".length()));
        assertThat(errors).as("OutOfMemoryErrors met").isPositive();
        assertThat(result.lines().get(1))
                .isEqualTo(IndependentCount.of(inputs, key -> false).checksum().toString());
    }
}
