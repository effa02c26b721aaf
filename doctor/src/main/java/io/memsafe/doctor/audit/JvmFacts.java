package io.memsafe.doctor.audit;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.InvalidFlagException;
import io.memsafe.doctor.jvm.JvmLimits;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.JvmSettings;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.MemoryNeed;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM is told, and what it runs in.
 *
 * <p>Thread-safety: immutable.
 *
 * @param settings its flags; none if they are not to be understood
 * @param mistake why a JVM would not start with them; null if it would
 * @param machine what it runs in
 * @param arenasBounded whether {@code MALLOC_ARENA_MAX} or another allocator is set; null if the environment is not known
 * @param use what it uses now; nothing if it was not asked
 * @param measuredHeapBytes the most its heap may have, as it says itself; null if it was not asked
 */
public record JvmFacts(
        JvmSettings settings,
        @Nullable String mistake,
        JvmMachine machine,
        @Nullable Boolean arenasBounded,
        KnownUse use,
        @Nullable Long measuredHeapBytes) {

    private static final long FEWER_CLASSES = 8_000;
    private static final long FEWER_THREADS = 40;

    /**
     * Reads flags.
     *
     * @param variables texts of environment variables, which a command line wins over
     * @param command words of a command line, or options alone
     * @param machine what the JVM runs in
     * @param arenasBounded whether {@code MALLOC_ARENA_MAX} or another allocator is set; null if the environment is not known
     * @return the facts
     */
    public static JvmFacts of(
            List<String> variables, List<String> command, JvmMachine machine, @Nullable Boolean arenasBounded) {
        try {
            JvmSettings settings = JvmSettings.NONE;
            for (String variable : variables) {
                settings = settings.then(JvmSettings.parse(variable));
            }
            return new JvmFacts(
                    settings.then(JvmSettings.of(command)), null, machine, arenasBounded, KnownUse.NONE, null);
        } catch (InvalidFlagException e) {
            return new JvmFacts(JvmSettings.NONE, e.getMessage(), machine, arenasBounded, KnownUse.NONE, null);
        }
    }

    /**
     * A machine of what may be known.
     *
     * @param version the feature release of Java
     * @param container its limits
     * @param host the machine itself
     * @return what the JVM runs in
     */
    static JvmMachine machine(@Nullable Integer version, @Nullable ContainerFacts container, @Nullable HostFacts host) {
        Long limit = container != null && container.isLimited() ? container.limitBytes() : null;
        Long memory = host == null ? null : host.memory("MemTotal");
        Double processors = container == null ? null : container.processors();
        if (processors == null && host != null && host.processors() != null) {
            processors = host.processors().doubleValue();
        }
        return new JvmMachine(
                version == null ? OptionalInt.empty() : OptionalInt.of(version),
                limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
                memory == null ? OptionalLong.empty() : OptionalLong.of(memory),
                processors == null ? OptionalDouble.empty() : OptionalDouble.of(processors));
    }

    /** What each area may grow to. */
    JvmLimits limits() {
        return JvmLimits.of(settings, machine);
    }

    /** The most the heap may have; null if that depends on what is not known. */
    @Nullable
    Long heapBytes() {
        if (measuredHeapBytes != null) {
            return measuredHeapBytes;
        }
        Amount heap = limits().heap();
        return heap == null || mistake != null ? null : Long.valueOf(heap.bytes());
    }

    /**
     * What it needs in all, with what is usual for its work where nothing was measured.
     *
     * @return null if the heap is not known
     */
    @Nullable
    MemoryNeed need(Profile profile) {
        KnownUse known = use;
        if (profile != Profile.WEB) {
            known = usual(usual(known, UseFigure.CLASSES, FEWER_CLASSES), UseFigure.THREADS, FEWER_THREADS);
        }
        JvmSettings effective = measuredHeapBytes == null
                ? settings
                : settings.then(JvmSettings.of(List.of("-Xmx" + measuredHeapBytes)));
        return mistake != null ? null : MemoryNeed.of(effective, machine, known).orElse(null);
    }

    private static KnownUse usual(KnownUse known, UseFigure figure, long amount) {
        return known.amount(figure).isPresent()
                ? known
                : known.with(figure, new Amount(amount, Origin.ESTIMATED, "as of an ordinary program"));
    }
}
