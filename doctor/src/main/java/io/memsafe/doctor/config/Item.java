package io.memsafe.doctor.config;

/**
 * One line of a sum: so many times so much.
 *
 * @param label what it is
 * @param count how many of it there can be at once
 * @param eachBytes what one takes at most
 */
public record Item(String label, long count, long eachBytes) {

    static Item once(String label, long bytes) {
        return new Item(label, 1, bytes);
    }

    /**
     * All of them together.
     *
     * @return bytes
     */
    public long totalBytes() {
        return Math.multiplyExact(count, eachBytes);
    }

    /** For people: {@code 20 x 80.0 MiB = 1.56 GiB  children}. */
    String text() {
        String total = Bytes.text(totalBytes());
        return count == 1 ? label + ": " + total : label + ": " + count + " x " + Bytes.text(eachBytes) + " = " + total;
    }
}
