/**
 * Judges how a machine, its control groups and its JVMs are set up for memory. {@link io.memsafe.doctor.audit.MachineReader} and
 * {@link io.memsafe.doctor.audit.ManifestReader} collect {@link io.memsafe.doctor.audit.Facts}, and
 * {@link io.memsafe.doctor.audit.Audit} holds them against its {@link io.memsafe.doctor.audit.Rules}.
 */
@NullMarked
package io.memsafe.doctor.audit;

import org.jspecify.annotations.NullMarked;
