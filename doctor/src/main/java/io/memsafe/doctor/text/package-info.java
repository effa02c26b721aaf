/** Input as lines; shared by the readers and not part of the API. */
@NullMarked
package io.memsafe.doctor.text;

import org.jspecify.annotations.NullMarked;
