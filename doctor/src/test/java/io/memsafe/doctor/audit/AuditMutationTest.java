package io.memsafe.doctor.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests, flags and machines that are cut, damaged or made of anything: nothing may fail but with a clear error. */
class AuditMutationTest {
    private static final int CASES = Integer.getInteger("doctor.mutations", 4_000);
    private static final int LONGEST = Finding.LONGEST + 1;

    @TempDir
    Path root;

    @Test
    void noManifestMayEndInAnythingButAClearError() throws IOException {
        byte[] manifest = Files.readAllBytes(Path.of("src/test/resources/io/memsafe/doctor/audit/manifest.yaml"));
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            byte[] bytes = damaged(random.nextInt(10) == 0 ? noise(random) : manifest, random);
            ManifestReader reader = new ManifestReader();
            try {
                reader.read("x.yaml", new ByteArrayInputStream(bytes));
                judge(seed, reader.facts());
            } catch (ManifestException e) {
                assertThat(e.getMessage())
                        .as("seed %d", seed)
                        .startsWith("'x.yaml' ")
                        .hasSizeLessThan(400);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void noFileOfAMachineMayMakeAReaderFail() throws IOException {
        new Snapshot(root)
                .process(50, "java", 500, 0, "/shop/app", "java", "-Xmx512m", "-jar", "a.jar")
                .process(51, "postgres", 900, -900, "/system.slice/postgresql.service")
                .put("proc/50/maps", "a\nb\n")
                .put("sys/fs/cgroup/shop/app/memory.max", "1073741824\n")
                .put("sys/fs/cgroup/shop/app/memory.high", "max\n")
                .put("sys/fs/cgroup/shop/app/cpu.max", "200000 100000\n")
                .put("sys/fs/cgroup/shop/app/memory.stat", "inactive_file 5\n")
                .put(
                        "etc/systemd/system/a.service",
                        "[Service]\nExecStart=/usr/bin/java\nMemoryMax=5G\nRestartSec=1min 5s\n");
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (int seed = 0; seed < CASES / 8; seed++) {
            Random random = new Random(seed);
            Path file = files.get(random.nextInt(files.size()));
            byte[] before = Files.readAllBytes(file);
            Files.write(file, damaged(random.nextInt(5) == 0 ? noise(random) : before, random));
            try {
                judge(seed, new MachineReader(root).read());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", " + file, e);
            }
            // One in four stays damaged for the next.
            if (random.nextInt(4) > 0) {
                Files.write(file, before);
            }
        }
    }

    @Test
    void noAmountMayMakeAReaderFail() {
        String signs = "0123456789.eE+-kKmMgGtTiIbBpP %~";
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int i = 0; i < length; i++) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            try {
                BigDecimal amount = Quantity.kubernetes(text.toString());
                Long bytes = amount == null ? null : Quantity.bytes(amount);
                Long size = Quantity.size(text.toString());
                Long millis = Quantity.millis(text.toString());
                assertThat(Stream.of(bytes, size, millis).filter(value -> value != null && value < 0))
                        .as(text.toString())
                        .isEmpty();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("'" + text + "'", e);
            }
        }
    }

    private static void judge(int seed, Facts facts) {
        Audit audit = Audit.of(facts, null);
        assertThat(audit.findings()).as("seed %d", seed).hasSizeLessThanOrEqualTo(Audit.MOST_FINDINGS);
        for (Finding finding : audit.findings()) {
            assertThat(List.of(finding.where(), finding.found(), finding.why(), finding.fix()))
                    .as("seed %d", seed)
                    .allMatch(text -> !text.isEmpty() && text.length() <= LONGEST);
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(500)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] damaged(byte[] part, Random random) {
        byte[] bytes = part.clone();
        String signs = "\n\r\"'\\{}[](): ,=-0123456789<>&*!|>%@`#?~\t\u0000";
        int changes = random.nextInt(12);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) signs.charAt(random.nextInt(signs.length()));
        }
        int from = random.nextInt(3) > 0 ? 0 : random.nextInt(bytes.length + 1);
        int to = random.nextInt(3) > 0 ? bytes.length : from + random.nextInt(bytes.length - from + 1);
        byte[] cut = Arrays.copyOfRange(bytes, from, Math.max(from, to));
        if (random.nextInt(20) > 0) {
            return cut;
        }
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        byte[] twice = new String[] {"[", "- ", "? ", "{a: ", "&a ", "*a ", "a: "}
                [random.nextInt(7)].getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(300); i > 0; i--) {
            more.writeBytes(twice);
        }
        more.writeBytes(cut);
        return more.toByteArray();
    }
}
