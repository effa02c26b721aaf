package io.memsafe.doctor.config;

import java.util.List;

/**
 * The unit of systemd that runs a service.
 *
 * @param name with its suffix, such as {@code nginx.service}
 * @param process the name of its processes, as the kernel has it
 * @param survivesKill whether the service itself replaces one of its processes that was killed
 * @param swaps whether its memory may go to swap
 * @param settings further lines for its section {@code [Service]}
 */
public record Unit(String name, String process, boolean survivesKill, boolean swaps, List<String> settings) {}
