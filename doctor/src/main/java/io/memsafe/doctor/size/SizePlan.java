package io.memsafe.doctor.size;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.MemoryNeed;
import io.memsafe.doctor.jvm.MemoryPart;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What to set. The limit holds what every area may grow to under these flags, so no area can outgrow it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param collector to be used
 * @param live the live set that this was reckoned from
 * @param need each part: what it is reckoned with, and the bound that its flag sets; the limit in it is that of the container it
 *     has to fit into
 * @param stackBytes of one thread
 * @param limitBytes what the container has to have
 * @param remedies if it does not fit, what to change, each of which would do
 * @param notes what to know
 */
public record SizePlan(
        GarbageCollector collector,
        Amount live,
        MemoryNeed need,
        long stackBytes,
        long limitBytes,
        List<String> remedies,
        List<String> notes) {
    private static final long MIB = 1 << 20;

    /**
     * Copies the lists.
     *
     * @param collector to be used
     * @param live the live set that this was reckoned from
     * @param need each part
     * @param stackBytes of one thread
     * @param limitBytes what the container has to have
     * @param remedies if it does not fit, what to change
     * @param notes what to know
     */
    public SizePlan {
        remedies = List.copyOf(remedies);
        notes = List.copyOf(notes);
    }

    /**
     * Whether the container that was given is large enough.
     *
     * @return {@code true} also if none was given
     */
    public boolean fits() {
        return missingBytes() == 0;
    }

    /**
     * What the container lacks.
     *
     * @return bytes; 0 if it fits or no container was given
     */
    public long missingBytes() {
        OptionalLong container = need.limitBytes();
        return container.isEmpty() ? 0 : Math.max(0, limitBytes - container.getAsLong());
    }

    /**
     * What the container has to promise: the limit, for a heap that has grown is not given back, and memory, unlike processors, cannot
     * be shared out again.
     *
     * @return bytes
     */
    public long requestBytes() {
        return limitBytes;
    }

    /**
     * What is in use when the heap is as good as empty of garbage: the live set and all other parts.
     *
     * @return bytes
     */
    public long liveUseBytes() {
        return need.bytes() - need.line(MemoryPart.HEAP).bytes() + live.bytes();
    }

    /**
     * The flags to set.
     *
     * @return such as {@code -Xmx292m}
     */
    public List<String> flags() {
        List<String> flags = new ArrayList<>();
        flags.add("-XX:+" + collector.flag());
        flags.add("-Xmx" + size(need.line(MemoryPart.HEAP).mostBytes()));
        flags.add("-XX:MaxMetaspaceSize=" + size(need.line(MemoryPart.METASPACE).mostBytes()));
        flags.add("-XX:ReservedCodeCacheSize="
                + size(need.line(MemoryPart.CODE_CACHE).mostBytes()));
        flags.add("-XX:MaxDirectMemorySize=" + size(need.line(MemoryPart.DIRECT).mostBytes()));
        flags.add("-Xss" + size(stackBytes));
        return flags;
    }

    private static String size(long bytes) {
        return bytes % MIB == 0 ? bytes / MIB + "m" : bytes / 1024 + "k";
    }
}
