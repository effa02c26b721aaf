package io.memsafe.benchmarks.signals.child;

import io.memsafe.benchmarks.signals.Scenario.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What programs hold that cooperate.
 *
 * <p>Thread-safety: may be used by any thread.
 */
final class Held {
    private static final int BLOCK_BYTES = (16 << 10) - 16;

    private static final Queue<Holder> LIVE = new ConcurrentLinkedQueue<>();

    private Held() {}

    /**
     * A live set that stays until the child ends, and garbage that passes by from now on.
     *
     * @param share of the largest heap
     * @return what holds it, to be changed by this thread only
     */
    static Holder live(double share, Load load) {
        Holder holder = new Holder(Sizes.usual(1));
        LIVE.add(holder);
        long target = (long) (share * Runtime.getRuntime().maxMemory());
        holder.approach(target, target);
        for (int i = 0; i < load.threads(); i++) {
            new Churn(Sizes.usual(2 + i), load.megabytesPerSecond(), new Errors(System::nanoTime, at -> {}))
                    .start("lab-churn");
        }
        return holder;
    }

    /**
     * Arrays of 16 kB.
     *
     * @param bytes how much they take, rounded down
     */
    static List<byte[]> blocks(long bytes) {
        int count = (int) (bytes / Sizes.footprint(BLOCK_BYTES));
        List<byte[]> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(new byte[BLOCK_BYTES]);
        }
        return blocks;
    }
}
