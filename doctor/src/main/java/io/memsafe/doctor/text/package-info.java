/** Input as lines, and bytes as text; shared by the commands and not part of the API. */
@NullMarked
package io.memsafe.doctor.text;

import org.jspecify.annotations.NullMarked;
