/** What a governor would say of a JVM that is watched from outside, or has said of the one it runs in. */
@NullMarked
package io.memsafe.doctor.watch;

import org.jspecify.annotations.NullMarked;
