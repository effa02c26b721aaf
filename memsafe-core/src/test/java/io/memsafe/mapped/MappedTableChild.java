package io.memsafe.mapped;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Programs for child JVMs, since they could end one: a file that is cut off while it is open, and a table far larger than the heap. */
final class MappedTableChild {
    private static final int VALUE_BYTES = 1_000;

    private MappedTableChild() {}

    /** Takes what to do, the file, and how many entries or look-ups. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[1]);
        int count = Integer.parseInt(args[2]);
        switch (args[0]) {
            case "write" -> write(file, count);
            case "look-up" -> lookUp(file, count);
            case "cut-off" -> cutOff(file, count);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static byte[] value(int number) {
        byte[] value = new byte[VALUE_BYTES];
        Arrays.fill(value, (byte) number);
        return ByteBuffer.wrap(value).putInt(0, number).array();
    }

    private static void write(Path file, int entries) throws IOException {
        try (MappedTableWriter writer = MappedTableWriter.create(file)) {
            for (int i = 0; i < entries; i++) {
                writer.put("key-" + i, value(i));
            }
            writer.finish();
        }
        System.out.println("written " + entries);
    }

    private static void lookUp(Path file, int lookUps) throws IOException {
        int wrong = 0;
        try (MappedTable table = MappedTable.open(file)) {
            int entries = (int) table.size();
            for (int i = 0; i < lookUps; i++) {
                int number = (int) (i * 7_919L % entries);
                wrong += Arrays.equals(table.get("key-" + number), value(number)) ? 0 : 1;
                Integer found = table.find("key-" + number, value -> value.getInt(0));
                wrong += found != null && found == number ? 0 : 1;
                wrong += table.containsKey("key-" + (entries + i)) ? 1 : 0;
            }
            System.out.println("size " + table.size() + ", wrong " + wrong + ", mapped " + table.mappedBytes());
        }
    }

    /** Warms up, cuts the file off in the middle, and goes on: every look-up has to be right or to say what is wrong. */
    private static void cutOff(Path file, int lookUps) throws IOException {
        int right = 0;
        int told = 0;
        int other = 0;
        try (MappedTable table = MappedTable.open(file)) {
            int entries = (int) table.size();
            for (int i = 0; i < 2 * lookUps; i++) {
                if (i == lookUps) {
                    truncate(file);
                }
                int number = (int) (i * 7_919L % entries);
                try {
                    byte[] value = i % 2 == 0
                            ? table.get("key-" + number)
                            : table.find("key-" + number, MappedTableChild::copy);
                    right += Arrays.equals(value, value(number)) ? 1 : 0;
                } catch (UncheckedIOException e) {
                    told += e.getMessage().contains(file + " was cut off while it was open") ? 1 : 0;
                } catch (Throwable e) {
                    other++;
                    e.printStackTrace();
                }
            }
        }
        System.out.println("right " + right + ", told " + told + ", other " + other);
    }

    private static byte[] copy(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.get(copy);
        return copy;
    }

    private static void truncate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }
}
