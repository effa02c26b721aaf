/** What a JVM was told about memory, what it does by itself, and what it needs in all. */
@NullMarked
package io.memsafe.doctor.jvm;

import org.jspecify.annotations.NullMarked;
