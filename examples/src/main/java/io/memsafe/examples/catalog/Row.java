package io.memsafe.examples.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says about one entry.
 *
 * @param position position of the entry in the input; the primary key
 * @param container the module, folder or archive that holds it
 * @param name its name there
 * @param kind {@code class}, {@code interface}, {@code enum}, {@code record}, {@code annotation} or {@code module}; of a
 *     file that is no class the end of its name, or {@code file}
 * @param className name of the class, {@code null} for other files
 * @param superName name of its superclass, {@code null} if it has none
 * @param size in bytes
 * @param sha256 hash of the content, in hexadecimal
 * @param methods number of methods
 * @param fields number of fields
 * @param stringConstants number of string constants
 * @param references names of the other classes it refers to, each once
 */
record Row(
        long position,
        String container,
        String name,
        String kind,
        @Nullable String className,
        @Nullable String superName,
        long size,
        String sha256,
        int methods,
        int fields,
        int stringConstants,
        List<String> references) {}
