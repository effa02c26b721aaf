package io.memsafe.doctor.gclog;

import java.util.ArrayList;
import java.util.List;

/** Holds so many megabytes and makes garbage. */
final class GcChild {
    private static volatile byte[] garbage = new byte[0];

    private GcChild() {}

    public static void main(String[] args) {
        List<byte[]> held = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[0]) * 16; i++) {
            held.add(new byte[64 << 10]);
        }
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 2_000; i++) {
                garbage = new byte[32 << 10];
            }
            System.gc();
        }
        System.out.println(held.size() + garbage.length);
    }
}
