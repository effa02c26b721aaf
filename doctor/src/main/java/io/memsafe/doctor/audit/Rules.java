package io.memsafe.doctor.audit;

import java.util.List;
import java.util.stream.Stream;

/** All that is judged. */
public final class Rules {
    private static final List<Rule> ALL = Stream.of(
                    HostRules.ALL,
                    HugePageRules.ALL,
                    KillRules.ALL,
                    ServiceRules.ALL,
                    ContainerRules.ALL,
                    ManifestRules.ALL,
                    JvmMemoryRules.ALL,
                    JvmRules.ALL)
            .flatMap(List::stream)
            .toList();

    private Rules() {}

    /**
     * The rules in the order they are judged.
     *
     * @return each identifier once
     */
    public static List<Rule> all() {
        return ALL;
    }
}
