package io.memsafe.doctor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.doctor.config.ProgramCheck.Outcome;
import io.memsafe.fork.SystemProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that the files are for take them, and would say so if they did not. */
class RealProgramsTest {
    /** Packaged nowhere, or judged by other means in {@link ManifestsTest}. */
    private static final List<String> NOT_PACKAGED = List.of("kubeconform", "mysqld");

    @TempDir
    Path folder;

    static Stream<String> descriptions() {
        return Descriptions.ALL.stream();
    }

    private List<ProgramCheck> check(List<ConfigFile> files) throws IOException {
        new ConfigFolder(folder).write(files);
        return ProgramChecks.run(folder, files);
    }

    private static List<ConfigFile> forThisMachine(String description) {
        String php = Stream.of("8.2", "8.3", "8.4", "8.1", "8.5")
                .filter(version -> Files.isExecutable(Path.of("/usr/sbin/php-fpm" + version)))
                .findFirst()
                .orElse("8.2");
        return PlanFiles.of(Descriptions.plan(
                description.replace("child-memory: 64MiB,", "child-memory: 64MiB, version: '" + php + "',")));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void everyFileMustBeAccepted(String description) throws IOException {
        for (ProgramCheck check : check(forThisMachine(description))) {
            if (check.outcome() == Outcome.NOT_INSTALLED && !NOT_PACKAGED.contains(check.program())) {
                assumeTrue(SystemProgram.find(check.program()).isPresent(), check.said());
            }
            assertThat(check.outcome()).as("%s", check).isNotEqualTo(Outcome.REJECTED);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left)
                    .as("scratch")
                    .noneMatch(path -> path.getFileName().toString().startsWith(".check"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx/conf.d/10-memsafe.conf",
                "apache2/conf-available/memsafe.conf",
                "pool.d/zz-memsafe.conf",
                "fpm/conf.d/99-memsafe.ini",
                "99-memsafe.cnf",
                "postgresql/15/main/conf.d/memsafe.conf",
                "memsafe/java/orders.options",
                "orders.service.d/50-memsafe.conf",
                "system.slice.d/50-memsafe.conf",
                "sysctl.d/60-memsafe.conf"
            })
    void aWrongLineMustBeRejectedInItsProgramsWords(String path) throws IOException {
        List<ConfigFile> files = Stream.of(Descriptions.SMALL_LAMP, Descriptions.JVM_HOST)
                .map(RealProgramsTest::forThisMachine)
                .filter(made -> made.stream().anyMatch(file -> file.path().endsWith(path)))
                .findFirst()
                .orElseThrow();
        String nonsense = path.endsWith(".ini")
                ? "a = (\n"
                : path.startsWith("nginx")
                        ? "nonsense 1;\n"
                        : path.startsWith("sysctl") ? "vm.nonsense = 1\n" : "nonsense = 1\n";
        List<ConfigFile> damaged = files.stream()
                .map(file -> file.path().endsWith(path) ? new ConfigFile(file.path(), file.text() + nonsense) : file)
                .toList();
        List<ProgramCheck> checks = check(damaged).stream()
                .filter(check -> check.files().stream().anyMatch(file -> file.endsWith(path)))
                .toList();
        assertThat(checks).hasSize(1);
        assumeTrue(
                checks.get(0).outcome() != Outcome.NOT_INSTALLED, checks.get(0).said());
        assertThat(checks.get(0).outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(checks.get(0).said()).containsAnyOf("nonsense", "syntax error");
    }

    @Test
    void earlyoomMustRejectWhatItDoesNotUnderstand() throws IOException {
        List<ProgramCheck> checks =
                check(List.of(new ConfigFile("default/earlyoom", "EARLYOOM_ARGS=\"-r 3600 --avoid '((' \"\n")));
        assumeTrue(
                checks.get(0).outcome() != Outcome.NOT_INSTALLED, checks.get(0).said());
        assertThat(checks.get(0).said()).contains("regexp");
    }

    /** What the server itself says its shared memory will be is within the plan's lines for it. */
    @Test
    void postgresMustTakeTheSharedMemoryOfThePlan() throws IOException {
        Path program = PostgresProgram.find("15");
        assumeTrue(
                program != null && Files.isExecutable(program.resolveSibling("initdb")), "no PostgreSQL is installed");
        MemoryPlan plan = Descriptions.plan(Descriptions.JVM_HOST);
        check(PlanFiles.of(plan));
        List<Item> items = plan.services().get(1).settings().worstCase();
        Path data = Files.createTempDirectory("memsafe-postgres");
        boolean root = System.getProperty("user.name").equals("root");
        if (root) {
            Programs.run(List.of("chown", "postgres", data.toString()), Map.of());
        }
        List<String> asOwner = root ? List.of("runuser", "-u", "postgres", "--") : List.of();
        try {
            run(asOwner, program.resolveSibling("initdb").toString(), "-N", "-A", "trust", "-D", data.toString());
            Path settings = data.resolve("memsafe.conf");
            Files.copy(folder.resolve("postgresql/15/main/conf.d/memsafe.conf"), settings);
            Files.writeString(data.resolve("postgresql.conf"), "include 'memsafe.conf'\n");
            if (root) {
                Programs.run(List.of("chown", "postgres", settings.toString()), Map.of());
            }
            String mib = run(asOwner, program.toString(), "-D", data.toString(), "-C", "shared_memory_size");
            assertThat(Long.parseLong(mib.strip()) * Bytes.MIB)
                    .isBetween(
                            items.get(1).totalBytes(),
                            items.get(1).totalBytes() + items.get(2).totalBytes());
        } finally {
            Programs.run(List.of("rm", "-r", data.toString()), Map.of());
        }
    }

    private static String run(List<String> prefix, String... command) throws IOException {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(command));
        Programs.Answer answer = Programs.run(all, Map.of());
        assertThat(answer.exitCode()).as("%s", answer.output()).isZero();
        return answer.output();
    }
}
