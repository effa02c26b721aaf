package io.memsafe;

import java.util.function.Consumer;

/**
 * The level as the governor's thread has decided it, or as the watch beside that thread has raised it.
 *
 * <p>Both may write at once, and neither may wait for the other. So the watch can publish what it found when something else
 * has been decided already. Each decision is published, also one that changes nothing: what came late lasts until the next.
 *
 * <p>Thread-safety: {@link #decide} belongs to the governor's thread, {@link #raise} to the watch's, the rest to any.
 */
final class DecidedLevel {
    private final Consumer<PressureLevel> publish;
    private volatile PressureLevel level = PressureLevel.NORMAL;

    /** Begins at {@code NORMAL}, without publishing it. */
    DecidedLevel(Consumer<PressureLevel> publish) {
        this.publish = publish;
    }

    PressureLevel now() {
        return level;
    }

    void decide(PressureLevel next) {
        level = next;
        publish.accept(next);
    }

    /** Takes no memory. */
    void raise(PressureLevel found) {
        if (!level.atLeast(found)) {
            level = found;
            publish.accept(found);
        }
    }
}
