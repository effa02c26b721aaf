package io.memsafe.doctor.config;

import java.util.List;

/** The settings of a service, and what it takes at most with them. */
public interface Settings {
    /**
     * The sum, line by line.
     *
     * @return what adds up to the worst case
     */
    List<Item> worstCase();

    /**
     * The files that hold the settings.
     *
     * @return without the unit of systemd, which is made for every service
     */
    List<ConfigFile> files();

    /**
     * The worst case.
     *
     * @return bytes
     */
    default long worstBytes() {
        return worstCase().stream().mapToLong(Item::totalBytes).sum();
    }

    /**
     * The part of the memory that is set aside, and the hard limit: a tenth more than the worst case, for what no sum knows
     * (fragments of the allocator, page tables, buffers of sockets), in whole MiB.
     *
     * @return bytes
     */
    default long budgetBytes() {
        long worst = worstBytes();
        return Bytes.roundUp(worst + worst / 10, Bytes.MIB);
    }
}
