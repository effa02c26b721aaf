package io.memsafe.fork;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits as long as a machine may need that has no core to spare: what is waited for comes at once elsewhere, so the limit
 * is only met by a test that fails. For tests alone, which bring Awaitility.
 *
 * <p>Thread-safety: safe.
 */
public final class Patience {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Patience() {}

    /**
     * Begins a wait, as {@link Awaitility#await()} does.
     *
     * @return a wait of two minutes at the most
     */
    @SuppressWarnings("exports") // whoever waits brings that library
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
