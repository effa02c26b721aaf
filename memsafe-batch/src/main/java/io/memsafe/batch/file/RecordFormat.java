package io.memsafe.batch.file;

/**
 * Makes items of the bytes of records. Thread-safety: none needed.
 *
 * @param <I> the item
 */
interface RecordFormat<I> {

    /** Whether the first record of the file says what the others mean. */
    default boolean hasHeader() {
        return false;
    }

    /** Takes in that first record; may be called again. */
    default void header(byte[] bytes, int from, int length) throws Exception {
        throw new IllegalStateException("a record was taken for a header");
    }

    /** Whether it is a record at all, and not a blank line that means nothing. */
    default boolean isRecord(byte[] bytes, int from, int length) {
        return true;
    }

    /** Makes an item. What it throws means that the record is bad. */
    I map(byte[] bytes, int from, int length) throws Exception;
}
