/**
 * A JVM: what it was told about memory, what it chooses by itself, what it needs in all; and one that runs, seen from
 * outside: attached to by its process id, or reached by JMX.
 */
@NullMarked
package io.memsafe.doctor.jvm;

import org.jspecify.annotations.NullMarked;
