package io.memsafe.examples.catalog;

import org.jspecify.annotations.Nullable;

/**
 * One file of the input: a class with its bytes, or any other file with its hash.
 *
 * <p>Thread-safety: immutable; nobody writes into {@link #content()}.
 */
final class Entry {

    private final long position;
    private final String container;
    private final String name;
    private final long size;
    private final byte @Nullable [] content;
    private final @Nullable String sha256;

    private Entry(
            long position,
            String container,
            String name,
            long size,
            byte @Nullable [] content,
            @Nullable String sha256) {
        this.position = position;
        this.container = container;
        this.name = name;
        this.size = size;
        this.content = content;
        this.sha256 = sha256;
    }

    /** A class file, held whole. */
    static Entry ofClass(long position, String container, String name, byte[] content) {
        return new Entry(position, container, name, content.length, content, null);
    }

    /** Any other file, hashed while it was read. */
    static Entry ofFile(long position, String container, String name, long size, String sha256) {
        return new Entry(position, container, name, size, null, sha256);
    }

    /** The position in the input, from 0; it stays the same however often the entry is read again. */
    long position() {
        return position;
    }

    /** The module, folder or archive that holds it. */
    String container() {
        return container;
    }

    /** Its name within the container, parts separated by slashes. */
    String name() {
        return name;
    }

    /** Its size in bytes. */
    long size() {
        return size;
    }

    /** The bytes of a class file, {@code null} for any other file. */
    byte @Nullable [] content() {
        return content;
    }

    /** The hash of a file that is no class, {@code null} for a class. */
    @Nullable
    String sha256() {
        return sha256;
    }

    /** Where a person finds it. */
    String key() {
        return key(container, name);
    }

    static String key(String container, String name) {
        return container + "!/" + name;
    }

    @Override
    public String toString() {
        return key();
    }
}
