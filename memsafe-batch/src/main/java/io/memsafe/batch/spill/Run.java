package io.memsafe.batch.spill;

import java.nio.file.Path;

/**
 * A sealed file of entries in order.
 *
 * @param file where it is
 * @param id what all of its blocks are sealed with, unlike that of any other run
 * @param entries how many
 * @param bytes the length of the file
 * @param level 0 if it was spilled, else 1 more than the highest of those it was merged from
 */
record Run(Path file, long id, long entries, long bytes, int level) {}
