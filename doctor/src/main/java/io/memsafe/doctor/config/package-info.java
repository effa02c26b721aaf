/**
 * From one description of a machine and what runs on it, a memory budget that adds up and the settings that keep to it:
 * {@link io.memsafe.doctor.config.MachineReader} reads the description, {@link io.memsafe.doctor.config.MemoryPlan} does the
 * sums, {@link io.memsafe.doctor.config.ConfigFolder} writes the files.
 */
@NullMarked
package io.memsafe.doctor.config;

import org.jspecify.annotations.NullMarked;
