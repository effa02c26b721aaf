package io.memsafe.doctor.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a machine. What could not be read is null or missing, never assumed.
 *
 * <p>Thread-safety: immutable.
 *
 * @param settings numbers below {@code /proc/sys}, under their names such as {@code vm.swappiness}
 * @param memory what {@code /proc/meminfo} says, in bytes (numbers of pages as they are), under its names such as {@code MemTotal}
 * @param hugePages the word chosen in files of {@code /sys/kernel/mm/transparent_hugepage}, under their names such as
 *     {@code khugepaged/defrag}
 * @param swapAreas devices or files of swap; null if unknown
 * @param stalls whether {@code /proc/pressure/memory} is there; null if {@code /proc} itself is not
 * @param stalledRatio share of the last minute in which all tasks waited for memory, 0.0 to 1.0; null if unknown
 * @param processors those online; null if unknown
 * @param controlGroupVersion of the memory controller, 1 or 2; null if unknown
 */
public record HostFacts(
        Map<String, Long> settings,
        Map<String, Long> memory,
        Map<String, String> hugePages,
        @Nullable List<String> swapAreas,
        @Nullable Boolean stalls,
        @Nullable Double stalledRatio,
        @Nullable Integer processors,
        @Nullable Integer controlGroupVersion) {

    /**
     * Copies the maps and the list.
     *
     * @param settings numbers below {@code /proc/sys}, under their names such as {@code vm.swappiness}
     * @param memory what {@code /proc/meminfo} says, in bytes (numbers of pages as they are), under its names
     * @param hugePages the word chosen in files of {@code /sys/kernel/mm/transparent_hugepage}, under their names
     * @param swapAreas devices or files of swap; null if unknown
     * @param stalls whether {@code /proc/pressure/memory} is there; null if {@code /proc} itself is not
     * @param stalledRatio share of the last minute in which all tasks waited for memory; null if unknown
     * @param processors those online; null if unknown
     * @param controlGroupVersion of the memory controller, 1 or 2; null if unknown
     */
    public HostFacts {
        settings = Map.copyOf(settings);
        memory = Map.copyOf(memory);
        hugePages = Map.copyOf(hugePages);
        swapAreas = swapAreas == null ? null : List.copyOf(swapAreas);
    }

    @Nullable
    Long setting(String name) {
        return settings.get(name);
    }

    @Nullable
    Long memory(String name) {
        return memory.get(name);
    }

    /** Swap there is; null if unknown. */
    @Nullable
    Long swapBytes() {
        return memory.get("SwapTotal");
    }

    /** Whether all swap is compressed memory, for which a high swappiness is right. */
    boolean swapsToMemory() {
        return swapAreas != null
                && !swapAreas.isEmpty()
                && swapAreas.stream().allMatch(area -> area.startsWith("/dev/zram"));
    }
}
