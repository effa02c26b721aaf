package io.memsafe.examples.orders;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** The example in a JVM of its own, with a small heap. Thread-safety: no state. */
final class Program {
    private Program() {}

    private static ForkedJvm jvm(String... arguments) {
        return ForkedJvm.on(Jdk.running())
                .heap("64m")
                .flags("-XX:TieredStopAtLevel=1", "-Xshare:auto")
                .ownClassPath()
                .timeout(Duration.ofMinutes(3))
                .main(OrdersApplication.class.getName(), arguments);
    }

    static ForkedResult run(String... arguments) {
        return jvm(arguments).run();
    }

    /** Runs it with {@link Telling}, to its end or to what the listener makes of a line. */
    static ForkedResult run(BiConsumer<RunningJvm, String> listener, int holdAtWrite, String... arguments) {
        CompletableFuture<RunningJvm> running = new CompletableFuture<>();
        running.complete(jvm(arguments)
                .property("spring.main.sources", Telling.class.getName())
                .property(Telling.HOLD, Integer.toString(holdAtWrite))
                .onLine(line -> listener.accept(running.join(), line))
                .start());
        return running.join().await();
    }
}
