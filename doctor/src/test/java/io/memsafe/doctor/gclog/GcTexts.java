package io.memsafe.doctor.gclog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Short logs of our own, in the forms that the collectors write. */
final class GcTexts {
    static final String G1 = """
            [2026-03-10T08:00:00.010+0100][0.010s][info][gc] Using G1
            [2026-03-10T08:00:00.020+0100][0.020s][info][gc,init] Heap Max Capacity: 256M
            [2026-03-10T08:00:01.000+0100][1.000s][info][gc,start    ] GC(0) Pause Young (Normal) (G1 Evacuation Pause)
            [2026-03-10T08:00:01.008+0100][1.008s][info][gc          ] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->11M(64M) 7.965ms
            [2026-03-10T08:00:02.008+0100][2.008s][info][gc          ] GC(1) Pause Young (Concurrent Start) (G1 Humongous Allocation) 40M->30M(64M) 4,500ms
            [2026-03-10T08:00:02.008+0100][2.008s][info][gc          ] GC(2) Concurrent Mark Cycle
            [2026-03-10T08:00:02.050+0100][2.050s][info][gc          ] GC(2) Pause Remark 33M->31M(64M) 1.250ms
            [2026-03-10T08:00:02.051+0100][2.051s][info][safepoint   ] Safepoint "G1Concurrent", Total: 12345 ns
            [2026-03-10T08:00:02.060+0100][2.060s][info][gc          ] GC(2) Pause Cleanup 32M->32M(64M) 0.100ms
            [2026-03-10T08:00:03.000+0100][3.000s][info][gc          ] GC(3) Pause Young (Mixed) (G1 Evacuation Pause) 50M->20M(64M) 3.000ms
            [2026-03-10T08:00:04.000+0100][4.000s][info][gc          ] GC(4) Pause Full (System.gc()) 30M->9M(64M) 20.000ms
            """;
    static final String Z = """
            [0.005s] Initializing The Z Garbage Collector
            [0.010s] Using The Z Garbage Collector
            [0.900s] GC(0) Pause Mark Start 0.010ms
            [0.950s] GC(0) Pause Mark End 0.020ms
            [1.000s] GC(0) Max Capacity: 256M(100%)
            [1.000s] GC(0)  Capacity:      128M (50%)         130M (51%)         132M (52%)         134M (52%)         134M (52%)         128M (50%)
            [1.000s] GC(0)      Live:         -                73M (29%)          73M (29%)          73M (29%)            -                  -
            [1.001s] GC(0) Garbage Collection (Warmup) 90M(35%)->112M(44%)
            """;
    static final String Z_GENERATIONS = """
            [1.000s][info][gc          ] GC(3) Major Collection (Warmup)
            [1.010s][info][gc,heap     ] GC(3) Y:      Live:         -                 4M (2%)            4M (2%)            4M (2%)
            [1.015s][info][gc          ] GC(4) Minor Collection (Allocation Rate) 80M(31%)->60M(23%) 0.010s
            [1.020s][info][gc,heap     ] GC(3) O:      Live:         -                 2M (1%)            2M (1%)            2M (1%)
            [1.021s][info][gc          ] GC(3) Major Collection (Warmup) 28M(11%)->72M(28%) 0.052s
            [1.022s][info][gc          ] Allocation Stall (main) 1.0ms
            """;
    static final String SHENANDOAH = """
            [100ms][info][gc] Using Shenandoah
            [100ms][info][gc,init] Heap Max Capacity: 256M
            [200ms][info][gc,start] GC(0) Concurrent reset
            [210ms][info][gc      ] GC(0) Pause Init Mark 0.500ms
            [220ms][info][gc,ergo ] GC(0) Collectable Garbage: 40M (80%), Immediate: 0B (0%), CSet: 40M (80%)
            [221ms][info][gc      ] GC(0) Pause Final Mark 0.500ms
            [230ms][info][gc      ] GC(0) Concurrent cleanup 100M->100M(128M) 0.033ms
            [260ms][info][gc      ] GC(0) Concurrent cleanup 104M->60M(128M) 0.037ms
            [300ms][info][gc,start] GC(1) Concurrent reset
            [400ms][info][gc      ] GC(2) Pause Degenerated GC (Mark) 120M->70M(128M) 11.5ms
            [500ms][info][gc      ] GC(3) Pause Full (Allocation Failure) 120M->65M(128M) 15.5ms
            """;
    static final String PARALLEL_8 = """
            Java HotSpot(TM) 64-Bit Server VM (25.45-b02) for linux-amd64 JRE (1.8.0_45-b14)
            CommandLine flags: -XX:MaxHeapSize=1073741824 -XX:+PrintGC -XX:+PrintGCDetails -XX:+UseParallelGC
            2026-03-10T08:00:01.000+0000: 1.000: [GC (Allocation Failure) [PSYoungGen: 1024K->512K(2048K)] 1024K->600K(8192K), 0.0012000 secs] [Times: user=0.00 sys=0.00, real=0.00 secs]
            2026-03-10T08:00:02.000+0000: 2.000: [GC-- [PSYoungGen: 2048K->2048K(2048K)] 8000K->8100K(8192K), 0.0100000 secs]
            2026-03-10T08:00:03.000+0000: 3.000: [Full GC (Ergonomics) [PSYoungGen: 512K->0K(2048K)] [ParOldGen: 88K->500K(6144K)] 600K->500K(8192K), [Metaspace: 2000K->2000K(1056768K)], 0.0100000 secs] [Times: user=0.02 sys=0.00, real=0.01 secs]
            """;
    static final String CMS_7 = """
            1.000: [GC 1.000: [ParNew: 100K->10K(200K), 0.0010000 secs] 100K->50K(1000K), 0.0011000 secs]
            2.000: [GC [1 CMS-initial-mark: 400K(800K)] 450K(1000K), 0.0010000 secs]
            2.100: [CMS-concurrent-mark-start]
            2.200: [GC[YG occupancy: 50 K (200 K)]2.200: [Rescan (parallel) , 0.0010000 secs]2.201: [weak refs processing, 0.0000020 secs] [1 CMS-remark: 400K(800K)] 450K(1000K), 0.0020000 secs]
            3.000: [Full GC (System) 3.000: [CMS3.001: [CMS-concurrent-mark: 0.012/0.813 secs] [Times: user=2.51 sys=0.10, real=0.81 secs]
             (concurrent mode interrupted): 400K->300K(800K), 0.1828700 secs] 450K->300K(1000K), [CMS Perm : 100K->100K(200K)], 0.2000000 secs]
            4.000: [GC 4.000: [ParNew: 200K->200K(200K), 0.1 secs]4.100: [CMS (concurrent mode failure): 780K->600K(800K), 1.0 secs] 980K->600K(1000K), 1.1000000 secs]
            """;
    static final String G1_7 = """
            2026-03-10T08:00:01.000+0000: 1.000: [GC pause (G1 Evacuation Pause) (young) 1.001: [G1Ergonomics (CSet Construction) start choosing CSet, remaining time: 1.00 ms]
             1.001: [G1Ergonomics (Heap Sizing) attempt heap expansion, reason: recent GC overhead (20.00 %)]
            , 0.0130642 secs]
               [Parallel Time: 12.3 ms, GC Workers: 4]
                  [GC Worker Start (ms): Min: 230.1, Avg: 230.2, Max: 230.4, Diff: 0.3]
               [Eden: 14.0M(14.0M)->0.0B(8192.0K) Survivors: 0.0B->2048.0K Heap: 14.0M(64.0M)->13.5M(64.0M)]
             [Times: user=0.02 sys=0.05, real=0.02 secs]
            2.000: #7: [GC pause (G1 Evacuation Pause) (mixed), 0.0050000 secs]
               [Eden: 8.0M(8.0M)->0.0B(8192.0K) Survivors: 0.0B->2048.0K Heap: 20.0M(64.0M)->10.0M(64.0M)]
            3.000: [GC remark 3.000: [GC ref-proc, 0.0000520 secs], 0.0012030 secs]
            3.100: [GC concurrent-cleanup-start]
            3.200: [GC cleanup 12M->11M(64M), 0.0004570 secs]
            4.000: [Full GC (Allocation Failure) 17M->3758K(64M), 0.0233460 secs]
               [Eden: 18.0M(24.0M)->0.0B(5120.0K) Survivors: 0.0B->0.0B Heap: 17.2M(64.0M)->3758.6K(64.0M)]
            """;
    static final String SERIAL_6 = """
            {Heap before GC invocations=1 (full 0):
             def new generation   total 9792K, used 8704K [0x00000000f4200000, 0x00000000f4ca0000, 0x00000000f6ab0000)
            0,265: [GC 0,265: [DefNew
            Desired survivor size 557056 bytes, new threshold 1 (max 15)
            - age   1:    1114112 bytes,    1114112 total
            : 8704K->1088K(9792K), 0,0039555 secs] 8704K->1634K(31680K), 0,0041700 secs] [Times: user=0,00 sys=0,00, real=0,00 secs]
            1,265: [GC 1,265: [DefNew: 8704K->1088K(9792K), 0,0039555 secs] 1,269: [Tenured: 9000K->8000K(21888K), 0,0230475 secs] 9704K->8000K(31680K), 0,0300000 secs]
            """;
    static final String[] ALL = {
        G1,
        Z,
        Z_GENERATIONS,
        SHENANDOAH,
        PARALLEL_8,
        CMS_7,
        G1_7,
        SERIAL_6,
        "1.0: [GC 100K->50K(200K), 0.0010000 secs]\n"
    };

    private GcTexts() {}

    /** What a text says. */
    record Read(List<GcEvent> events, GcLog log) {}

    static Read read(String... texts) {
        List<GcEvent> events = new ArrayList<>();
        GcLogReader reader = new GcLogReader(events::add);
        for (String text : texts) {
            read(reader, text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return new Read(events, reader.summary());
    }

    static void read(GcLogReader reader, byte[] bytes) {
        try {
            reader.read("gc.log", new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
