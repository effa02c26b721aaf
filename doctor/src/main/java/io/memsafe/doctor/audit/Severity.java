package io.memsafe.doctor.audit;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** Worth knowing; nothing breaks by it alone. */
    INFO,
    /** Will hurt when memory becomes short, or makes that likely. */
    WARNING,
    /** Cannot work as it is: memory that does not exist is promised, or nothing is left to recover. */
    CRITICAL;

    /**
     * Its stable name.
     *
     * @return in lower case
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
