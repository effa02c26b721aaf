package io.memsafe.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForkedJvmTest {

    /** What the child does: its first argument says. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "echo" -> {
                    System.out.println("heap " + Runtime.getRuntime().maxMemory());
                    System.out.println("property " + System.getProperty("child.word"));
                    System.out.println("variable " + System.getenv("CHILD_WORD"));
                    System.out.println("folder " + Path.of("").toAbsolutePath());
                    System.err.println("to standard error");
                    System.exit(7);
                }
                case "fill" -> {
                    List<byte[]> kept = new ArrayList<>();
                    while (true) {
                        kept.add(new byte[1 << 20]);
                    }
                }
                case "hang" -> {
                    System.out.println("hanging");
                    new CountDownLatch(1).await();
                }
                case "parent" -> {
                    child("hang")
                            .onLine(line -> System.out.println("grandchild " + line))
                            .timeout(Duration.ofMinutes(1))
                            .start();
                    System.in.read();
                    System.exit(0);
                }
                case "ender" -> {
                    ProcessHandle grandchild =
                            ProcessHandle.of(child("hang").start().pid()).orElseThrow();
                    RunningJvm.endAll();
                    System.out.println("alive " + grandchild.isAlive());
                    child("pid").start();
                }
                case "pid" -> System.out.println(ProcessHandle.current().pid());
                case "talk" -> {
                    for (int i = 0; i < 20_000; i++) {
                        System.out.println(i);
                    }
                }
                default -> System.exit(99);
            }
        }
    }

    static ForkedJvm child(String what) {
        return ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("32m")
                .ownClassPath()
                .main(Child.class.getName(), what)
                .timeout(Duration.ofMinutes(1));
    }

    @Test
    void theChildGetsWhatItWasToldAndTheParentReadsItsEnd(@TempDir Path folder) throws Exception {
        List<String> heard = new ArrayList<>();

        ForkedResult result = child("echo")
                .property("child.word", "hello")
                .environment("CHILD_WORD", "world")
                .workingFolder(folder)
                .onLine(heard::add)
                .run();

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.killed()).isFalse();
        assertThat(result.lines())
                .contains("property hello", "variable world", "folder " + folder.toRealPath())
                .isEqualTo(heard);
        assertThat(Long.parseLong(result.lines().get(0).substring("heap ".length())))
                .isLessThanOrEqualTo(32L << 20);
        assertThat(result.errorTail()).contains("to standard error");
        assertThat(result.elapsed()).isPositive();
    }

    @Test
    void aChildThatRunsOutOfMemoryEndsWithOneAndSaysSo() {
        ForkedResult result = child("fill").run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorTail()).contains("OutOfMemoryError");
        assertThat(result.killed()).isFalse();
        if (System.getProperty("os.name").equals("Linux")) {
            assertThat(result.peakRssBytes()).isGreaterThan(16L << 20);
        }
    }

    @Test
    void aChildThatHangsIsKilledWhenItsTimeIsUp() {
        ForkedResult result = child("hang").timeout(Duration.ofMillis(700)).run();

        assertThat(result.timedOut()).isTrue();
        assertThat(result.killed()).isTrue();
    }

    @Test
    void aChildCanBeKilledFromItsLineListener() throws Exception {
        AtomicReference<RunningJvm> running = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);

        running.set(child("hang").onLine(line -> started.countDown()).start());
        started.await();
        running.get().kill();
        ForkedResult result = running.get().await();

        assertThat(result.timedOut()).isFalse();
        assertThat(result.killed()).isTrue();
        assertThat(result.lines()).containsExactly("hanging");
    }

    @Test
    void anInterruptKillsTheChildAndIsKept() {
        RunningJvm running = child("hang").start();
        Thread.currentThread().interrupt();

        ForkedResult result = running.await();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.killed()).isTrue();
        assertThat(result.timedOut()).isFalse();
    }

    @Test
    void childrenEndWithTheirParent() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(child("parent").command());
        Process parent = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var reader = parent.inputReader()) {
            assertThat(reader.readLine()).isEqualTo("grandchild hanging");
            List<ProcessHandle> children = parent.descendants().toList();
            assertThat(children).isNotEmpty();

            parent.getOutputStream().write('\n');
            parent.getOutputStream().flush();

            assertThat(parent.waitFor()).isZero();
            for (ProcessHandle child : children) {
                child.onExit().get();
            }
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void noChildLivesOrStartsOnceAllHaveBeenEnded() {
        ForkedResult result = child("ender").run();

        assertThat(result.lines()).containsExactly("alive false");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errorTail()).contains("the program ends");
    }

    @Test
    void longOutputIsReadToItsEndAndItsLastLinesAreKept() {
        ForkedResult result = child("talk").run();

        assertThat(result.lines()).hasSize(10_000).last().isEqualTo("19999");
    }

    @Test
    void aRuntimeThatCannotStartSaysWhich(@TempDir Path folder) {
        Jdk none = new Jdk(folder, Runtime.Version.parse("17"));

        assertThatThrownBy(() -> ForkedJvm.on(none).run())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.toString());
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void everyCollectorTheRuntimeHasStartsWithItsFlags(Collector collector) {
        ForkedResult result = child("pid").collector(collector).run();

        assertThat(result.exitCode()).isZero();
        assertThat(result.lines()).hasSize(1);
    }

    static List<Collector> collectors() {
        return Collector.of(Jdk.running());
    }

    @Test
    void theRunningRuntimeIsAmongAllOfThem() {
        assertThat(Jdk.all())
                .contains(Jdk.running())
                .isSortedAccordingTo((a, b) -> a.version().compareTo(b.version()));
        assertThat(Jdk.newest().feature()).isGreaterThanOrEqualTo(Jdk.running().feature());
        assertThat(Jdk.at(Jdk.running().home()).feature())
                .isEqualTo(Jdk.running().feature());
        assertThat(Optional.of(Jdk.running().java()))
                .hasValueSatisfying(java -> assertThat(java).isExecutable());
    }

    @Test
    void aFolderWithoutRuntimeIsRefusedWithItsName(@TempDir Path folder) {
        assertThatThrownBy(() -> Jdk.at(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("bin/java");
    }

    @Test
    void aCollectorIsFoundByItsNameAndAWrongNameListsTheRightOnes() {
        assertThat(Collector.named("ZGC")).isEqualTo(Collector.ZGC);
        assertThatThrownBy(() -> Collector.named("cms"))
                .hasMessageContaining("'cms'")
                .hasMessageContaining("serial, parallel, g1, zgc, shenandoah");
    }
}
