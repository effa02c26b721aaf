/** How large heap, other areas and container have to be for a program whose use of memory is known. */
@NullMarked
package io.memsafe.doctor.size;

import org.jspecify.annotations.NullMarked;
