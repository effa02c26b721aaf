package io.memsafe.benchmarks.hello;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says hello, and what the application holds. */
@RestController
class HelloController {

    @GetMapping("/hello")
    String hello() {
        return "hello";
    }

    /**
     * What is held when everything that can be collected is: bytes of the heap, of metaspace and of compiled code, and how
     * many classes and threads there are. What the second collection finds is free of what the first one had cleaners do.
     */
    @GetMapping("/held")
    String held() {
        System.gc();
        System.gc();
        long heap = 0;
        long metaspace = 0;
        long code = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage collected = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP) {
                heap += collected == null ? 0 : collected.getUsed();
            } else if (pool.getName().equals("Metaspace")) { // has that of classes in it
                metaspace += pool.getUsage().getUsed();
            } else if (pool.getName().startsWith("Code")) {
                code += pool.getUsage().getUsed();
            }
        }
        return heap + " " + metaspace + " " + code + " "
                + ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() + " "
                + ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
