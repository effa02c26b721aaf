/** The command line. */
@NullMarked
package io.memsafe.doctor;

import org.jspecify.annotations.NullMarked;
