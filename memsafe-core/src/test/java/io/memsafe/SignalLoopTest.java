package io.memsafe;

import static io.memsafe.fork.Patience.await;

import io.memsafe.spi.SignalSink;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalLoopTest {

    /** As of a class that met an OutOfMemoryError while it was initialised. */
    @Test
    void aClassThatIsBrokenForGoodEndsNoReading() {
        AtomicInteger reads = new AtomicInteger();
        FillableSignal signal = new FillableSignal() {
            @Override
            public void read(SignalSink sink) {
                super.read(sink);
                reads.incrementAndGet();
            }
        };
        signal.fill(60);
        Runnable wake = () -> {
            throw new NoClassDefFoundError("on purpose");
        };
        try (SignalLoop loop = new SignalLoop(List.of(signal), "memsafe-signals-of-a-test", wake)) {
            loop.start();
            await().until(() -> reads.get() >= 3);
        }
    }
}
