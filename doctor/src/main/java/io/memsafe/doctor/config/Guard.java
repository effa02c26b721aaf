package io.memsafe.doctor.config;

/** Who acts before the kernel's OOM killer does. */
public enum Guard {
    /** The daemon earlyoom. */
    EARLYOOM("earlyoom"),
    /** The daemon systemd-oomd. */
    SYSTEMD_OOMD("systemd-oomd"),
    /** Nobody: only the kernel. */
    NONE("none");

    private final String id;

    Guard(String id) {
        this.id = id;
    }

    /**
     * Its name in descriptions.
     *
     * @return as it is written in YAML
     */
    public String id() {
        return id;
    }
}
