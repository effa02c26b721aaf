/** A JVM that runs, seen from outside: attached to by its process id, or reached by JMX. */
@NullMarked
package io.memsafe.doctor.jvm;

import org.jspecify.annotations.NullMarked;
