package io.memsafe.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A stop and the end of its JVM, whichever comes first. */
class StopAtShutdownForkedTest {
    private static final int TERMINATED = 143;

    /** Stops as its argument says: by {@code exit}, by hand, or not at all. */
    static final class Child {
        public static void main(String[] arguments) throws InterruptedException {
            AtomicInteger inFlight = new AtomicInteger(1);
            OrderlyStop stop = OrderlyStop.builder()
                    .grace(Duration.ofMinutes(1))
                    .graceUntil(() -> inFlight.get() == 0)
                    .action("last", () -> System.out.println("last action, ready " + inFlight.get()))
                    .onShutdown()
                    .exit(75)
                    .build();
            Thread worker = new Thread(() -> {
                while (stop.ready()) {
                    Thread.onSpinWait();
                }
                System.out.println("in flight is done");
                inFlight.set(0);
            });
            worker.start();
            System.out.println("running");
            switch (arguments[0]) {
                case "by-hand" -> stop.begin("test");
                case "exit" -> System.exit(3);
                case "closed" -> {
                    stop.close();
                    System.exit(4);
                }
                default -> {}
            }
            new CountDownLatch(1).await();
        }
    }

    private static ForkedJvm child(String how) {
        return ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("32m")
                .ownClassPath()
                .timeout(Duration.ofSeconds(50))
                .main(Child.class.getName(), how);
    }

    @Test
    void aJvmThatIsAskedToEndStopsInOrder() throws Exception {
        Process running = new ProcessBuilder(child("signal").command())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = running.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("running");
            running.toHandle().destroy(); // leaves its output open
            assertThat(lines.lines()).containsExactly("in flight is done", "last action, ready 0");
            assertThat(running.waitFor()).isEqualTo(TERMINATED);
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void aStopThatEndsItsJvmDoesNotWaitForItself() {
        ForkedResult result = child("by-hand").run();

        assertThat(result.exitCode()).as("%s", result).isEqualTo(75);
        assertThat(result.lines()).containsExactly("running", "in flight is done", "last action, ready 0");
    }

    @Test
    void anExitStopsInOrderToo() {
        ForkedResult result = child("exit").run();

        assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
        assertThat(result.lines()).containsExactly("running", "in flight is done", "last action, ready 0");
    }

    @Test
    void oneThatWasClosedHoldsNothingUp() {
        ForkedResult result = child("closed").run();

        assertThat(result.exitCode()).as("%s", result).isEqualTo(4);
        assertThat(result.lines()).containsExactly("running");
    }
}
