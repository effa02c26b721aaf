package io.memsafe.examples.orders;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * An order as one line of a file: number, customer and positions, with semicolons between them. The positions are a text,
 * packed by deflate and Base64, so the line does not tell how large the order is. Thread-safety: no state.
 */
final class OrderLine {
    private static final int KEY = 40;

    private OrderLine() {}

    static String of(long number, String customer, String positions) {
        return of(number, customer, positions, 1);
    }

    /** An order with the same positions many times; the line is made without holding them all. */
    static String of(long number, String customer, String positions, int times) {
        return number + ";" + customer + ";" + pack(positions.getBytes(StandardCharsets.UTF_8), times);
    }

    /** Reads an order; a line that is none ends in a {@link MalformedOrderException}. */
    static Order parse(String line) {
        String[] parts = line.split(";", -1);
        if (parts.length != 3) {
            throw new MalformedOrderException("3 parts are wanted, but there are " + parts.length);
        }
        try {
            return new Order(Long.parseLong(parts[0]), parts[1], positions(unpack(parts[2])));
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedOrderException("order " + parts[0] + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** By what a person finds the line again. */
    static String key(String line) {
        return line.substring(0, Math.min(KEY, line.length()));
    }

    private static List<Order.Position> positions(String text) {
        List<Order.Position> positions = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            String[] parts =
                    text.substring(start, end < 0 ? text.length() : end).split(" ", -1);
            if (end < 0 || parts.length != 3) {
                throw new IllegalArgumentException("position " + (positions.size() + 1) + " is cut off");
            }
            positions.add(new Order.Position(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
            start = end + 1;
        }
        return positions;
    }

    private static String pack(byte[] text, int times) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            for (int i = 0; i < times; i++) {
                out.write(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot be written", e);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    private static String unpack(String packed) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (InputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
            in.transferTo(text);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
