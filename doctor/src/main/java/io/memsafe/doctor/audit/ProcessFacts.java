package io.memsafe.doctor.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a running process. What could not be read is null.
 *
 * <p>Thread-safety: immutable.
 *
 * @param pid its number
 * @param name as the kernel knows it, up to 15 characters
 * @param arguments the start of its command line, as it was given; empty for a thread of the kernel
 * @param score the kernel's badness, as of {@code oom_score}; the highest is killed first
 * @param scoreAdjustment {@code oom_score_adj}, -1000 to 1000
 * @param residentBytes memory it holds
 * @param swapBytes what of it is in swap
 * @param pageTableBytes what the kernel needs to map it, which counts for its badness
 * @param group its control group, as a path below the mount of the memory controller
 * @param maps number of its memory mappings
 */
public record ProcessFacts(
        long pid,
        String name,
        List<String> arguments,
        @Nullable Long score,
        @Nullable Long scoreAdjustment,
        @Nullable Long residentBytes,
        @Nullable Long swapBytes,
        @Nullable Long pageTableBytes,
        @Nullable String group,
        @Nullable Long maps) {

    /** What it holds; 0 if that is not known. */
    long heldBytes() {
        return residentBytes == null ? 0 : residentBytes;
    }

    /** Whether it is a Java launcher. */
    boolean isJava() {
        return name.equals("java") || (!arguments.isEmpty() && arguments.get(0).endsWith("/java"));
    }

    /** The unit of systemd it belongs to, such as {@code shop.service}; null if there is none in its group's path. */
    @Nullable
    String unit() {
        if (group == null) {
            return null;
        }
        String found = null;
        for (String part : group.split("/", -1)) {
            if (part.endsWith(".service")) {
                found = part;
            }
        }
        return found;
    }
}
